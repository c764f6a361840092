"""What the words of a clause suggest: topic, service, kind, due rule, who answers.

The words are data (`keywords.toml`, which explains how they match and count). Nothing is guessed:
a clause that matches no rule gets no suggestion. The coordinator has the last word.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kimppa.agreement.meaning.due import due_in_text

_DATA = Path(__file__).with_name("keywords.toml")
_STRONG, _WEAK, _AGAINST, _ENOUGH = 3, 1, -3, 3
# A clause is a sentence or two; more than this is a whole document in one field.
_LONGEST = 5_000
_LONGEST_BEGINNING = 60  # letters of a word by which it is asked for
_SHORT_NAME = 32


@dataclass(frozen=True, slots=True)
class DutySuggestion:
    """One duty that a clause seems to hold."""

    topic: str
    service: str | None
    kind: str
    """duty, deliverable or as_needed"""
    due: str
    """A due rule in the language of the year clock."""
    responsible: str
    release_kind: str | None
    """For a deliverable: the kind of release that fulfils it."""
    reason: tuple[str, ...]
    """The words of the data that matched."""
    rule: str
    """The rule's id: tells apart two duties of one topic in one clause."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One [[duty]] of the data."""

    id: str
    topic: str
    kind: str
    due: str
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    per_service: bool = False
    release: str | None = None
    responsible: str = "coordinator"
    yields_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """One [[when]] of the data: a time that the words of a clause give."""

    due: str
    phrases: tuple[str, ...]
    kind: str = ""
    years: int = 1


@dataclass(frozen=True, slots=True)
class ShortName:
    """One [[section]] of the data: what a title may speak of, and the word "and" between two."""

    conjunction: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    """(name, words)"""

    def of(self, title: "Words") -> str:
        """The parts that a title speaks of, at most two; empty when it speaks of none."""
        names = [name for name, entries in self.parts if title.matching(entries)][:2]
        text = f" {self.conjunction} ".join(names)
        return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Keywords:
    """The data file."""

    rules: tuple[Rule, ...]
    services: tuple[tuple[str, tuple[str, ...]], ...]
    """(slug, words)"""
    service_names: dict[str, str]
    """What a service is called, by slug, until the register says it."""
    when: tuple["When", ...]
    sections: tuple["ShortName", ...]


