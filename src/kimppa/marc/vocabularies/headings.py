"""The controlled headings of a batch: a row a field, with its term, source and URI."""

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import take_or_null
from kimppa.marc.tables import Batch, integers

SUBJECTS = (385, 388, 648, 650, 651, 655, 751)
_A, _SOURCE, _URI = ord("a"), ord("2"), ord("0")
SUBDIVISIONS = [ord(code) for code in "vxyz"]
_last: list[tuple[Batch, pl.DataFrame]] = []


def subfields(batch: Batch, *tags: int) -> pl.DataFrame:
    """The batch's subfields with these tags; texts are views into the batch."""
    table = pl.from_arrow(batch.subfields)
    assert isinstance(table, pl.DataFrame)
    return table.filter(pl.Series(np.isin(integers(batch.subfields, "tag"), tags)))


def headings(batch: Batch) -> pl.DataFrame:
    """The subject and genre headings of a batch.

    rec, fno, tag, i2; term, source, uri: the texts of the first $a, $2, and $0 that is a URI,
    null where there is none; term_sno, source_sno, uri_sno: where they stand; plain: one $a and
    no subdivisions, so that the term is the whole heading; name and lang: the vocabulary and
    language that $2 says.
    """
    if _last and _last[0][0] is batch:
        return _last[0][1]
    table = _headings(batch)
    _last[:] = [(batch, table)]
    return table


def _headings(batch: Batch) -> pl.DataFrame:
    rows = subfields(batch, *SUBJECTS)
    code = rows["code"].to_numpy()
    relevant = np.isin(code, [_A, _SOURCE, _URI, *SUBDIVISIONS])
    rows, code = rows.filter(pl.Series(relevant)), code[relevant]
    # Subfields of a field stand together.
    rec, fno = rows["rec"].to_numpy(), rows["fno"].to_numpy()
    begins_field = np.append(True, (rec[1:] != rec[:-1]) | (fno[1:] != fno[:-1]))[: len(rows)]
    field = np.cumsum(begins_field) - 1
    count = int(begins_field.sum())

    def first(condition: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        places = np.full(count, -1, np.int64)
        matching = np.flatnonzero(condition)[::-1]
        places[field[matching]] = matching
        return places

    link = (code == _URI) & rows["value"].str.starts_with("http").to_numpy()
    terms, sources, uris = first(code == _A), first(code == _SOURCE), first(link)
    number = np.bincount(field[code == _A], minlength=count)
    divided = np.bincount(field[np.isin(code, SUBDIVISIONS)], minlength=count)
    source = take_or_null(rows["value"], sources)
    return (
        rows.filter(pl.Series(begins_field))
        .select("rec", "fno", "tag", "i2")
        .with_columns(
            term=take_or_null(rows["value"], terms).str.strip_chars(" ").str.strip_suffix("."),
            term_sno=take_or_null(rows["sno"], terms),
            source=source,
            source_sno=take_or_null(rows["sno"], sources),
            uri=take_or_null(rows["value"], uris).str.strip_chars(" "),
            uri_sno=take_or_null(rows["sno"], uris),
            plain=pl.Series((number == 1) & (divided == 0)),
            name=source.str.extract("^[^/]+", 0),
            lang=source.str.extract(r"/\w+$", 0).str.slice(1),
        )
    )
