"""Reading the report: its paragraphs put together for a variant, its versions and receipts."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import translation

from kimppa.agreement.models import Party
from kimppa.agreement.queries import parties_of
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.models import Evidence
from kimppa.core.language import in_every_language, read_consortium
from kimppa.core.memo import read_once
from kimppa.core.releases.models import Delivery
from kimppa.report.content import Content, Note, Part, Words
from kimppa.report.draft import CLOSING, LEAD, own_sentence
from kimppa.report.drafted import DraftedParagraph, default_title, drafted_paragraphs
from kimppa.report.facts import (
    clause_from_json,
    coming_from_json,
    decisions_from_json,
    figures_from_json,
    services_from_json,
)
from kimppa.report.gather import KIND, gather
from kimppa.report.models import Comment, Highlight, Paragraph, Report
from kimppa.report.named import mentioned


def report_of(year: int) -> Report | None:
    """The report of a year, if it has been started."""
    return Report.objects.filter(year=year).first()


def reports() -> QuerySet[Report]:
    """Every report, the newest year first."""
    return Report.objects.all()


def names() -> tuple[str, str]:
    """The consortium's name and that of the library that does the work, in the active language."""
    return read_once("consortium names", make=_read_names)


def _read_names() -> tuple[str, str]:
    consortium = read_consortium()
    if consortium is None:
        return "", ""
    return consortium.name, consortium.host.name if consortium.host else ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause's shared paragraph, and a municipality's own row when one is looked at."""

    shared: Paragraph
    own: Paragraph | None = None

    @property
    def row(self) -> Paragraph:
        """The row whose facts count here."""
        return self.own or self.shared

    @property
    def edited(self) -> bool:
        """Whether a person's words stand here."""
        return self.row.edited or self.shared.edited

    @property
    def words(self) -> Words:
        """Whose words stand: a municipality's own, else those shared by all, else the draft."""
        own, shared = self.own, self.shared
        if own is not None and own.edited_text:
            return Words(own.edited_text)
        if not shared.edited_text:
            return Words()
        return Words(shared.edited_text, self._own_sentence() if own and shared.own_figures else "")

    def _own_sentence(self) -> str:
        facts = clause_from_json(self.row.drafted_facts)
        return own_sentence(facts, clause_from_json(self.shared.drafted_facts))

    @property
    def plain(self) -> str:
        """The words of a passage without a clause (lead, closing); when a municipality was there
        for a part of the year is said also after words shared by all.
        """
        own, shared = self.own, self.shared
        if own is not None and own.edited_text:
            return own.edited_text
        if not shared.edited_text:
            return self.row.drafted_text
        return f"{shared.edited_text} {self.row.drafted_facts.get('membership', '')}".strip()


@dataclass(frozen=True, slots=True)
class Draft:
    """A report's rows read once: paragraphs by municipality id (None = shared), highlights."""

    report: Report
    paragraphs: Mapping[int | None, Sequence[Paragraph]]
    highlights: Sequence[Highlight]

    @property
    def municipalities(self) -> list[Municipality]:
        """Those that have a variant, in the consortium's order."""
        municipalities = {
            paragraphs[0].municipality
            for key, paragraphs in self.paragraphs.items()
            if key is not None
        }
        return sorted((m for m in municipalities if m), key=lambda m: (m.position, m.code))

    def pairs(self, municipality: Municipality | None) -> dict[str, Pair]:
        """The paragraphs of a variant by clause, in the agreement's order: of a municipality that
        has its own those of the lines that concern it.
        """
        own_paragraphs = self.paragraphs.get(municipality.pk, ()) if municipality else ()
        own_by_clause = {paragraph.clause: paragraph for paragraph in own_paragraphs}
        return {
            paragraph.clause: Pair(paragraph, own_by_clause.get(paragraph.clause))
            for paragraph in self.paragraphs.get(None, ())
            if not own_by_clause or paragraph.clause in own_by_clause
        }

    def flagged(self, municipality: Municipality) -> list[Paragraph]:
        """A variant's edited words, shared and own, behind which the facts have changed."""
        shared, own = (self.paragraphs.get(key, ()) for key in (None, municipality.pk))
        return [paragraph for paragraph in (*shared, *own) if paragraph.facts_changed]


def draft_of(
    report: Report, municipality: Municipality | None = None, *, all_of_them: bool
) -> Draft:
    """The rows of every variant, or of the shared one and a municipality's: three queries."""
    all_rows = report.paragraphs.select_related("municipality")
    if not all_of_them:
        all_rows = all_rows.filter(Q(municipality=None) | Q(municipality=municipality))
    paragraphs: dict[int | None, list[Paragraph]] = {}
    for paragraph in all_rows:
        paragraphs.setdefault(paragraph.municipality_id, []).append(paragraph)
    return Draft(report, paragraphs, _highlights(report))


