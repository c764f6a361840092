"""What would be frozen: each municipality's variant, how it differs from the last version, its
files. Reads only.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.releases.actions import RenderedFile, Subject
from kimppa.core.releases.facts import Change, canonical, checksum, difference
from kimppa.core.releases.models import Release
from kimppa.documents.docx import render_docx
from kimppa.documents.pdf import render_pdf
from kimppa.report.content import Content, Stamp, facts_of
from kimppa.report.document import Fitted, fitted
from kimppa.report.gather import KIND, TOPIC
from kimppa.report.models import Report
from kimppa.report.queries import Draft, contents, versions

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A municipality's variant ready to be frozen; `text` is its facts as canonical JSON."""

    municipality: Municipality
    content: Content
    facts: dict[str, Any]
    text: str
    sha256: str
    last: Release | None

    @property
    def version(self) -> int:
        """The version it would become."""
        return self.last.version + 1 if self.last else 1

    @property
    def changed(self) -> bool:
        """Whether it differs from the last version, or there is none."""
        return self.last is None or self.last.facts_sha256 != self.sha256

    @property
    def changes(self) -> list[Change]:
        """The differences from the last version."""
        return difference(json.loads(self.last.facts), self.facts) if self.last else []


def subject_of(report: Report, municipality: Municipality) -> Subject:
    """What the release of a municipality's report is called."""
    return Subject(KIND, report.year, TOPIC, report.title, municipality)


def prepare(
    report: Report, municipalities: Sequence[Municipality], draft: Draft | None = None
) -> list[Prepared]:
    """The variants as they stand in the draft."""
    standing, made = versions(report), contents(report, municipalities, draft)
    prepared = []
    for municipality in municipalities:
        content = made[municipality.code]
        facts = facts_of(content)
        text = canonical(facts)
        last = standing.get(municipality.code)
        prepared.append(Prepared(municipality, content, facts, text, checksum(text), last))
    return prepared


def fingerprint(prepared: Sequence[Prepared]) -> str:
    """One checksum for all that would be frozen: what was seen is what is frozen."""
    return checksum("\n".join(f"{p.municipality.code} {p.sha256}" for p in prepared if p.changed))


def measured(content: Content) -> Fitted:
    """The draft as a document, fitted to its pages."""
    with translation.override(content.language):
        return fitted(content, Stamp(clock.today()))


def draft_files(content: Content) -> tuple[RenderedFile, ...]:
    """PDF and Word file of the draft, marked provisional, and its facts."""
    return _files(content, Stamp(clock.today()), canonical(facts_of(content)))


def frozen_files(prepared: Prepared, reason: str) -> tuple[RenderedFile, ...]:
    """PDF, Word file and facts of the version to come; the facts' file has the facts' checksum."""
    stamp = Stamp(
        clock.today(), prepared.version, prepared.sha256, reason.strip() if prepared.last else ""
    )
    return _files(prepared.content, stamp, prepared.text)


def _files(content: Content, stamp: Stamp, facts: str) -> tuple[RenderedFile, ...]:
    with translation.override(content.language):
        document = fitted(content, stamp).document
        who = slugify(content.municipality or content.consortium)
        state = _("draft") if stamp.draft else f"v{stamp.version}"
        name = "-".join(filter(None, (slugify(content.title), who, slugify(state))))
    return (
        RenderedFile(f"{name}.pdf", PDF, render_pdf(document)),
        RenderedFile(f"{name}.docx", DOCX, render_docx(document)),
        RenderedFile(f"{name}.json", JSON, facts.encode()),
    )