@cache
def keywords() -> Keywords:
    """Read the data file once."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return Keywords(
        rules=tuple(map(_rule, data["duty"])),
        services=tuple((service["slug"], tuple(service["words"])) for service in data["service"]),
        service_names={service["slug"]: service["name"] for service in data["service"]},
        when=tuple(When(**_tuples(when)) for when in data["when"]),
        sections=tuple(
            ShortName(
                section["and"],
                tuple((part["name"], tuple(part["words"])) for part in section["parts"]),
            )
            for section in data["section"]
        ),
    )


def _rule(duty: dict[str, Any]) -> Rule:
    return Rule(**_tuples(duty))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(field) if isinstance(field, list) else field for key, field in table.items()}


class Words:
    """The words of a text, asked by their beginnings."""

    def __init__(self, text: str) -> None:
        text = unicodedata.normalize("NFC", text[:_LONGEST]).lower()
        self.text = re.sub("[\u2010\u2011]", "-", text).replace("\u00ad", "")
        self._at: dict[str, int] = {}
        for match in re.finditer(r"\w+(?:-\w+)*", self.text):
            self._index(match[0], match.start())

    def _index(self, word: str, position: int) -> None:
        for form in (word, *word.split("-")) if "-" in word else (word,):
            for length in range(1, min(len(form), _LONGEST_BEGINNING) + 1):
                self._at.setdefault(form[:length], position)
            self._at.setdefault(form + "!", position)

    def find(self, entry: str) -> int:
        """Where the last found part of an entry stands, -1 when a part is missing."""
        positions = [self._find_part(part) for part in entry.split()]
        return -1 if -1 in positions else min(positions)

    def _find_part(self, part: str) -> int:
        positions = [
            at for beginning in part.split("|") if (at := self._find_beginning(beginning)) >= 0
        ]
        return min(positions, default=-1)

    def _find_beginning(self, beginning: str) -> int:
        if not beginning.startswith("*"):
            return self._at.get(beginning, -1)
        inner = beginning[1:]
        if inner.endswith("!"):
            match = re.search(rf"{re.escape(inner[:-1])}\b", self.text)
            return match.start() if match else -1
        return self.text.find(inner)

    def matching(self, entries: Iterable[str]) -> list[tuple[int, str]]:
        """(position, entry) of the entries found."""
        return [(at, entry) for entry in entries if (at := self.find(entry)) >= 0]


_BRACKETS = re.compile(r"\([^()]*\)")


def suggest(
    clause_text: str, section_title: str = "", year: int | None = None
) -> tuple[DutySuggestion, ...]:
    """The duties a clause seems to hold, in the order of its words; empty when it says nothing.

    `year` is the agreement's year, needed to read "at the beginning of 2025" as next year.
    """
    everything = Words(clause_text)
    title = Words(section_title)
    outside = Words(_BRACKETS.sub(" ", clause_text[:_LONGEST]))
    matches = _matches(outside, title) or _matches(everything, title)
    suggestions: list[DutySuggestion] = []
    for rule, reason in matches:
        suggestions += _suggestions_of(rule, reason, everything, year)
    return tuple(suggestions)


def topics(suggestions: Iterable[DutySuggestion]) -> tuple[str, ...]:
    """The topics of the suggestions, each once."""
    return tuple(dict.fromkeys(suggestion.topic for suggestion in suggestions))


def _matches(words: Words, title: Words) -> list[tuple[Rule, tuple[str, ...]]]:
    scored = []
    for order, rule in enumerate(keywords().rules):
        strong, weak = words.matching(rule.strong), words.matching(rule.weak)
        score = _STRONG * bool(strong) + _WEAK * len(weak)
        score += _AGAINST * bool(words.matching(rule.against))
        if weak and title.matching(rule.weak):
            score += _WEAK
        if score >= _ENOUGH:
            hits = sorted(strong or weak)
            reason = tuple(entry for _, entry in sorted({*strong, *weak}))
            scored.append((hits[0][0], order, rule, reason))
    ids = {rule.id for _, _, rule, _ in scored}
    scored.sort(key=lambda match: match[:2])
    return [(rule, reason) for _, _, rule, reason in scored if not ids & set(rule.yields_to)]


def _suggestions_of(
    rule: Rule, reason: tuple[str, ...], words: Words, year: int | None
) -> list[DutySuggestion]:
    services = _services_named(rule, words)
    kind, due = _kind_and_due(rule, words, year)
    return [
        DutySuggestion(
            topic=rule.topic,
            service=service,
            kind=kind,
            due=due,
            responsible=rule.responsible,
            release_kind=rule.release,
            reason=reason,
            rule=rule.id,
        )
        for service in (services if rule.per_service else services[:1])
    ]


def _services_named(rule: Rule, words: Words) -> list[str | None]:
    slugs = {slug for slug, entries in keywords().services if words.matching(entries)}
    return [slug for slug in rule.services if slug in slugs] or [None]


def _kind_and_due(rule: Rule, words: Words, year: int | None) -> tuple[str, str]:
    """The rule's kind and due rule, unless the clause itself says when."""
    stated = [when for when in keywords().when if _is_stated(words.text, when)]
    often = next((when for when in stated if not when.kind), When("", ()))
    due = due_in_text(words.text, year, rule.due, often.due, often.years)
    if due and (often.due != "yearly" or often.years > 1 or due != "yearly"):
        return rule.kind, due
    needed = next((when for when in stated if when.kind), None)
    if needed and rule.kind == "duty":
        return needed.kind, needed.due
    first = next((when for when in stated if when.years == 1), None)
    return rule.kind, first.due if first and rule.due == "continuous" else rule.due


_AT_MOST = re.compile(r"(?:enintään|korkeintaan|högst|at most|max\.?|maksimissaan) $")


def _is_stated(text: str, when: When) -> bool:
    """Whether a phrase stands in the text other than as the most that may be asked."""
    return any(
        not _AT_MOST.search(text[max(0, match.start() - 13) : match.start()])
        for phrase in when.phrases
        for match in re.finditer(rf"\b{phrase}\b", text)
    )


def short_title(title: str) -> str:
    """A short name of a section for navigation: the title itself if it is short, else what it
    speaks of by the data, else its first words.
    """
    if len(title) <= _SHORT_NAME:
        return title
    words = Words(title)
    for section in keywords().sections:
        if name := section.of(words):
            return name
    beginning = title[: _SHORT_NAME + 1].rsplit(" ", 1)[0][:_SHORT_NAME]
    return (
        re.sub(r"(?<!\s)\s+(?:ja|sekä|tai|och|samt|and|or)$", "", beginning).rstrip(" ,;:–-(")
        + " …"
    )
