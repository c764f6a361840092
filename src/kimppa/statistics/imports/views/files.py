"""Files: uploaded, their names settled, taken into use, undone."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.statistics.checks.messages import sentence
from kimppa.statistics.imports import actions
from kimppa.statistics.imports.forms import LEAVE_OUT, UploadForm
from kimppa.statistics.imports.preview import Candidate, Preview, judged, look
from kimppa.statistics.imports.queries import reading
from kimppa.statistics.imports.views.choices import place_choices, variable_choices
from kimppa.statistics.imports.views.lists import asked_codes, reading_page
from kimppa.statistics.lists.extracts import ExtractError
from kimppa.statistics.lists.messages import ACCEPTABLE, MEASURES, left_out_text
from kimppa.statistics.lists.outcomes import suspect
from kimppa.statistics.models import Take
from kimppa.statistics.pages import back_to_year, language, round_for, year_page
from kimppa.statistics.parts.views import days
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.mapping import Heading
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.ui import pages as ui

MAX_ROWS = 400
SEVERITY = {"stop": "late", "explain": "waiting", "info": "info"}


def _take_or_404(_request: HttpRequest, pk: int) -> Take:
    return get_object_or_404(Take.objects.select_related("stored", "loans", "run"), pk=pk)


def _take_commands(take: Take, _person: Person) -> set[str]:
    """What fits the state; the page itself tells whether the file's figures may be used."""
    if take.in_use:
        return {"undo"}
    if reading(take).moving:
        return set() if take.run and take.run.stop_asked else {"stop"}
    return {"take-in", "compute"} if take.stored else {"read-on", "discard"}


IMPORT = ui.Commands(
    name="statistics:import",
    at="imports/<int:pk>/",
    argument="take",
    find=_take_or_404,
    permission=Permission.MANAGE_CONSORTIUM,
    available=_take_commands,
    commands=[
        ui.Command("take-in", gettext_lazy("Take into use"), actions.take_in, primary=True),
        ui.Command(
            "undo",
            gettext_lazy("Undo"),
            actions.undo,
            message=gettext_lazy(
                "The file's figures were taken back; what they replaced stands again."
            ),
        ),
        ui.Command("stop", gettext_lazy("Stop"), actions.stop_reading),
        ui.Command("read-on", gettext_lazy("Go on where it was"), actions.read_on, primary=True),
        ui.Command("compute", gettext_lazy("Compute anew"), actions.read_on, primary=True),
        ui.Command(
            "discard", gettext_lazy("Remove the lists"), actions.discard, back="statistics:home"
        ),
    ],
)


@ui.needs(Permission.MANAGE_CONSORTIUM)
def upload(request: HttpRequest, year: int) -> HttpResponse:
    """Choose a file; what it says is shown before anything is taken into use."""
    statistics = round_for(year)
    return ui.form_page(
        request,
        UploadForm(ui.posted(request), request.FILES or None),
        title=_("Bring in a file: %(year)s") % {"year": statistics.year},
        lead=_(
            "A report of the library system by branch, or figures that the ministry has published. "
            "You see what it gives before anything is taken into use."
        ),
        save=partial(_upload_file, ui.person_of(request), year),
        then=IMPORT.url,
        submit=_("Look at the file"),
        actions=[back_to_year(year)],
    )


def _upload_file(by: Actor, year: int, *, file: Any, sheet: int | None, **fields: Any) -> Take:
    try:
        return actions.upload(
            by=by,
            year=year,
            content=file.read(),
            name=file.name,
            media_type=file.content_type or "application/octet-stream",
            sheet=sheet - 1 if sheet else None,
            **fields,
        )
    except SpreadsheetError as error:
        raise ValidationError({"file": error.text(language())}) from error


