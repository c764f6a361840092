"""Example records for a demo: as many as wanted, no two with a number in common.

`data/records.jsonl.xz` holds `SIZE` records, a line each: `clean` and, for some, `faulty` (ISO
2709; the second with one planted defect), and the `titles` and `people` (name, direct order,
authority number) that stand in them. `scripts/examples.py` writes the file. Further rounds repeat
the lines with new numbers, with titles put together from parts of three, and with each substitute's
people, so that a duplicate finder finds in each round what it finds in the first and no more.
"""

import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import count
from random import Random
from typing import Final, TypedDict

from kimppa.marc.identifiers import with_check
from kimppa.marc.reading import record_from
from kimppa.marc.writing import encode

SIZE: Final = 2000  # records of a round
DATA: Final = files(__name__) / "data" / "records.jsonl.xz"
_MIDDLE_STEP, _END_STEP, _PERSON_STEP = 7, 3, 211  # places that a round goes on in their lists
_LANGUAGES: Final = {"eng": " of the", "swe": " och", "fin": ""}  # by what their titles have
_NUMBERS: Final = re.compile(
    r"(?<!\d)(?:(?P<control>0*100\d{4})|(?P<barcode>0*600\d{5})|(?P<issn>300\d-\d{3}[\dX])"
    r"|978(?:-?\d){10}|6419\d{9}|9[15](?:-?\d){7}-[\dX])(?!\d)"
    r"|(?<=PLCD )(?P<label>\d+)"
)


class Line(TypedDict, total=False):
    clean: str
    faulty: str
    titles: list[str]
    people: list[list[str]]


@dataclass(frozen=True, slots=True)
class Example:
    """A record in ISO 2709, and the same with a defect where one is planted."""

    clean: bytes
    faulty: bytes | None


def examples() -> Iterator[Example]:
    """Example records without end; always the same."""
    packed = lzma.decompress(DATA.read_bytes())
    lines: list[Line] = [json.loads(line) for line in packed.splitlines()]
    for line in lines:
        yield Example(line["clean"].encode(), line["faulty"].encode() if "faulty" in line else None)
    phrases = _Phrases(lines)
    for number in count(1):
        for line in lines:
            yield _Edition(line, number, phrases).example()


def break_bytes(data: bytes, random: Random) -> bytes:
    """A record as a disk or a careless program breaks it: cut short, of a wrong length, or with the
    end of a record inside."""
    middle = random.randrange(len(data) // 2, len(data) - 3)
    return random.choice(
        (
            data[:middle] + b"\x1d",
            f"{int(data[:5]) + 9:05d}".encode() + data[5:],
            data[:middle] + b"\x1d" + data[middle:],
        )
    )


class _Edition:
    def __init__(self, line: Line, number: int, phrases: "_Phrases") -> None:
        self.line = line
        self.number = number
        self.texts, self.marks = phrases.replacements(line, number)
        self.pattern = re.compile(
            "|".join(map(re.escape, sorted(self.texts, key=len, reverse=True)))
        )

    def example(self) -> Example:
        faulty = self.record(self.line["faulty"]) if "faulty" in self.line else None
        return Example(self.record(self.line["clean"]), faulty)

    def record(self, text: str) -> bytes:
        record = record_from(text.encode())
        for field in record.fields:
            field.value = self.text(field.value)
            for subfield in field.subfields:
                subfield.value = self.text(subfield.value)
        return encode(record)

    def text(self, text: str) -> str:
        """The text with this round's titles, names and numbers."""
        if text in self.marks:
            return self.marks[text]
        if self.texts:
            text = self.pattern.sub(lambda match: self.texts[match[0]], text)
        return _NUMBERS.sub(self.renumber, text)

    def renumber(self, match: re.Match[str]) -> str:
        text = match[0]
        match match.lastgroup:
            case "control" | "label":
                return str(int(text) + SIZE * self.number).zfill(len(text))
            case "barcode":  # eight for each record
                return str(int(text) + 8 * SIZE * self.number).zfill(len(text))
            case "issn":
                digits = iter(_successor(text.replace("-", ""), SIZE * self.number))
            case _:
                digits = iter(_successor(text.replace("-", ""), self.number))
        return "".join("-" if character == "-" else next(digits) for character in text)


def _successor(number: str, steps: int) -> str:
    """The standard number so many after this one, its check digit as right as it was."""
    body = number[:-1]
    following = f"{int(body) + steps:0{len(body)}d}"
    return following + (_check(following) if _check(body) == number[-1] else number[-1])


def _check(body: str) -> str:
    """The check digit of an EAN or ISBN-13, ISBN-10 or ISSN."""
    if len(body) == 12:
        return with_check(body)[-1]
    weights = range(len(body) + 1, 1, -1)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return "0123456789X"[-total % 11]


class _Cycle[T: (str, tuple[str, ...])]:
    """Phrases in a circle."""

    def __init__(self, phrases: Iterable[T]) -> None:
        self.phrases: list[T] = sorted(set(phrases))
        self.places: dict[T, int] = {phrase: index for index, phrase in enumerate(self.phrases)}

    def after(self, phrase: T, steps: int) -> T:
        return self.phrases[(self.places[phrase] + steps) % len(self.phrases)]


class _Phrases:
    """The titles and people of all lines, from which those of later rounds are taken."""

    def __init__(self, lines: list[Line]) -> None:
        parts = {_parts(title) for line in lines for title in line["titles"]}
        self.middles = {
            language: _Cycle(part[2] for part in parts if part[0] == language)
            for language in _LANGUAGES
        }
        self.ends = {
            language: _Cycle(part[3] for part in parts if part[0] == language)
            for language in _LANGUAGES
        }
        self.people = _Cycle(tuple(person) for line in lines for person in line["people"])

    def replacements(self, line: Line, number: int) -> tuple[dict[str, str], dict[str, str]]:
        """What a round writes for phrases of the line, and for the call numbers of its authors."""
        texts: dict[str, str] = {}
        marks: dict[str, str] = {}
        for title in line["titles"]:
            language, first, middle, end = _parts(title)
            middle = self.middles[language].after(middle, number * _MIDDLE_STEP)
            end = self.ends[language].after(end, number * _END_STEP)
            new = f"{first} {middle} {end}"
            texts[title] = new.upper() if title.isupper() else new
        for person in line["people"]:
            substitute = self.people.after(tuple(person), number * _PERSON_STEP)
            texts.update(zip(person, substitute, strict=True))
            marks[person[0][:3].upper()] = substitute[0][:3].upper()
        return texts, marks


def _parts(title: str) -> tuple[str, str, str, str]:
    """The language of a title, its first word, what is between, and its last word."""
    first, rest = title.split(" ", 1)
    middle, end = (rest.lower() if title.isupper() else rest).rsplit(" ", 1)
    language = next(name for name, mark in _LANGUAGES.items() if middle.endswith(mark))
    return language, first, middle, end
