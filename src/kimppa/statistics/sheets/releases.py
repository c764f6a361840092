"""The sheets of a year as releases: their facts, their files and what must hold first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kimppa.core.allocation.actions import split
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.language import active_language, in_every_language, official, read_consortium
from kimppa.core.memo import remember
from kimppa.core.releases.actions import RenderedFile, Subject
from kimppa.core.releases.drafts import Draft, ReleaseKind
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Release
from kimppa.core.releases.queries import newest
from kimppa.documents.pdf import render_pdf
from kimppa.statistics.models import Round
from kimppa.statistics.sheets import content, reports
from kimppa.statistics.sheets.content import Owner, Shared
from kimppa.statistics.sheets.periods import boards_of_period
from kimppa.statistics.visits.queries import switched, unratified, web_visits
from kimppa.statistics.work.board import Board
from kimppa.statistics.work.queries import boards
from kimppa.statistics.years.topics import ACTIVE, KIND, PARTS, UNITS, Part, is_part

CURED = "delivery"  # what has changed since a delivery is cured by the new version itself
PDF, CSV, JSON = "application/pdf", "text/csv", "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of one topic of a year's statistics, or of all for a period of the year."""

    part: Part
    year: int
    period: str = ""

    @property
    def title(self) -> str:
        """What a municipality's sheet is called, in the active language."""
        return self.part.title(self.year, self.period)

    @property
    def name(self) -> str:
        """What its addresses have: the period, else the topic."""
        return self.period or self.part.topic


def sheets_of(name: str, year: int) -> Sheets:
    """The sheets of a topic, or of a period such as "2024-H1". Raises KeyError for others."""
    if is_part(name) and name.startswith(f"{year}-"):
        return Sheets(PARTS[UNITS], year, name)
    return Sheets(PARTS[name], year)


@dataclass(frozen=True, kw_only=True)
class Sheet(Draft):
    """A municipality's sheet as it stands now."""

    part: Part
    board: Board

    @property
    def stops(self) -> list[str]:
        """Checks that must hold before the sheet can be final."""
        return self._open_notes("stop")

    @property
    def unexplained(self) -> list[str]:
        """Checks that wait for an explanation."""
        return self._open_notes("explain")

    def _open_notes(self, severity: str) -> list[str]:
        codes = self.part.codes
        return [
            f"{note.finding.check.number} {note.finding.field}"
            for note in self.board.noted
            if note.open
            and note.finding.field != CURED
            and note.finding.check.severity == severity
            and (not codes or note.finding.field in codes)
        ]


