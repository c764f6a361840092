"""What the pages share: finding what is asked for, and telling refusals."""

from django.http import Http404
from django.urls import reverse

from kimppa.core.audit.models import AuditEvent
from kimppa.report.models import Paragraph, Report
from kimppa.report.queries import report_of


def report_for(year: int) -> Report:
    """The year's report; 404 when it has not been started."""
    found = report_of(year)
    if found is None:
        raise Http404
    return found


def paragraph_for(pk: int) -> Paragraph:
    """A paragraph with its report and municipality; 404 when there is none."""
    found = Paragraph.objects.select_related("report", "municipality").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def page_of(paragraph: Paragraph) -> str:
    """The report's page at the paragraph, in the variant it belongs to."""
    code = paragraph.municipality.code if paragraph.municipality else "kaikki"
    return f"{paragraph.report.get_absolute_url()}?kunta={code}#{anchor(paragraph.clause)}"


def anchor(clause: str) -> str:
    """The place of a clause on the page."""
    return f"kohta-{clause.replace('.', '-')}"


def undo_address(event: AuditEvent | None) -> str:
    """Where a change of words is taken back."""
    return reverse("report:words-undo", args=[event.pk]) if event else ""
