"""A year's statistics: how far each municipality is, what to do next, and all figures together."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.models import Release
from kimppa.core.releases.queries import given_to_somebody, newest
from kimppa.statistics.pages import language, round_for, year_page
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.support.queries import enquiry_of
from kimppa.statistics.takes.queries import takes, unread
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.variables.wording import GROUPS
from kimppa.statistics.visits.queries import unratified
from kimppa.statistics.work.board import Board, Entry
from kimppa.statistics.work.queries import boards
from kimppa.statistics.years import actions
from kimppa.statistics.years.queries import round_of, visible_municipalities
from kimppa.statistics.years.topics import PARTS, UNITS
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.sent import attempt, whole_number
from kimppa.ui.tables import ChoiceFilter, Column, Table


@dataclass(frozen=True, slots=True)
class Progress:
    """A municipality's line: its board, its newest sheet, and what comes next."""

    municipality: Municipality
    board: Board
    release: Release | None
    delivered: bool

    @property
    def state(self) -> tuple[str, str]:
        """Status key and words."""
        if self.delivered:
            return "done", _("Delivered")
        if self.release is not None:
            return "confirmed", _("Frozen, version %(version)d") % {"version": self.release.version}
        if self.board.stops:
            return "late", _("To correct: %(count)d") % {"count": self.board.stops}
        if self.board.unexplained:
            return "waiting", _("To explain: %(count)d") % {"count": self.board.unexplained}
        if self.board.given == 0:
            return "empty", _("Nothing yet")
        if self.board.given < self.board.expected:
            return "ongoing", _("Figures are coming in")
        return "done", _("Ready to freeze")


@require_GET
@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """The statistics of the year chosen in the top bar."""
    return redirect("statistics:year", year=selected(request).year)


@require_GET
@needs(Permission.VIEW)
def year(request: HttpRequest, year: int) -> HttpResponse:
    """How far each municipality is; what the person should do next."""
    if whole_number(request.GET.get("vuosi", "")) not in (None, year):
        return redirect("statistics:year", year=selected(request).year)
    person, found = person_of(request), round_of(year)
    if found is None:
        start = {"year": year, "may_begin": person.can(Permission.MANAGE_CONSORTIUM)}
        return render(request, "statistics/year/begin.html", start)
    towns = visible_municipalities(person, year)
    chosen = selected(request).municipality
    if chosen is not None:
        towns = [one for one in towns if one.pk == chosen.pk] or towns
    work, versions = boards(year, towns), newest(SHEETS.subject(sheets_of(UNITS, year)))
    delivered = given_to_somebody(versions.values())
    lines = [
        Progress(town, work[town.code], release, release is not None and release.pk in delivered)
        for town in towns
        for release in [versions.get(town.code)]
    ]
    coordinates = person.can(Permission.MANAGE_CONSORTIUM)
    context = {
        "statistics": found,
        "beside": (year - 1, year + 1),
        "lines": lines,
        "coordinates": coordinates,
        "takes": takes(year) if coordinates else (),
        "unread": unread(year) if coordinates else (),
        "enquiry": enquiry_of(year),
        "parts": [(topic, part.title.format(year=year)) for topic, part in PARTS.items()],
        "unratified": unratified(year) if coordinates else (),
    }
    return render(request, "statistics/year/year.html", context)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def begin(request: HttpRequest, year: int) -> HttpResponse:
    """Begin the year's statistics."""
    return attempt(
        request,
        lambda: actions.begin(by=person_of(request), year=year),
        back=year_page(year),
        message=_("The statistics of %(year)d have begun.") % {"year": year},
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def lock(request: HttpRequest, year: int) -> HttpResponse:
    """Close the year for figures and explanations."""
    found = round_for(year)
    return attempt(
        request,
        lambda: actions.lock(by=person_of(request), statistics=found),
        back=year_page(year),
        message=_("The statistics are locked."),
        undo=reverse("statistics:unlock", args=[year]),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def unlock(request: HttpRequest, year: int) -> HttpResponse:
    """Open the year again."""
    found = round_for(year)
    return attempt(
        request,
        lambda: actions.unlock(by=person_of(request), statistics=found),
        back=year_page(year),
        message=_("The statistics are open again."),
        undo=reverse("statistics:lock", args=[year]),
    )


@require_GET
@needs(Permission.VIEW)
def together(request: HttpRequest, year: int) -> HttpResponse:
    """One big table: every variable by municipality, to Excel too."""
    found = round_for(year)
    towns = visible_municipalities(person_of(request), year)
    made = boards(year, towns)
    rows = [one for one in catalogue().of_year(year) if not one.derived]
    table = Table(
        request,
        caption=_("Figures of %(year)d by municipality") % {"year": year},
        columns=_columns(towns, made),
        rows=rows,
        filters=[
            ChoiceFilter("group", _("Group"), [(k, v) for k, v in GROUPS.items()], field="group")
        ],
        filename=f"tilastot-{year}",
        page_length=150,
    )
    if export := table.response():
        return export
    return render(request, "statistics/year/together.html", {"statistics": found, "table": table})


def _columns(towns: list[Municipality], made: dict[str, Board]) -> list[Column]:
    def name(one: Variable) -> str:
        return one.name.text(language())

    columns = [
        Column("code", _("Code"), sortable=False),
        Column("name", _("Variable"), value=name, sortable=False),
        Column("unit", _("Unit"), sortable=False),
    ]
    for town in towns:
        value = partial(_value, {row.variable.code: row.own for row in made[town.code].rows})
        columns.append(Column(town.code, town.name, value=value, kind="decimal", sortable=False))
    return columns


def _value(entries: dict[str, Entry | None], one: Variable) -> Decimal | None:
    entry = entries.get(one.code)
    return entry.value if entry else None
