"""Small marks in rows: municipalities, examples and sources."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from kimppa.core.consortium.models import Person
from kimppa.core.demo.instance import is_demo
from kimppa.ui.selection import memory
from kimppa.ui.status import STATUSES, drawing

FEW = 6  # municipalities of one state that a row names by their letters; more of them fold


@dataclass(frozen=True, slots=True)
class MunicipalityMark:
    name: str
    state: str = "empty"
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownMark:
    mark: MunicipalityMark
    letters: str
    word: str
    colour: str
    path: str


@dataclass(frozen=True, slots=True)
class MarkFold:
    """The marks of one state when they are too many for a row."""

    marks: list[ShownMark]

    @property
    def state(self) -> ShownMark:
        """Any of them: word, colour and drawing are the same in all."""
        return self.marks[0]


def municipality_marks(marks: Sequence[Any]) -> tuple[list[ShownMark], list[MarkFold]]:
    """The marks to show one by one, and by state those that fold; each mark is a
    `MunicipalityMark` or a (name, state) pair. Up to `2 * FEW` marks none fold.
    """
    shown_marks = [
        mark if isinstance(mark, MunicipalityMark) else MunicipalityMark(*mark) for mark in marks
    ]
    forms = short_forms([mark.name for mark in shown_marks])
    drawings = [_mark(mark, form) for mark, form in zip(shown_marks, forms, strict=True)]
    if len(drawings) <= 2 * FEW:
        return drawings, []
    counts = Counter(mark.state for mark in shown_marks)
    folded_states = [state for state, count in counts.items() if count > FEW]
    folds = [
        MarkFold([drawing for drawing in drawings if drawing.mark.state == state])
        for state in folded_states
    ]
    return [drawing for drawing in drawings if drawing.mark.state not in folded_states], folds


def short_forms(names: Sequence[str]) -> list[str]:
    """A form of each name that no other of them has: two letters, then only those letters by
    which it differs from names that begin alike. Only equal names get equal forms.

    >>> short_forms(["Pyhäjoki", "Pyhäjärvi", "Pyhäntä", "Ylivieska"])
    ['Pyjo', 'Pyjä', 'Pyn', 'Yl']
    """
    words = ["".join(filter(str.isalnum, name)) for name in names]
    return [_short_form(word, set(words) - {word}) for word in words]


def is_said_above(request: HttpRequest) -> bool:
    """Whether the top of the page says that all of it is an example: on the desk of a demo."""
    store = memory(request)
    if "demo-desk" not in store:
        user = getattr(request, "user", None)
        store["demo-desk"] = isinstance(user, Person) and is_demo()
    return bool(store["demo-desk"])


def is_example(row: Any) -> bool:
    """Whether a row (or a dict of one, or the answer itself) is made up."""
    if isinstance(row, Mapping):
        return bool(row.get("example"))
    return row if isinstance(row, bool) else bool(getattr(row, "example", False))


def source_of(row: Any) -> str:
    """The named source of a row, or an empty text."""
    if isinstance(row, str):
        return row
    source = row.get("source") if isinstance(row, Mapping) else getattr(row, "source", "")
    return str(source or "")


def _short_form(word: str, rivals: Set[str]) -> str:
    form = word[:2]
    common_letters = {rival: _common_letters(word, rival) for rival in rivals if rival[:2] == form}
    while common_letters:
        fork = min(common_letters.values())
        form += word[fork : fork + 1]
        common_letters = {
            rival: common for rival, common in common_letters.items() if common > fork
        }
    return form


def _common_letters(word: str, rival: str) -> int:
    """How many letters two words have in common from their beginning."""
    pairs = zip(word, rival, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(word), len(rival)))


def _mark(mark: MunicipalityMark, letters: str) -> ShownMark:
    status = STATUSES[mark.state]
    return ShownMark(mark, letters, str(status.word), status.colour, drawing(mark.state))
