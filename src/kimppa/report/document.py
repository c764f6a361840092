"""The report as a document: two pages of text, every clause among them, and the matrix as annex.

The text is measured in the PDF itself. What does not fit is left out by rule, the least first,
and told to the user; a person's own words are never cut. Pure but for the catalogues: call under
`translation.override(content.language)`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kimppa.core.releases.facts import Stamp
from kimppa.documents.blocks import (
    Block,
    Column,
    Document,
    PageBreak,
    bold,
    bullets,
    heading,
    note,
    paragraph,
    table,
)
from kimppa.documents.pdf import layout
from kimppa.report.content import Content, Part
from kimppa.report.draft import EVERYTHING, Weight, nothing, own_prefix, pieces, standing

PAGES = 2  # of text; the agreement asks for a short report
MONTHS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")
_NO_WORK = "–"


@dataclass(frozen=True, slots=True)
class Level:
    """How much is told: drafts up to a weight; clauses with nothing to tell one by one or not."""

    keep: Weight
    grouped: bool


LEVELS = (
    Level(EVERYTHING, grouped=False),
    *(Level(keep, grouped=True) for keep in sorted(Weight, reverse=True)),
)


@dataclass(frozen=True, slots=True)
class FittedDocument:
    """A document with what was done to it: pages of text, and what was left out in words."""

    document: Document
    pages: int
    left_out: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the text takes no more than its two pages."""
        return self.pages <= PAGES


@lru_cache(maxsize=128)
def fit(content: Content, stamp: Stamp) -> FittedDocument:
    """The fullest document whose text fits; else the shortest there is."""
    low, high = 0, len(LEVELS) - 1
    pages = _pages(content, stamp, LEVELS[low])
    if pages > PAGES:
        low, pages = _search(content, stamp, low + 1, high)
    level = LEVELS[low]
    blocks = (*_text(content, level), PageBreak(), *_annex(content, stamp))
    return FittedDocument(_document(content, stamp, blocks), pages, _left_out(content, level))


def _search(content: Content, stamp: Stamp, low: int, high: int) -> tuple[int, int]:
    """The first level that fits, by halving: a later level is never longer."""
    while low < high:
        middle = (low + high) // 2
        if _pages(content, stamp, LEVELS[middle]) <= PAGES:
            high = middle
        else:
            low = middle + 1
    return low, _pages(content, stamp, LEVELS[low])


@lru_cache(maxsize=256)
def _pages(content: Content, stamp: Stamp, level: Level) -> int:
    return layout(_document(content, stamp, tuple(_text(content, level)))).pages


def _document(content: Content, stamp: Stamp, blocks: tuple[Block, ...]) -> Document:
    owner = content.municipality or content.consortium
    return Document(
        title=content.title,
        subtitle=" · ".join(filter(None, (content.municipality, content.consortium))),
        subject=_("Realisation of the agreement in %(year)d: %(who)s")
        % {"year": content.year, "who": owner},
        author=content.producer or content.consortium,
        language=content.language,  # type: ignore[arg-type]  # one of the three that the model allows
        date=stamp.date,
        blocks=blocks,
        footer=_footer(content, stamp),
        provisional=stamp.draft,
    )


def _footer(content: Content, stamp: Stamp) -> str:
    owner = content.municipality or content.consortium
    if stamp.draft:
        return f"{content.title} · {owner}"
    version = _("version %(version)d") % {"version": stamp.version}
    return f"{content.title} · {owner} · {version} · {_day(stamp)}"


def _day(stamp: Stamp) -> str:
    return date_format(stamp.date, "SHORT_DATE_FORMAT")


def _text(content: Content, level: Level) -> Iterator[Block]:
    if content.example:
        yield note(_("The figures of this report are partly made-up examples."))
    if content.lead:
        yield paragraph(content.lead)
    if content.highlights:
        yield heading(_("Highlights of the year"))
        yield bullets(
            *(_highlight(highlight.text, highlight.date) for highlight in content.highlights)
        )
    for section in _sections(content.parts):
        first = section[0].clause
        yield heading(f"{first.section} {first.section_title}".strip())
        yield from _section(content, section, level)
    if content.closing:
        yield heading(_("In closing"))
        yield paragraph(content.closing)


