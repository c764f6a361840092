"""Keys by which records may be duplicates, for a whole batch at once.

A key says "look at these two", no more: records that share one are compared by `score`. Two
records with equal keys have equal hashes, in every process and run (see `hashing`).

Sources: ISO 2108 (ISBN), ISO 3297 (ISSN), ISO 10957 (ISMN: M and nine digits are 979-0 and the
same nine), GS1 General Specifications (a UPC is an EAN that begins with 0); Finnish practice for
003 + 001 and 035 as told in the cataloguing group's minutes of Koha-Suomi, 2023–2026.
"""

from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.frames import Frames
from kimppa.marc.hashing import Hashes, hash_texts
from kimppa.marc.identifiers import control_key
from kimppa.marc.rules.texts import sliced
from kimppa.marc.tables import Batch, tag_number


class Key(IntEnum):
    """What a key is made of. The order is that of their strength."""

    CONTROL = 0  # 003 + 001, 035 $a
    ISBN = 1
    EAN = 2  # EAN, UPC, ISMN
    ISSN = 3
    PUBLISHER = 4  # publisher's or plate number, 028 $a
    TITLE = 5  # title, first word of the author, year, LDR/06–07


SCHEMA: Final = pl.Schema(
    {"kind": pl.UInt8, "hash": pl.UInt64, "source": pl.UInt16, "offset": pl.Int64}
)
_ISBN: Final = r"((?:97[89][\- ]?)?(?:\d[\- ]?){9}[\dXx])"
_EAN: Final = r"^\s*([0-9Mm][0-9\- ]{8,18})"
_SHORTEST_PUBLISHER: Final = 5  # "15" on a plate says nothing


def keys(batch: Batch, source: int = 0) -> pl.DataFrame:
    """The keys of the bibliographic records of a batch: a row a key, `SCHEMA`.

    `source` tells files apart when several are searched together; `offset` is the record's in
    its file, in bytes. A record has any number of keys, each of them once.
    """
    frames = Frames.of(batch)
    wanted = frames.bibliographic()
    numbered = frames.of_tags(["020", "022", "024", "028", "035"], "a")
    found = [
        (Key.CONTROL, *_control(frames, numbered, source)),
        *((kind, *rest) for kind, rest in _numbers(numbered)),
        (Key.TITLE, *_titles(frames)),
    ]
    rows = [
        pl.DataFrame(
            {
                "kind": np.full(len(rec), int(kind), np.uint8),
                "hash": hashes,
                "source": np.full(len(rec), source, np.uint16),
                "offset": frames.offsets[rec],
            },
            schema=SCHEMA,
        ).filter(wanted[rec])
        for kind, rec, hashes in found
    ]
    return pl.concat(rows).unique()


type Found = tuple[npt.NDArray[np.int64], Hashes]


def _hashed(rows: pl.DataFrame) -> Found:
    """Hash the texts of the columns `rec`, `key`; rows without a text are left out."""
    kept = rows.filter(pl.col("key").is_not_null() & (pl.col("key") != ""))
    return kept["rec"].to_numpy().astype(np.int64), hash_texts(kept["key"])


def _control(frames: Frames, numbered: pl.DataFrame, source: int) -> Found:
    """001 with its 003, and what 035 $a calls by an organisation's code in brackets.

    A 001 without a 003 is a key inside its own file only.
    """
    number, owner = frames.control("001"), frames.control("003")
    own = pl.select(
        rec=pl.int_range(frames.count, dtype=pl.UInt32),
        text="(" + owner.fill_null(f"#{source}").str.strip_chars("() ") + ")" + number,
    )
    others = numbered.filter(
        (pl.col("tag") == tag_number("035")) & pl.col("value").str.contains(r"^(\(|FCC\d)")
    ).select("rec", text=pl.col("value").cast(pl.String))
    rows = pl.concat([own.drop_nulls(), others])
    return _hashed(rows.select("rec", key=control_key(pl.col("text"))))


def _numbers(numbered: pl.DataFrame) -> list[tuple[Key, Found]]:
    """ISBN, EAN, ISSN and publisher numbers. 13 digits from 978 on in 024 are an ISBN."""
    tag, i1 = pl.col("tag"), pl.col("i1")
    text = pl.col("value").cast(pl.String)
    found = pl.when(tag == 20).then(text.str.extract(_ISBN)).otherwise(text.str.extract(_EAN))
    bare = found.str.replace_all(r"[\- ]", "")
    coded = (tag == 20) | ((tag == 24) & i1.is_in(list(b"123")))
    first = numbered.filter(coded).select("rec", "tag", "i1", key=bare)
    thirteen = _thirteen(first)
    book = pl.col("key").str.contains("^97[89][1-9]|^978")
    issn = text.str.extract(r"^\s*(\d{4}-?\d{3}[\dXx])").str.to_uppercase().str.replace("-", "")
    label = text.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    plate = numbered.filter((tag == 28) & i1.is_in(list(b"0123456"))).select("rec", key=label)
    return [
        (Key.ISBN, _hashed(thirteen.filter(book))),
        (Key.EAN, _hashed(thirteen.filter(~book & (pl.col("tag") == 24)))),
        (Key.ISSN, _hashed(numbered.filter(tag == 22).select("rec", key=issn))),
        (
            Key.PUBLISHER,
            _hashed(plate.filter(pl.col("key").str.len_chars() >= _SHORTEST_PUBLISHER)),
        ),
    ]