@require_GET
@ui.needs(Permission.MANAGE_CONSORTIUM)
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would give: names to settle, faults with their cells, figures beside ours."""
    take = _take_or_404(request, pk)
    buttons = IMPORT.buttons(take, ui.person_of(request))
    try:
        preview = look(take)
    except (SpreadsheetError, ExtractError, OSError) as error:
        text = error.text(language()) if isinstance(error, SpreadsheetError) else str(error)
        messages.error(request, text)
        return redirect(year_page(take.year))
    if preview.waits:
        return reading_page(request, take, buttons)
    context = {
        "take": take,
        "buttons": buttons,
        "preview": preview,
        "faults": [(place_of(f, preview), f.message(language())) for f in preview.faults],
        "figures": _figures(take, preview),
        "more": max(0, len(preview.candidates) - MAX_ROWS),
        "changes": sum(figure.changes for figure in preview.candidates),
        "codes": asked_codes(preview.gaps),
        "acceptable": [
            (key, ACCEPTABLE[key], rows, key in take.accepted)
            for key, rows in preview.acceptable.items()
        ],
        "left_out": [left_out_text(row) for row in preview.computed.left_out]
        if preview.computed
        else [],
        "suspect": suspect(preview.computed) if preview.computed else [],
        "days": days((take.start, take.end)) if take.start and take.end else "",
        **_name_context(preview),
    }
    return render(request, "statistics/imports/import.html", context)


def _figures(take: Take, preview: Preview) -> list[tuple[Candidate, str, list[tuple[str, str]]]]:
    """The figures with the names of their variables and what the checks would say, those with a
    finding first; of a file in use the checks speak on the municipality's own page.
    """
    findings = {} if take.in_use or take.partial else judged(take, preview)
    candidates = sorted(
        preview.candidates, key=lambda figure: (figure.place, figure.variable) not in findings
    )
    return [
        (
            figure,
            _name(figure.variable),
            [
                (SEVERITY[noted.finding.check.severity], sentence(noted.finding, language()))
                for noted in findings.get((figure.place, figure.variable), ())
            ],
        )
        for figure in candidates[:MAX_ROWS]
    ]


def place_of(fault: Fault, preview: Preview) -> str:
    """Where a fault is: the sheet, when the workbook has several, and the cell or the row."""
    address = fault.address if fault.column else _("row %(row)d") % {"row": fault.row}
    return ": ".join(part for part in (preview.sheet, address if fault.row else "") if part)


def _name(code: str) -> str:
    return catalogue()[code].name.text(language())


def _name_context(preview: Preview) -> dict[str, Any]:
    """Names that wait for a word, with what they may mean; and those that are settled."""
    if preview.plan is None:
        return {"open": [], "settled": []}
    variables = {heading.name: heading for heading in preview.plan.variables}
    places = {heading.name: heading for heading in preview.plan.places}
    questions = [
        ("variable", heading) for heading in variables.values() if not heading.match.settled
    ] + [("place", heading) for heading in places.values() if not heading.match.settled]
    return {
        "open": [_question(kind, heading) for kind, heading in questions],
        "settled": [
            (heading.name, _meaning(heading)) for heading in (*variables.values(), *places.values())
            if heading.match.settled
        ],
        "asks_measure": not preview.measure and any(kind == "variable" for kind, _h in questions),
        "measures": list(MEASURES.items()),
        "variable_choices": variable_choices() if questions else [],
        "place_choices": place_choices() if questions else [],
    }  # fmt: skip


def _question(kind: str, heading: Heading) -> dict[str, str]:
    target = heading.match.target
    return {"key": heading.key, "kind": kind, "name": heading.name, "target": target}


def _meaning(heading: Heading) -> str:
    target = heading.match.target
    if not target:
        return _("left out")
    return _name(target) if target in catalogue() else target.partition(":")[2]


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember what the names mean."""
    take = get_object_or_404(Take, pk=pk)
    choices = {
        key.removeprefix("name|"): "" if target == LEAVE_OUT else target
        for key, target in request.POST.items()
        if key.startswith("name|") and isinstance(target, str) and target
    }
    return ui.attempt(
        request,
        lambda: actions.settle(
            by=ui.person_of(request),
            take=take,
            choices=choices,
            measure=request.POST.get("measure", ""),
        ),
        back=IMPORT.url(take),
        message=_("The names are remembered, for later files too."),
    )
