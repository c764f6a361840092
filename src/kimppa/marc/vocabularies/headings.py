"""The controlled headings of a batch: a row a field, with its term, source and URI."""

import polars as pl

from kimppa.marc.tables import Batch

SUBJECTS = (385, 388, 648, 650, 651, 655, 751)
_A, _SOURCE, _URI = ord("a"), ord("2"), ord("0")
_SUBDIVISIONS = [ord(code) for code in "vxyz"]
_last: list[tuple[Batch, pl.DataFrame]] = []


def subfields(batch: Batch, *tags: int) -> pl.DataFrame:
    """The batch's subfields with these tags; texts are views into the batch."""
    found = pl.from_arrow(batch.subfields)
    assert isinstance(found, pl.DataFrame)
    return found.filter(pl.col("tag").is_in(tags))


def headings(batch: Batch) -> pl.DataFrame:
    """The subject and genre headings of a batch.

    rec, fno, tag, i2; term, source, uri: the texts of the first $a, $2, and $0 that is a URI,
    null where there is none; term_sno, source_sno, uri_sno: where they stand; plain: one $a and
    no subdivisions, so that the term is the whole heading; name and lang: the vocabulary and
    language that $2 says.
    """
    if _last and _last[0][0] is batch:
        return _last[0][1]
    made = _headings(batch)
    _last[:] = [(batch, made)]
    return made


def _headings(batch: Batch) -> pl.DataFrame:
    code, value, sno = pl.col("code"), pl.col("value"), pl.col("sno")
    link = (code == _URI) & value.str.starts_with("http")
    rows = subfields(batch, *SUBJECTS).filter(code.is_in([_A, _SOURCE, _URI, *_SUBDIVISIONS]))
    fields = rows.group_by("rec", "fno", maintain_order=True).agg(
        pl.col("tag").first(),
        pl.col("i2").first(),
        value.filter(code == _A).first().alias("term"),
        sno.filter(code == _A).first().alias("term_sno"),
        value.filter(code == _SOURCE).first().alias("source"),
        sno.filter(code == _SOURCE).first().alias("source_sno"),
        value.filter(link).first().alias("uri"),
        sno.filter(link).first().alias("uri_sno"),
        (((code == _A).sum() == 1) & ~code.is_in(_SUBDIVISIONS).any()).alias("plain"),
    )
    return fields.with_columns(
        pl.col("term").str.strip_chars(" ").str.strip_suffix("."),
        pl.col("uri").str.strip_chars(" "),
        pl.col("source").str.extract(r"^([^/]+)").alias("name"),
        pl.col("source").str.extract(r"/(\w+)$").alias("lang"),
    )