def _highlight(text: str, date: dt.date | None) -> str:
    return f"{text} ({date_format(date, 'SHORT_DATE_FORMAT')})" if date else text


def _sections(parts: Iterable[Part]) -> list[list[Part]]:
    sections: dict[str, list[Part]] = {}
    for part in parts:
        sections.setdefault(part.clause.section, []).append(part)
    return list(sections.values())


def _section(content: Content, section: Sequence[Part], level: Level) -> Iterator[Block]:
    grouped = [part for part in section if level.grouped and part.empty]
    for part in section:
        if part not in grouped:
            yield _clause(content, part, level)
    by_words: dict[str, list[str]] = {}
    for part in grouped:
        by_words.setdefault(nothing(part.clause), []).append(part.clause.number)
    for words, numbers in by_words.items():
        yield paragraph(bold(", ".join(numbers)), " ", words)


def _clause(content: Content, part: Part, level: Level) -> Block:
    text = part.text(level.keep)
    if part.words.own:
        own = own_prefix(content.municipality, part.words.own)
        text = f"{text}\n{own}"
    name = f"{part.clause.number} {part.clause.name}".strip()
    return paragraph(bold(f"{name}."), " ", text)


def _left_out(content: Content, level: Level) -> tuple[str, ...]:
    drafts = [part.clause for part in content.parts if not part.words.edited]
    weights = {p.weight for clause in drafts for p in pieces(clause) if p.weight > level.keep}
    labels = [
        (Weight.INDICATORS, _("indicators")),
        (Weight.DELIVERIES, _("deliveries")),
        (Weight.ACTIONS, _("lists of actions")),
        (Weight.DECISIONS, _("decisions")),
        (Weight.MORE, _("all but the first sentence of each clause")),
    ]
    words = [text for weight, text in labels if weight in weights]
    if level.grouped and any(part.empty for part in content.parts):
        words.insert(0, _("clauses with nothing to tell, each on its own line"))
    return tuple(words)


def _annex(content: Content, stamp: Stamp) -> Iterator[Block]:
    yield heading(_("Annex: what was done and when"))
    yield _matrix(content)
    yield paragraph(_legend())
    rows = list(_figures(content))
    if rows:
        yield heading(_("Annex: figures"))
        columns = [
            Column(_("Line"), weight=0.7),
            Column(_("What"), weight=4),
            Column(_("Value"), "right", weight=1.2),
        ]
        yield table(_("Figures behind the text"), columns, rows)
    yield paragraph(provenance(stamp))


def _matrix(content: Content) -> Block:
    columns = [
        Column(_("Line"), weight=1.6),
        Column(_("Before"), "center", weight=1.7),
        *(Column(month, "center", weight=0.8) for month in MONTHS),
        Column(_("After"), "center", weight=2.0),
        Column(_("State"), weight=4),
    ]
    rows = [
        (
            part.clause.number,
            *(cell or _NO_WORK for cell in part.clause.cells),
            _state(part),
        )
        for part in content.parts
    ]
    caption = _("Outcome table %(year)d: clauses of the agreement by month") % {
        "year": content.year
    }
    return table(caption, columns, rows)


def _state(part: Part) -> str:
    word = standing(part.clause)
    return f"{word} *" if part.clause.handwritten_only else word


def _legend() -> str:
    return _(
        "Columns 1–12 are the months of the year; “before” and “after” are the time around it. "
        "A number is how many pieces of work were recorded, 4/5 how many municipalities a "
        "delivery has reached, and – that nothing was recorded. * = recorded by hand only."
    )


def _figures(content: Content) -> Iterator[tuple[str, str, str]]:
    for part in content.parts:
        for sentence in part.clause.sentences:
            for label, value in sentence.figures:
                yield part.clause.number, label, value


def provenance(stamp: Stamp) -> str:
    """Where the document comes from: version, day, checksum of the facts."""
    if stamp.draft:
        return _("Draft of %(date)s. It has not been frozen or delivered.") % {"date": _day(stamp)}
    text = _(
        "Version %(version)d, frozen on %(date)s. SHA-256 checksum of the facts: %(sha256)s"
    ) % {"version": stamp.version, "date": _day(stamp), "sha256": stamp.sha256}
    if stamp.reason:
        text += "\n" + _("Reason for the new version: %(reason)s") % {"reason": stamp.reason}
    return text
