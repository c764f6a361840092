"""Lines of a draft with work of which nothing is told yet, and work that is of no line."""

from django.db.models import Count

from kimppa.core import clock
from kimppa.core.evidence.models import Evidence
from kimppa.core.memo import remember
from kimppa.report.draft import is_silent
from kimppa.report.facts import clause_from_json
from kimppa.report.models import Paragraph, Report

DECEMBER = 12


def silent_lines(report: Report | None = None) -> list[Paragraph]:
    """The lines of a draft, or of all, with recorded work of which no sentence tells and of which
    nobody has written; none of a year that goes on. The newest year first; remembered until
    something is written.
    """
    today = clock.today()
    last_year = today.year if today.month == DECEMBER else today.year - 1
    key = report.pk if report else 0
    return remember("silent lines", last_year, key, make=lambda: _read_silent(last_year, report))


def _read_silent(last_year: int, report: Report | None) -> list[Paragraph]:
    paragraphs = Paragraph.objects.filter(
        municipality=None,
        edited_text=None,
        report__state=Report.State.DRAFT,
        report__year__lte=last_year,
        drafted_facts__count__gt=0,
        drafted_facts__sentences=[],
        drafted_facts__deliveries=[],
    )
    if report is not None:
        paragraphs = paragraphs.filter(report=report)
    in_order = paragraphs.select_related("report").order_by("-report__year", "position")
    return [line for line in in_order if is_silent(clause_from_json(line.drafted_facts))]


def work_without_line(year: int) -> dict[str, int]:
    """How many pieces of a year's work the report leaves out, because their line of the agreement
    has to be chosen ("open") or none asks for their topic ("outside"); remembered until something
    is written.
    """
    return remember("work without line", year, make=lambda: _without_line(year))


def _without_line(year: int) -> dict[str, int]:
    placings = (Evidence.Placing.OPEN, Evidence.Placing.OUTSIDE)
    works = Evidence.objects.standing().filter(agreement_year=year, placing__in=placings)
    return dict(works.order_by().values_list("placing").annotate(Count("pk")))