class SheetRelease(ReleaseKind[Sheets, Sheet]):
    """Each municipality gets its own sheet; a delivery is evidence for the topic of the part."""

    kind = KIND

    def subject(self, document: Sheets, municipality: Municipality | None = None) -> Subject:
        """What a sheet is called."""
        with official(municipality):
            title = document.title
        return Subject(
            KIND,
            document.year,
            document.part.topic,
            title,
            municipality,
            period=document.period or str(document.year),
            titles=in_every_language(lambda: document.title),
        )

    def municipalities(self, document: Sheets) -> list[Municipality]:
        """Those whose year it was, also who has left since."""
        return list(municipalities_of(document.year))

    def drafts(
        self, document: Sheets, municipalities: Sequence[Municipality] | None = None
    ) -> list[Sheet]:
        """The sheets as they stand now."""
        towns = self.municipalities(document) if municipalities is None else municipalities
        last_versions, boards_by_code = newest(self.subject(document)), _boards(document, towns)
        consortium, sheets = read_consortium(), []
        for town in towns:
            with official(town):
                names = (
                    (consortium.name, consortium.host.name if consortium.host else "")
                    if consortium
                    else ("", "")
                )
                owner = Owner(town.code, town.name, *names)
                board, part = boards_by_code[town.code], document.part
                shared_figures = (
                    () if document.period else _shared(document.year).get(town.code, ())
                )
                facts = content.facts_of(part, board, owner, shared_figures, document.period)
                sheets.append(
                    Sheet(
                        subject=self.subject(document, town),
                        facts=facts,
                        last=last_versions.get(town.code),
                        example=facts["example"],
                        incomplete=content.incomplete(facts),
                        part=part,
                        board=board,
                    )
                )
        return sheets

    def files(self, draft: Sheet, stamp: Stamp) -> tuple[RenderedFile, ...]:
        """XLSX to type from, PDF to read, CSV and JSON for machines."""
        with official(draft.municipality):
            version_text = slugify(_("draft")) if stamp.draft else f"v{stamp.version}"
            town_slug = slugify(draft.municipality.name) if draft.municipality else ""
            title = slugify(draft.facts["title"].replace("–", "-"))
            name = f"{title}-{town_slug}-{version_text}"
            return (
                RenderedFile(f"{name}.xlsx", XLSX, reports.workbook(draft.facts, stamp)),
                RenderedFile(f"{name}.pdf", PDF, render_pdf(reports.document(draft.facts, stamp))),
                RenderedFile(f"{name}.csv", CSV, reports.csv(draft.facts)),
                RenderedFile(f"{name}.json", JSON, draft.text.encode()),
            )

    def check(self, document: Sheets, drafts: Sequence[Sheet], *, provisional: bool) -> None:
        """Only what is right, explained and ratified goes out as final; nothing goes out empty."""
        if not document.period:
            _require_any_figure(drafts)
        if provisional:
            return
        for sheet in drafts:
            if open_checks := sheet.stops + sheet.unexplained:
                raise ValidationError(
                    _("%(municipality)s: correct or explain first: %(waiting)s. Until then the "
                      "sheet can go out as provisional.")
                    % {"municipality": sheet.municipality, "waiting": ", ".join(open_checks[:8])}
                )  # fmt: skip
        if document.period:
            _require_figures(drafts)
            return
        keys = unratified(document.year) if document.part.topic != ACTIVE else []
        if keys:
            raise ValidationError(
                _("Not every municipality has confirmed %(keys)s. Until then the sheet can go out "
                  "as provisional.")
                % {"keys": ", ".join(keys)}
            )  # fmt: skip

    def page(self, release: Release) -> str:
        """The page of the sheets' deliveries."""
        name = release.period if is_part(release.period) else release.topic
        return reverse("statistics:delivery", args=[release.agreement_year, name])

    def samples(self) -> Iterator[Sheets]:
        """Every sheet of the years that have been begun."""
        for statistics in Round.objects.all():
            yield from (Sheets(part, statistics.year) for part in PARTS.values())


SHEETS = SheetRelease()


def _boards(document: Sheets, towns: Sequence[Municipality]) -> dict[str, Board]:
    if document.period:
        return boards_of_period(document.year, document.period, towns)
    return boards(document.year, towns)


def _require_figures(drafts: Sequence[Sheet]) -> None:
    """Raise ValidationError when the files of the period tell a municipality nothing."""
    empty_towns = [str(sheet.municipality) for sheet in drafts if not sheet.facts["rows"]]
    if empty_towns:
        raise ValidationError(
            _("No file tells of the period: %(names)s.") % {"names": ", ".join(empty_towns)}
        )


def _require_any_figure(drafts: Sequence[Sheet]) -> None:
    """Raise ValidationError when a municipality's sheet of the year is empty."""
    empty_sheets = [sheet for sheet in drafts if not content.has_figures(sheet.facts)]
    if empty_sheets:
        names = ", ".join(str(sheet.municipality) for sheet in empty_sheets)
        raise ValidationError(
            _("There are no figures yet: %(names)s. Bring them in first.") % {"names": names}
        )


def _shared(year: int) -> dict[str, list[Shared]]:
    """The shared services' visits with each municipality's part, in the active language."""
    language = active_language()
    return remember("statistics-shared", year, language, make=lambda: _shared_by_town(year))


def _shared_by_town(year: int) -> dict[str, list[Shared]]:
    shared_by_town: dict[str, list[Shared]] = {}
    web_visits_list = web_visits(year)
    kinds_before = switched(web_visits_list)
    for visits in web_visits_list:
        part_by_code: dict[str, int] = {}
        if visits.municipality is not None:
            part_by_code[visits.municipality.code] = visits.visits
        elif visits.key is not None:
            part_by_code = {
                code: int(share.value) for code, share in split(visits.visits, visits.key).items()
            }
        for code, part in part_by_code.items():
            shared_by_town.setdefault(code, []).append(
                Shared(
                    service=visits.service.name,
                    visits=visits.visits,
                    key=visits.key.name if visits.key else "",
                    key_day=visits.key.as_of.isoformat() if visits.key else "",
                    part=part,
                    method=visits.method,
                    series_break=visits.series_break or visits.pk in kinds_before,
                    key_before=kinds_before.get(visits.pk, ""),
                    missing_months=visits.missing,
                )
            )
    return shared_by_town
