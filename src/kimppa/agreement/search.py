"""What of the agreements is found by words: their openings, sections and clauses."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.agreement.models import Agreement, Clause, Section
from kimppa.agreement.queries import clauses_visible_to, visible_to
from kimppa.core.consortium.models import Person
from kimppa.core.search.sources import Document, Source


def _agreement(agreement: Agreement) -> Document:
    return Document(
        title=str(agreement),
        text=agreement.preamble,
        year=agreement.year,
        date=agreement.in_force_from,
    )


def _section(section: Section) -> Document:
    agreement = section.agreement
    text = section.title if section.short_title else ""
    return Document(str(section), text, year=agreement.year, date=agreement.in_force_from)


def _clause(clause: Clause) -> Document:
    agreement = clause.section.agreement
    title = f"{clause.number} {clause.section.name}"
    return Document(title, clause.text, year=agreement.year, date=agreement.in_force_from)


def _sections(person: Person) -> QuerySet[Section]:
    return Section.objects.filter(agreement__in=visible_to(person).order_by().values("pk"))


DOCUMENTS = (
    Source(
        Agreement,
        "agreement",
        _("Agreements"),
        visible=visible_to,
        document=_agreement,
        state=lambda row: "draft" if row.is_draft else "confirmed",
    ),
    Source(
        Section,
        "section",
        _("Sections of the agreement"),
        rows=lambda: Section.objects.select_related("agreement"),
        visible=_sections,
        document=_section,
        url=lambda row: f"{row.agreement.get_absolute_url()}#osa-{row.number}",
        follows={"agreement.agreement": "agreement"},
    ),
    Source(
        Clause,
        "clause",
        _("Clauses of the agreement"),
        rows=lambda: Clause.objects.select_related("section__agreement"),
        visible=clauses_visible_to,
        document=_clause,
        url=lambda row: reverse("agreement:clause", args=[row.section.agreement.year, row.number]),
        follows={"agreement.agreement": "section__agreement"},
    ),
)
