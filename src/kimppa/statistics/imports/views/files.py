"""Files: uploaded, their names settled, taken into use, undone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.statistics.imports import actions
from kimppa.statistics.imports.forms import LEAVE_OUT, UploadForm
from kimppa.statistics.imports.preview import Preview, look
from kimppa.statistics.imports.views.lists import asked_codes, reading_page
from kimppa.statistics.lists.extracts import ExtractError
from kimppa.statistics.lists.outcomes import suspect
from kimppa.statistics.models import Take
from kimppa.statistics.pages import language, round_for, year_page
from kimppa.statistics.parts.views import days
from kimppa.statistics.reading.mapping import Heading
from kimppa.statistics.reading.vocabulary import learned_key
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done

MAX_ROWS = 400


@needs(Permission.MANAGE_CONSORTIUM)
def upload(request: HttpRequest, year: int) -> HttpResponse:
    """Choose a file; what it says is shown before anything is taken into use."""
    statistics = round_for(year)
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            new_take = _upload(request, year, form.cleaned_data)
        except SpreadsheetError as error:
            form.add_error("file", error.text(language()))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("statistics:import", pk=new_take.pk)
    context = {"statistics": statistics, "form": form}
    status = REFUSED if form.errors else 200
    return render(request, "statistics/imports/upload.html", context, status=status)


def _upload(request: HttpRequest, year: int, fields: dict[str, Any]) -> Take:
    file = fields["file"]
    return actions.upload(
        by=person_of(request),
        year=year,
        content=file.read(),
        name=file.name,
        media_type=file.content_type or "application/octet-stream",
        kind=fields["kind"],
        system=fields["system"],
        sheet=(fields["sheet"] or 1) - 1,
        source=fields["source"],
    )


@require_GET
@needs(Permission.MANAGE_CONSORTIUM)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would give: names to settle, faults with their cells, figures beside ours."""
    take = get_object_or_404(Take.objects.select_related("stored", "loans", "run"), pk=pk)
    try:
        preview = look(take)
    except (SpreadsheetError, ExtractError, OSError) as error:
        text = error.text(language()) if isinstance(error, SpreadsheetError) else str(error)
        messages.error(request, text)
        return redirect(year_page(take.year))
    if preview.waits:
        return reading_page(request, take)
    context = {
        "take": take,
        "preview": preview,
        "faults": [(fault.address, fault.message(language())) for fault in preview.faults],
        "figures": [(figure, _name(figure.variable)) for figure in preview.candidates[:MAX_ROWS]],
        "more": max(0, len(preview.candidates) - MAX_ROWS),
        "changes": sum(figure.changes for figure in preview.candidates),
        "codes": asked_codes(preview.gaps),
        "suspect": suspect(preview.computed) if preview.computed else [],
        "days": days((take.start, take.end)) if take.start and take.end else "",
        **_names(preview),
    }
    return render(request, "statistics/imports/take.html", context)


def _name(code: str) -> str:
    return catalogue()[code].name.text(language())


def _names(preview: Preview) -> dict[str, Any]:
    """Names that wait for a word, with what they may mean; and those that are settled."""
    if preview.plan is None:
        return {"open": [], "settled": []}
    variables = {heading.name: heading for heading in preview.plan.variables}
    places = {heading.name: heading for heading in preview.plan.places}
    waiting = [
        ("variable", heading) for heading in variables.values() if not heading.match.settled
    ] + [("place", heading) for heading in places.values() if not heading.match.settled]
    return {
        "open": [_question(kind, heading) for kind, heading in waiting],
        "settled": [
            (heading.name, _meaning(heading)) for heading in (*variables.values(), *places.values())
            if heading.match.settled
        ],
        "variable_choices": [(v.code, f"{_name(v.code)} ({v.code})") for v in catalogue().values()],
        "place_choices": _place_choices() if waiting else [],
    }  # fmt: skip


def _question(kind: str, heading: Heading) -> dict[str, str]:
    key = learned_key(kind, heading.name)
    return {"key": key, "kind": kind, "name": heading.name, "target": heading.match.target}


def _meaning(heading: Heading) -> str:
    target = heading.match.target
    if not target:
        return _("left out")
    return _name(target) if target in catalogue() else target.partition(":")[2]


def _place_choices() -> list[tuple[str, str]]:
    branches = [(f"branch:{place.code}", place.name) for place in Branch.objects.all()]
    return branches + [
        (f"municipality:{place.code}", place.name) for place in Municipality.objects.all()
    ]


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember what the names mean."""
    take = get_object_or_404(Take, pk=pk)
    choices = {
        key.removeprefix("name|"): "" if value == LEAVE_OUT else value
        for key, value in request.POST.items()
        if key.startswith("name|") and isinstance(value, str) and value
    }
    return attempt(
        request,
        lambda: actions.settle(by=person_of(request), take=take, choices=choices),
        back=reverse("statistics:import", args=[pk]),
        message=_("The names are remembered, for later files too."),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file's figures into use."""
    take = get_object_or_404(Take.objects.select_related("stored", "loans"), pk=pk)
    try:
        figures = actions.take_in(by=person_of(request), take=take)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("statistics:import", pk=pk)
    message = ngettext(
        "%(count)d figure was taken into use.",
        "%(count)d figures were taken into use.",
        len(figures),
    )
    undo = reverse("statistics:import-undo", args=[pk])
    done(request, message % {"count": len(figures)}, undo)
    return redirect(year_page(take.year))


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file's figures back."""
    take = get_object_or_404(Take, pk=pk)
    return attempt(
        request,
        lambda: actions.undo(by=person_of(request), take=take),
        back=year_page(take.year),
        message=_("The file's figures were taken back; what they replaced stands again."),
    )
