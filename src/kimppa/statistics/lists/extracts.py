"""Item and loan lists as tables: CSV of any usual encoding and delimiter, read without loading."""

import codecs
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

_DELIMITERS = (";", "\t", ",", "|")
_CHUNK = 1 << 20
_FINLAND = "Europe/Helsinki"
_MOMENT = r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d)[\d:.,]*\s?([Zz]|[+-]\d\d:?(?:\d\d)?)$"
OLDEST = 1950  # 1900-01-01 and its like are no days of acquisition
BATCH = 250_000
"""Rows that are in memory at a time: about 20 megabytes."""


class ExtractError(ValueError):
    """An extract that cannot be read: which column or row is missing or wrong."""


def open_extract(path: Path, columns: Mapping[str, str], *, spare: Path) -> pl.LazyFrame:
    """The rows of a CSV file with our names for its columns, all texts, and their line.

    A file that is not UTF-8 is copied to `spare` first. Columns that the file lacks are absent.
    Raises ExtractError without a heading.
    """
    source = _utf8(path, spare)
    _names, delimiter = _heading(path, source)
    frame = pl.scan_csv(
        source,
        separator=delimiter,
        infer_schema=False,
        row_index_name="line",
        row_index_offset=2,
    )
    headings_by_name = {
        name.strip().lstrip("\ufeff"): name for name in frame.collect_schema().names()
    }
    heading_by_column = {
        column: headings_by_name[heading]
        for column, heading in columns.items()
        if heading in headings_by_name
    }
    texts = [
        pl.col(name).fill_null("").str.strip_chars().alias(column)
        for column, name in heading_by_column.items()
    ]
    return frame.select(pl.col("line").cast(pl.UInt32), *texts)


def batches(frame: pl.LazyFrame, *, ordered: bool = True) -> Iterator[pl.DataFrame]:
    """The rows of a table so many at a time, so that a list of any length fits in memory."""
    yield from frame.collect_batches(chunk_size=BATCH, maintain_order=ordered, engine="streaming")


def count_rows(path: Path) -> int:
    """About how many rows a CSV file has: its lines without the heading."""
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))
    return max(0, lines - 1)


def headings(path: Path, *, spare: Path) -> list[str]:
    """The headings of a CSV file, as `open_extract` reads it. Raises ExtractError without any."""
    return _heading(path, _utf8(path, spare))[0]


def _heading(path: Path, source: Path) -> tuple[list[str], str]:
    """The headings and the delimiter."""
    with source.open(encoding="utf-8-sig") as file:
        heading_line = file.readline().rstrip("\r\n")
    if not heading_line.strip():
        raise ExtractError(f"{path.name} has no heading")
    delimiter = max(_DELIMITERS, key=heading_line.count)
    names = next(csv.reader([heading_line], delimiter=delimiter))
    return [name.strip() for name in names], delimiter


def require(frame: pl.LazyFrame, names: set[str], columns: Mapping[str, str], table: str) -> None:
    """Raise ExtractError naming the columns that are missing."""
    missing_names = names - set(frame.collect_schema().names())
    if missing_names:
        listing = ", ".join(sorted(columns[name] for name in missing_names))
        raise ExtractError(f"{table}: no column {listing}")


def _utf8(path: Path, spare: Path) -> Path:
    """The file itself, or a copy in UTF-8 of one in another encoding."""
    encoding = _encoding(path)
    if encoding == "utf-8":
        return path
    with path.open(encoding=encoding, newline="") as source, spare.open("w", newline="") as copy:
        while chunk := source.read(_CHUNK):
            copy.write(chunk)
    return spare


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        try:
            decoder.decode(start)
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def day(name: str) -> pl.Expr:
    """A column's date in Finland: ISO 8601 with or without a time and its offset, or
    day.month.year; else null. A time without an offset is Finnish.
    """
    text = pl.col(name)
    iso = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    finnish = text.str.extract(r"^(\d{1,2}\.\d{1,2}\.\d{4})").str.to_date("%d.%m.%Y", strict=False)
    return pl.coalesce(_day_of_moment(text), iso, finnish)


def _day_of_moment(text: pl.Expr) -> pl.Expr:
    """The Finnish day of a time that tells its offset from UTC; else null."""
    moment = text.str.extract(_MOMENT, 1).str.replace(" ", "T")
    offset = text.str.extract(_MOMENT, 2).str.replace("(?i)z", "+00:00")
    offset = offset.str.replace(r"^([+-]\d\d):?(\d\d)?$", "${1}:${2}")
    offset = pl.when(offset.str.len_chars() == 4).then(offset + "00").otherwise(offset)
    utc = (moment + offset).str.to_datetime("%Y-%m-%dT%H:%M%:z", strict=False, time_zone="UTC")
    return utc.dt.convert_time_zone(_FINLAND).dt.date()


def odd_day(name: str) -> pl.Expr:
    """Whether a text is no day, or one of before there were databases."""
    return day(name).is_null() | (day(name).dt.year() < OLDEST)
