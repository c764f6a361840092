"""Keys by which records may be duplicates, for a whole batch at once.

A key says "look at these two", no more: records that share one are compared by `score`. Two
records with equal keys have equal hashes, in every process and run (see `hashing`).

Sources: ISO 2108 (ISBN), ISO 3297 (ISSN), ISO 10957 (ISMN: M and nine digits are 979-0 and the
same nine), GS1 General Specifications (a UPC is an EAN that begins with 0); Finnish practice for
003 + 001 and 035 as told in the cataloguing group's minutes of Koha-Suomi, 2023–2026.
"""

from collections.abc import Sequence
from enum import IntEnum
from string import ascii_letters, digits
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import sliced, squeezed, table
from kimppa.marc.frames import Frames
from kimppa.marc.hashing import Hashes, hash_texts
from kimppa.marc.identifiers import control_key
from kimppa.marc.pairing.scripts import LETTERS
from kimppa.marc.rules.kernels.identifiers import ean13, isbn10
from kimppa.marc.tables import Batch, tag_number


class Key(IntEnum):
    """What a key is made of. The order is that of their strength."""

    CONTROL = 0  # 003 + 001, 035 $a
    ISBN = 1
    EAN = 2  # EAN, UPC, ISMN
    ISSN = 3
    PUBLISHER = 4  # publisher's or plate number, 028 $a
    TITLE = 5  # title, first word of the author, year, LDR/06–07
    EXTENT = 6  # a person's name and initial or the beginning of the title, year, LDR/06, pages
    START = 7  # of what is no text: author, beginning of the title, year, LDR/06


WEAK: Final = frozenset({Key.EXTENT, Key.START})
"""Keys for titles written with a fault or otherwise; many records may share one by chance."""


SCHEMA: Final = pl.Schema(
    {"kind": pl.UInt8, "hash": pl.UInt64, "source": pl.UInt16, "offset": pl.Int64}
)
_NUMBERED: Final = ("020", "022", "024", "028", "035")
_TITLES: Final = ("245",)
_AUTHORS: Final = ("100", "110", "111")
_EXTENTS: Final = ("300",)
_PAGES: Final = "[1-9][0-9]{1,3}"  # the first number of two digits or more in 300 $a
_PERSONS: Final = ("100",)
_WORD: Final = r"^\s*[^\s,]+"
_WORD_AND_INITIAL: Final = r"^\s*[^\s,]+[\s,]*\S?"
_BEGINNING: Final = 6  # letters of a title beside an author
_LONG_BEGINNING: Final = 12  # the same without one
_ISBN: Final = r"(?:97[89][\- ]?)?(?:[0-9][\- ]?){9}[0-9Xx]"
_EAN: Final = r"^\s*[0-9Mm][0-9\- ]{8,18}"
_ISSN: Final = r"^\s*[0-9]{4}-?[0-9]{3}[0-9Xx]"
_SHORTEST_PUBLISHER: Final = 5  # "15" on a plate says nothing
_BOOKLAND: Final = "^97(8|9[1-9])"
_ALNUM: Final = (ascii_letters + digits).encode()
_NUMBER: Final = table(b"0123456789MmXx", bytes.upper)
_LABEL: Final = table(_ALNUM, bytes.upper)
_FOLDED: Final = table(_ALNUM, bytes.lower)


def keys(batch: Batch, source: int = 0) -> pl.DataFrame:
    """The keys of the bibliographic records of a batch: a row a key, `SCHEMA`.

    `source` tells files apart when several are searched together; `offset` is the record's in
    its file, in bytes. A record has any number of keys, each of them once.
    """
    frames = Frames.of(batch).only([*_NUMBERED, *_TITLES, *_AUTHORS, *_EXTENTS])
    eligible = frames.bibliographic()
    numbered = frames.of_tags(_NUMBERED, "a")
    hashed = {
        Key.CONTROL: _control(frames, numbered, source),
        **_numbers(numbered),
        **_titles(frames),
    }
    once = [(kind, *_distinct_hashes(rows, eligible)) for kind, rows in hashed.items()]
    kinds = np.repeat([int(kind) for kind, _, _ in once], [len(rec) for _, rec, _ in once])
    return pl.DataFrame(
        {
            "kind": kinds.astype(np.uint8),
            "hash": np.concatenate([hashes for _, _, hashes in once]),
            "source": np.full(len(kinds), source, np.uint16),
            "offset": frames.offsets[np.concatenate([rec for _, rec, _ in once])],
        },
        schema=SCHEMA,
    )


