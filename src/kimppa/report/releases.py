"""The report as a release: its facts, its files, whom it concerns and what must hold first."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kimppa.agreement.coverage.queries import remembered_coverage
from kimppa.agreement.queries import parties_of
from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.permissions import Actor
from kimppa.core.register.queries import every_municipality
from kimppa.core.releases.actions import RenderedFile, Subject
from kimppa.core.releases.drafts import Draft, ReleaseKind
from kimppa.core.releases.facts import Stamp, canonical
from kimppa.core.releases.models import Release
from kimppa.core.releases.queries import newest
from kimppa.documents.blocks import Document
from kimppa.documents.docx import render_docx
from kimppa.documents.pdf import render_pdf
from kimppa.report.actions import mark_delivered, regenerate
from kimppa.report.content import Content, Part, facts_of
from kimppa.report.document import report_document
from kimppa.report.draft import fulfilment
from kimppa.report.facts import VariantFacts
from kimppa.report.gather import KIND
from kimppa.report.itself import TOPIC, unsent
from kimppa.report.models import Paragraph, Report
from kimppa.report.queries import contents, draft_of, reached, title_in, titles_of

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Variant(Draft):
    """A municipality's report as it stands in the draft."""

    content: Content
    flagged: Sequence[Paragraph]


class ReportRelease(ReleaseKind[Report, Variant]):
    """Each municipality gets its own variant; a delivery is evidence for the report's topic."""

    kind = KIND

    def subject(self, document: Report, municipality: Municipality | None = None) -> Subject:
        """What the report of a municipality is called."""
        language = municipality.language if municipality else ""
        title = title_in(document, language or document.language)
        return Subject(
            KIND,
            document.year,
            TOPIC,
            title,
            municipality,
            period=str(document.year),
            titles=(document.title, *titles_of(document)),
        )

    def municipalities(self, document: Report) -> list[Municipality]:
        """The parties of the year's agreement, also who has left since."""
        return parties_of(document.year)

    def drafts(
        self, document: Report, municipalities: Sequence[Municipality] | None = None
    ) -> list[Variant]:
        """The variants as they stand in the draft."""
        draft = draft_of(document, all_of_them=True)
        towns = draft.municipalities if municipalities is None else municipalities
        versions, variants = newest(self.subject(document)), contents(document, towns, draft)
        return [
            Variant(
                subject=self.subject(document, town),
                facts=facts_of(variants[town.code]),
                last=versions.get(town.code),
                example=document.example or variants[town.code].example,
                source=document.source,
                content=variants[town.code],
                flagged=draft.flagged(town),
            )
            for town in towns
        ]

    def files(self, draft: Variant, stamp: Stamp) -> tuple[RenderedFile, ...]:
        """PDF, Word file and facts; the facts' file has the facts' checksum."""
        return _files(draft.content, stamp, draft.text)

    def refresh(self, document: Report, *, by: Actor) -> bool:
        """Draft anew from today's figures."""
        return regenerate(by=by, report=document) > 0

    def check(self, document: Report, drafts: Sequence[Variant], *, provisional: bool) -> None:
        """The year must be at its end, unless the report is provisional. Edited words must hold:
        the facts behind them have not changed since.
        """
        if is_interim(document) and not provisional:
            raise ValidationError(
                _("The year %(year)d is not over: its report can be frozen from 1 December on. "
                  "Until then it can go out as provisional.") % {"year": document.year}
            )  # fmt: skip
        if rows := flagged(drafts):
            raise ValidationError(
                _("The facts behind edited words have changed: %(clauses)s. Check the words first.")
                % {"clauses": ", ".join(dict.fromkeys(paragraph.name for paragraph in rows))}
            )

    def delivered(self, document: Report, *, by: Actor) -> None:
        """The year's report is delivered when every municipality has got it."""
        everybody = {municipality.pk for municipality in self.municipalities(document)}
        if everybody <= reached(document.year):
            mark_delivered(by=by, report=document)

    def page(self, release: Release) -> str:
        """The page of the year's deliveries."""
        return reverse("report:delivery", args=[release.agreement_year])

    def samples(self) -> Iterator[Report]:
        """Every report."""
        yield from Report.objects.all()


REPORT = ReportRelease()


def flagged(drafts: Iterable[Variant]) -> list[Paragraph]:
    """Edited words behind which the facts have changed, each once, in the agreement's order."""
    flagged_paragraphs = dict.fromkeys(paragraph for draft in drafts for paragraph in draft.flagged)
    return sorted(flagged_paragraphs, key=lambda paragraph: paragraph.position)


def is_interim(report: Report) -> bool:
    """Whether the year goes on for so long that a report of it is of a part of the year."""
    return clock.today() < dt.date(report.year, 12, 1)


def draft_document(
    content: Content, stamp: Stamp | None = None, *, is_delivered: bool = False
) -> Document:
    """The draft as the document that the page shows and the files hold; `stamp` is that of the
    frozen version while the words are the same.
    """
    with translation.override(content.language):
        return _document(content, stamp or Stamp(clock.today()), is_delivered=is_delivered)


def _document(content: Content, stamp: Stamp, *, is_delivered: bool = False) -> Document:
    """Only what goes out as final, or has been delivered, says that its own line is fulfilled."""
    if (stamp.draft or stamp.provisional) and not is_delivered:
        town = next((town for town in every_municipality() if town.code == content.code), None)
        rows = {row.clause.number: row for row in remembered_coverage(content.year, town).rows}
        parts = tuple(
            replace(part, clause=unsent(part.clause, rows.get(part.clause.number)))
            for part in content.parts
        )
        lead = content.lead.replace(_fulfilment(content.parts), _fulfilment(parts))
        content = replace(content, parts=parts, lead=lead)
    return report_document(content, stamp)


def _fulfilment(parts: Sequence[Part]) -> str:
    """The drafted words of how many clauses stand in each state; own words hold none of them."""
    return fulfilment(VariantFacts("", "", tuple(part.clause for part in parts)))


def draft_files(content: Content) -> tuple[RenderedFile, ...]:
    """PDF and Word file of the draft, marked provisional, and its facts."""
    return _files(content, Stamp(clock.today()), canonical(facts_of(content)))


def _files(content: Content, stamp: Stamp, facts: str) -> tuple[RenderedFile, ...]:
    with translation.override(content.language):
        document = _document(content, stamp)
        owner = slugify(content.municipality or content.consortium)
        state = _("draft") if stamp.draft else f"v{stamp.version}"
        name = "-".join(filter(None, (slugify(content.title), owner, slugify(state))))
    return (
        RenderedFile(f"{name}.pdf", PDF, render_pdf(document)),
        RenderedFile(f"{name}.docx", DOCX, render_docx(document)),
        RenderedFile(f"{name}.json", JSON, facts.encode()),
    )