def _thirteen(rows: pl.DataFrame) -> pl.DataFrame:
    """The first twelve of 13 digits of each number; those with a wrong check digit are left out.

    020: ISBN-10 → 978 + nine digits. 024: UPC (12) → 0 + UPC; M and nine
    digits → 9790 and the nine.
    """
    key = pl.col("key").str.to_uppercase()
    isbn10 = (pl.col("tag") == 20) & key.str.contains(r"^\d{9}[\dX]$")
    whole = (
        pl.when(isbn10)
        .then("978" + key.str.head(9) + "0")
        .when((pl.col("i1") == ord("1")) & key.str.contains(r"^\d{12}$"))
        .then("0" + key)
        .otherwise(key.str.replace(r"^M(\d{9})$", "9790$1"))
    )
    fit = rows.select("rec", "tag", key, ten=isbn10, whole=whole).filter(
        pl.col("whole").str.contains(r"^\d{13}$")
    )
    if fit.is_empty():
        return fit.select("rec", "tag", key="whole")
    digits = _digits(fit["whole"], 13)
    check = (10 - (digits[:, :12] * np.array([1, 3] * 6)).sum(axis=1) % 10) % 10
    ten = fit["ten"].to_numpy()
    right = np.where(ten, _ten_is_right(fit["key"], ten), check == digits[:, 12])
    return fit.select("rec", "tag", key=pl.col("whole").str.head(12)).filter(right)


def _digits(texts: pl.Series, width: int) -> npt.NDArray[np.int64]:
    """(n, width) digits of texts of that many ASCII characters; X is 40."""
    joined = texts.str.join("").item().encode()
    return np.frombuffer(joined, np.uint8).reshape(-1, width).astype(np.int64) - ord("0")


def _ten_is_right(texts: pl.Series, ten: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether the check digit of each ISBN-10 is right; False where `ten` is."""
    right = np.zeros(len(ten), np.bool_)
    if ten.any():
        digits = _digits(texts.filter(pl.Series(ten)), 10)
        digits[digits == ord("X") - ord("0")] = 10
        right[ten] = (digits * np.arange(10, 0, -1)).sum(axis=1) % 11 == 0
    return right


def fold(texts: pl.Series) -> pl.Series:
    """Texts as they are compared: small letters and digits of the base alphabet, no marks.

    Only texts with other than ASCII letters are decomposed (NFKD), which is the slow part.
    """
    lower = texts.cast(pl.String).str.to_lowercase()
    foreign = lower.str.contains(r"[^\x00-\x7f]").fill_null(False)
    if foreign.any():
        plain = lower.filter(foreign).str.normalize("NFKD").str.replace_all(r"\p{M}", "")
        lower = lower.scatter(foreign.arg_true(), plain)
    return lower.str.replace_all(r"[^\p{L}\p{N}]+", "")


def _titles(frames: Frames) -> Found:
    """Title (245 $a, $n, $p), the author's first word (1XX $a), 008/07–10, LDR/06–07."""
    titles = frames.of_tags(["245"], "anp")
    recs = titles["rec"].to_numpy()
    starts = _begins(recs)
    pieces = sliced(titles["value"] + " ", np.append(starts, len(recs)))
    authors = frames.of_tags(["100", "110", "111"], "a")
    first = _begins(authors["rec"].to_numpy())
    names = authors["value"][first].cast(pl.String).str.extract(r"^\s*([^\s,]+)")
    year = frames.control("008").str.slice(7, 4).str.extract(r"^(\d{4})$")
    rows = pl.DataFrame(
        {
            "rec": np.arange(frames.count, dtype=np.uint32),
            "title": frames.spread(pl.Series(recs[starts]), fold(pieces)),
            "author": frames.spread(authors["rec"][first], fold(names)).fill_null(""),
            "year": year.fill_null(""),
            "kind": frames.leaders[:, 6].astype(np.uint16) * 256 + frames.leaders[:, 7],
        }
    )
    key = pl.concat_str("title", "author", "year", "kind", separator="|")
    return _hashed(rows.filter(pl.col("title").str.len_chars() > 1).select("rec", key=key))


def _begins(recs: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Where in a column of records, which stand together, each record begins."""
    return np.flatnonzero(np.append(True, recs[1:] != recs[:-1])[: len(recs)])
