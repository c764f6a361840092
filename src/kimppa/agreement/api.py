"""The agreement for programs: its lines, their duties, and how each stands."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from kimppa.agreement.coverage.matrix import DutyRow, DutyView, Row
from kimppa.agreement.coverage.queries import lines_of, remembered_coverage, visible_lines
from kimppa.agreement.messages import due_text
from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import visible_to
from kimppa.core.duties.queries import limit_of_sight
from kimppa.core.duties.rules import due_dates, parse
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["Agreement"])


class AgreementOut(api.Marked):
    """One year's agreement."""

    year: int
    title: str
    state: str = Field(description="draft or in_force.")
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    url: str


@router.get("/years", response=api.Page[AgreementOut])
def agreements(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The agreements; drafts are seen by coordinators and directors."""
    return api.page(request, visible_to(api.caller(request)), cursor, AgreementOut.from_row)


@router.get("/years/{int:year}", response=AgreementOut)
def agreement(request: HttpRequest, year: Path[api.Year]) -> HttpResponse:
    """One year's agreement."""
    return api.answer(AgreementOut.from_row(_agreement_or_404(request, year)))


def _agreement_or_404(request: HttpRequest, year: int) -> Agreement:
    agreement = visible_to(api.caller(request)).filter(year=year).first()
    if agreement is None:
        raise Http404
    return agreement


class DutyOut(api.Out):
    """What a clause obliges to."""

    topic: str
    service: str = Field(description="Name of the service; empty when the duty is of none.")
    subject: str = Field(description="The topic and the service's slug: `feedback@finna`.")
    kind: str = Field(description="duty, deliverable or as_needed.")
    due: str = Field(
        description="A due rule: `by 08-31, 01-31 +1`, `monthly by 15`, `half-yearly`, "
        "`every 2 years from 2024`, `within 14d`, `continuous` …"
    )
    due_text: str = Field(description="The same in words.")
    due_days: list[dt.date] = Field(description="The days it falls due in the agreement year.")
    responsible: str = Field(description="A role.")


class ClauseOut(api.Out):
    """One line of the agreement in its own words."""

    number: str
    text: str
    lead: str = Field(
        description="The beginning of the sentence that the text ends, if it has one."
    )
    section: str
    section_title: str
    short_title: str
    municipalities: list[str] = Field(
        description="Codes of those that it concerns; empty when it concerns all."
    )
    duties: list[DutyOut]
    url: str


class ClausesOut(api.Out):
    """The lines of a year, in the agreement's order."""

    year: int
    items: list[ClauseOut]


@router.get("/years/{int:year}/clauses", response=ClausesOut)
def clauses(request: HttpRequest, year: Path[api.Year]) -> HttpResponse:
    """The lines of a year with their duties, of those that concern the caller's municipality."""
    _agreement_or_404(request, year)
    clause_outs = [
        ClauseOut.from_row(
            line,
            section=line.section_number,
            municipalities=[code for code, _name in line.places],
            duties=[_duty(duty, year) for duty in line.duties],
            url=api.address("agreement:clause", year, line.number),
        )
        for line in visible_lines(lines_of([year])[year], api.caller(request))
    ]
    return api.answer(ClausesOut(year=year, items=clause_outs))


def _duty(duty: DutyView, year: int) -> DutyOut:
    return DutyOut.from_row(
        duty, due_text=due_text(duty.due, year), due_days=list(due_dates(parse(duty.due), year))
    )


class CellOut(api.Out):
    """One cell that says something. `slot`: 0 before the year, 1–12 its months, 13 after."""

    slot: int
    state: str
    count: int
    handwritten: int
    reached: int
    concerned: int


class MarkOut(api.Out):
    """How a clause stands for one municipality."""

    municipality: str
    state: str


class DutyRowOut(api.Out):
    """How one duty stands."""

    subject: str
    state: str
    label: str
    next_due: dt.date | None
    cells: list[CellOut]


class CoverageRow(api.Out):
    """How one clause stands."""

    clause: str
    state: str = Field(description="done, partial, ongoing, late, no-need or not-asked.")
    label: str = Field(description="“4/5” and the like, or empty.")
    next_due: dt.date | None
    count: int
    handwritten_only: bool
    municipalities: list[MarkOut] = Field(description="Those whom it concerns.")
    duties: list[DutyRowOut]


class CoverageOut(api.Out):
    """The coverage matrix of a year."""

    year: int
    as_of: dt.date
    municipality: str | None
    unplaced: int = Field(description="Pieces of work that no clause asks for.")
    unsettled: int = Field(description="Pieces of work whose clause has to be chosen.")
    items: list[CoverageRow]


class CoverageAsked(Schema):
    """Whose matrix."""

    municipality: api.Code | None = None


@router.get("/years/{int:year}/coverage", response=CoverageOut)
def coverage(
    request: HttpRequest, year: Path[api.Year], params: Query[CoverageAsked]
) -> HttpResponse:
    """How every line of the year stands, for all together or for one municipality: then only those
    lines that concern it. A line that concerns none of the caller's municipalities is left out.
    """
    _agreement_or_404(request, year)
    place = api.municipality_of(params.municipality) if params.municipality else None
    matrix = remembered_coverage(year, place).within(limit_of_sight(api.caller(request)))
    items = [_row(row) for row in matrix.rows]
    return api.answer(
        CoverageOut.from_row(matrix, as_of=matrix.today, municipality=place, items=items)
    )


def _row(row: Row) -> CoverageRow:
    return CoverageRow.from_row(
        row,
        clause=row.clause.number,
        municipalities=[MarkOut(municipality=m.code, state=m.state) for m in row.marks],
        duties=[_duty_row(duty) for duty in row.duties],
    )


def _duty_row(row: DutyRow) -> DutyRowOut:
    return DutyRowOut.from_row(
        row,
        subject=row.duty.subject,
        cells=[cell for cell in row.cells if cell.state],
    )
