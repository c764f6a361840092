"""A correction plan: which rules' fixes are made, and edits of one's own. A file, used again.

```toml
title = "Syksyn 2026 korjaukset"
note = "Luetteloijien kokous 3.9."
profile = "louna"                  # local fields, code tables, owners
owners = ["952b"]                  # where libraries stand, when not where the profile says
rules = ["title-stray-colon"]      # their fixes are made, in this order
repaired = false                   # true: also records that had to be mended while reading

[[edit]]                           # then these, in their order
id = "publisher-name"
text = "Kustantajan nimi yhtenäiseen muotoon"
which = "all"                      # of several places in a record: all, first, last, others
find = { kind = "subfield", tags = ["264"], codes = "b", where = "value = 'WSOY,'" }
fix = { set = "WSOY" }
```

`find` and `fix` are a rule's (docs/developer/rules.md). The same as JSON means the same.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.fixing.fixes import steps
from kimppa.marc.rules.blocks.links import FileBlock
from kimppa.marc.rules.loading import load, rule
from kimppa.marc.rules.model import Rule, RuleSet
from kimppa.marc.rules.profiles import Profile, profile
from kimppa.marc.rules.spec import RuleError, Spec


class Which(StrEnum):
    """Which of the places that an edit finds in one record are changed."""

    ALL = "all"
    FIRST = "first"
    LAST = "last"
    OTHERS = "others"  # all but the first


@dataclass(frozen=True)
class Plan:
    """A plan that has been read and found whole. `table` is what it was read from."""

    title: str
    rules: RuleSet
    profile: Profile
    which: Mapping[str, Which]
    repaired: bool
    note: str
    table: Mapping[str, object] = field(repr=False)

    @property
    def ids(self) -> list[str]:
        """Its rules and edits, in their order."""
        return [one.id for one in self.rules]

    @property
    def unsafe(self) -> list[str]:
        """Rules whose every change wants a look, and all edits of one's own."""
        return [one.id for one in self.rules if not one.safe]

    def text(self, rule_id: str, language: str = "fi") -> str:
        """What a rule or an edit is about, in one sentence."""
        return self.rules[self.rules.number(rule_id)].message[language]

    @cached_property
    def _chosen(self) -> dict[int, Which]:
        return {
            number: self.which[one.id]
            for number, one in enumerate(self.rules)
            if self.which.get(one.id, Which.ALL) is not Which.ALL
        }

    @cached_property
    def once(self) -> list[int]:
        """Edits of the first or the last place: made once, or they would go on to the next."""
        ends = {Which.FIRST, Which.LAST}
        return [number for number, which in self._chosen.items() if which in ends]

    def narrowed(self, found: pl.DataFrame) -> pl.DataFrame:
        """The findings that are to be mended: of some edits the first or last in each record."""
        found = found.sort("rec", "rule", "fno", "sno")
        if not self._chosen:
            return found
        nth = pl.int_range(pl.len()).over("rec", "rule")
        wanted = pl.lit(True)
        for number, which in self._chosen.items():
            mine = {
                Which.FIRST: nth == 0,
                Which.LAST: nth == pl.len().over("rec", "rule") - 1,
                Which.OTHERS: nth > 0,
            }[which]
            wanted &= (pl.col("rule") != number) | mine
        return found.filter(wanted)

    def json(self) -> str:
        """The plan as a file to keep."""
        return json.dumps(self.table, ensure_ascii=False, indent=1)


def read_plan(path: Path, ours: RuleSet | None = None) -> Plan:
    """The plan of a TOML or JSON file. Raises RuleError."""
    return plan(table_of(path.read_bytes(), path.name), path, ours)


def table_of(data: bytes, name: str) -> Mapping[str, object]:
    """The table of a plan's file, by its name JSON or TOML. Raises RuleError."""
    try:
        text = data.decode("utf-8")
        table = json.loads(text) if name.lower().endswith(".json") else tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:  # of JSON, TOML and UTF-8
        raise RuleError(name, "", f"neither TOML nor JSON in UTF-8: {wrong}") from wrong
    if not isinstance(table, dict):
        raise RuleError(name, "", "write a table of keys here")
    return table


def plan(
    table: Mapping[str, object], path: Path | str = "plan", ours: RuleSet | None = None
) -> Plan:
    """A plan from its table; `ours` are the rules that it may name. Raises RuleError."""
    spec = Spec(path, "", table)
    checked_by = profile(spec.text("profile", "louna"), spec.texts("owners", ()))
    known = {one.id: one for one in (ours if ours is not None else load())}
    edits = list(_edits(spec, known))
    rules = (*_rules(spec, known), *(one for one, _ in edits))
    made = Plan(
        title=spec.text("title"),
        rules=RuleSet(rules, checked_by.ignored, checked_by.tables),
        profile=checked_by,
        which={one.id: which for one, which in edits},
        repaired=spec.yes("repaired", default=False),
        note=spec.text("note", ""),
        table=table,
    )
    spec.done()
    if not made.title.strip():
        raise spec.wrong("title", "give the plan a title")
    if not rules:
        raise spec.wrong("rules", "name a rule, or write an edit of your own")
    return made


def _rules(spec: Spec, known: Mapping[str, Rule]) -> Iterator[Rule]:
    for name in dict.fromkeys(spec.texts("rules", ())):
        if name not in known:
            raise spec.wrong("rules", f"there is no rule {name!r}")
        yield _mending(spec, known[name])


def _mending(spec: Spec, one: Rule) -> Rule:
    """The rule, if its findings can be mended record by record."""
    if not steps(one):
        raise spec.wrong("rules", f"{one.id!r} has no fix: give its findings out as work lists")
    if isinstance(one.block, FileBlock):
        raise spec.wrong("rules", f"{one.id!r} is about several records at once: use work lists")
    return one


_KEYS: Final = ("find", "fix")


def _edits(spec: Spec, known: Mapping[str, Rule]) -> Iterator[tuple[Rule, Which]]:
    given = spec.raw("edit") if spec.has("edit") else []
    if not isinstance(given, list):
        raise spec.wrong("edit", "write [[edit]], with two brackets")
    seen = set(known)
    for number, one in enumerate(given, 1):
        below = Spec(spec.path, f"edit {number}", one)
        name = below.text("id")
        if name in seen:
            raise below.wrong("id", f"{name!r} is the name of another rule or edit")
        seen.add(name)
        which = Which(below.one_of("which", Which, Which.ALL))
        yield _mending(below, _edit(below, name)), which
        below.done()


def _edit(spec: Spec, name: str) -> Rule:
    text = spec.text("text")
    table = {
        "families": ["plan"],
        "severity": "P3",
        "records": list(spec.texts("records", ["bib"])),
        "source": "-",
        "message": dict.fromkeys(("fi", "sv", "en"), text),
        **{key: spec.below(key).table for key in _KEYS},
    }
    return rule(table, name, Path(spec.path) / name)
