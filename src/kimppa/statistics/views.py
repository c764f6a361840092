"""A year's statistics: how far each municipality is, what to do next, and all figures together."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.models import Release
from kimppa.core.releases.queries import given_to_somebody, newest
from kimppa.statistics.enquiry.actions import enquiry_of
from kimppa.statistics.imports.queries import takes, unread
from kimppa.statistics.models import Round
from kimppa.statistics.pages import back_to_year, language, round_for, year_page
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.variables.messages import GROUPS
from kimppa.statistics.visits.queries import unratified
from kimppa.statistics.work.board import Board, Entry
from kimppa.statistics.work.queries import boards
from kimppa.statistics.years import actions
from kimppa.statistics.years.queries import round_of, visible_municipalities
from kimppa.statistics.years.topics import PARTS, UNITS
from kimppa.ui import pages as ui
from kimppa.ui.selection import selected
from kimppa.ui.sent import whole_number


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
        release = self.release
        if release is not None and release.incomplete:
            state = _("Delivered") if self.delivered else _("Frozen")
            return "partial", f"{state}. {release.shortfall}"
        if self.delivered:
            return "done", _("Delivered")
        if release is not None:
            return "confirmed", _("Frozen, version %(version)d") % {"version": release.version}
        if self.board.stops:
            return "late", _("To correct: %(count)d") % {"count": self.board.stops}
        if self.board.unexplained:
            return "waiting", _("To explain: %(count)d") % {"count": self.board.unexplained}
        if self.board.filled == 0:
            return "empty", _("Nothing yet")
        if self.board.filled < self.board.expected:
            return "ongoing", _("Figures are coming in")
        return "done", _("Ready to freeze")


@require_GET
@ui.needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """The statistics of the year chosen in the top bar."""
    return redirect("statistics:year", year=selected(request).year)


@require_GET
@ui.needs(Permission.VIEW)
def year(request: HttpRequest, year: int) -> HttpResponse:
    """How far each municipality is; what the person should do next."""
    if whole_number(request.GET.get("vuosi", "")) not in (None, year):
        return redirect("statistics:year", year=selected(request).year)
    person, statistics = ui.person_of(request), round_of(year)
    if statistics is None:
        begin_context = {"year": year, "may_begin": person.can(Permission.MANAGE_CONSORTIUM)}
        return render(request, "statistics/year/begin.html", begin_context)
    towns = visible_municipalities(person, year)
    municipality = selected(request).municipality
    if municipality is not None:
        towns = [town for town in towns if town.pk == municipality.pk] or towns
    work, versions = boards(year, towns), newest(SHEETS.subject(sheets_of(UNITS, year)))
    given_ids = given_to_somebody(versions.values())
    lines = [
        Progress(town, work[town.code], release, release is not None and release.pk in given_ids)
        for town in towns
        for release in [versions.get(town.code)]
    ]
    coordinates = person.can(Permission.MANAGE_CONSORTIUM)
    context = {
        "statistics": statistics,
        "buttons": YEAR.buttons(statistics, person),
        "beside": (year - 1, year + 1),
        "lines": lines,
        "coordinates": coordinates,
        "enters": person.can(Permission.LOG_WORK),
        "takes": takes(year) if coordinates else (),
        "unread": unread(year) if coordinates else (),
        "enquiry": enquiry_of(year),
        "parts": [(topic, part.title(year)) for topic, part in PARTS.items()],
        "unratified": unratified(year) if coordinates else (),
    }
    return render(request, "statistics/year/year.html", context)


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def begin(request: HttpRequest, year: int) -> HttpResponse:
    """Begin the year's statistics."""
    return ui.attempt(
        request, lambda: actions.begin(by=ui.person_of(request), year=year), back=year_page(year)
    )


def _round(_request: HttpRequest, year: int) -> Round:
    return round_for(year)


def _round_commands(statistics: Round, _person: Person) -> set[str]:
    return {
        "unlock" if statistics.locked_at else "lock",
        "close" if statistics.open_at else "open",
    }


YEAR = ui.Commands(
    name="statistics:year",
    at="<int:year>/",
    argument="statistics",
    find=_round,
    permission=Permission.MANAGE_CONSORTIUM,
    key=lambda statistics: {"year": statistics.year},
    available=_round_commands,
    commands=[
        ui.Command("lock", gettext_lazy("Lock"), actions.lock),
        ui.Command("unlock", gettext_lazy("Open again"), actions.unlock),
        ui.Command(
            "open",
            gettext_lazy("Open the year"),
            actions.open_data,
            message=gettext_lazy(
                "The year is open: everybody sees the figures that are delivered as final."
            ),
        ),
        ui.Command(
            "close",
            gettext_lazy("Close the year"),
            actions.close_data,
            message=gettext_lazy("The figures are no longer open. Who has taken them keeps them."),
        ),
    ],
)


@require_GET
@ui.needs(Permission.VIEW)
def big_table(request: HttpRequest, year: int) -> HttpResponse:
    """One big table: every variable by municipality, to Excel too."""
    statistics = round_for(year)
    towns = visible_municipalities(ui.person_of(request), year)
    board_of = boards(year, towns)
    variables = [variable for variable in catalogue().of_year(year) if not variable.derived]
    table = ui.Table(
        request,
        caption=_("Figures of %(year)d by municipality") % {"year": year},
        columns=_columns(towns, board_of),
        rows=variables,
        filters=[
            ui.ChoiceFilter("group", _("Group"), [(k, v) for k, v in GROUPS.items()], field="group")
        ],
        suffix=year,
        page_length=150,
    )
    return ui.table_page(
        request,
        table,
        title=_("All figures of %(year)s") % {"year": statistics.year},
        lead=_("One big table: variables by municipality."),
        actions=[back_to_year(year)],
    )


def _columns(towns: list[Municipality], board_of: dict[str, Board]) -> list[ui.Column]:
    def name(variable: Variable) -> str:
        return variable.name.text(language())

    columns = [
        ui.Column("code", _("Code"), sortable=False),
        ui.Column("name", _("Variable"), value=name, sortable=False),
        ui.Column("unit", _("Unit"), sortable=False),
    ]
    for town in towns:
        value = partial(_value, {row.variable.code: row.own for row in board_of[town.code].rows})
        columns.append(ui.Column(town.code, town.name, value=value, kind="decimal", sortable=False))
    return columns


def _value(entries: dict[str, Entry | None], variable: Variable) -> Decimal | None:
    entry = entries.get(variable.code)
    return entry.value if entry else None
