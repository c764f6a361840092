"""A column of a table, and reading a row's value for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise

type Kind = Literal[
    "text", "integer", "change", "decimal", "percent", "money", "date", "status", "link"
]
type Text = str | Promise

NUMERIC = frozenset({"integer", "change", "decimal", "percent", "money"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value(row)` gives what stands in it (default: the attribute or key `key`).

    A status column's value is a status key or a (key, words) pair; a percent's is a share of one; a
    change's is how many more (or fewer, negative) there are than before.
    `url(row)` makes the value a link. `order_by` names the database field a queryset is sorted by
    when `key` does not; without either, the rows are sorted by their values. What is `raw` is shown
    to the blank as it stands in a file, and breaks anywhere.
    """

    key: str
    title: Text
    value: Callable[[Any], Any] | None = None
    kind: Kind = "text"
    url: Callable[[Any], str] | None = None
    sortable: bool = True
    order_by: str = ""
    raw: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the column is right-aligned."""
        return self.kind in NUMERIC

    def of(self, row: Any) -> Any:
        """The row's value in this column."""
        return self.value(row) if self.value else read(row, self.key)


def read(row: Any, key: str) -> Any:
    """A row's value by name: a mapping's key, or an attribute through dots or double underlines."""
    for part in key.replace("__", ".").split("."):
        row = row.get(part) if isinstance(row, Mapping) else getattr(row, part, None)
    return row
