"""The coverage matrix, and the work behind a clause."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kimppa.agreement.coverage.matrix import SLOTS, Cell, ClauseView, Coverage, DutyView, Row
from kimppa.agreement.coverage.queries import lines_of, remembered_coverage, visible_lines
from kimppa.agreement.coverage.reports import (
    cell_text,
    column_titles,
    matrix_document,
    matrix_workbook,
    state_text,
)
from kimppa.agreement.messages import due_text
from kimppa.agreement.queries import sees_drafts
from kimppa.agreement.views.shared import agreement_or_404
from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.queries import limit_of_sight, years
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import evidence_of
from kimppa.core.topics import label
from kimppa.documents.pdf import render_pdf
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.sent import whole_number
from kimppa.ui.tables import Column, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its words and where its work is."""

    cell: Cell
    text: str
    label: str
    url: str

    @property
    def icon(self) -> str:
        """The state's icon, where the cell has a word and nothing to count."""
        return self.cell.state if self.text and not self.cell.label else ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A clause's row."""

    row: Row
    url: str
    cells: list[ShownCell]
    state_text: str
    questions: str
    """What nobody has settled yet of its duties."""


@needs(Permission.VIEW)
def of_selected_year(request: HttpRequest) -> HttpResponse:
    """The matrix of the year chosen in the top bar; without an agreement, how to begin."""
    year = selected(request).year
    if year in years():
        return redirect("agreement:coverage", year=year)
    return redirect("agreement:list")


@needs(Permission.VIEW)
def coverage(request: HttpRequest, year: int) -> HttpResponse:
    """Clauses by months, for all or for the municipality chosen in the top bar."""
    agreement_or_404(request, year)
    municipality = selected(request).municipality
    sight = limit_of_sight(person_of(request))
    matrix = remembered_coverage(year, municipality).within(sight)
    if not matrix.rows:
        raise Http404
    if export := _export(request, matrix):
        return export
    context = {
        "year": year,
        "municipality": municipality,
        "coverage": matrix,
        "columns": column_titles(),
        "rows": [_shown_row(row, year) for row in matrix.rows],
    }
    return render(request, "agreement/coverage.html", context)


def _export(request: HttpRequest, matrix: Coverage) -> HttpResponse | None:
    file_format, today = request.GET.get("format"), clock.today()
    if file_format == "xlsx":
        media_type, content = XLSX, matrix_workbook(matrix, created=today)
    elif file_format == "pdf":
        document = matrix_document(matrix, language=_language(), date=today)
        media_type, content = "application/pdf", render_pdf(document)
    else:
        return None
    return attachment(
        f"{file_stem(_('Coverage matrix'), str(matrix.year))}.{file_format}", media_type, content
    )


def _language() -> Any:
    return (get_language() or "fi")[:2]


def _shown_row(row: Row, year: int) -> ShownRow:
    url = reverse("agreement:work", args=[year, row.clause.number])
    titles = column_titles()
    cells = [
        ShownCell(
            cell,
            cell_text(cell),
            f"{row.clause.number}, {titles[cell.slot]}",
            f"{url}?kuukausi={cell.slot}" if cell.count else "",
        )
        for cell in row.cells
    ]
    return ShownRow(row, url, cells, state_text(row), _questions(row.clause))


def _questions(clause: ClauseView) -> str:
    questions = []
    if topics := [duty.topic for duty in clause.duties if duty.asks_topic]:
        names = ", ".join(label(topic) for topic in topics if topic)
        questions.append(_("Topic: %(names)s?") % {"names": names} if names else _("Topic?"))
    if any(duty.asks_due for duty in clause.duties):
        questions.append(_("Time?"))
    return " ".join(questions)


@needs(Permission.VIEW)
def work(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """The evidence of one clause; `?kuukausi=` narrows it to a column of the matrix."""
    clauses = visible_lines(lines_of([year])[year], person_of(request))
    clause = next((line for line in clauses if line.number == number), None)
    if clause is None or (clause.draft and not sees_drafts(person_of(request))):
        raise Http404
    municipality = selected(request).municipality
    slot = _slot(request)
    table = _work_table(request, _evidence(clause, year, municipality, slot))
    if export := table.response():
        return export
    context = {
        "year": year,
        "clause": clause,
        "municipality": municipality,
        "column": column_titles()[slot] if slot is not None else "",
        "table": table,
        "logs": _log_links(clause, year) if person_of(request).can(Permission.LOG_WORK) else [],
        "matrix": reverse("agreement:coverage", args=[year]),
    }
    return render(request, "agreement/work.html", context)


def _log_links(clause: ClauseView, year: int) -> list[dict[str, str]]:
    """Links to the form that logs work, for each duty of the line that has a topic."""
    back = reverse("agreement:work", args=[year, clause.number])
    duties = [duty for duty in clause.duties if duty.topic]
    return [
        {
            "url": f"{reverse('desk:log-work')}?{urlencode({'rivi': str(duty.id), 'next': back})}",
            "label": _("Log work: %(duty)s") % {"duty": _duty_name(duty, duties, year)}
            if len(duties) > 1
            else _("Log work"),
        }
        for duty in duties
    ]


def _duty_name(duty: DutyView, duties: list[DutyView], year: int) -> str:
    same_topic = [sibling for sibling in duties if sibling.topic == duty.topic]
    name = label(duty.topic)
    return name if len(same_topic) == 1 else f"{name}, {due_text(duty.due, year)}"


def _slot(request: HttpRequest) -> int | None:
    text = request.GET.get("kuukausi", "")
    if not text:
        return None
    slot = whole_number(text)
    if slot not in SLOTS:
        raise Http404
    return slot


def _evidence(
    clause: ClauseView,
    year: int,
    municipality: Municipality | None,
    slot: int | None,
) -> QuerySet[Evidence]:
    """The rows that the matrix counts for the clause."""
    evidence = evidence_of(year, municipality=municipality).filter(
        duty__in=[duty.id for duty in clause.duties]
    )
    return evidence.filter(slot=slot) if slot is not None else evidence


def _work_table(request: HttpRequest, work_entries: QuerySet[Evidence]) -> Table:
    return Table(
        request,
        caption=_("Work done"),
        rows=work_entries,
        empty=_("Nothing has been recorded here yet. Log it by the button above."),
        columns=[
            Column("title", gettext_lazy("What was done"), url=_page_of),
            Column("date", gettext_lazy("Date"), kind="date"),
            Column("municipalities", gettext_lazy("For"), value=_for_whom, sortable=False),
            Column("figures", gettext_lazy("Figures"), value=_figures, sortable=False),
            Column("link", gettext_lazy("Link"), url=lambda row: row.link, sortable=False),
            Column("files", gettext_lazy("Files"), value=_files, sortable=False),
            Column("service", gettext_lazy("Service"), order_by="service"),
            Column("origin", gettext_lazy("Recorded"), value=_origin, sortable=False),
            Column("source", gettext_lazy("Source")),
        ],
    )


def _page_of(evidence: Evidence) -> str:
    return reverse("desk:work", args=[evidence.pk])


def _for_whom(evidence: Evidence) -> str:
    if evidence.for_all:
        return _("All municipalities")
    return ", ".join(town.name for town in evidence.municipalities.all())


def _figures(evidence: Evidence) -> str:
    return ", ".join(str(figure) for figure in evidence.figures.all())


def _files(evidence: Evidence) -> str:
    return ", ".join(file.name for file in evidence.files.all())


def _origin(evidence: Evidence) -> str:
    return _("written by hand") if evidence.handwritten else _("from its own page")
