"""What `where` and `when` may ask of a record: its kind, leader, fixed fields, what it has."""

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import fixed, take_or_null
from kimppa.marc.rules import texts
from kimppa.marc.rules.table import Table
from kimppa.marc.rules.tags import Tags
from kimppa.marc.tables import Batch, Flag, State, integers, tag_number

NAMES: Final = (
    *("kind", "type", "level", "leader", "f001", "f003", "f008", "lang", "desc", "foreign"),
)
# f005, f006 … are given in the same way as f001.
_FLAGS: Final = {f"flag_{flag.name}".lower(): flag for flag in Flag}
PATTERN: Final = re.compile(rf"(?:has|count)_[0-9A-Z]{{3}}|f00[1-9]|{'|'.join(_FLAGS)}")
# Columns that are some characters of another: from which on, counted from 0, and how many.
PLACES: Final = {"type": ("leader", 6, 1), "level": ("leader", 7, 1), "lang": ("f008", 35, 3)}
_FINNISH: Final = r"(?i)^\(?FI-"  # how 003 and 040 $a of Finnish records begin
_OURS: Final = ["fin", "swe"]
_KINDS: Final = {"z": "auth", "u": "hold", "v": "hold", "x": "hold", "y": "hold"}


class RecordColumns:
    """A column a name, made when it is first asked for."""

    def __init__(self, batch: Batch, fields: Table, subfields: Table) -> None:
        self.batch = batch
        self.count = len(batch)
        self.fields, self.subfields = fields, subfields
        self._columns: dict[str, pl.Series] = {}
        self._characters: dict[str, texts.Characters | None] = {}
        states = integers(batch.records, "state")
        self.readable: npt.NDArray[np.bool_] = states != State.QUARANTINED

    def release(self) -> None:
        self._columns.clear()
        self._characters.clear()

    def column(self, name: str) -> pl.Series:
        """A column by the name it has in `where`."""
        if name not in self._columns:
            self._columns[name] = self._computed_column(name)
        return self._columns[name]

    def frame(self, names: tuple[str, ...]) -> pl.DataFrame:
        return pl.DataFrame({name: self.column(name) for name in names})

    def characters(self, name: str) -> texts.Characters | None:
        """The single characters of a column; None where they are not all ASCII."""
        if name not in self._characters:
            self._characters[name] = texts.characters(self.column(name))
        return self._characters[name]

    def counts(self, tags: Tags) -> npt.NDArray[np.int64]:
        fields = self.fields
        return np.bincount(fields.rec[fields.of(tags, in_order=False)], minlength=self.count)

    def _computed_column(self, name: str) -> pl.Series:
        if name.startswith("has_"):
            return pl.Series(self.counts(Tags([name[4:]])) > 0)
        if name.startswith("count_"):
            return pl.Series(self.counts(Tags([name[6:]])))
        if name in _FLAGS:
            flags = integers(self.batch.records, "flags")
            return pl.Series((flags & _FLAGS[name]) != 0)
        if PATTERN.fullmatch(name):
            return self._control(tag_number(name[1:]))
        return self._named(name)

    def _named(self, name: str) -> pl.Series:
        if name in PLACES:
            source, start, length = PLACES[name]
            return self.column(source).str.slice(start, length)
        if name == "desc":
            return self._of_040("b")
        if name == "foreign":
            return self._foreign()
        if name == "leader":
            return fixed(self.leaders)
        if name == "kind":
            kinds = self.column("type")
            return kinds.replace_strict(_KINDS, default="bib", return_dtype=pl.String)
        raise KeyError(name)

    @property
    def leaders(self) -> npt.NDArray[np.uint8]:
        """The leaders as rows of 24 bytes."""
        column = self.batch.records["leader"]
        raw = np.frombuffer(column.buffers()[1], np.uint8)[column.offset * 24 :]
        return raw[: self.count * 24].reshape(-1, 24)

    def _control(self, tag: int) -> pl.Series:
        """The first control field of that tag in each record."""
        fields = self.fields
        rows = fields.of(Tags([f"{tag:03d}"]))[::-1]
        return take_or_null(fields.value, self._by_record(rows, fields.rec[rows]))

    def _foreign(self) -> pl.Series:
        """Whether a record is made by the rules of another country: by 003, 040 $a, $b and $c, and
        where these say nothing by the country and the language of 008."""
        frame = pl.DataFrame(
            {
                "number": self.column("f003").fill_null(""),
                "agency": self._of_040("a").fill_null(self._of_040("c")),
                "tongue": self.column("desc").fill_null(""),
                "country": self.column("f008").str.slice(15, 3),
                "lang": self.column("lang"),
            }
        )
        by_name = pl.col("number").str.contains(_FINNISH) | pl.col("agency").str.contains(_FINNISH)
        finnish = by_name.fill_null(value=False) | pl.col("tongue").is_in(_OURS)
        elsewhere = (pl.col("country") != "fi ") & ~pl.col("lang").is_in(_OURS)
        foreign = pl.col("agency").is_not_null() | elsewhere.fill_null(value=True)
        return frame.select(foreign & ~finnish).to_series()

    def _of_040(self, code: str) -> pl.Series:
        rows = self.subfields.of(Tags(["040"]))
        codes = integers(self.subfields.table, "code")[rows]
        rows = rows[codes == ord(code)][::-1]
        return take_or_null(self.subfields.value, self._by_record(rows, self.subfields.rec[rows]))

    def _by_record(
        self, rows: npt.NDArray[np.int64], rec: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """The last of the rows given for each record, -1 where there is none."""
        last_rows = np.full(self.count, -1, np.int64)
        last_rows[rec] = rows
        return last_rows
