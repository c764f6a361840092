"""A batch as rules see it: rows of some tags, and columns made when the first rule asks.

Everything here is an index into the batch's own tables, so that narrowing is comparing numbers and
only the columns a rule names are ever gathered.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Protocol, Self, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import Index, Mask, bounds, sliced, take, take_or_null
from kimppa.marc.rules import texts
from kimppa.marc.rules.recordcolumns import RecordColumns
from kimppa.marc.rules.table import LETTERS, Table, byte_mask
from kimppa.marc.rules.tags import Tags
from kimppa.marc.tables import Batch, integers


class RowTest(Protocol):
    """What is asked of columns: a part of a condition."""

    @property
    def sql(self) -> str:
        """How it is written; what is written alike has the same answer."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of which columns it is asked."""

    def holds(self, frame: pl.DataFrame) -> Mask:
        """Where it is true."""


type Firsts = npt.NDArray[np.int32]

_DIGITS = byte_mask("0123456789")


class View:
    """One batch and what has been made of it so far."""

    def __init__(self, batch: Batch, tables: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.batch = batch
        self.tables = tables or {}  # the consortium's code tables, by name
        self.count = len(batch)
        self.fields = Table(batch.fields)
        self.subfields = Table(batch.subfields)
        self.records = RecordColumns(batch, self.fields, self.subfields)
        self._rows: dict[tuple[str, Tags, str], Rows] = {}
        self._firsts: dict[int, tuple[Firsts, set[int]]] = {}
        self._masks: dict[str, Mask] = {}
        self._kept: dict[str, object] = {}

    def release(self) -> None:
        """Let go of what was made: rows know their view, and cycles wait for the collector."""
        self._rows.clear()
        self._masks.clear()
        self._kept.clear()
        self._firsts.clear()
        self.records.release()

    # How the tables hang together

    @cached_property
    def field_starts(self) -> Index:
        """The first row of each record in the field table, and the table's end."""
        return bounds(np.bincount(self.fields.rec, minlength=self.count))

    @cached_property
    def field_of(self) -> Index:
        """The row in the field table of every subfield. Fields count from 0 in their record."""
        fno = integers(self.batch.subfields, "fno").astype(np.int64)
        field_rows: Index = self.field_starts.take(self.subfields.rec) + fno
        return field_rows

    @cached_property
    def repeated(self) -> Mask:
        """Which fields are not the only one of their tag in their record."""
        order = self.fields.order
        rec, tag = self.fields.rec.take(order), self.fields.tag.take(order)
        has_same_tag = (rec[1:] == rec[:-1]) & (tag[1:] == tag[:-1])
        hits = np.zeros(self.fields.length, np.bool_)
        hits[order[1:][has_same_tag]] = True
        hits[order[:-1][has_same_tag]] = True
        return hits

    @cached_property
    def subfield_starts(self) -> Index:
        """The first row of each field in the subfield table, and the table's end."""
        return bounds(np.bincount(self.field_of, minlength=self.fields.length))

    @cached_property
    def codes(self) -> npt.NDArray[np.uint8]:
        return integers(self.batch.subfields, "code").astype(np.uint8)

    @cached_property
    def coded(self) -> dict[int, dict[int, Index]]:
        """The subfields of each tag and code, in the order of the file."""
        # Tags and codes are numbered by those that there are: small numbers are sorted fastest.
        tags, codes = list(self.subfields.places), np.flatnonzero(np.bincount(self.codes))
        kind = np.min_scalar_type(len(tags) * len(codes))
        of_tag, of_code = np.zeros(65536, kind), np.zeros(256, kind)
        of_tag[tags] = np.arange(len(tags)) * len(codes)
        of_code[codes] = np.arange(len(codes))
        group_numbers = of_tag.take(self.subfields.tag)
        group_numbers += of_code.take(self.codes)
        order = np.argsort(group_numbers, kind="stable")
        counts = np.bincount(group_numbers, minlength=len(tags) * len(codes))
        starts = bounds(counts)
        rows_by_code: dict[int, dict[int, Index]] = {}
        for group in np.flatnonzero(counts):
            tag, code = divmod(int(group), len(codes))
            run = order[starts[group] : starts[group + 1]]
            rows_by_code.setdefault(int(tags[tag]), {})[int(codes[code])] = run
        return rows_by_code

    def neighbour(self, rows: Index, step: int) -> Index:
        """The subfield after (1) or before (-1) each in its field, digits left out; -1 for none."""
        fields = self.field_of[rows]
        near_rows = rows + step
        while True:
            clipped_rows = np.clip(near_rows, 0, self.subfields.length - 1)
            is_inside = (clipped_rows == near_rows) & (self.field_of[clipped_rows] == fields)
            control = is_inside & _DIGITS[self.codes[clipped_rows]]
            if not control.any():
                return np.where(is_inside, near_rows, -1)
            near_rows[control] += step

    @cached_property
    def following(self) -> npt.NDArray[np.uint8]:
        """The code after every subfield in its field, digits left out; 0 for none."""
        count = self.subfields.length
        codes_after = np.zeros(count, np.uint8)
        rows = np.flatnonzero(self.field_of[1:] == self.field_of[:-1])
        rows_after = rows + 1
        while len(rows):
            codes = self.codes[rows_after]
            control = _DIGITS[codes]
            codes_after[rows] = np.where(control, np.uint8(0), codes)
            rows, rows_after = rows[control], rows_after[control] + 1
            is_inside = rows_after < count
            rows, rows_after = rows[is_inside], rows_after[is_inside]
            is_same_field = self.field_of[rows_after] == self.field_of[rows]
            rows, rows_after = rows[is_same_field], rows_after[is_same_field]
        return codes_after

    def first(self, code: str, tags: Tags) -> Firsts:
        """For every field with these tags the row of its first subfield of that code, or -1."""
        number = ord(code) & 255
        if number not in self._firsts:
            self._firsts[number] = np.full(self.fields.length, -1, np.int32), set()
        rows, tags_done = self._firsts[number]
        for tag in self.subfields.having(tags) - tags_done:
            if number in self.coded[tag]:
                backwards = self.coded[tag][number][::-1]
                # The last written stays: the first of the field.
                rows[self.field_of.take(backwards)] = backwards
            tags_done.add(tag)
        return rows

    # Rows that many rules share

    def field_rows(self, tags: Tags, *, in_order: bool = True) -> "FieldRows":
        """The fields with these tags, in the order of the file or as they come."""

        def make() -> FieldRows:
            return FieldRows(self, self.fields.of(tags, in_order=in_order), tags)

        rows = self._shared((f"field {in_order}", tags, ""), make)
        assert isinstance(rows, FieldRows)
        return rows

    def subfield_rows(
        self, tags: Tags, codes: str = "", *, in_order: bool = True
    ) -> "SubfieldRows":
        """The subfields of these tags and codes, all codes without any named; order as above."""

        def make() -> SubfieldRows:
            if not codes:
                return SubfieldRows(self, self.subfields.of(tags, in_order=in_order), tags)
            if tags.every:
                return SubfieldRows(self, np.flatnonzero(byte_mask(codes).take(self.codes)), tags)
            numbers = [ord(code) & 255 for code in codes]
            runs = [self.coded[tag] for tag in self.subfields.having(tags)]
            index = [run[code] for run in runs for code in numbers if code in run]
            return SubfieldRows(self, self.subfields.merged(index, in_order=in_order), tags)

        rows = self._shared((f"subfield {in_order}", tags, codes), make)
        assert isinstance(rows, SubfieldRows)
        return rows

    def _shared(self, key: tuple[str, Tags, str], make: "Callable[[], Rows]") -> "Rows":
        if key not in self._rows:
            self._rows[key] = make()
        return self._rows[key]

    def mask(self, name: str, make: Callable[[], Mask]) -> Mask:
        """A mark per record that many rules ask for, made once."""
        if name not in self._masks:
            self._masks[name] = make()
        return self._masks[name]

    def kept[T](self, name: str, make: Callable[[], T]) -> T:
        """Anything that many rules ask for, made once."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast(T, self._kept[name])


class Rows(ABC):
    """Some rows of a table and their columns, made when asked for."""

    def __init__(self, view: View, table: Table, index: Index, tags: Tags) -> None:
        self.view = view
        self.table = table
        self.index = index
        self.tags = tags  # no row has another one
        self._columns: dict[str, pl.Series] = {}
        self._held: dict[str, Mask] = {}
        self._characters: dict[str, texts.Characters | None] = {}
        self._numbers: dict[str, npt.NDArray[np.unsignedinteger]] = {}

    def __len__(self) -> int:
        return len(self.index)

    def keep(self, mask: Mask) -> Self:
        return self._narrowed(self.index.compress(mask))

    def at(self, places: Index) -> Self:
        return self._narrowed(self.index.take(places))

    @abstractmethod
    def _narrowed(self, index: Index) -> Self:
        """These rows of the same table."""

    @cached_property
    def rec(self) -> Index:
        records: Index = self.table.rec.take(self.index)
        return records

    def column(self, name: str) -> pl.Series:
        if name not in self._columns:
            values = self._own_column(name)
            if values is None:
                values = take(self.view.records.column(name), self.rec)
            self._columns[name] = values
        return self._columns[name]

    def frame(self, names: Iterable[str]) -> pl.DataFrame:
        return pl.DataFrame({name: self.column(name) for name in names})

    def held(self, part: RowTest) -> Mask:
        """Where a part of a condition is true; several rules may ask for the same."""
        if part.sql not in self._held:
            self._held[part.sql] = part.holds(self.frame(part.names))
        return self._held[part.sql]

    def characters(self, name: str) -> texts.Characters | None:
        """The single characters of a column; None where they are not all ASCII."""
        if name not in self._characters:
            self._characters[name] = texts.characters(self.column(name))
        return self._characters[name]

    def numbers(self, name: str) -> npt.NDArray[np.unsignedinteger]:
        if name not in self._numbers:
            self._numbers[name] = self.table.numbers(name).take(self.index)
        return self._numbers[name]

    def _own_column(self, name: str) -> pl.Series | None:
        if name == "value":
            return take(self.table.value, self.index)
        if name in {"i1", "i2"}:
            return take(LETTERS, self.numbers(name))
        if name == "tag":
            numbers, texts_ = self.table.tags
            return take(texts_, np.searchsorted(numbers, self.numbers(name)))
        return None


class SubfieldRows(Rows):
    """Some rows of the subfield table."""

    def __init__(self, view: View, index: Index, tags: Tags) -> None:
        super().__init__(view, view.subfields, index, tags)

    def beside(self, code: str) -> Firsts:
        """The row of the first subfield of that code in the field of each, or -1."""
        return self.view.first(code, self.tags).take(self.view.field_of.take(self.index))

    def _narrowed(self, index: Index) -> Self:
        return type(self)(self.view, index, self.tags)

    def _own_column(self, name: str) -> pl.Series | None:
        if name == "code":
            return take(LETTERS, self.view.codes.take(self.index))
        if name in {"next", "prev"}:
            neighbours = self.view.neighbour(self.index, 1 if name == "next" else -1)
            letters = self.view.codes[neighbours].astype(np.int64)
            return take_or_null(LETTERS, np.where(neighbours < 0, -1, letters))
        return super()._own_column(name)


class FieldRows(Rows):
    """Some rows of the field table."""

    def __init__(self, view: View, index: Index, tags: Tags) -> None:
        super().__init__(view, view.fields, index, tags)

    def first(self, code: str) -> Firsts:
        """The row of the first subfield of that code in each, or -1."""
        return self.view.first(code, self.tags).take(self.index)

    def _narrowed(self, index: Index) -> Self:
        return type(self)(self.view, index, self.tags)

    def subfields(self) -> tuple[Index, Index]:
        """The subfields of these fields one after another, and where each field's begin."""
        starts = self.view.subfield_starts[self.index]
        counts = self.view.subfield_starts[self.index + 1] - starts
        offsets = np.append(0, np.cumsum(counts))
        return np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], counts), offsets

    def _own_column(self, name: str) -> pl.Series | None:
        if name.startswith("sub_") and len(name) == 5:
            return take_or_null(self.view.subfields.value, self.first(name[4]))
        if name == "codes":
            rows, offsets = self.subfields()
            return sliced(take(LETTERS, self.view.codes[rows]), offsets)
        if name == "text":
            rows, offsets = self.subfields()
            letters = take(LETTERS, self.view.codes[rows])
            return sliced("$" + letters + take(self.view.subfields.value, rows), offsets)
        return super()._own_column(name)
