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
from kimppa.statistics.lists.extracts import ExtractError
from kimppa.statistics.lists.keeping import suspect
from kimppa.statistics.models import Take
from kimppa.statistics.pages import language, round_for, year_page
from kimppa.statistics.parts.views import days
from kimppa.statistics.reading.mapping import Heading
from kimppa.statistics.reading.naming import learned_key
from kimppa.statistics.takes import actions
from kimppa.statistics.takes.forms import LEAVE_OUT, UploadForm
from kimppa.statistics.takes.looking import Looked, look
from kimppa.statistics.takes.views.lists import asked_codes, reading_page
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done

SHOWN = 400


@needs(Permission.MANAGE_CONSORTIUM)
def upload(request: HttpRequest, year: int) -> HttpResponse:
    """Choose a file; what it says is shown before anything is taken into use."""
    found = round_for(year)
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _upload(request, year, form.cleaned_data)
        except SpreadsheetError as error:
            form.add_error("file", error.text(language()))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("statistics:take", pk=made.pk)
    context = {"statistics": found, "form": form}
    status = REFUSED if form.errors else 200
    return render(request, "statistics/takes/upload.html", context, status=status)


def _upload(request: HttpRequest, year: int, given: dict[str, Any]) -> Take:
    file = given["file"]
    return actions.upload(
        by=person_of(request),
        year=year,
        content=file.read(),
        name=file.name,
        media_type=file.content_type or "application/octet-stream",
        kind=given["kind"],
        system=given["system"],
        sheet=(given["sheet"] or 1) - 1,
        source=given["source"],
    )


@require_GET
@needs(Permission.MANAGE_CONSORTIUM)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would give: names to settle, faults with their cells, figures beside ours."""
    found = get_object_or_404(Take.objects.select_related("stored", "loans", "run"), pk=pk)
    try:
        looked = look(found)
    except (SpreadsheetError, ExtractError, OSError) as error:
        text = error.text(language()) if isinstance(error, SpreadsheetError) else str(error)
        messages.error(request, text)
        return redirect(year_page(found.year))
    if looked.waits:
        return reading_page(request, found)
    context = {
        "take": found,
        "looked": looked,
        "faults": [(one.address, one.told(language())) for one in looked.faults],
        "wanted": [(one, _name(one.variable)) for one in looked.wanted[:SHOWN]],
        "more": max(0, len(looked.wanted) - SHOWN),
        "changes": sum(one.changes for one in looked.wanted),
        "codes": asked_codes(looked.gaps),
        "suspect": suspect(looked.computed) if looked.computed else [],
        "days": days((found.start, found.end)) if found.start and found.end else "",
        **_names(looked),
    }
    return render(request, "statistics/takes/take.html", context)


def _name(code: str) -> str:
    return catalogue()[code].name.text(language())


def _names(looked: Looked) -> dict[str, Any]:
    """Names that wait for a word, with what they may mean; and those that are settled."""
    if looked.plan is None:
        return {"open": [], "settled": []}
    variables = {one.name: one for one in looked.plan.variables}
    places = {one.name: one for one in looked.plan.places}
    waiting = [("variable", one) for one in variables.values() if not one.match.settled] + [
        ("place", one) for one in places.values() if not one.match.settled
    ]
    return {
        "open": [_asked(kind, one) for kind, one in waiting],
        "settled": [
            (one.name, _meaning(one)) for one in (*variables.values(), *places.values())
            if one.match.settled
        ],
        "variable_choices": [(v.code, f"{_name(v.code)} ({v.code})") for v in catalogue().values()],
        "place_choices": _place_choices() if waiting else [],
    }  # fmt: skip


def _asked(kind: str, one: Heading) -> dict[str, str]:
    key = learned_key(kind, one.name)
    return {"key": key, "kind": kind, "name": one.name, "target": one.match.target}


def _meaning(one: Heading) -> str:
    target = one.match.target
    if not target:
        return _("left out")
    return _name(target) if target in catalogue() else target.partition(":")[2]


def _place_choices() -> list[tuple[str, str]]:
    branches = [(f"branch:{one.code}", one.name) for one in Branch.objects.all()]
    return branches + [(f"municipality:{one.code}", one.name) for one in Municipality.objects.all()]


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember what the names mean."""
    found = get_object_or_404(Take, pk=pk)
    choices = {
        key.removeprefix("name|"): "" if value == LEAVE_OUT else value
        for key, value in request.POST.items()
        if key.startswith("name|") and isinstance(value, str) and value
    }
    return attempt(
        request,
        lambda: actions.settle(by=person_of(request), take=found, choices=choices),
        back=reverse("statistics:take", args=[pk]),
        message=_("The names are remembered, for later files too."),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file's figures into use."""
    found = get_object_or_404(Take.objects.select_related("stored", "loans"), pk=pk)
    try:
        made = actions.take_in(by=person_of(request), take=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("statistics:take", pk=pk)
    message = ngettext(
        "%(count)d figure was taken into use.", "%(count)d figures were taken into use.", len(made)
    )
    undo = reverse("statistics:undo", args=[pk])
    done(request, message % {"count": len(made)}, undo)
    return redirect(year_page(found.year))


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file's figures back."""
    found = get_object_or_404(Take, pk=pk)
    return attempt(
        request,
        lambda: actions.undo(by=person_of(request), take=found),
        back=year_page(found.year),
        message=_("The file's figures were taken back; what they replaced stands again."),
    )