def contents(
    report: Report, municipalities: Sequence[Municipality | None], draft: Draft | None = None
) -> dict[str, Content]:
    """The variants by municipality code ("" for None), ready to become documents, each in the
    language of its municipality.
    """
    draft = draft or draft_of(report, all_of_them=True)
    towns_by_language: dict[str, list[Municipality | None]] = {}
    for party in municipalities:
        language = party.language if party else ""
        towns_by_language.setdefault(language or report.language, []).append(party)
    variants: dict[str, Content] = {}
    for language, towns in towns_by_language.items():
        local_draft = draft if language == report.language else _translated(draft, towns, language)
        with translation.override(language):
            house_names = names()
            for town in towns:
                variants[town.code if town else ""] = _content(
                    local_draft, town, language, house_names
                )
    return variants


def _translated(draft: Draft, parties: Sequence[Municipality | None], language: str) -> Draft:
    """The same paragraphs drafted in another language; what a person wrote stays as written."""
    towns = [town for town in parties if town]
    year = draft.report.year
    facts = gather(year, towns, language=language, compared_municipalities=parties_of(year))
    paragraphs: dict[int | None, Sequence[Paragraph]] = {}
    with translation.override(language):
        for town in (None, *towns):
            drafts = drafted_paragraphs(facts[town.code if town else ""], town)
            draft_by_clause = {redraft.clause: redraft for redraft in drafts}
            paragraphs_of_town = draft.paragraphs.get(town.pk if town else None, ())
            paragraphs[town.pk if town else None] = [
                _redrafted(paragraph, draft_by_clause[paragraph.clause])
                if paragraph.clause in draft_by_clause
                else paragraph
                for paragraph in paragraphs_of_town
            ]
    return replace(draft, paragraphs=paragraphs)


def _redrafted(paragraph: Paragraph, redraft: DraftedParagraph) -> Paragraph:
    paragraph = copy(paragraph)
    paragraph.drafted_text, paragraph.drafted_facts = redraft.text, dict(redraft.facts)
    return paragraph


def title_in(report: Report, language: str) -> str:
    """The report's title; one that nobody has written is in the language of the variant."""
    if report.title not in titles_of(report):
        return report.title
    with translation.override(language):
        return default_title(report.year)


def titles_of(report: Report) -> tuple[str, ...]:
    """What a report of the year is called in each language unless somebody calls it otherwise."""
    return in_every_language(lambda: default_title(report.year))


def _content(
    draft: Draft, municipality: Municipality | None, language: str, house_names: tuple[str, str]
) -> Content:
    report, pairs = draft.report, draft.pairs(municipality)
    notes = draft.highlights
    name = municipality.name if municipality else ""
    front = pairs[LEAD].row.drafted_facts if LEAD in pairs else {}
    content = Content(
        year=report.year,
        title=title_in(report, language),
        language=language,
        consortium=house_names[0],
        producer=house_names[1],
        code=municipality.code if municipality else "",
        municipality=name,
        lead=pairs[LEAD].plain if LEAD in pairs else "",
        closing=pairs[CLOSING].plain if CLOSING in pairs else "",
        highlights=tuple(
            _note(highlight) for highlight in notes if _concerns(highlight, municipality)
        ),
        parts=tuple(
            Part(clause_from_json(pair.row.drafted_facts), pair.words)
            for clause, pair in pairs.items()
            if clause not in (LEAD, CLOSING) and pair.row.drafted_facts
        ),
        figures=figures_from_json(front),
        coming=coming_from_json(front),
        cost=front.get("cost", ""),
        decisions=decisions_from_json(front),
    )
    return replace(content, services=mentioned(services_from_json(front), _texts(content)))


def _texts(content: Content) -> Iterator[str]:
    """All that a variant says, to look for names in."""
    yield from (content.lead, content.closing, *(note.text for note in content.highlights))
    yield from (coming_step.text for coming_step in content.coming)
    yield from (decision.text for decision in content.decisions)
    for part in content.parts:
        yield from (part.text, part.words.own)
        yield from (f"{action.title} {action.indicator}" for action in part.clause.actions)
        yield from (decision.text for decision in part.clause.decisions)


def _highlights(report: Report) -> list[Highlight]:
    highlights = report.highlights.select_related(
        "evidence__duty", "municipality"
    ).prefetch_related(Prefetch("evidence__municipalities", Municipality.objects.only("pk")))
    return [
        highlight
        for highlight in highlights
        if highlight.evidence is None or highlight.evidence.undone_at is None
    ]