type KeyHashes = tuple[npt.NDArray[np.int64], Hashes]


def _distinct_hashes(hashed: KeyHashes, eligible: npt.NDArray[np.bool_]) -> KeyHashes:
    """Each hash of a record once, of wanted records only."""
    rows = eligible[hashed[0]]
    rec, hashes = hashed[0][rows], hashed[1][rows]
    order = np.argsort(hashes)
    has_same_hash = hashes[order[1:]] == hashes[order[:-1]]
    # Hashes of which there are several, which are few: perhaps some are of one record.
    shared = (
        order[np.append(has_same_hash, False) | np.append(False, has_same_hash)]
        if len(order)
        else order
    )
    shared = shared[np.lexsort((shared, rec[shared], hashes[shared]))]
    again = (hashes[shared[1:]] == hashes[shared[:-1]]) & (rec[shared[1:]] == rec[shared[:-1]])
    first = np.ones(len(rec), np.bool_)
    first[shared[1:][again]] = False
    return rec[first], hashes[first]


def _hashed(rows: pl.DataFrame) -> KeyHashes:
    """Hash the texts of the columns `rec`, `key`; rows without a text are left out."""
    with_text = rows.filter(pl.col("key") != "")
    return with_text["rec"].to_numpy().astype(np.int64), hash_texts(with_text["key"])


def _control(frames: Frames, numbered: pl.DataFrame, source: int) -> KeyHashes:
    """001 with its 003, and what 035 $a calls by an organisation's code in brackets.

    A 001 without a 003 is a key inside its own file only.
    """
    number, owner = frames.control("001"), frames.control("003")
    own = pl.select(
        rec=pl.int_range(frames.count, dtype=pl.UInt32),
        text="(" + owner.fill_null(f"#{source}").str.strip_chars("() ") + ")" + number,
    )
    numbers = numbered.filter(
        (pl.col("tag") == tag_number("035")) & pl.col("value").str.contains(r"^(\(|FCC[0-9])")
    ).select("rec", text=pl.col("value").cast(pl.String))
    rows = pl.concat([own.drop_nulls(), numbers])
    return _hashed(rows.select("rec", key=control_key(rows["text"])))


def _numbers(numbered: pl.DataFrame) -> dict[Key, KeyHashes]:
    """ISBN, EAN, ISSN and publisher numbers. 13 digits from 978 on in 024 are an ISBN."""
    tag, i1 = pl.col("tag"), pl.col("i1")
    books, codes, serials, plates = (
        numbered.filter(condition).select("rec", "i1", text=pl.col("value").cast(pl.String))
        for condition in (
            tag == tag_number("020"),
            (tag == tag_number("024")) & i1.is_in(list(b"123")),
            tag == tag_number("022"),
            (tag == tag_number("028")) & i1.is_in(list(b"0123456")),
        )
    )
    book = _books(books["rec"], _bare_numbers(books["text"].str.extract(_ISBN, 0)))
    code = _codes(codes, _bare_numbers(codes["text"].str.extract(_EAN, 0)))
    numbers = pl.concat([book, code])
    bookland = numbers["key"].str.contains(_BOOKLAND)
    plate = plates.select("rec", key=squeezed(plates["text"], _LABEL, _capitals))
    return {
        Key.ISBN: _hashed(numbers.filter(bookland)),
        Key.EAN: _hashed(code.filter(~code["key"].str.contains(_BOOKLAND))),
        Key.ISSN: _hashed(
            serials.select("rec", key=_bare_numbers(serials["text"].str.extract(_ISSN, 0)))
        ),
        Key.PUBLISHER: _hashed(plate.filter(pl.col("key").str.len_chars() >= _SHORTEST_PUBLISHER)),
    }


def _bare_numbers(numbers: pl.Series) -> pl.Series:
    """Numbers without hyphens and spaces, letters as capitals; "" for none."""
    return squeezed(numbers, _NUMBER, _long_bare)


def _books(rec: pl.Series, numbers: pl.Series) -> pl.DataFrame:
    """The first twelve of 13 digits of each right ISBN: 978 and nine of one of ten signs."""
    rows = pl.DataFrame({"rec": rec, "key": numbers})
    ten, thirteen = pl.Series(isbn10(numbers)), pl.Series(ean13(numbers))
    short = rows.filter(ten).with_columns(key="978" + pl.col("key").str.head(9))
    long = rows.filter(thirteen).with_columns(pl.col("key").str.head(12))
    return pl.concat([short, long])


