"""The facts a report is drafted from: plain data that goes to JSON and comes back. Pure.

Texts are in the report's language; dates in JSON are ISO 8601. The `prose` of a clause is what its
words rest on: a change there is what an editor must hear of. Cells of the matrix change with every
piece of work and so are kept beside it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from kimppa.core.keyfigures import KeyFigure
from kimppa.core.releases.facts import canonical, checksum
from kimppa.documents.blocks import Picture


@dataclass(frozen=True, slots=True)
class SentenceFact:
    """A plain sentence of an area or of work written by hand, with the figures it tells."""

    text: str
    figures: tuple[tuple[str, str], ...] = ()
    handwritten: bool = False
    example: bool = False


@dataclass(frozen=True, slots=True)
class ActionFact:
    """An action of the programme: `status` is a status word's key, `status_label` the word and
    `indicator` a sentence. Of one that is late, `reason` says why and `until` when it will be
    done, as far as either is known.
    """

    id: str
    title: str
    status: str
    status_label: str
    indicator: str = ""
    example: bool = False
    reason: str = ""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """A decision; `where` is its meeting or body with the section, `concerns` the names of those
    that it concerns where they are not all.
    """

    date: dt.date
    text: str
    where: str = ""
    example: bool = False
    concerns: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryFact:
    """A release that reached `reached` of `concerned` municipalities, first on `date`."""

    date: dt.date
    title: str
    reached: int
    concerned: int
    example: bool = False


@dataclass(frozen=True, slots=True)
class ComingFact:
    """What has been agreed to be done by a day after the year's work was told."""

    date: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class ServiceFact:
    """A service of the register: its name, what it is ("web library") and who makes it."""

    name: str
    kind: str
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """All that is known of one line of the agreement.

    `coming` is the day of a delivery that is still to come, `lacking` what of it is not done or was
    called off, in sentences. `cells` are the labels of the matrix
    (before, Jan … Dec, after); `state` and `label` how it stands ("partial", "4/5");
    `handwritten_only` that nothing but hand-written work is known.
    """

    number: str
    name: str
    text: str
    section: str
    section_title: str
    topics: tuple[str, ...] = ()
    state: str = "empty"
    label: str = ""
    cells: tuple[str, ...] = ("",) * 14
    count: int = 0
    handwritten_only: bool = False
    sentences: tuple[SentenceFact, ...] = ()
    actions: tuple[ActionFact, ...] = ()
    decisions: tuple[DecisionFact, ...] = ()
    deliveries: tuple[DeliveryFact, ...] = ()
    coming: dt.date | None = None
    lacking: tuple[str, ...] = ()

    @property
    def example(self) -> bool:
        """Whether any of it is made-up demo data."""
        facts: list[SentenceFact | ActionFact | DecisionFact | DeliveryFact] = [
            *self.sentences,
            *self.actions,
            *self.decisions,
            *self.deliveries,
        ]
        return any(fact.example for fact in facts)


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """The facts of one municipality's report, or of the whole consortium (code ""); the day when
    the municipality joined and its last day, where they fell within the year. `cost` is a sentence,
    empty when the price is not known; `services` are all of the register, `decisions` those of no
    line.
    """

    code: str
    name: str
    clauses: tuple[ClauseFacts, ...]
    joined: dt.date | None = None
    left: dt.date | None = None
    figures: tuple[KeyFigure, ...] = ()
    coming: tuple[ComingFact, ...] = ()
    cost: str = ""
    services: tuple[ServiceFact, ...] = ()
    decisions: tuple[DecisionFact, ...] = ()

    def clause(self, number: str) -> ClauseFacts | None:
        """One clause's facts."""
        return next((clause for clause in self.clauses if clause.number == number), None)


def clause_to_json(clause: ClauseFacts) -> dict[str, Any]:
    """A clause as JSON types."""
    json_types: dict[str, Any] = _as_json_types(clause)
    return json_types


def clause_from_json(clause_json: Mapping[str, Any]) -> ClauseFacts:
    """The clause that `clause_to_json` wrote; fields that are no longer known are left out."""
    names = {field.name for field in fields(ClauseFacts)}
    facts = {key: value for key, value in clause_json.items() if key in names}
    facts["topics"] = tuple(facts.get("topics", ()))
    facts["lacking"] = tuple(facts.get("lacking", ()))
    facts["cells"] = tuple(facts.get("cells", ("",) * 14))
    facts["sentences"] = tuple(
        SentenceFact(
            **{**sentence, "figures": tuple((label, value) for label, value in sentence["figures"])}
        )
        for sentence in facts.get("sentences", ())
    )
    facts["actions"] = tuple(ActionFact(**_with_day(a, "until")) for a in facts.get("actions", ()))
    facts["decisions"] = tuple(DecisionFact(**_with_day(d)) for d in facts.get("decisions", ()))
    facts["deliveries"] = tuple(DeliveryFact(**_with_day(d)) for d in facts.get("deliveries", ()))
    return ClauseFacts(**_with_day(facts, "coming"))


def front_to_json(facts: VariantFacts) -> dict[str, Any]:
    """What a variant tells beside its lines, as JSON types."""
    names = "figures", "coming", "cost", "services", "decisions"
    json_types: dict[str, Any] = _as_json_types({name: getattr(facts, name) for name in names})
    return json_types


def figures_from_json(front_json: Mapping[str, Any]) -> tuple[KeyFigure, ...]:
    """The key figures that `front_to_json` wrote."""
    return tuple(
        KeyFigure(
            **{
                **figure,
                "lines": tuple(figure["lines"]),
                "pictures": tuple(Picture(**picture) for picture in figure["pictures"]),
            }
        )
        for figure in front_json.get("figures", ())
    )


def coming_from_json(front_json: Mapping[str, Any]) -> tuple[ComingFact, ...]:
    """What is to come that `front_to_json` wrote."""
    return tuple(ComingFact(**_with_day(step)) for step in front_json.get("coming", ()))


def decisions_from_json(front_json: Mapping[str, Any]) -> tuple[DecisionFact, ...]:
    """The decisions of no line that `front_to_json` wrote."""
    return tuple(
        DecisionFact(**_with_day(decision)) for decision in front_json.get("decisions", ())
    )


def services_from_json(front_json: Mapping[str, Any]) -> tuple[ServiceFact, ...]:
    """The services that `front_to_json` wrote."""
    return tuple(ServiceFact(**service) for service in front_json.get("services", ()))


_NOT_PROSE = ("cells", "count", "handwritten_only", "lacking")


def prose_sha256(clause: ClauseFacts) -> str:
    """Checksum of what the words rest on; equal facts have equal checksums."""
    prose = {k: v for k, v in clause_to_json(clause).items() if k not in _NOT_PROSE}
    return checksum(canonical(prose))


def _with_day(fact_json: Mapping[str, Any], day_field: str = "date") -> dict[str, Any]:
    text = fact_json.get(day_field)
    return {**fact_json, day_field: dt.date.fromisoformat(text) if text else None}


def _as_json_types(value: Any) -> Any:
    if isinstance(value, str | int):
        return value
    if is_dataclass(value):
        return {field.name: _as_json_types(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _as_json_types(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json_types(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
