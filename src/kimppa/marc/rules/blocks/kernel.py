"""`kernel`: what a named function finds in the rows that the other parameters leave."""

import inspect

from kimppa.marc.rules.blocks.base import Index, Level, View
from kimppa.marc.rules.blocks.selecting import Fields, Records, Subfields
from kimppa.marc.rules.kernels import registry
from kimppa.marc.rules.spec import Spec


def _rows(level: Level, spec: Spec) -> Subfields | Fields | Records:
    if level is Level.SUBFIELD:
        return Subfields(spec)
    return Fields(spec) if level is Level.FIELD else Records(spec)


class KernelBlock:
    """Rows, then a function that marks those at fault."""

    def __init__(self, spec: Spec) -> None:
        name = spec.text("name")
        found = registry.kernels().get(name)
        if found is None:
            raise spec.wrong("name", f"no kernel {name!r}: {', '.join(registry.kernels())}")
        self.kernel = found
        self.level = found.level
        self.rows = _rows(found.level, spec)
        self.tags = self.rows.tags
        self.parameters = self._parameters(spec)

    def _parameters(self, spec: Spec) -> dict[str, object]:
        wanted = list(inspect.signature(self.kernel.function).parameters.values())[1:]
        given = {one.name: spec.raw(one.name) for one in wanted if spec.has(one.name)}
        for one in wanted:
            if one.default is one.empty and one.name not in given:
                raise spec.wrong(one.name, f"the kernel {self.kernel.name!r} needs it")
        return given

    def find(self, view: View) -> Index:
        """Rows of the kernel's level."""
        if isinstance(self.rows, Records):
            records = self.rows.rows(view)
            return records[self.kernel.function(view, **self.parameters)[records]]
        if self.kernel.first:
            return self._first(view, self.rows)
        rows = self.rows.rows(view)
        if not len(rows):
            return rows.index
        return rows.index[self.kernel.function(rows, **self.parameters)]

    def _first(self, view: View, rows: Subfields | Fields) -> Index:
        """What the function marks of many rows, asked before the costly part of the conditions."""
        if isinstance(rows, Subfields):
            subfields = rows.some(view)
            marked = subfields.keep(self.kernel.function(subfields, **self.parameters))
            return rows.where.narrow(marked).index
        fields = rows.some(view)
        return rows.where.narrow(fields.keep(self.kernel.function(fields, **self.parameters))).index
