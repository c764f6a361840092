"""64-bit hashes of many texts at once, the same in every process, version and machine.

Keys of duplicates, comparisons and the identity of findings outlive a process, so a library's own
hash will not do. Here a text of bytes b₀ b₁ … has the polynomial Σ bᵢ·pⁱ modulo 2⁶⁴ with an odd p,
which prefix sums give for all texts of a buffer at once, mixed at the end with the text's length
(the finaliser of SplitMix64, Steele, Lea and Flood 2014). It is no protection against people who
look for two texts with one hash; those who act on a hash compare the texts.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import offsets_and_bytes

type Hashes = npt.NDArray[np.uint64]

_P: Final = 0x9E3779B97F4A7C15 | 1
_P_INVERSE: Final = pow(_P, -1, 1 << 64)
_PIECE: Final = 1 << 16  # bytes a step: the powers and sums of one piece stay in the cache


def _powers(base: int, count: int) -> Hashes:
    """`base` to the powers 0 … count − 1, modulo 2⁶⁴."""
    powers: Hashes = np.ones(max(count, 1), np.uint64)
    filled = 1
    while filled < count:
        step = min(filled, count - filled)
        powers[filled : filled + step] = powers[:step] * np.uint64(pow(base, filled, 1 << 64))
        filled += step
    first: Hashes = powers[:count]
    return first


_POWERS: Final = _powers(_P, _PIECE + 1)
_INVERSES: Final = _powers(_P_INVERSE, _PIECE + 1)


def mix(values: Hashes) -> Hashes:
    """Spread every bit of each number over all of it: (n,) uint64 → (n,) uint64."""
    mixed: Hashes = values ^ (values >> np.uint64(30))
    mixed = mixed * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def combine(*parts: Hashes) -> Hashes:
    """One hash of several columns of hashes of the same length; their order matters."""
    total = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        total = mix(total * np.uint64(_P) + part + np.uint64(1))
    return total


def hash_ranges(
    raw: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> Hashes:
    """Hashes of the byte ranges [start, start + length) of a buffer: (n,) uint64.

    The ranges must stand in ascending order and may not overlap; bytes between them are not
    read. Memory: about 16 bytes for each byte of a piece of 64 KiB, or of the longest range.
    """
    result = np.zeros(len(starts), np.uint64)
    ends = starts + lengths
    first = 0
    while first < len(starts):
        last = int(np.searchsorted(ends, starts[first] + _PIECE, side="right"))
        last = max(last, first + 1)
        result[first:last] = _piece(raw, starts[first:last], ends[first:last])
        first = last
    return mix(result ^ mix(lengths.astype(np.uint64) + np.uint64(1)))


def _piece(
    raw: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> Hashes:
    low, high = int(starts[0]), int(ends[-1])
    size = high - low
    long = size > _PIECE
    powers = _powers(_P, size) if long else _POWERS[:size]
    sums = np.zeros(size + 1, np.uint64)
    np.cumsum((raw[low:high].astype(np.uint64) + np.uint64(1)) * powers, out=sums[1:])
    begin = starts - low
    hashes: Hashes = (sums[ends - low] - sums[begin]) * _inverse(begin, long)
    return hashes


def _inverse(begin: npt.NDArray[np.int64], long: bool) -> Hashes:
    """p⁻¹ to the powers given; a piece longer than the table holds one range, at its start."""
    inverses: Hashes = np.ones(len(begin), np.uint64) if long else _INVERSES[begin]
    return inverses


def hash_texts(texts: pl.Series) -> Hashes:
    """Hashes of the UTF-8 bytes of a column of texts: (n,) uint64. A null hashes as ""."""
    if not len(texts):
        return np.zeros(0, np.uint64)
    bounds, raw = offsets_and_bytes(texts)
    return hash_ranges(raw, bounds[:-1], np.diff(bounds))


def hash_text(text: str) -> int:
    """The hash of one text, as `hash_texts` gives it."""
    return int(hash_texts(pl.Series([text]))[0])
