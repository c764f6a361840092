"""`kernel`: what a named function finds in the rows that the other parameters leave."""

import inspect

from kimppa.marc.rules.blocks.base import Index, Level, View
from kimppa.marc.rules.blocks.selecting import Fields, Records, Subfields
from kimppa.marc.rules.kernels import registry
from kimppa.marc.rules.spec import Spec
from kimppa.marc.translation import Message


def _selection(level: Level, spec: Spec) -> Subfields | Fields | Records:
    if level is Level.SUBFIELD:
        return Subfields(spec)
    return Fields(spec) if level is Level.FIELD else Records(spec)


class KernelBlock:
    """Rows, then a function that marks those at fault."""

    def __init__(self, spec: Spec) -> None:
        name = spec.text("name")
        kernel = registry.kernels().get(name)
        if kernel is None:
            raise spec.wrong(
                "name",
                Message(
                    "no kernel {name}: {known}",
                    name=repr(name),
                    known=", ".join(registry.kernels()),
                ),
            )
        self.kernel = kernel
        self.level = kernel.level
        self.rows = _selection(kernel.level, spec)
        self.tags = self.rows.tags
        self.parameters = self._parameters(spec)

    def _parameters(self, spec: Spec) -> dict[str, object]:
        parameters = list(inspect.signature(self.kernel.function).parameters.values())[1:]
        arguments = {
            parameter.name: spec.raw(parameter.name)
            for parameter in parameters
            if spec.has(parameter.name)
        }
        for parameter in parameters:
            if parameter.default is parameter.empty and parameter.name not in arguments:
                raise spec.wrong(
                    parameter.name,
                    Message("the kernel {name} needs it", name=repr(self.kernel.name)),
                )
        return arguments

    def find(self, view: View) -> Index:
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
            subfields_with_hit = subfields.keep(self.kernel.function(subfields, **self.parameters))
            return rows.where.narrow(subfields_with_hit).index
        fields = rows.some(view)
        return rows.where.narrow(fields.keep(self.kernel.function(fields, **self.parameters))).index
