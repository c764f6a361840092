"""The records of a file that could not be read: which, where, why, and how they begin."""

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from kimppa.marc.checking import Checked
from kimppa.marc.reading.reasons import describe
from kimppa.marc.tables import State

LONGEST: Final = 80  # characters of what a record begins with
_SHORTEST: Final = 4  # characters of a text that tells something
_SIGNS: Final = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that could not be read. `order` counts the records of the file from 1."""

    order: int
    offset: int
    control: str
    reason: str
    begins: str


def unread(checked: Checked, language: str, most: int) -> list[Unread]:
    """The first `most` of them, with the reason in the reader's language."""
    states = checked.records().select("offset", "state").with_row_index("rec")
    lost = states.filter(pl.col("state") == int(State.QUARANTINED)).head(most).collect()
    bytes_of = checked.quarantined().unique("offset", keep="first")
    rows = lost.join(bytes_of, on="offset", how="left", maintain_order="left")
    return [
        Unread(
            row["rec"] + 1,
            row["offset"],
            row["control"] or "",
            describe(row["reason"] or "", language),
            first_words(row["data"] or b""),
        )
        for row in rows.iter_rows(named=True)
    ]


def first_words(record_bytes: bytes) -> str:
    """What can be read of a record's bytes: the texts after its leader and directory.

    >>> first_words(b"00050nam a22     001000300000\\x1e77\\x1e10\\x1faSota ja rauha /\\x1e")
    'Sota ja rauha /'
    """
    _directory, end, body = record_bytes.partition(b"\x1e")
    texts = _SIGNS.split((body if end else record_bytes).decode("utf-8", "replace"))
    # A subfield's code stands before its text.
    words = [text[1:] if end else text for text in texts if len(text) > _SHORTEST]
    return " ".join(words)[:LONGEST]
