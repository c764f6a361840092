"""One variant of the report, put together: whose words stand where, and its facts as JSON. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kimppa.report.draft import EVERYTHING, Weight, drafted, is_empty
from kimppa.report.facts import ClauseFacts, clause_to_json

FORMAT = 1  # of the frozen JSON; raise it when a field changes its meaning


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote (empty = nothing), and what is said in this municipality besides."""

    edited: str = ""
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A clause in the report: its facts and the words for it."""

    clause: ClauseFacts
    words: Words = Words()

    def text(self, keep: Weight = EVERYTHING) -> str:
        """The words that stand: a person's, else the draft without pieces heavier than `keep`."""
        return self.words.edited or drafted(self.clause, keep)

    @property
    def empty(self) -> bool:
        """Whether nothing is said of the clause but that nothing is known."""
        return not self.words.edited and is_empty(self.clause)


@dataclass(frozen=True, slots=True)
class Note:
    """A highlight: what, and when (None for an action)."""

    text: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A whole variant. `code` and `municipality` are empty for the report of all together.

    `producer` is the library that does the work, `consortium` the libraries together.
    """

    year: int
    title: str
    language: str
    consortium: str
    producer: str
    code: str
    municipality: str
    lead: str
    closing: str
    highlights: tuple[Note, ...]
    parts: tuple[Part, ...]

    @property
    def example(self) -> bool:
        """Whether any of its facts is made-up demo data."""
        return any(part.clause.example for part in self.parts)


def facts_of(content: Content) -> dict[str, Any]:
    """What is frozen: the facts and the words, without anything that tells when or by whom."""
    return {
        "kind": "report",
        "format": FORMAT,
        "year": content.year,
        "title": content.title,
        "language": content.language,
        "consortium": content.consortium,
        "producer": content.producer,
        "municipality": {"code": content.code, "name": content.municipality},
        "lead": content.lead,
        "closing": content.closing,
        "highlights": [
            {"text": note.text, "date": note.date and note.date.isoformat()}
            for note in content.highlights
        ],
        "clauses": [_part_to_json(part) for part in content.parts],
    }


def _part_to_json(part: Part) -> Mapping[str, Any]:
    return {
        **clause_to_json(part.clause),
        "words": part.text(),
        "words_by_hand": bool(part.words.edited),
        "own_words": list(part.words.own),
    }
