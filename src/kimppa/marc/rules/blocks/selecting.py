"""Which rows a block looks at: tags, codes, suspects, `where` and `when`."""

from collections.abc import Collection
from typing import Final

import numpy as np

from kimppa.marc.rules import expressions, texts
from kimppa.marc.rules.blocks.base import FieldRows, Index, Level, SubfieldRows, View
from kimppa.marc.rules.expressions import Condition
from kimppa.marc.rules.spec import Spec
from kimppa.marc.rules.table import Table, byte_mask
from kimppa.marc.rules.tags import Tags
from kimppa.marc.tables import is_control
from kimppa.marc.translation import N_, Message, reason


def condition(spec: Spec, key: str, columns: Collection[str]) -> Condition:
    """The condition written under a key; an empty one without it."""
    sql = spec.text(key, "")
    try:
        return Condition(sql, columns)
    except ValueError as wrong:
        raise spec.wrong(key, reason(wrong)) from wrong


def _suspects(spec: Spec) -> tuple[str, ...]:
    kinds = spec.texts("suspects", ())
    for kind in kinds:
        if kind not in texts.SUSPECTS:
            raise spec.wrong(
                "suspects",
                Message(
                    "{value} is not one of {known}",
                    value=repr(kind),
                    known=", ".join(texts.SUSPECTS),
                ),
            )
    return kinds


class Subfields:
    """The subfields of some tags and codes for which the conditions hold."""

    level: Final = Level.SUBFIELD

    def __init__(self, spec: Spec) -> None:
        self.tags = spec.tags("tags", ())
        self.codes = spec.codes("codes")
        self.suspects = _suspects(spec)
        self.when = condition(spec, "when", expressions.SUBFIELD)
        self.where = condition(spec, "where", expressions.SUBFIELD)
        self.both = self.when.also(self.where)
        control = [number for number in self.tags.numbers if is_control(number)]
        if self.tags.named and control:
            raise spec.wrong("tags", N_("control fields have no subfields: use kind = 'field'"))

    def rows(self, view: View, *, in_order: bool = True) -> SubfieldRows:
        """The rows that are left, in the order of the file or as they come, which is faster."""
        return self.both.narrow(self._every(view, in_order=in_order))

    def some(self, view: View) -> SubfieldRows:
        return self.when.narrow(self._every(view, in_order=True))

    def _every(self, view: View, *, in_order: bool) -> SubfieldRows:
        if self.suspects:
            return self._suspects(view)
        return view.subfield_rows(self.tags, self.codes, in_order=in_order)

    def _suspects(self, view: View) -> SubfieldRows:
        index = _suspected(view.subfields, self.suspects, self.tags)
        if self.codes:
            index = index.compress(byte_mask(self.codes).take(view.codes.take(index)))
        return SubfieldRows(view, index, self.tags)


class Fields:
    """The fields of some tags for which the conditions hold."""

    level: Final = Level.FIELD

    def __init__(self, spec: Spec) -> None:
        self.tags = spec.tags("tags", ())
        self.suspects = _suspects(spec)
        self.when = condition(spec, "when", expressions.FIELD)
        self.where = condition(spec, "where", expressions.FIELD)
        self.both = self.when.also(self.where)

    def rows(self, view: View, *, in_order: bool = True) -> FieldRows:
        """The rows that are left, in the order of the file or as they come, which is faster."""
        return self.both.narrow(self._every(view, in_order=in_order))

    def some(self, view: View) -> FieldRows:
        return self.when.narrow(self._every(view, in_order=True))

    def _every(self, view: View, *, in_order: bool) -> FieldRows:
        if self.suspects:
            return FieldRows(view, _suspected(view.fields, self.suspects, self.tags), self.tags)
        return view.field_rows(self.tags, in_order=in_order)


def _suspected(table: Table, suspects: tuple[str, ...], tags: Tags) -> Index:
    index: Index = table.profile.any(suspects)
    return index if tags.every else index.compress(tags.marks.take(table.tag.take(index)))


class Records:
    """The records for which the conditions hold."""

    level: Final = Level.RECORD
    tags: Final = Tags()

    def __init__(self, spec: Spec) -> None:
        self.when = condition(spec, "when", expressions.RECORD)
        self.where = condition(spec, "where", expressions.RECORD)

    def rows(self, view: View) -> Index:
        return np.flatnonzero(self.when.records(view) & self.where.records(view))
