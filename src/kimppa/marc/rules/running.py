"""Rules over a batch, and what comes of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import Index
from kimppa.marc.rules.blocks.base import Level
from kimppa.marc.rules.blocks.links import FileBlock, over_file
from kimppa.marc.rules.model import KINDS, NONE, Rule, RuleSet
from kimppa.marc.rules.view import View
from kimppa.marc.tables import Batch, integers
from kimppa.marc.vocabularies.terms import loaded, using

# A finding: the rule's place in the set, the record's in the batch; NONE where it points nowhere.
SCHEMA: Final = {"rule": pl.UInt16, "rec": pl.UInt32, "fno": pl.UInt16, "sno": pl.UInt16}
LINKS: Final = {**SCHEMA, "key": pl.UInt64, "number": pl.UInt64}
TARGETS: Final = {"rule": pl.UInt16, "hash": pl.UInt64}


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules found in a batch.

    `links` and `targets` are of rules over the whole file: gather those of all batches, put in
    place of `rec` whatever names a record in the whole file, and ask `settle`.
    """

    table: pl.DataFrame
    links: pl.DataFrame
    targets: pl.DataFrame

    def counts(self, rules: int) -> npt.NDArray[np.int64]:
        """How many findings each of so many rules has."""
        return np.bincount(self.table["rule"].to_numpy(), minlength=rules)


def run(batch: Batch, rules: RuleSet) -> Findings:
    """What these rules find in the records of a batch. Quarantined records have no findings."""
    view = View(batch, rules.tables)
    try:
        return find(view, rules)
    finally:
        view.release()


def find(view: View, rules: RuleSet) -> Findings:
    """The same for a view that others look at too."""
    with using(loaded(rules.vocabularies)):
        return _find(view, rules)


def _find(view: View, rules: RuleSet) -> Findings:
    located, links, targets = [], [], []
    for number, rule in enumerate(rules):
        try:
            hits = rule.block.find(view)
            if len(hits):
                located.append(_located(view, rules, number, hits)[0])
            if over_file(rule.block):
                links.append(_links(view, rules, number, rule.block))
                hashed = rule.block.targets(view).to_frame("hash")
                targets.append(hashed.select(pl.lit(number, pl.UInt16).alias("rule"), "hash"))
        except Exception as wrong:
            wrong.add_note(f"in the rule {rule.id}, {rule.path}")
            raise
    return Findings(_table(located), _joined(links, LINKS), _joined(targets, TARGETS))


def settle(rules: RuleSet, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    """The findings of rules over a whole file, from the keys of all its batches.

    The columns of `links` other than `key` and `number` come back as they are.
    """
    findings = [links.clear()]
    for (number,), rule_links in links.group_by("rule", maintain_order=True):
        assert isinstance(number, int)
        block = rules[number].block
        assert isinstance(block, FileBlock)
        findings.append(block.settle(rule_links, targets.filter(pl.col("rule") == number)))
    return pl.concat(findings).drop("key", "number")


def check(batches: Iterable[Batch], rules: RuleSet) -> list[pl.DataFrame]:
    """The findings of a whole file, a table a batch: for tests and small files."""
    links, targets, tables = [], [], []
    for number, batch in enumerate(batches):
        batch_findings = run(batch, rules)
        tables.append(batch_findings.table)
        links.append(batch_findings.links.with_columns(batch=pl.lit(number, pl.UInt32)))
        targets.append(batch_findings.targets)
    if not tables:
        return []
    file_findings = settle(rules, pl.concat(links), pl.concat(targets))
    return [
        pl.concat([table, file_findings.filter(pl.col("batch") == number).drop("batch")])
        for number, table in enumerate(tables)
    ]


def _joined(
    tables: Sequence[pl.DataFrame], schema: Mapping[str, type[pl.DataType]]
) -> pl.DataFrame:
    return pl.concat(tables) if tables else pl.DataFrame(schema=schema)


def _links(view: View, rules: RuleSet, number: int, block: FileBlock) -> pl.DataFrame:
    rows, keys = block.links(view)
    located, retained = _located(view, rules, number, rows)
    table = _table([located])
    return table.hstack(keys.filter(pl.Series(retained))).filter(pl.col("key").is_not_null())


class Located(NamedTuple):
    """The findings of one rule, as columns."""

    rule: int
    rec: npt.NDArray[np.generic]
    fno: npt.NDArray[np.generic]
    sno: npt.NDArray[np.generic]


def _located(
    view: View, rules: RuleSet, number: int, rows: Index
) -> tuple[Located, npt.NDArray[np.bool_]]:
    """Rows as findings, and which of the rows were kept."""
    rule = rules[number]
    retained = _in_scope(view, rule, rows) & ~_left_out(view, rules, rule, rows)
    return Located(number, *_places(view, rule.block.level, rows[retained])), retained


def _table(located: Sequence[Located]) -> pl.DataFrame:
    """All findings as one table, rule by rule: one table a rule would take more time than rules."""
    if not located:
        return pl.DataFrame(schema=SCHEMA)
    rules = np.repeat(
        [location.rule for location in located], [len(location.rec) for location in located]
    )
    columns = [
        rules,
        *(np.concatenate(location) for location in list(zip(*located, strict=True))[1:]),
    ]
    return pl.DataFrame(dict(zip(SCHEMA, columns, strict=True)), schema=SCHEMA)


def _records(view: View, level: Level, rows: Index) -> Index:
    if level is Level.RECORD:
        return rows
    records: Index = (view.fields if level is Level.FIELD else view.subfields).rec.take(rows)
    return records


def _places(
    view: View, level: Level, rows: Index
) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.generic], npt.NDArray[np.generic]]:
    none = np.full(len(rows), NONE, np.uint16)
    rec = _records(view, level, rows)
    if level is Level.RECORD:
        return rec, none, none
    if level is Level.FIELD:
        return rec, integers(view.batch.fields, "fno").take(rows), none
    table = view.batch.subfields
    return rec, integers(table, "fno").take(rows), integers(table, "sno").take(rows)


def _in_scope(view: View, rule: Rule, rows: Index) -> npt.NDArray[np.bool_]:
    """Which of the rows are in records of the rule's kinds that could be read."""
    kinds = rule.records

    def make() -> npt.NDArray[np.bool_]:
        if set(kinds) == set(KINDS):
            return view.records.readable
        of_kind = view.records.column("kind").is_in(kinds).to_numpy()
        hits: npt.NDArray[np.bool_] = view.records.readable & of_kind
        return hits

    mask = view.mask(f"of {kinds}", make)
    return mask.take(_records(view, rule.block.level, rows))


def _left_out(view: View, rules: RuleSet, rule: Rule, rows: Index) -> npt.NDArray[np.bool_]:
    """Which of the rows stand in fields that are ignored, for rules that name no tag themselves."""
    level = rule.block.level
    if not rules.ignored or level is Level.RECORD or rule.block.tags.named:
        return np.zeros(len(rows), np.bool_)
    if level is Level.FIELD:
        return rules.ignored.of_fields(view.fields.tag.take(rows))
    return rules.ignored.of_subfields(view.subfields.tag.take(rows), view.codes.take(rows))
