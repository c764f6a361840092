"""A rule, and a set of rules that are run together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from kimppa.marc.rules.blocks.base import Block
from kimppa.marc.rules.tags import Ignored

NONE: Final = 65535  # the fno or sno of a finding that is about a whole record or field
LANGUAGES: Final = ("fi", "sv", "en")
KINDS: Final = ("bib", "auth", "hold")


class Severity(StrEnum):
    """Can it still be mended after the library system is changed?"""

    P1 = "P1"  # it blocks the migration
    P2 = "P2"  # it is lost or goes wrong in the migration
    P3 = "P3"  # it can be mended afterwards, with much more work
    P4 = "P4"  # it can be mended afterwards as well as now
    P5 = "P5"  # nothing suffers if it is never mended


class Finding(NamedTuple):
    """One row of the table of findings: which rule, where; NONE for what is not pointed at."""

    rule: int
    rec: int
    fno: int = NONE
    sno: int = NONE


@dataclass(frozen=True, slots=True)
class RuleTest:
    """Records in the line format and what must come of them."""

    record: str
    found: int
    fixed: str | None = None
    left: int = 0  # findings that stay after the fix
    comment: str = ""
    flags: int = 0  # what was wrong with the records' bytes
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vocabularies: bool = False  # whether the sample vocabularies are at hand


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One file of `rules/data/` or of a user's own folder."""

    id: str
    families: tuple[str, ...]
    severity: Severity
    records: tuple[str, ...]
    source: str
    message: Mapping[str, str]
    block: Block = field(repr=False)
    find: Mapping[str, object] = field(repr=False)
    fix: Mapping[str, object] | None = field(default=None, repr=False)
    tests: tuple[RuleTest, ...] = field(default=(), repr=False)
    path: Path = field(default=Path(), repr=False)

    @property
    def safe(self) -> bool:
        """Whether its fix may be made without looking at each change."""
        return self.fix is not None and bool(self.fix.get("safe", False))


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in the order of their ids; a finding names a rule by its place here."""

    rules: tuple[Rule, ...]
    ignored: Ignored = field(default_factory=Ignored)
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the consortium's codes
    vocabularies: tuple[Path, ...] = ()  # SKOS files, or what `vocabularies.convert` made of them

    def __len__(self) -> int:
        return len(self.rules)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __getitem__(self, number: int) -> Rule:
        return self.rules[number]

    def number(self, rule_id: str) -> int:
        """The place of a rule. Raises KeyError for one that is not here."""
        for number, rule in enumerate(self.rules):
            if rule.id == rule_id:
                return number
        raise KeyError(rule_id)

    def only(self, *ids: str) -> "RuleSet":
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id in ids))
