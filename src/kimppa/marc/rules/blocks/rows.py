"""`subfield`, `field`, `record`: where a condition is true; `pattern`, `position`, `indicator`."""

from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.columns import mask
from kimppa.marc.rules import expressions
from kimppa.marc.rules.blocks.base import Index, Level, Mask, SubfieldRows, View
from kimppa.marc.rules.blocks.selecting import Fields, Records, Subfields, condition
from kimppa.marc.rules.regexes import refuse_unfit
from kimppa.marc.rules.spec import Spec
from kimppa.marc.rules.table import byte_mask
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.texts import WIDEST, Characters
from kimppa.marc.tables import integers
from kimppa.marc.translation import Message, reason

VISIBLE: Final = r"\S"  # the pattern of texts that say something


class SubfieldBlock(Subfields):
    """Subfields for which `where` is true."""

    def find(self, view: View) -> Index:
        return np.sort(self.rows(view, in_order=False).index)


class FieldBlock(Fields):
    """Fields for which `where` is true."""

    def find(self, view: View) -> Index:
        return np.sort(self.rows(view, in_order=False).index)


class RecordBlock(Records):
    """Records for which `where` is true."""

    def find(self, view: View) -> Index:
        return self.rows(view)


class PatternBlock:
    """Texts of subfields or control fields that do not match a pattern."""

    def __init__(self, spec: Spec) -> None:
        codes = spec.has("codes")
        self.rows: Subfields | Fields = Subfields(spec) if codes else Fields(spec)
        self.level = self.rows.level
        self.tags = self.rows.tags
        self.pattern = pattern(spec, "pattern")

    def find(self, view: View) -> Index:
        rows = self.rows.rows(view, in_order=False)
        mismatches = rows.keep(~matches(rows.column("value"), self.pattern, null=True))
        return np.sort(mismatches.index)


class TableBlock(Subfields):
    """Subfields whose text a code table of the profile does not have; nothing without the table."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.table = spec.text("table")

    def find(self, view: View) -> Index:
        code_table = view.tables.get(self.table)
        if code_table is None:
            return np.empty(0, np.int64)
        rows = self.rows(view)
        return rows.keep(~mask(rows.column("value").is_in(list(code_table)))).index


class IndicatorBlock:
    """Fields with another indicator than the allowed ones; `#` is a blank."""

    level = Level.FIELD

    def __init__(self, spec: Spec) -> None:
        self.fields = Fields(spec)
        self.tags = self.fields.tags
        self.name = f"i{spec.one_of('indicator', ['1', '2'])}"
        self.allowed = byte_mask(spec.text("allowed").replace("#", " "))

    def find(self, view: View) -> Index:
        rows = self.fields.rows(view)
        values = integers(view.batch.fields, self.name)[rows.index]
        return rows.keep(~self.allowed[values]).index


class PositionBlock:
    """Fixed positions of the leader or a control field with another text than the allowed ones."""

    def __init__(self, spec: Spec) -> None:
        tag = spec.text("tag")
        self.leader = tag == "LDR"
        self.level = Level.RECORD if self.leader else Level.FIELD
        self.tags = Tags() if self.leader else spec.tags("tag")
        columns = expressions.RECORD if self.leader else expressions.FIELD
        self.when = condition(spec, "when", columns)
        self.at = spec.number("at")
        self.length = spec.number("length", 1, least=1)
        self.allowed = [text.replace("#", " ") for text in spec.texts("allowed")]
        for text in self.allowed:
            if len(text) != self.length:
                raise spec.wrong(
                    "allowed",
                    Message(
                        "{value} is not {count} characters long",
                        value=repr(text),
                        count=self.length,
                    ),
                )

    def find(self, view: View) -> Index:
        """Records for the leader, else rows of the field table; texts too short are left out."""
        if self.leader:
            records = view.records
            faulty = self._other(records.column("leader"), records.characters("leader"))
            return np.flatnonzero(self.when.records(view) & faulty)
        rows = self.when.narrow(view.field_rows(self.tags))
        return rows.keep(self._other(rows.column("value"), rows.characters("value"))).index

    def _other(self, values: pl.Series, characters: Characters | None) -> Mask:
        if characters is None or self.length > WIDEST:
            return mask(self._wrong(values.str.slice(self.at, self.length)))
        return characters.cut(self.at, self.length).where(self._wrong)

    def _wrong(self, characters: pl.Series) -> pl.Series:
        return (characters.str.len_chars() == self.length) & ~characters.is_in(self.allowed)


def pattern(spec: Spec, key: str) -> str:
    """A regular expression, tried out. Raises RuleError for one that cannot be read."""
    value = spec.text(key)
    try:
        refuse_unfit(value)
    except ValueError as error:
        raise spec.wrong(key, reason(error)) from error
    return value


def matches(values: pl.Series, regex: str, *, null: bool) -> Mask:
    """Which texts match; `null` is the answer for none."""
    hits = values.str.contains(regex)
    return mask(hits.fill_null(value=True) if null and hits.null_count() else hits)


def visible(rows: SubfieldRows) -> Mask:
    """Which texts match VISIBLE; only those are read that begin with what can be white space."""

    def perhaps_blank() -> Mask:
        may_be_blank = np.zeros(rows.table.length, np.bool_)
        may_be_blank[rows.table.profile.rows("blank")] = True
        return may_be_blank

    hits = np.ones(len(rows), np.bool_)
    suspects = np.flatnonzero(
        rows.view.mask("subfields perhaps blank", perhaps_blank).take(rows.index)
    )
    hits[suspects] = matches(rows.at(suspects).column("value"), VISIBLE, null=False)
    return hits