def _codes(rows: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """The first twelve of 13 digits of each right number of 024.

    UPC (12) → 0 and its digits; M and nine digits → 9790 and the nine.
    """
    upc = (pl.col("i1") == ord("1")) & pl.col("key").str.contains(r"^[0-9]{12}$")
    whole = rows.select("rec", "i1", key=numbers).select(
        "rec",
        key=pl.when(upc)
        .then("0" + pl.col("key"))
        .otherwise(pl.col("key").str.replace(r"^M([0-9]{9})$", "9790$1")),
    )
    return whole.filter(pl.Series(ean13(whole["key"]))).with_columns(pl.col("key").str.head(12))


def _capitals(texts: pl.Series) -> pl.Series:
    return texts.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")


def _long_bare(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(r"[^0-9MmXx]", "").str.to_uppercase()


def fold(texts: pl.Series) -> pl.Series:
    """Texts as they are compared: small letters and digits of the base alphabet, no marks,
    Cyrillic in Latin letters."""
    return squeezed(texts.cast(pl.String), _FOLDED, _decomposed)


def _decomposed(texts: pl.Series) -> pl.Series:
    plain = texts.str.to_lowercase().str.normalize("NFKD")
    if plain.str.contains(r"\p{Cyrillic}").any():
        plain = plain.str.replace_many(list(LETTERS), list(LETTERS.values()))
    return plain.str.replace_all(r"[^\p{L}\p{N}]+", "")


def _titles(frames: Frames) -> dict[Key, KeyHashes]:
    """Title (245 $a, $n, $p) or its beginning, the author's first word (1XX $a), 008/07–10,
    LDR/06–07, and the pages of 300 $a."""
    titles = frames.of_tags(_TITLES, "anp")
    recs = titles["rec"].to_numpy()
    starts = _begins(recs)
    folded = sliced(fold(titles["value"]), np.append(starts, len(recs)))
    names, persons = _first(frames, _AUTHORS, _WORD), _first(frames, _PERSONS, _WORD_AND_INITIAL)
    date = frames.control("008").str.slice(7, 4)
    rows = pl.DataFrame(
        {
            "rec": np.arange(frames.count, dtype=np.uint32),
            "title": frames.spread(pl.Series(recs[starts]), folded),
            "author": fold(names.fill_null("")),
            "person": _rough(fold(persons.fill_null(""))),
            "year": date.zip_with(date.str.contains("^[0-9]{4}$"), pl.Series([""])).fill_null(""),
            "kind": frames.leaders[:, 6].astype(np.uint16) * 256 + frames.leaders[:, 7],
            "material": frames.leaders[:, 6],
            "pages": _first(frames, _EXTENTS, _PAGES),
        }
    ).filter(pl.col("title").str.len_chars() > 1)
    rows = rows.with_columns(start=_rough(rows["title"].str.slice(0, _LONG_BEGINNING)))
    start, long_start = pl.col("start").str.slice(0, _BEGINNING), pl.col("start")
    name = pl.when(pl.col("person") == "").then(long_start).otherwise(pl.col("person"))
    dated = rows.filter(pl.col("year") != "")
    paged = dated.filter(pl.col("pages").is_not_null())
    other = dated.filter(~pl.col("material").is_in(list(b"at")))
    return {
        key: _hashed(some.select("rec", key=pl.concat_str(*parts, separator="|")))
        for key, some, parts in (
            (Key.TITLE, rows, ("title", "author", "year", "kind")),
            (Key.EXTENT, paged, (name, "year", "material", "pages")),
            (Key.START, other, ("author", start, "year", "material")),
        )
    }


def _rough(folded: pl.Series) -> pl.Series:
    """Without what the rules of romanisation write in two ways: i, j and y are one."""
    return folded.str.replace_many(["j", "y"], ["i", "i"])


def _first(frames: Frames, tags: Sequence[str], pattern: str) -> pl.Series:
    """What an expression finds in the first $a of these fields: (n,), null for nothing."""
    rows = frames.of_tags(tags, "a")
    first = _begins(rows["rec"].to_numpy())
    texts = rows["value"][first].cast(pl.String).str.extract(pattern, 0)
    return frames.spread(rows["rec"][first], texts)


def _begins(recs: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Where in a column of records, which stand together, each record begins."""
    return np.flatnonzero(np.append(True, recs[1:] != recs[:-1])[: len(recs)])
