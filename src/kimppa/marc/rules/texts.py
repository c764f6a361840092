"""Texts as bytes: what kinds of characters each has, and single characters of fixed texts.

A rule over all tags (control characters, odd spaces, accents) asks for the *suspects* first: the
few rows whose bytes can have what it looks for. They are found for the whole batch by comparing
bytes, so that regular expressions see only them.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import (
    Bytes,
    Index,
    Mask,
    bounds,
    column,
    mask,
    offsets_and_bytes,
    ranked,
    rows_of,
)

_SPACE: Final = 0x20
_CHUNK: Final = 1 << 18  # bytes compared at a time: they stay in the processor's cache


# What one character of a text of ASCII can be, by its byte: 0 is none, for the text is too short;
# the last one is for no text at all.
LETTERS: Final = pl.Series("", ["", *map(chr, range(1, 128)), None])
WIDEST: Final = 8  # characters that are cut out of texts at a time


class Characters:
    """Single characters, and a few together, of a column of texts, all of them ASCII."""

    def __init__(self, values: pl.Series) -> None:
        self._offsets, self._data = offsets_and_bytes(values)
        self._missing = values.is_null().to_numpy() if values.null_count() else None
        self._single: dict[int, tuple[Bytes, npt.NDArray[np.uint32]]] = {}
        self._cuts: dict[tuple[int, int], Slice] = {}

    @property
    def ascii(self) -> bool:
        """Whether every character is a byte, and none of them 0."""
        characters = self._data
        return not characters.size or (int(characters.min()) > 0 and int(characters.max()) < 128)

    def cut(self, place: int, length: int) -> "Slice":
        """So many characters of each text from a place on; `WIDEST` at most."""
        if (place, length) not in self._cuts:
            self._cuts[place, length] = self._cut_slice(place, length)
        return self._cuts[place, length]

    def _cut_slice(self, place: int, length: int) -> "Slice":
        if length == 1:
            first = self._at(place)
            if self._missing is not None:
                first[self._missing] = 128
            return Slice(LETTERS, first)
        letters, numbers = self._letters(place)
        for index in range(place + 1, place + length):
            # By what there is, not by what could be: dates have some dozen characters.
            next_letters, more_numbers = self._letters(index)
            pairs, numbers = ranked(
                numbers * np.uint32(len(next_letters)) + more_numbers,
                len(letters) * len(next_letters),
            )
            letter_rows, next_rows = np.divmod(pairs, len(next_letters))
            letters = np.hstack([letters[letter_rows], next_letters[next_rows]])
        texts = column(bounds((letters != 0).sum(axis=1)), letters[letters != 0])
        if self._missing is not None:
            numbers[self._missing] = len(texts)
            texts = pl.concat([texts, pl.Series([None], dtype=pl.String)])
        return Slice(texts, numbers)

    def _letters(self, place: int) -> tuple[Bytes, npt.NDArray[np.uint32]]:
        """The characters that there are at a place, a row each, and which of them each text has."""
        if place not in self._single:
            distinct, numbers = ranked(self._at(place), 128)
            self._single[place] = distinct.astype(np.uint8)[:, None], numbers
        return self._single[place]

    def _at(self, place: int) -> Bytes:
        """One character of each text, 0 where it is too short."""
        start = self._offsets[:-1] + place
        if not len(self._data):
            return np.zeros(len(start), np.uint8)
        letters: Bytes = self._data.take(start, mode="clip")
        letters *= start < self._offsets[1:]
        return letters


class Slice(NamedTuple):
    """A piece of each text of a column: the few that there are, and which of them each has."""

    texts: pl.Series
    which: npt.NDArray[np.integer]

    def where(self, test: Callable[[pl.Series], pl.Series]) -> Mask:
        """Where a test of a column of texts is true of the piece."""
        hits: Mask = mask(test(self.texts)).take(self.which)
        return hits


def characters(values: pl.Series) -> Characters | None:
    """The characters of texts; None where some are not ASCII, for then bytes are not characters."""
    column_characters = Characters(values)
    return column_characters if column_characters.ascii else None


def places(
    numbers: npt.NDArray[np.unsignedinteger],
    test: Callable[[npt.NDArray[np.unsignedinteger]], Mask],
) -> Index:
    """Where a test of single numbers is true."""
    chunks = [
        np.flatnonzero(test(numbers[start : start + _CHUNK])) + start
        for start in range(0, len(numbers), _CHUNK)
    ]
    return np.concatenate(chunks) if chunks else np.empty(0, np.int64)


class Profile:
    """Rows of a column of texts by the characters they can have."""

    def __init__(self, values: pl.Series) -> None:
        self._filled: Index | None = None  # rows that have a text, where some have none
        if values.null_count():
            self._filled = np.flatnonzero(values.is_not_null().to_numpy())
            values = values.gather(self._filled)
        self._values = values
        self._rows: dict[str, Index] = {}

    def rows(self, kind: str) -> Index:
        """The rows that can have characters of a kind of `SUSPECTS`, in their order."""
        if kind not in self._rows:
            index = SUSPECTS[kind](self)
            self._rows[kind] = index if self._filled is None else self._filled[index]
        return self._rows[kind]

    def any(self, kinds: Iterable[str]) -> Index:
        """The rows that can have characters of one of these kinds."""
        first, *further = (self.rows(kind) for kind in kinds)
        return np.unique(np.concatenate([first, *further])) if further else first

    @cached_property
    def text(self) -> tuple[Index, Bytes]:
        """Offsets and bytes."""
        return offsets_and_bytes(self._values)

    @cached_property
    def high(self) -> Index:
        return places(self.text[1], lambda part: part >= 0x80)

    @cached_property
    def high_bytes(self) -> Bytes:
        """The bytes that are not ASCII."""
        return self.text[1].take(self.high)

    @cached_property
    def filled(self) -> Mask:
        """Which texts are not empty."""
        offsets = self.text[0]
        return offsets[1:] > offsets[:-1]

    @cached_property
    def first(self) -> Bytes:
        """The first byte of each text, 0 where it is empty."""
        return self._byte(self.text[0][:-1])

    @cached_property
    def last(self) -> Bytes:
        """The last byte of each text, 0 where it is empty."""
        return self._byte(self.text[0][1:] - 1)

    def _byte(self, places: Index) -> Bytes:
        if not len(self.text[1]):
            return np.zeros(len(places), np.uint8)
        text_bytes: Bytes = self.text[1].take(places, mode="clip")
        text_bytes *= self.filled
        return text_bytes

    def at(self, places: Index) -> Index:
        """The rows in which these bytes stand."""
        return rows_of(places, self.text[0])

    def led(self, bytes_: Iterable[int]) -> Index:
        """The rows with one of these bytes, which are not ASCII."""
        flags = np.zeros(256, np.bool_)
        flags[list(bytes_)] = True
        return self.at(self.high[flags.take(self.high_bytes)])


def _control(profile: Profile) -> Index:
    text_bytes = profile.text[1]
    low = places(text_bytes, lambda part: (part < _SPACE) | (part == 0x7F))
    high = profile.high
    lead = high[profile.high_bytes == 0xC2]
    second = lead[text_bytes[np.minimum(lead + 1, len(text_bytes) - 1)] < 0xA0]
    return profile.at(np.sort(np.concatenate([low, second])))


def _edge(profile: Profile) -> Index:
    odd = (profile.first <= _SPACE) | (profile.last <= _SPACE)
    return np.flatnonzero(odd & profile.filled)


def _double(profile: Profile) -> Index:
    text_bytes = profile.text[1]
    # Two bytes at a time, from even and from odd places.
    even, odd = (text_bytes[n : n + (len(text_bytes) - n) // 2 * 2].view("<u2") for n in (0, 1))
    pair = _SPACE * 0x101
    first = places(even, lambda part: part == pair) * 2
    second = places(odd, lambda part: part == pair) * 2 + 1
    return profile.at(np.sort(np.concatenate([first, second])))


def _empty(profile: Profile) -> Index:
    return np.flatnonzero(profile.first <= _SPACE)


def _blank(profile: Profile) -> Index:
    return np.flatnonzero(_PERHAPS_SPACE.take(profile.first))


def _prefixed(profile: Profile) -> Index:
    return np.flatnonzero(profile.first == ord("("))


def _markup(profile: Profile) -> Index:
    return profile.at(places(profile.text[1], lambda part: (part == 0x26) | (part == 0x3C)))


def _composed(profile: Profile) -> Index:
    text_bytes = profile.text[1]
    high = profile.high
    lead, following = profile.high_bytes, text_bytes[np.minimum(high + 1, len(text_bytes) - 1)]
    is_scandinavian = np.isin(following, [0x84, 0x85, 0x96, 0xA4, 0xA5, 0xB6])  # ÄÅÖäåö after 0xC3
    latin = ((lead == 0xC3) & ~is_scandinavian) | ((lead >= 0xC4) & (lead <= 0xC9)) | (lead == 0xE1)
    return profile.at(high[latin])


def _commas(profile: Profile) -> Index:
    text_bytes = profile.text[1]
    comma = places(text_bytes, lambda part: part == 0x2C)
    following = text_bytes[np.minimum(comma + 1, len(text_bytes) - 1)]
    return profile.at(comma[(following == 0x2C) | _CAPITAL_OR_HIGH[following]])


def _paired(profile: Profile) -> Index:
    return profile.at(places(profile.text[1], lambda b: (b == 0x22) | (b == 0x5B) | (b == 0x5D)))


# What a text of white space alone can begin with: the spaces of Unicode lead with these four bytes.
_PERHAPS_SPACE: Final = np.array([b <= _SPACE or b in {0xC2, 0xE1, 0xE2, 0xE3} for b in range(256)])
_CAPITAL_OR_HIGH: Final = np.array([65 <= byte <= 90 or byte >= 0x80 for byte in range(256)])

SUSPECTS: Final[dict[str, Callable[[Profile], Index]]] = {
    "control": _control,  # control characters, tabs and line ends among them
    "edge": _edge,  # spaces (or control characters) at either end
    "double": _double,  # two spaces in a row
    "empty": _empty,  # nothing at all, or a space first
    "blank": _blank,  # nothing at all, or what can be white space first
    "prefixed": _prefixed,  # an opening bracket first, as in (FI-MELINDA)000123
    "markup": _markup,  # & and <
    "paired": _paired,  # quotation marks, square brackets
    "comma": _commas,  # a comma, and behind it another one or what can be a capital letter
    "nonascii": lambda profile: profile.at(profile.high),
    "mark": lambda profile: profile.led([0xCC, 0xCD]),  # combining diacritics
    "composed": _composed,  # Latin letters with diacritics in one, other than ÅÄÖåäö
    "sign": lambda profile: profile.led([0xC2]),  # no-break space, soft hyphen, « » · …
    "punctuation": lambda profile: profile.led([0xE2]),  # dashes, quotes, zero-width spaces
    "odd": lambda profile: profile.led([0xEE, 0xEF, 0xF3, 0xF4]),  # private use, replacement
}
