"""What of the report is found by words, by those who write it; others find what was delivered."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.roles import Permission
from kimppa.core.search.sources import Document, Rows, Source
from kimppa.report.models import Paragraph


def _paragraphs() -> Rows:
    worth_finding = Q(edited_text__isnull=False) | Q(municipality=None)
    return Paragraph.objects.filter(worth_finding).select_related("report", "municipality")


def _paragraph(paragraph: Paragraph) -> Document:
    municipality_suffix = f", {paragraph.municipality.name}" if paragraph.municipality else ""
    return Document(
        title=f"{paragraph.report.title}: {paragraph.clause}{municipality_suffix}",
        text=paragraph.text,
        places=[paragraph.municipality_id],
        year=paragraph.report.year,
        date=paragraph.edited_at.date() if paragraph.edited_at else None,
    )


DOCUMENTS = (
    Source(
        Paragraph,
        "paragraph",
        _("Paragraphs of the report"),
        rows=_paragraphs,
        permission=Permission.EDIT_REPORT,
        document=_paragraph,
        url=lambda row: reverse("report:words", args=[row.pk]),
        follows={"report.report": "report"},
    ),
)
