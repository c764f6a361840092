"""Fields 880: each is looked at as the field that its $6 names."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kimppa.marc.definition.fixed import in_whole, text_rows
from kimppa.marc.definition.lookups import Lookups

type Column = npt.NDArray[Any]

ALTERNATE: Final = 880
LINKAGE: Final = ord("6")
FIRST: Final = 10  # below are control fields


def shapes(
    fields: dict[str, Column], subfields: dict[str, Column], values: pa.Array, looks: Lookups
) -> tuple[Column, Column]:
    """For each field and subfield the tag whose definition it is to be measured by."""
    tags, subtags = fields["tag"], subfields["tag"]
    links = subfields["code"] == LINKAGE
    links &= subtags == ALTERNATE
    rows = np.flatnonzero(links)
    if not looks.linked or not len(rows):
        return tags, subtags
    texts, _ = text_rows(values, in_whole(subfields, rows), 3)
    linked_tags = texts.astype(np.int64) @ np.array([100, 10, 1]) - 48 * 111
    defined = ((texts >= 48) & (texts <= 57)).all(axis=1) & (linked_tags >= FIRST)
    defined &= looks.number[np.where(defined, linked_tags, 0)] > 0
    keys = places(subfields, rows)
    if not (keys[1:] > keys[:-1]).all():  # a field with two $6, or fields out of their order
        keys, first = np.unique(keys, return_index=True)
        linked_tags, defined = linked_tags[first], defined[first]
    linked_tags = np.where(defined, linked_tags, ALTERNATE)
    shaped = []
    for table, own in ((fields, tags), (subfields, subtags)):
        mine = np.flatnonzero((own == ALTERNATE) & (table.get("code", 0) != LINKAGE))
        keys_of_rows = places(table, mine)
        nearest = np.minimum(np.searchsorted(keys, keys_of_rows), len(keys) - 1)
        hit = keys[nearest] == keys_of_rows
        shape = own.copy()
        shape[mine[hit]] = linked_tags[nearest[hit]]
        shaped.append(shape)
    return shaped[0], shaped[1]


def places(table: dict[str, Column], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
    """Numbers that tell fields apart and keep their order."""
    return table["rec"][rows].astype(np.uint64) << np.uint64(16) | table["fno"][rows]
