"""The tables of a file as lazy Polars frames with plain texts, read when they are asked for."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl
from polars.io.plugins import register_io_source

from kimppa.marc.frames import Frames
from kimppa.marc.reading import read
from kimppa.marc.tables import UNKNOWN_TAG, Batch, State, integers, tag_text


class Kind(StrEnum):
    """What a row of a frame is."""

    RECORDS = "records"
    FIELDS = "fields"
    SUBFIELDS = "subfields"


_FIELD: Final = {"rec": pl.UInt32, "fno": pl.UInt16}
_HEAD: Final = {"tag": pl.String, "ind1": pl.String, "ind2": pl.String}
SCHEMAS: Final = {
    Kind.RECORDS: pl.Schema(
        {
            "rec": pl.UInt32,  # counted from 0 in the file
            "offset": pl.Int64,
            "length": pl.UInt32,
            "state": pl.String,  # good, repaired, quarantined
            "control": pl.String,  # 001
            "leader": pl.String,
        }
    ),
    Kind.FIELDS: pl.Schema(_FIELD | _HEAD | {"value": pl.String}),
    Kind.SUBFIELDS: pl.Schema(
        _FIELD | {"sno": pl.UInt16} | _HEAD | {"code": pl.String, "value": pl.String}
    ),
}


def lazy(path: Path, kind: Kind) -> pl.LazyFrame:
    """One of the tables of a file; see `SCHEMAS`."""

    def source(
        columns: list[str] | None,
        condition: pl.Expr | None,
        rows: int | None,
        _batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        for batch in read(path):
            table = _TABLES[kind](batch)
            if rows is not None:
                table = table.head(rows)
                rows -= len(table)
            if condition is not None:
                table = table.filter(condition)
            if columns is not None:
                table = table.select(columns)
            yield _with_own_texts(table)
            if rows == 0:
                break

    return register_io_source(source, schema=SCHEMAS[kind], explain_name=f"MARC {kind}")


def _with_own_texts(table: pl.DataFrame) -> pl.DataFrame:
    """The table with texts of its own: views would keep all bytes that were read in memory."""
    return table.with_columns(pl.col("value") + "") if "value" in table.columns else table


def _records(batch: Batch) -> pl.DataFrame:
    frames = Frames.of(batch)
    states = pl.Series([state.name.lower() for state in State])
    leaders = [leader.decode("latin-1") for leader in batch.records["leader"].to_pylist()]
    return pl.DataFrame(
        {
            "rec": range(batch.start, batch.start + len(batch)),
            "offset": frames.offsets,
            "length": integers(batch.records, "length"),
            "state": states.gather(integers(batch.records, "state")),
            "control": frames.control("001") + "",
            "leader": leaders,
        },
        schema=SCHEMAS[Kind.RECORDS],
    )


def _fields(batch: Batch) -> pl.DataFrame:
    has_indicators = pl.col("value").is_null()
    return (
        Frames.of(batch)
        .fields.with_columns(_moved(batch), tag=tags("tag"))
        .with_columns(
            ind1=pl.when(has_indicators).then(signs("i1")),
            ind2=pl.when(has_indicators).then(signs("i2")),
        )
        .select(*SCHEMAS[Kind.FIELDS])
    )


def _subfields(batch: Batch) -> pl.DataFrame:
    return (
        Frames.of(batch)
        .subfields.with_columns(
            _moved(batch),
            tag=tags("tag"),
            ind1=signs("i1"),
            ind2=signs("i2"),
            code=signs("code"),
        )
        .select(*SCHEMAS[Kind.SUBFIELDS])
    )


_TABLES: Final[dict[Kind, Callable[[Batch], pl.DataFrame]]] = {
    Kind.RECORDS: _records,
    Kind.FIELDS: _fields,
    Kind.SUBFIELDS: _subfields,
}


def _moved(batch: Batch) -> pl.Expr:
    return pl.col("rec") + pl.lit(batch.start, pl.UInt32)


def tags(name: str) -> pl.Expr:
    """The tags of a column of numbers; "???" for what is neither digits nor capitals."""
    return pl.lit(tag_names()["text"]).gather(name)


def signs(name: str) -> pl.Expr:
    """Indicators and subfield codes of a column of bytes."""
    return pl.lit(sign_names()["text"]).gather(name)


@cache
def tag_names() -> pl.DataFrame:
    """The text of each number of a tag: row n is n's."""
    spelled = [tag_text(number) for number in range(_LAST_SPELLED + 1)]
    texts = [*spelled, *["???"] * (UNKNOWN_TAG - _LAST_SPELLED)]
    return _names(texts, pl.UInt16)


_LAST_SPELLED: Final = 999 + 36**3


@cache
def sign_names() -> pl.DataFrame:
    return _names([chr(sign) for sign in range(256)], pl.UInt32)


def _names(texts: list[str], number: type[pl.DataType]) -> pl.DataFrame:
    numbers = pl.Series("number", range(len(texts))).cast(number)
    return pl.DataFrame([numbers, pl.Series("text", texts)])
