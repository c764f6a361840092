"""Rule files: read, checked, told what to mend.

A file's id is its name. Ours stand in `data/<family>/`; users' own in any folder.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from kimppa.marc.record import Record, parse
from kimppa.marc.rules.blocks.base import Block
from kimppa.marc.rules.blocks.kernel import KernelBlock
from kimppa.marc.rules.blocks.links import ConflictBlock, reciprocity, unique
from kimppa.marc.rules.blocks.presence import CountBlock, DependencyBlock, PresenceBlock
from kimppa.marc.rules.blocks.rows import (
    FieldBlock,
    IndicatorBlock,
    PatternBlock,
    PositionBlock,
    RecordBlock,
    SubfieldBlock,
    TableBlock,
)
from kimppa.marc.rules.compiled import recalled
from kimppa.marc.rules.model import KINDS, LANGUAGES, Rule, RuleSet, RuleTest, Severity
from kimppa.marc.rules.regexes import is_shipped, shipped
from kimppa.marc.rules.spec import RuleError, Spec, read_table
from kimppa.marc.tables import Flag
from kimppa.marc.translation import N_, Message, reason

DATA: Final = Path(__file__).parent / "data"
BLOCKS: Final[Mapping[str, Callable[[Spec], Block]]] = {
    "subfield": SubfieldBlock,
    "field": FieldBlock,
    "record": RecordBlock,
    "presence": PresenceBlock,
    "count": CountBlock,
    "pattern": PatternBlock,
    "table": TableBlock,
    "position": PositionBlock,
    "indicator": IndicatorBlock,
    "dependency": DependencyBlock,
    "reciprocity": reciprocity,
    "unique": unique,
    "conflict": ConflictBlock,
    "kernel": KernelBlock,
}
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load(*folders: Path) -> RuleSet:
    """The rules of these folders and those below them; ours without any. Raises RuleError."""
    if not folders:
        return _own_rules()
    rules: dict[str, Rule] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.toml")):
            rule = read(path)
            if rule.id in rules:
                raise RuleError(
                    path,
                    "",
                    Message("{path} has the same id: rename one", path=rules[rule.id].path),
                )
            rules[rule.id] = rule
    return RuleSet(tuple(rules[rule_id] for rule_id in sorted(rules)))


def joined_rules(*sets: RuleSet) -> RuleSet:
    """Several sets as one, in the order of their ids. Raises RuleError for an id used twice."""
    rules = sorted((rule for rule_set in sets for rule in rule_set), key=lambda rule: rule.id)
    for earlier_rule, later_rule in pairwise(rules):
        if earlier_rule.id == later_rule.id:
            raise RuleError(
                later_rule.path,
                "",
                Message("{path} has the same id: rename one", path=earlier_rule.path),
            )
    return RuleSet(tuple(rules))


@cache
def _own_rules() -> RuleSet:
    return recalled(_read_own_rules)


def _read_own_rules() -> RuleSet:
    with shipped():
        return load(DATA)


def read(path: Path) -> Rule:
    """One rule file. Raises RuleError."""
    return rule(read_table(path), path.stem, path)


def rule(table: Mapping[str, object], rule_id: str, path: Path | str = "") -> Rule:
    """A rule from the table of its file. Raises RuleError."""
    spec = Spec(path, "", table)
    if not _ID.fullmatch(rule_id):
        raise spec.wrong(
            "",
            Message(
                "name the file in small letters, digits and hyphens: {name}", name=repr(rule_id)
            ),
        )
    find = spec.below("find")
    block = BLOCKS[find.one_of("kind", BLOCKS)](find)
    find.done()
    loaded = Rule(
        id=rule_id,
        families=_families(spec),
        severity=Severity(spec.one_of("severity", Severity)),
        records=_records(spec),
        source=spec.text("source"),
        message=_message(spec.below("message")),
        block=block,
        find=find.table,
        fix=spec.below("fix").table if spec.raw("fix") is not None else None,
        tests=tuple(_tests(spec)),
        path=Path(path),
    )
    spec.done()
    return loaded


def _families(spec: Spec) -> tuple[str, ...]:
    families = spec.texts("families")
    if not families or not all(_ID.fullmatch(family) for family in families):
        raise spec.wrong("families", N_("name at least one, in small letters, digits and hyphens"))
    return families


def _records(spec: Spec) -> tuple[str, ...]:
    records = spec.texts("records", ["bib"])
    if not records or not set(records) <= set(KINDS):
        raise spec.wrong("records", Message("write some of {known}", known=", ".join(KINDS)))
    return tuple(sorted(records))


def _message(spec: Spec) -> dict[str, str]:
    message = {language: spec.text(language) for language in LANGUAGES}
    spec.done()
    return message


def _tests(spec: Spec) -> Iterable[RuleTest]:
    for number, table in enumerate(spec.tables("test"), 1):
        test_spec = Spec(spec.path, f"test {number}", table)
        test = RuleTest(
            test_spec.text("record"),
            test_spec.number("found"),
            test_spec.text("fixed") if test_spec.has("fixed") else None,
            test_spec.number("left", 0),
            test_spec.text("comment", ""),
            _flags(test_spec),
            test_spec.text_lists(),
            test_spec.yes("vocabularies", default=False),
        )
        test_spec.done()
        if not is_shipped():
            _refuse_unread(test_spec, test)
        yield test


def _refuse_unread(spec: Spec, test: RuleTest) -> None:
    for key, text in (("record", test.record), ("fixed", test.fixed or "")):
        try:
            records(text)
        except ValueError as wrong:
            raise spec.wrong(key, reason(wrong)) from wrong


def _flags(spec: Spec) -> int:
    names = spec.texts("flags", ())
    for name in names:
        if name not in Flag.__members__:
            raise spec.wrong(
                "flags",
                Message(
                    "{value} is not one of {known}",
                    value=repr(name),
                    known=", ".join(Flag.__members__),
                ),
            )
    return sum(Flag[name] for name in names)


def records(text: str) -> list[Record]:
    """The records of a test, one after another with an empty line between."""
    return [parse(block) for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if block.strip()]
