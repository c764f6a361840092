"""What would be frozen: each municipality's sheet of a part, and how it differs. Reads only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.text import slugify

from kimppa.core import clock
from kimppa.core.allocation.actions import split
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import consortium
from kimppa.core.memo import remember
from kimppa.core.releases.actions import RenderedFile, Subject
from kimppa.core.releases.facts import Change, canonical, checksum, difference
from kimppa.core.releases.models import Release
from kimppa.documents.pdf import render_pdf
from kimppa.statistics.sheets import content, reports
from kimppa.statistics.sheets.content import Shared, Stamp, Whose
from kimppa.statistics.sheets.queries import newest
from kimppa.statistics.visits.queries import switched, web_visits
from kimppa.statistics.work.board import Board
from kimppa.statistics.work.queries import boards
from kimppa.statistics.years.topics import KIND, LANGUAGE, PARTS, Part

CURED = "delivery"  # what has changed since a delivery is cured by the new version itself
PDF, CSV, JSON = "application/pdf", "text/csv", "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A municipality's sheet ready to be frozen."""

    part: Part
    municipality: Municipality
    board: Board
    facts: dict[str, Any]
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
    def settled(self) -> bool:
        """Whether the last version stands and is final."""
        return not self.changed and self.last is not None and not self.last.provisional

    @property
    def changes(self) -> list[Change]:
        """The differences from the last version."""
        return difference(json.loads(self.last.facts), self.facts) if self.last else []

    @property
    def stops(self) -> list[str]:
        """Checks that must hold before the sheet can be final."""
        return self._waiting("stop")

    @property
    def unexplained(self) -> list[str]:
        """Checks that wait for an explanation."""
        return self._waiting("explain")

    def _waiting(self, severity: str) -> list[str]:
        codes = self.part.codes
        return [
            f"{one.finding.check.number} {one.finding.field}"
            for one in self.board.noted
            if one.open
            and one.finding.field != CURED
            and one.finding.check.severity == severity
            and (not codes or one.finding.field in codes)
        ]


def subject_of(part: Part, year: int, municipality: Municipality) -> Subject:
    """What the release of a sheet is called."""
    return Subject(KIND, year, part.topic, part.title.format(year=year), municipality)


def prepare(part: Part, year: int, municipalities: Sequence[Municipality]) -> list[Prepared]:
    """The sheets as they stand now."""
    standing, found = newest(year), boards(year, municipalities)
    shared = _shared(year)
    with translation.override(LANGUAGE):
        whole = consortium()
        names = (whole.name, whole.host.name if whole.host else "") if whole else ("", "")
        made = []
        for one in municipalities:
            whose = Whose(one.code, one.name, *names)
            facts = content.facts_of(part, found[one.code], whose, shared.get(one.code, ()))
            last = standing.get((part.topic, one.code))
            sha256 = checksum(canonical(facts))
            made.append(Prepared(part, one, found[one.code], facts, sha256, last))
    return made


def _shared(year: int) -> dict[str, list[Shared]]:
    """The shared services' visits with each municipality's part."""
    return remember("statistics-shared", year, make=lambda: _split(year))


def _split(year: int) -> dict[str, list[Shared]]:
    found: dict[str, list[Shared]] = {}
    rows = web_visits(year)
    with translation.override(LANGUAGE):
        before = switched(rows)
    for row in rows:
        parts: dict[str, int] = {}
        if row.municipality is not None:
            parts[row.municipality.code] = row.visits
        elif row.key is not None:
            parts = {code: int(one.value) for code, one in split(row.visits, row.key).items()}
        for code, part in parts.items():
            found.setdefault(code, []).append(
                Shared(
                    service=row.service.name_fi,
                    visits=row.visits,
                    key=row.key.name_fi if row.key else "",
                    key_day=row.key.as_of.isoformat() if row.key else "",
                    part=part,
                    method=row.method,
                    series_break=row.series_break or row.pk in before,
                    key_before=before.get(row.pk, ""),
                    missing_months=row.missing,
                )
            )
    return found


def fingerprint(prepared: Sequence[Prepared]) -> str:
    """One checksum for all that would be frozen: what was seen is what is frozen."""
    return checksum("\n".join(f"{p.municipality.code} {p.sha256}" for p in prepared))


def files(prepared: Prepared, stamp: Stamp) -> tuple[RenderedFile, ...]:
    """XLSX to type from, PDF to read, CSV and JSON for machines."""
    with translation.override(LANGUAGE):
        state = f"v{stamp.version}" if stamp.version else "luonnos"
        title = slugify(prepared.facts["title"])
        name = f"{title}-{slugify(prepared.municipality.name_fi)}-{state}"
        return (
            RenderedFile(f"{name}.xlsx", XLSX, reports.workbook(prepared.facts, stamp)),
            RenderedFile(f"{name}.pdf", PDF, render_pdf(reports.document(prepared.facts, stamp))),
            RenderedFile(f"{name}.csv", CSV, reports.csv(prepared.facts)),
            RenderedFile(f"{name}.json", JSON, canonical(prepared.facts).encode()),
        )


def draft_files(topic: str, year: int, municipality: Municipality) -> tuple[RenderedFile, ...]:
    """The sheet as it stands, marked provisional."""
    (prepared,) = prepare(PARTS[topic], year, [municipality])
    return files(prepared, Stamp(clock.today()))
