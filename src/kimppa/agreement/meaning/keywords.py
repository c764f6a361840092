"""The data of what words suggest (`words/*.toml`; `words/README.md` explains it), read once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kimppa.agreement.meaning.vocabulary import Vocabulary, Words

_DATA = Path(__file__).with_name("words")
# Rules that stand first here go first where the words stand in the same place.
_TOPICS = ("collections", "web", "figures", "together")


@dataclass(frozen=True, slots=True)
class Rule:
    """One [[duty]] of the data."""

    id: str
    topic: str
    kind: str
    due: str
    words: tuple[str, ...]
    yearly: str = ""
    against: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    per_service: bool = False
    responsible: str = "coordinator"
    yields_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """One [[when]] of the data: a time that the words of a clause give."""

    due: str
    pattern: re.Pattern[str]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ShortName:
    """One [[section]] of the data: what a title may speak of, and the word "and" between two."""

    conjunction: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    """(name, words)"""

    def of(self, title: Words) -> str:
        """The parts that a title speaks of, at most two; empty when it speaks of none."""
        names = [name for name, entries in self.parts if title.matching(entries)][:2]
        text = f" {self.conjunction} ".join(names)
        return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Keywords:
    """The data files."""

    rules: tuple[Rule, ...]
    concepts: dict[str, tuple[str, ...]]
    services: tuple[tuple[str, tuple[str, ...]], ...]
    """(slug, words)"""
    service_names: dict[str, str]
    """What a service is called, by slug, until the register says it."""
    when: tuple[When, ...]
    sections: tuple[ShortName, ...]


@cache
def keywords() -> Keywords:
    """Read the data files once."""
    names = _data("names")
    return Keywords(
        rules=tuple(Rule(**_tuples(duty)) for name in _TOPICS for duty in _data(name)["duty"]),
        concepts=_tuples(_data("concepts")["concept"]),
        services=tuple((service["slug"], tuple(service["words"])) for service in names["service"]),
        service_names={service["slug"]: service["name"] for service in names["service"]},
        when=tuple(map(_when, _data("when")["when"])),
        sections=tuple(
            ShortName(
                section["and"],
                tuple((part["name"], tuple(part["words"])) for part in section["parts"]),
            )
            for section in names["section"]
        ),
    )


@cache
def vocabulary() -> Vocabulary:
    """Words for and against each rule, as "+rule" and "-rule", and of titles, as "=rule"."""
    words_of_rules = keywords()
    entries = {f"+{rule.id}": rule.words for rule in words_of_rules.rules}
    entries |= {f"-{rule.id}": rule.against for rule in words_of_rules.rules}
    entries |= {f"={rule.id}": rule.title for rule in words_of_rules.rules}
    return Vocabulary(entries, words_of_rules.concepts)


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _when(when: dict[str, Any]) -> When:
    pattern = re.compile(rf"\b(?:{'|'.join(when.pop('phrases'))})\b")
    return When(pattern=pattern, **when)


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(field) if isinstance(field, list) else field for key, field in table.items()}
