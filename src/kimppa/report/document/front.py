"""The report's first page: what the year was, key figures, the agreement, what comes next."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from kimppa.core.keyfigures import KeyFigure
from kimppa.core.releases.facts import Stamp
from kimppa.core.words.numerals import in_words
from kimppa.documents.blocks import (
    Block,
    Card,
    Cards,
    Column,
    bullets,
    heading,
    paragraph,
    runs,
    table,
)
from kimppa.documents.cards import WIDE, arranged
from kimppa.documents.charts.small import squares
from kimppa.documents.numbers import day_and_month
from kimppa.report.content import Content
from kimppa.report.draft import LEAD, counts_of, standing, state_of
from kimppa.report.facts import ClauseFacts
from kimppa.ui.numbers import language

FIGURES = 4  # beside the agreement's own
COMING = 4
_BAR, _IN_TABLE = 13, 11  # squares in a row of the first card and of a table


def front(content: Content, stamp: Stamp) -> Iterator[Block]:
    """The blocks of the first page."""
    if content.example:
        yield paragraph(_("Example: the figures of this report are partly made up."), voice="quiet")
    if content.lead:
        yield paragraph(content.lead, voice="lead", ref=f"kohta-{LEAD}")
    clauses = [part.clause for part in content.parts]
    if clauses:
        figures = pick(content.figures)
        cards = [_agreement(clauses), *(_card(figure) for figure in figures)]
        yield Cards(tuple(arranged(cards)))
    if content.cost:
        yield paragraph(content.cost)
    if content.highlights:
        yield heading(_("Highlights of the year"))
        yield bullets(*(_highlight(note.text, note.date) for note in content.highlights))
    if clauses:
        yield heading(
            _("How the agreement stood on %(date)s")
            % {"date": date_format(stamp.date, "SHORT_DATE_FORMAT")}
        )
        yield _sections(clauses)
    if content.coming:
        yield heading(_("What comes next"))
        rows = [
            (_("by %(date)s") % {"date": date_format(c.date, "SHORT_DATE_FORMAT")}, c.text)
            for c in sorted(content.coming, key=lambda c: c.date)[:COMING]
        ]
        yield table("", [Column(_("When")), Column(_("What"), weight=4)], rows, row_headers=False)


def _highlight(text: str, date: Any) -> str:
    return f"{text} ({date_format(date, 'SHORT_DATE_FORMAT')})" if date else text


def pick(figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """The first four that the year has, one wide at most; what is missing only fills the rest."""
    available = [figure for figure in figures if figure.number]
    further_wide_figures = [figure for figure in available if figure.span == WIDE][1:]
    key_figures = [figure for figure in available if figure not in further_wide_figures][:FIGURES]
    missing_figures = [figure for figure in figures if not figure.number]
    return [*key_figures, *missing_figures[: FIGURES - len(key_figures)]]


def _card(figure: KeyFigure) -> Card:
    lines = tuple(runs(line) for line in figure.lines)
    return Card(
        figure.title, figure.number or "–", figure.words, figure.pictures, lines, figure.span
    )


def standing_of(clause: ClauseFacts) -> str:
    """The state in words; of what is to be delivered, the day."""
    if day := _day_of(clause):
        return _("Coming on %(date)s") % {"date": day_and_month(day, language())}
    return standing(clause)


_ORDER = ("late", "partial", "ongoing", "empty", "done", "no-need", "not-asked", "called-off")
# In words what has been done comes first.
_IN_WORDS = ("done", "partial", "late", "coming", *_ORDER)


def _agreement(clauses: Sequence[ClauseFacts]) -> Card:
    counts, states, total = _counts_in_words(clauses), counts_of(clauses), len(clauses)
    number = _("%(count)d/%(total)d") % {"count": counts["done"], "total": total}
    words = ngettext("line has been fulfilled", "lines have been fulfilled", total)
    picture = squares(
        sorted(states.elements(), key=_state_order),
        _("Lines of the agreement: %(states)s.") % {"states": _words(counts)},
        columns=_BAR,
    )
    unfinished_words = _words({state: count for state, count in counts.items() if state != "done"})
    lines = (runs(_sentence(unfinished_words)),) if unfinished_words else ()
    return Card(_("The agreement"), number, words, (picture,), lines)


def _state_order(state: str, order: Sequence[str] = _ORDER) -> int:
    return order.index(state) if state in order else len(order)


def _counts_in_words(clauses: Iterable[ClauseFacts]) -> Counter[str]:
    """How many lines stand in each state; what is under way until a day of delivery is coming."""
    return Counter("coming" if _day_of(clause) else state_of(clause) for clause in clauses)


def _day_of(clause: ClauseFacts) -> dt.date | None:
    return clause.coming if state_of(clause) == "ongoing" else None


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _words(counts: Mapping[str, int]) -> str:
    """Such as "12 fulfilled, one late"."""
    states = sorted(counts, key=lambda state: _state_order(state, _IN_WORDS))
    return ", ".join(_count_words(state, counts[state]) for state in states)


def _count_words(state: str, count: int) -> str:
    words = {
        "done": npgettext("lines", "%(count)s fulfilled", "%(count)s fulfilled", count),
        "partial": npgettext(
            "lines", "%(count)s partly fulfilled", "%(count)s partly fulfilled", count
        ),
        "coming": npgettext("lines", "%(count)s coming", "%(count)s coming", count),
        "ongoing": npgettext("lines", "%(count)s under way", "%(count)s under way", count),
        "late": npgettext("lines", "%(count)s late", "%(count)s late", count),
        "empty": npgettext(
            "lines", "%(count)s without recorded work", "%(count)s without recorded work", count
        ),
        "no-need": npgettext("lines", "%(count)s without need", "%(count)s without need", count),
        "not-asked": npgettext(
            "lines", "%(count)s not asked this year", "%(count)s not asked this year", count
        ),
        "called-off": npgettext("lines", "%(count)s called off", "%(count)s called off", count),
    }
    return words.get(state, f"%(count)s {state}") % {"count": in_words(count, language())}


def _sections(clauses: Sequence[ClauseFacts]) -> Block:
    clauses_by_section: dict[str, list[ClauseFacts]] = {}
    for clause in clauses:
        clauses_by_section.setdefault(clause.section, []).append(clause)
    rows = []
    for section in clauses_by_section.values():
        states = [state_of(clause) for clause in section]
        name = f"{section[0].section} {section[0].section_title}".strip()
        # The words beside it say what the picture does.
        rows.append((name, squares(states, "", columns=_IN_TABLE), _section_words(section)))
    columns = [Column(_("Section"), weight=2.4), Column(_("Lines"), weight=1.6)]
    return table("", [*columns, Column(_("State"), weight=3)], rows)


def _section_words(section: Sequence[ClauseFacts]) -> str:
    """How a section stands; of one line, and of what comes on one day, without the count or with
    the day.
    """
    if len(section) == 1:
        return f"{standing_of(section[0])}"
    days = {_day_of(clause) for clause in section}
    words = _sentence(_words(_counts_in_words(section))).rstrip(".")
    if len(days) == 1 and (day := days.pop()):
        return f"{words} {day_and_month(day, language())}"
    return words
