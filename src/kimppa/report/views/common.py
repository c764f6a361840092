"""The rows that the addresses name, and where they are shown."""

from django.http import Http404

from kimppa.report.document import anchor
from kimppa.report.models import Paragraph, Report
from kimppa.report.queries import report_of
from kimppa.ui.seen import print_of


def report_or_404(year: int) -> Report:
    """The year's report; 404 when it has not been started."""
    report = report_of(year)
    if report is None:
        raise Http404
    return report


def paragraph_or_404(pk: int) -> Paragraph:
    """A paragraph with its report and municipality; 404 when there is none."""
    paragraph = Paragraph.objects.select_related("report", "municipality").filter(pk=pk).first()
    if paragraph is None:
        raise Http404
    return paragraph


def page_of(paragraph: Paragraph) -> str:
    """The report's page at the paragraph, in the variant it belongs to."""
    code = paragraph.municipality.code if paragraph.municipality else "kaikki"
    return f"{paragraph.report.get_absolute_url()}?kunta={code}#{anchor(paragraph.clause)}"


def paragraph_print(paragraph: Paragraph) -> str:
    """The print of a paragraph's words and of the facts behind its draft (`ui.seen`)."""
    return print_of([paragraph.text, paragraph.drafted_text, paragraph.drafted_sha256])
