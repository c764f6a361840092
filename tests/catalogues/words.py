"""Titles, names, imprints and subjects that made records are filled with."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from tests.catalogues.numbers import issn

_DATA = files("tests.catalogues") / "data"


@dataclass(frozen=True, slots=True)
class Person:
    """A made author: "Aalto, Aino", "Aino Aalto" and the number of the made authority."""

    name: str
    direct: str
    authority: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A term of YSO in both languages."""

    uri: str
    fin: str
    swe: str


@dataclass(frozen=True, slots=True)
class Words:
    """The material; every list is a tuple, so that choosing is one index."""

    people: tuple[Person, ...]
    publishers: tuple[tuple[str, str], ...]
    series: tuple[tuple[str, str], ...]  # title and ISSN
    subjects: tuple[Subject, ...]
    adjectives: dict[str, tuple[str, ...]]
    nouns: dict[str, tuple[str, ...]]
    genitives: tuple[str, ...]

    def title(self, language: str, random: Random) -> str:
        """A title in fin, swe or eng; well over 100,000 different ones in each."""
        adjectives, nouns = self.adjectives[language], self.nouns[language]
        draw = random.random
        adjective = adjectives[int(draw() * len(adjectives))]
        first = nouns[int(draw() * len(nouns))]
        second = nouns[int(draw() * len(nouns))]
        if language == "fin":
            genitive = self.genitives[int(draw() * len(self.genitives))]
            if draw() < 0.5:
                return f"{genitive} {adjective.lower()} {first}"
            return f"{genitive} {first} ja {second}"
        if language == "swe":
            return f"{adjective} {first} och {second}"
        return f"{adjective} {first} of the {second}"

    def person(self, random: Random) -> Person:
        """Somebody; a few write much and many little, as in libraries."""
        draw = random.random()
        return self.people[int(draw * draw * len(self.people))]


@cache
def words() -> Words:
    """The packaged material."""
    read = tomllib.loads((_DATA / "words.toml").read_text(encoding="utf-8"))
    surnames, given = read["surnames"].split(), read["given"].split()
    mixer = Random(7)
    pairs = [(last, first) for last in surnames for first in given]
    mixer.shuffle(pairs)
    series = [" ".join(title.split()) for title in read["series"].split("|")]
    languages = ("fin", "swe", "eng")
    return Words(
        people=tuple(
            Person(f"{last}, {first}", f"{first} {last}", f"(FI-ASTERI-N)9{n:08d}")
            for n, (last, first) in enumerate(pairs)
        ),
        publishers=tuple((place, house) for place, house in read["publishers"]),
        series=tuple((title, issn(1_234_567 + 76_543 * n)) for n, title in enumerate(series)),
        subjects=_subjects(),
        adjectives={one: tuple(read[one]["adjectives"].split()) for one in languages},
        nouns={one: tuple(read[one]["nouns"].split()) for one in languages},
        genitives=tuple(read["fin"]["genitives"].split()),
    )


def _subjects() -> tuple[Subject, ...]:
    lines = (_DATA / "subjects.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple(Subject(*line.split("\t")) for line in lines)