def _concerns(highlight: Highlight, municipality: Municipality | None) -> bool:
    if municipality is None:
        return True
    if highlight.municipality_id not in (None, municipality.pk):
        return False
    work = highlight.evidence
    if work is None or not work.for_all:
        return work is None or municipality in work.municipalities.all()
    if work.duty is not None and not work.duty.concerns(municipality):
        return False
    return municipality.shares(work.date, work.agreement_year)


def _note(highlight: Highlight) -> Note:
    return Note(highlight.text, highlight.evidence.date if highlight.evidence else None)


def paragraphs_of(report: Report, town: Municipality | None) -> list[Paragraph]:
    """The rows of a variant in order: the opening, each clause, the closing."""
    paragraphs = report.paragraphs.filter(municipality=town).select_related("municipality")
    return list(paragraphs.order_by("position"))


def neighbours(paragraph: Paragraph) -> tuple[Paragraph | None, Paragraph | None]:
    """The paragraphs before and after one in its variant: one query."""
    paragraphs = list(
        Paragraph.objects.filter(report=paragraph.report_id, municipality=paragraph.municipality_id)
        .order_by("position")
        .only("pk", "clause")
    )
    index = next(n for n, sibling in enumerate(paragraphs) if sibling.pk == paragraph.pk)
    later = paragraphs[index + 1 : index + 2]
    return paragraphs[index - 1] if index else None, later[0] if later else None


def comments_on(report: Report, town: Municipality | None = None) -> dict[str, list[Comment]]:
    """What directors have said of the report's lines, or those of one municipality, by clause."""
    filtered_comments = Comment.objects.filter(paragraph__report=report)
    if town is not None:
        filtered_comments = filtered_comments.filter(paragraph__municipality=town)
    comments: dict[str, list[Comment]] = {}
    for comment in filtered_comments.select_related("paragraph__municipality"):
        comments.setdefault(comment.paragraph.clause, []).append(comment)
    return comments


class Standing(NamedTuple):
    """How far a year's report has got: whom it has reached, of how many, in which version."""

    report: Report
    reached: int
    own: bool
    parties: int
    version: int


def standing_of(year: int, municipality: Municipality | None = None) -> Standing | None:
    """The report of a year, how many it has reached and whether the municipality's own is among
    them: two queries, three when the agreement binds nobody; none more for another municipality
    of the same page.
    """
    report, versions, parties = read_once("report's way", year, make=lambda: _read_deliveries(year))
    if report is None:
        return None
    has_own = municipality is not None and municipality.pk in versions
    return Standing(report, len(versions), has_own, parties, max(versions.values(), default=0))


def _read_deliveries(year: int) -> tuple[Report | None, dict[int, int], int]:
    """The report, the newest version that each municipality has got, and how many should."""
    party_rows = Party.objects.filter(agreement__year=OuterRef("year")).order_by()
    parties = Subquery(party_rows.values("agreement").annotate(n=Count("pk")).values("n"))
    report = Report.objects.filter(year=year).annotate(parties=parties).first()
    if report is None:
        return None, {}, 0
    latest_versions = (
        _deliveries(year).values_list("municipality").annotate(Max("release__version"))
    )
    return report, dict(latest_versions), report.parties or len(parties_of(year))


def _deliveries(year: int | OuterRef) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        release__kind=KIND, release__agreement_year=year, release__provisional=False
    ).order_by()


def delivered_since_shown(report: Report, town: Municipality) -> Delivery | None:
    """The delivery that came after the draft was shown: there is nothing to comment on any more."""
    if report.shared_at is None:
        return None
    deliveries = _deliveries(report.year).filter(municipality=town, revoked_at=None)
    return deliveries.filter(delivered_at__gte=report.shared_at).order_by("-delivered_at").first()


def shown_draft(year: int, town: Municipality) -> Report | None:
    """The report of a year while its draft is shown and the municipality has not got it."""
    report = Report.objects.filter(year=year, shared_at__isnull=False).first()
    return report if report and delivered_since_shown(report, town) is None else None


def open_comments(report: Report | None = None) -> list[Comment]:
    """The directors' comments that nobody has handled yet, of a report or of all, in the order of
    the lines.
    """
    comments = Comment.objects.filter(handled_at=None)
    if report is not None:
        comments = comments.filter(paragraph__report=report)
    return list(
        comments.select_related("paragraph__municipality", "paragraph__report").order_by(
            "paragraph__report", "paragraph__position", "at", "pk"
        )
    )


def reached(year: int) -> set[int]:
    """Ids of the municipalities that have got the year's report."""
    return set(_deliveries(year).values_list("municipality_id", flat=True))


def work_to_star(report: Report, topics: Sequence[str]) -> list[Evidence]:
    """Standing work of some topics that may be starred, newest first."""
    work_entries = Evidence.objects.standing().filter(agreement_year=report.year, topic__in=topics)
    return list(work_entries.order_by("-date", "-pk").prefetch_related("municipalities")[:200])
