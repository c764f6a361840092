"""`presence`, `count`, `dependency`: what must be there, how often, and with what."""

import numpy as np

from kimppa.marc.rules import expressions
from kimppa.marc.rules.blocks.base import FieldRows, Index, Level, Mask, View
from kimppa.marc.rules.blocks.rows import VISIBLE, matches, pattern, visible
from kimppa.marc.rules.blocks.selecting import condition
from kimppa.marc.rules.expressions import Condition
from kimppa.marc.rules.spec import Spec
from kimppa.marc.rules.tags import Tags
from kimppa.marc.translation import N_


class PresenceBlock:
    """Records without a field (`tag`) or fields without a subfield (`code`); or with it."""

    def __init__(self, spec: Spec) -> None:
        self.tags = spec.tags("tag")
        self.code = spec.codes("code")
        self.wanted = spec.yes("wanted", default=True)
        missing_field = self.wanted and not self.code
        self.level = Level.RECORD if missing_field else Level.FIELD
        columns = expressions.RECORD if missing_field else expressions.FIELD
        self.when = condition(spec, "when", columns)

    def find(self, view: View) -> Index:
        """Records without the field; fields without, or with, the subfield; or the fields."""
        if self.level is Level.RECORD:
            return np.flatnonzero(self.when.records(view) & (view.records.counts(self.tags) == 0))
        rows = self.when.narrow(view.field_rows(self.tags))
        return rows.keep(
            ~has_code(rows, self.code) if self.wanted else has_code(rows, self.code)
        ).index


class CountBlock:
    """Records (or fields) with more or fewer of a field (or a subfield) than allowed."""

    def __init__(self, spec: Spec) -> None:
        self.tags = spec.tags("tag")
        self.code = spec.codes("code")
        self.least = spec.number("min", 0)
        self.most = spec.number("max", 1 << 30)
        scope = spec.one_of("within", ["record", "field"], "record")
        self.level = Level.RECORD if scope == "record" else Level.FIELD
        if scope == "field" and not self.code:
            raise spec.wrong("code", N_("name the subfield that is counted within a field"))
        columns = expressions.RECORD if scope == "record" else expressions.FIELD
        self.when = condition(spec, "when", columns)

    def find(self, view: View) -> Index:
        if self.level is Level.RECORD:
            return np.flatnonzero(self.when.records(view) & self._other(self._counts(view)))
        rows = self.when.narrow(view.field_rows(self.tags))
        subfields = view.subfield_rows(self.tags, self.code)
        counts = np.bincount(view.field_of[subfields.index], minlength=view.fields.length)
        return rows.keep(self._other(counts[rows.index])).index

    def _counts(self, view: View) -> Index:
        if not self.code:
            return view.records.counts(self.tags)
        rows = view.subfield_rows(self.tags, self.code)
        return np.bincount(rows.rec, minlength=view.count)

    def _other(self, counts: Index) -> Mask:
        return (counts < self.least) | (counts > self.most)


class Side:
    """One side of a dependency: a field, perhaps a subfield, perhaps with a pattern."""

    def __init__(self, spec: Spec) -> None:
        self.tags = spec.tags("tag")
        self.code = spec.codes("code")
        self.pattern = pattern(spec, "pattern") if spec.has("pattern") else ""
        self.where: Condition = condition(spec, "where", expressions.FIELD)
        if self.pattern and not self.code and not all(n < 10 for n in self.tags.numbers):
            raise spec.wrong("code", N_("name the subfield that the pattern is for"))

    def fields(self, view: View, when: Condition | None = None) -> FieldRows:
        """The fields of this side, in records and fields for which `when` holds."""
        condition = when.also(self.where) if when else self.where
        rows = condition.narrow(view.field_rows(self.tags))
        if not self.code:
            if not self.pattern:
                return rows
            return rows.keep(matches(rows.column("value"), self.pattern, null=False))
        subfields = view.subfield_rows(self.tags, self.code)
        if self.pattern == VISIBLE:
            subfields = subfields.keep(visible(subfields))
        elif self.pattern:
            hits = matches(subfields.column("value"), self.pattern, null=False)
            subfields = subfields.keep(hits)
        has_hit = np.zeros(view.fields.length, np.bool_)
        has_hit[view.field_of[subfields.index]] = True
        return rows.keep(has_hit.take(rows.index))


class DependencyBlock:
    """Fields that want something else in the record (or in themselves), or will not have it."""

    def __init__(self, spec: Spec) -> None:
        self.if_ = self._side(spec, "if") if spec.has("if") else None
        self.level = Level.FIELD if self.if_ else Level.RECORD
        then_spec = spec.below("then")
        self.wanted = then_spec.yes("wanted", default=True)
        self.then = Side(then_spec)
        then_spec.done()
        self.within = spec.one_of("within", ["record", "field"], "record")
        columns = expressions.FIELD if self.if_ else expressions.RECORD
        self.when = condition(spec, "when", columns)
        self.tags: Tags = self.if_.tags if self.if_ else Tags()

    @staticmethod
    def _side(spec: Spec, key: str) -> Side:
        side_spec = spec.below(key)
        side = Side(side_spec)
        side_spec.done()
        return side

    def find(self, view: View) -> Index:
        if not self.if_:
            return np.flatnonzero(self.when.records(view) & self._wrong(view))
        rows = self.if_.fields(view, self.when)
        if not len(rows):
            return rows.index
        if self.within == "record":
            return rows.keep(self._wrong(view).take(rows.rec)).index
        has_then = np.isin(rows.index, self.then.fields(view).index)
        return rows.keep(~has_then if self.wanted else has_then).index

    def _wrong(self, view: View) -> Mask:
        """The records without what is wanted, or with what is not."""
        having = np.zeros(view.count, np.bool_)
        having[self.then.fields(view).rec] = True
        return ~having if self.wanted else having


def has_code(rows: FieldRows, codes: str) -> Mask:
    """Which of the fields have one of these codes; all without any named."""
    if not codes:
        return np.ones(len(rows), np.bool_)
    hits = np.zeros(len(rows), np.bool_)
    for code in codes:
        hits |= rows.first(code) >= 0
    return hits
