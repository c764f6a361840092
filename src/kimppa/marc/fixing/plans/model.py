"""A correction plan: which rules' fixes are made, and edits of one's own. A file, used again.

```toml
title = "Syksyn 2026 korjaukset"
note = "Luetteloijien kokous 3.9."
profile = "shared"                 # local fields, code tables, owners
systems = ["aleph"]                # whose own fields are left alone
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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.definition.systems import own_tags, systems
from kimppa.marc.fixing.fixes import steps
from kimppa.marc.rules.blocks.links import FileBlock
from kimppa.marc.rules.loading import load, rule
from kimppa.marc.rules.model import Rule, RuleSet
from kimppa.marc.rules.profiles import DAILY, Profile, profile
from kimppa.marc.rules.spec import Spec, read_table
from kimppa.marc.translation import N_, Message


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
        return [rule.id for rule in self.rules]

    @property
    def unsafe(self) -> list[str]:
        """Rules whose every change wants a look, and all edits of one's own."""
        return [rule.id for rule in self.rules if not rule.safe]

    def text(self, rule_id: str, language: str = "fi") -> str:
        """What a rule or an edit is about, in one sentence."""
        return self.rules[self.rules.number(rule_id)].message[language]

    @cached_property
    def _chosen(self) -> dict[int, Which]:
        return {
            number: self.which[rule.id]
            for number, rule in enumerate(self.rules)
            if self.which.get(rule.id, Which.ALL) is not Which.ALL
        }

    @cached_property
    def once(self) -> list[int]:
        """Edits of the first or the last place: made once, or they would go on to the next."""
        ends = {Which.FIRST, Which.LAST}
        return [number for number, choice in self._chosen.items() if choice in ends]

    def narrowed(self, findings: pl.DataFrame) -> pl.DataFrame:
        """The findings that are to be mended: of some edits the first or last in each record."""
        findings = findings.sort("rec", "rule", "fno", "sno")
        if not self._chosen:
            return findings
        nth = pl.int_range(pl.len()).over("rec", "rule")
        condition = pl.lit(True)
        for number, choice in self._chosen.items():
            is_chosen = {
                Which.FIRST: nth == 0,
                Which.LAST: nth == pl.len().over("rec", "rule") - 1,
                Which.OTHERS: nth > 0,
            }[choice]
            condition &= (pl.col("rule") != number) | is_chosen
        return findings.filter(condition)

    def json(self) -> str:
        """The plan as a file to keep."""
        return json.dumps(self.table, ensure_ascii=False, indent=1)


def read_plan(path: Path, ours: RuleSet | None = None) -> Plan:
    """The plan of a TOML or JSON file. Raises RuleError."""
    return plan(read_table(path, or_json=True), path, ours)


def plan(
    table: Mapping[str, object], path: Path | str = "plan", ours: RuleSet | None = None
) -> Plan:
    """A plan from its table; `ours` are the rules that it may name. Raises RuleError."""
    spec = Spec(path, "", table)
    checked_by = profile(spec.text("profile", DAILY), spec.texts("owners", ()))
    ignored = checked_by.ignored.beside(own_tags(_systems(spec)))
    named_rules = {rule.id: rule for rule in (ours if ours is not None else load())}
    edits = list(_edits(spec, named_rules))
    rules = (*_rules(spec, named_rules), *(rule for rule, _ in edits))
    built = Plan(
        title=spec.text("title"),
        rules=RuleSet(rules, ignored, checked_by.tables),
        profile=checked_by,
        which={rule.id: choice for rule, choice in edits},
        repaired=spec.yes("repaired", default=False),
        note=spec.text("note", ""),
        table=table,
    )
    spec.done()
    if not built.title.strip():
        raise spec.wrong("title", N_("give the plan a title"))
    if not rules:
        raise spec.wrong("rules", N_("name a rule, or write an edit of your own"))
    return built


def _systems(spec: Spec) -> tuple[str, ...]:
    names = spec.texts("systems", ())
    for name in names:
        if name not in systems():
            system_names = ", ".join(systems())
            raise spec.wrong("systems", Message("write one of {known}", known=system_names))
    return names


def _rules(spec: Spec, named_rules: Mapping[str, Rule]) -> Iterator[Rule]:
    for name in dict.fromkeys(spec.texts("rules", ())):
        if name not in named_rules:
            raise spec.wrong("rules", Message("there is no rule {name}", name=repr(name)))
        yield _mending(spec, named_rules[name])


def _mending(spec: Spec, rule: Rule) -> Rule:
    """The rule, if its findings can be mended record by record."""
    if not steps(rule):
        raise spec.wrong(
            "rules",
            Message("{name} has no fix: give its findings out as work lists", name=repr(rule.id)),
        )
    if isinstance(rule.block, FileBlock):
        raise spec.wrong(
            "rules",
            Message("{name} is about several records at once: use work lists", name=repr(rule.id)),
        )
    return rule


_KEYS: Final = ("find", "fix")


def _edits(spec: Spec, named_rules: Mapping[str, Rule]) -> Iterator[tuple[Rule, Which]]:
    names = set(named_rules)
    for number, table in enumerate(spec.tables("edit"), 1):
        edit_spec = Spec(spec.path, f"edit {number}", table)
        name = edit_spec.text("id")
        if name in names:
            raise edit_spec.wrong(
                "id", Message("{name} is the name of another rule or edit", name=repr(name))
            )
        names.add(name)
        choice = Which(edit_spec.one_of("which", Which, Which.ALL))
        yield _mending(edit_spec, _edit(edit_spec, name)), choice
        edit_spec.done()


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
