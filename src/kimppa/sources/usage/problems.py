"""What is wrong with a file of use or to be known of it: where, what, and how to mend it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from kimppa.sources.errors import printable
from kimppa.sources.usage.texts import TEXTS
from kimppa.translation import N_, Catalogue

CATALOGUE: Final = Catalogue("sources", Path(__file__).parents[1] / "locale")
_OF_A_CODE: Final = 5  # places told of each problem; of the rest how many there are
_LONGEST_FACT: Final = 300  # letters, of what a service says
_ROW: Final = N_("row {row}")
_COLUMN: Final = N_("column {column}")
_SHEET: Final = N_("sheet “{sheet}”")
_MORE: Final = N_("{message} The same in {more} other places.")


class Level(StrEnum):
    """What a problem does: nothing is taken; it is taken and asked about; it is only told."""

    REFUSED = "refused"
    ASK = "ask"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a row (from 1) and column (letters) of a sheet, or a path of JSON."""

    row: int = 0
    column: str = ""
    sheet: str = ""
    path: str = ""

    def text(self, language: str) -> str:
        """Empty for the whole file."""
        parts = [
            CATALOGUE.translate(_SHEET, language, sheet=self.sheet) if self.sheet else "",
            CATALOGUE.translate(_ROW, language, row=self.row) if self.row else "",
            CATALOGUE.translate(_COLUMN, language, column=self.column) if self.column else "",
            self.path,
        ]
        return ", ".join(part for part in parts if part)


WHOLE: Final = Place()


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is a key of TEXTS, `facts` fill its braces, `more` counts the other places of it."""

    code: str
    level: Level
    place: Place = WHOLE
    facts: Mapping[str, object] = field(default_factory=dict)
    more: int = 0

    def text(self, language: str) -> str:
        """What is wrong and what to do, in fi, sv or en; the place is not repeated."""
        facts = {
            name: number(fact, language) if isinstance(fact, int | float) else fact
            for name, fact in self.facts.items()
        }
        message = CATALOGUE.translate(TEXTS[self.code], language, **facts)
        if self.more:
            return CATALOGUE.translate(_MORE, language, message=message, more=self.more)
        return message

    def line(self, language: str) -> str:
        """The place and the text."""
        place = self.place.text(language)
        text = self.text(language)
        return f"{place[0].upper()}{place[1:]}: {text}" if place else text


def number(count: float, language: str) -> str:
    """A number as people of the language write it: groups of three from 10 000 on."""
    text = f"{count:,}" if abs(count) >= 10_000 else f"{count}"
    if language == "en":
        return text
    return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


class Problems:
    """Gathers problems, the first places of each code and how many others there are."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._times: Counter[str] = Counter()
        self.is_refused = False

    def add(self, code: str, level: Level, place: Place = WHOLE, **facts: object) -> None:
        self._times[code] += 1
        self.is_refused |= level is Level.REFUSED
        if self._times[code] <= _OF_A_CODE:
            self._problems.append(Problem(code, level, place, _shown(facts)))

    def refuse(self, code: str, place: Place = WHOLE, **facts: object) -> None:
        self.add(code, Level.REFUSED, place, **facts)

    def ask(self, code: str, place: Place = WHOLE, **facts: object) -> None:
        self.add(code, Level.ASK, place, **facts)

    def note(self, code: str, place: Place = WHOLE, **facts: object) -> None:
        self.add(code, Level.NOTE, place, **facts)

    def all(self) -> tuple[Problem, ...]:
        """In the order of weight: what refuses, what is asked, what is told."""
        order = list(Level)
        last_by_code = {problem.code: problem for problem in self._problems}
        excess_by_code = {code: self._times[code] - _OF_A_CODE for code in last_by_code}
        problems = [
            Problem(p.code, p.level, p.place, p.facts, excess_by_code[p.code])
            if p is last_by_code[p.code] and excess_by_code[p.code] > 0
            else p
            for p in self._problems
        ]
        return tuple(sorted(problems, key=lambda problem: order.index(problem.level)))


def _shown(facts: Mapping[str, object]) -> dict[str, object]:
    return {
        name: fact if isinstance(fact, int | float) else printable(str(fact), _LONGEST_FACT)
        for name, fact in facts.items()
    }


class RefusedError(Exception):
    """Reading cannot go on. The problem has been added already."""
