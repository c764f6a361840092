"""Rows of the agreement's lines: what `ui/lines.html` shows of each, closed and opened."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from kimppa.core.area import Sentence
from kimppa.documents import charts
from kimppa.documents.charts import LineState
from kimppa.ui.hyphens import soften
from kimppa.ui.marks import short_forms
from kimppa.ui.numbers import language

LONG, SHOWN = 150, 120  # letters of the agreement's words: four rows, and with the link to the rest
FEW_MUNICIPALITIES = 7  # that have a mark each; more of them are a share and a bar

GUTTER = 10  # letters that the place of a section's name holds
_JOINED = re.compile(r",? (?:ja|och|and|sekä|samt|&) |, ")
_STATES: dict[str, LineState] = {
    "late": "late", "partial": "partial", "ongoing": "ongoing", "done": "done",
    "draft": "draft",
}  # fmt: skip


def first_thing(title: str) -> str:
    """What a section's name begins with: "Tapahtumat" of "Tapahtumat ja ajankohtaiset asiat"."""
    return _JOINED.split(title, maxsplit=1)[0]


def line_state(status: str) -> LineState:
    """The picture of a status; what was not needed or not asked is a dash."""
    return _STATES.get(status, "none")


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work, or with no address what comes next."""

    date: dt.date
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """How a line stands for one municipality, with its own figure."""

    mark: SafeString
    figure: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line: what its row shows, then what it opens to."""

    number: str
    name: str
    state: str
    state_text: str
    strip: SafeString
    figure: str
    unit: str
    municipalities: SafeString
    share: str
    words: str
    sentences: Sequence[Sentence]
    works: Sequence[Work]
    url: str
    edit_url: str = ""
    duty: int = 0
    by_state: str = ""
    place_names: str = ""
    own: OwnFigure | None = None
    lacks: str = ""

    @property
    def words_in_two(self) -> tuple[str, str]:
        """The agreement's words, of long ones the beginning and what is read when it is opened."""
        if len(self.words) <= LONG:
            return self.words, ""
        beginning = self.words[:SHOWN].rpartition(" ")[0]
        return beginning, self.words[len(beginning) :].strip()

    @property
    def by_hand(self) -> bool:
        """Whether all that is said rests on logged work."""
        return bool(self.sentences) and all(sentence.handwritten for sentence in self.sentences)

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to be done."""
        return line_state(self.state) in ("late", "partial", "ongoing", "draft")


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows that are one until it is opened: how they stand in words, the worst of them as a state,
    and all in a bar.
    """

    rows: Sequence[LineRow]
    words: str
    state: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class LineSection:
    """A section of the agreement with its rows, and with the rest of them folded."""

    number: str
    title: str
    short_title: str
    rows: Sequence[LineRow]
    fold: Fold | None = None

    @property
    def gutter(self) -> str:
        """The short name's first thing, broken where it is too long for its place."""
        return soften(first_thing(self.short_title), language(), GUTTER)


@dataclass(frozen=True, slots=True)
class LineTable:
    """All rows with the heads of their columns."""

    sections: Sequence[LineSection]
    letters: SafeString
    towns: SafeString | str
    own: str = ""
    """Whose figures the last column has; empty = the marks of all municipalities."""


def municipality_head(names: Sequence[str]) -> SafeString | str:
    """The letters above the marks, or empty where there are too many."""
    if not names or len(names) > FEW_MUNICIPALITIES:
        return ""
    return mark_safe(charts.municipality_letters(short_forms(names)))


def municipality_column(states: Sequence[tuple[str, str]], state: str) -> tuple[SafeString, str]:
    """The marks of a row's municipalities, or a bar with its "38/40". One without a state is not
    concerned: its place stays empty.
    """
    pictures = [
        (name, line_state(municipality_state) if municipality_state else None)
        for name, municipality_state in states
    ]
    line_states = [
        municipality_state for _name, municipality_state in pictures if municipality_state
    ]
    if not line_states:
        return mark_safe(""), ""
    if len(pictures) <= FEW_MUNICIPALITIES:
        return mark_safe(charts.municipality_states(pictures, language())), ""
    count = sum(municipality_state in ("done", "none") for municipality_state in line_states)
    bar = charts.share_bar(count, len(line_states), line_state(state), language())
    return mark_safe(bar), f"{count}/{len(line_states)}"


def states_in_words(states: Sequence[tuple[str, str]]) -> str:
    """Many municipalities by state; empty where each has its own mark."""
    if len(states) <= FEW_MUNICIPALITIES:
        return ""
    pictures = [(name, line_state(municipality_state)) for name, municipality_state in states]
    return charts.states_in_words(pictures, language())
