"""The statistics for programs: years, variables, each municipality's figures, series."""

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Path, Query, Router, Schema
from pydantic import Field

from kimppa.statistics.checks.messages import sentence
from kimppa.statistics.models import Round
from kimppa.statistics.opendata.figures import variable_uri
from kimppa.statistics.series.queries import marks, series_of
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.work.board import Row
from kimppa.statistics.work.queries import board
from kimppa.statistics.years.queries import visible_municipalities
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["Statistics"])


class YearOut(api.Marked):
    """The statistics of a year."""

    year: int
    locked_at: api.Moment | None = Field(description="Since when it takes no more figures.")
    open_at: api.Moment | None = Field(
        description="Since when its delivered figures are open data."
    )
    url: str


@router.get("/years", response=api.Page[YearOut])
def years(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The years that have been begun."""
    return api.page(request, Round.objects.all(), cursor, _year)


def _year(reporting_round: Round) -> YearOut:
    return YearOut.from_row(
        reporting_round, url=api.address("statistics:year", reporting_round.year)
    )


class StatisticsVariableOut(api.Out):
    """What a row of the statistics measures."""

    code: str
    uri: str
    name: str
    definition: str
    group: str
    unit: str
    additive: bool
    derived: bool = Field(description="Computed of others: a key figure.")
    since: int | None
    until: int | None
    evidence: str = Field(description="verified, inferred or guessed.")


class StatisticsVariablesOut(api.Out):
    """The variables, in the order of the form."""

    items: list[StatisticsVariableOut]


@router.get("/variables", response=StatisticsVariablesOut)
def variables(request: HttpRequest) -> HttpResponse:
    """Every variable, in the caller's language."""
    return api.answer(
        StatisticsVariablesOut(items=[_variable(variable) for variable in catalogue().values()])
    )


def _variable(variable: Variable) -> StatisticsVariableOut:
    language = _language()
    return StatisticsVariableOut.from_row(
        variable,
        uri=variable_uri(variable.code),
        name=variable.name.text(language),
        definition=variable.definition.text(language),
    )


def _language() -> str:
    return (get_language() or "fi")[:2]


class StatisticsFindingOut(api.Out):
    """What a check says of a figure."""

    number: str
    severity: str = Field(description="stop, explain or info.")
    text: str
    explanation: str
    open: bool = Field(description="Whether something must still be done.")


class StatisticsFigureOut(api.Out):
    """A municipality's figure beside the last known one."""

    code: str
    value: api.Number | None
    state: str = Field(description="value, zero, missing, not-collected or not-relevant.")
    origin: str
    source: str
    rule: str
    branches: dict[str, api.Number | None]
    last: api.Number | None
    last_year: int | None
    findings: list[StatisticsFindingOut]


class StatisticsFiguresOut(api.Out):
    """A municipality's year."""

    year: int
    municipality: str
    key_figures: dict[str, api.Number | None]
    items: list[StatisticsFigureOut]
    url: str


class StatisticsFiguresAsked(Schema):
    """Whose figures."""

    municipality: api.Code


@router.get("/years/{int:year}/figures", response=StatisticsFiguresOut)
def figures(
    request: HttpRequest, year: Path[api.Year], query: Query[StatisticsFiguresAsked]
) -> HttpResponse:
    """The figures of a municipality that the caller may see, checked."""
    municipality = api.municipality_of(query.municipality)
    if municipality not in visible_municipalities(api.caller(request), year):
        raise Http404
    if not Round.objects.filter(year=year).exists():
        raise Http404
    year_board = board(year, municipality)
    return api.answer(
        StatisticsFiguresOut(
            year=year,
            municipality=municipality.code,
            key_figures=dict(year_board.key_figures),
            items=[_figure(row) for row in year_board.rows],
            url=api.address("statistics:board", year, municipality.code),
        )
    )


def _figure(row: Row) -> StatisticsFigureOut:
    entry = row.own
    return StatisticsFigureOut(
        code=row.variable.code,
        value=entry.value if entry else None,
        state=entry.state if entry else "missing",
        origin=entry.origin if entry else "",
        source=entry.source if entry else "",
        rule=entry.rule if entry else "",
        branches={code: branch_entry.value for code, branch_entry in row.branches.items()},
        last=row.last.value if row.last else None,
        last_year=row.last_year,
        findings=[
            StatisticsFindingOut(
                number=noted.finding.check.number,
                severity=str(noted.finding.check.severity),
                text=sentence(noted.finding, _language()),
                explanation=noted.note,
                open=noted.open,
            )
            for noted in row.noted
        ],
    )


class BreakOut(api.Out):
    """From the year on the figures mean something else."""

    year: int
    text: str


class SeriesOut(api.Out):
    """A variable over the years, by municipality's code."""

    code: str
    per_inhabitant: bool
    values: dict[str, dict[int, Decimal]]
    breaks: list[BreakOut]


class SeriesAsked(Schema):
    """In what form."""

    per_inhabitant: bool = False


@router.get("/series/{code}", response=SeriesOut)
def series(request: HttpRequest, code: str, query: Query[SeriesAsked]) -> HttpResponse:
    """A variable or key figure over the years: all of the caller's municipalities, of the others
    what has been published.
    """
    if code not in catalogue():
        raise Http404
    per_head = query.per_inhabitant and not catalogue()[code].derived
    points_by_town = series_of(code, visible_municipalities(api.caller(request)), per_head=per_head)
    years_known = sorted({year for points in points_by_town.values() for year in points})
    return api.answer(
        SeriesOut(
            code=code,
            per_inhabitant=per_head,
            values=points_by_town,
            breaks=[
                BreakOut(year=year, text=text)
                for year, text in marks(code, years_known, _language())
            ],
        )
    )
