"""One variant of the report, put together: whose words stand where, and its facts as JSON. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kimppa.core.keyfigures import KeyFigure
from kimppa.report.draft import drafted
from kimppa.report.facts import ClauseFacts, ComingFact, DecisionFact, ServiceFact, clause_to_json

FORMAT = 1  # of the frozen JSON; raise it when a field changes its meaning


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote (empty = nothing), and the sentence of this municipality's own figures
    that follows it.
    """

    edited: str = ""
    own: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A clause in the report: its facts and the words for it."""

    clause: ClauseFacts
    words: Words = Words()

    @property
    def text(self) -> str:
        """The words that stand: a person's, else the draft."""
        return self.words.edited or drafted(self.clause)


@dataclass(frozen=True, slots=True)
class Note:
    """A highlight: what, and when (None for an action)."""

    text: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A whole variant. `code` and `municipality` are empty for the report of all together.

    `producer` is the library that does the work, `consortium` the libraries together, `services`
    those that the report names.
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
    figures: tuple[KeyFigure, ...] = ()
    coming: tuple[ComingFact, ...] = ()
    cost: str = ""
    services: tuple[ServiceFact, ...] = ()
    decisions: tuple[DecisionFact, ...] = ()
    """Those of no line."""

    @property
    def example(self) -> bool:
        """Whether any of its facts is made-up demo data."""
        made_up = (figure.example for figure in self.figures)
        return any(part.clause.example for part in self.parts) or any(made_up)


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
        "figures": [_figure_to_json(figure) for figure in content.figures],
        "coming": [
            {"date": coming.date.isoformat(), "text": coming.text} for coming in content.coming
        ],
        "decisions": [
            {**asdict(decision), "date": decision.date.isoformat()}
            for decision in content.decisions
        ],
        "cost": content.cost,
        "services": [asdict(service) for service in content.services],
        "clauses": [_part_to_json(part) for part in content.parts],
    }


def _figure_to_json(figure: KeyFigure) -> Mapping[str, Any]:
    """What a card says; its pictures by their words, for their drawing is in the files."""
    return {
        "title": figure.title,
        "number": figure.number,
        "words": figure.words,
        "lines": list(figure.lines),
        "pictures": [picture.alt for picture in figure.pictures],
        "source": figure.source,
    }


def _part_to_json(part: Part) -> Mapping[str, Any]:
    return {
        **clause_to_json(part.clause),
        "words": part.text,
        "words_by_hand": bool(part.words.edited),
        "own_words": part.words.own,
    }
