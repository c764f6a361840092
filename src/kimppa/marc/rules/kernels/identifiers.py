"""Check digits of ISBN, ISSN, ISMN and EAN, a whole column at once.

Sources: ISO 2108 (ISBN), ISO 3297 (ISSN), ISO 10957 (ISMN), GS1 General Specifications (EAN).
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask, plain, squeezed, table
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.view import SubfieldRows

type Mask = npt.NDArray[np.bool_]
type Digits = npt.NDArray[np.int64]

_EAN: Final = np.array([1, 3] * 6 + [1])
# Digits with hyphens or spaces between, at the beginning of a text.
_NUMBER: Final = r"^\s*[0-9][0-9 \x{2010}\x{2011}\x{2013}-]*[0-9]?-?[xX]?"
_SIGNS: Final = table(b"0123456789xX", bytes.upper)
_X: Final = 10  # the value of the letter X as the last sign


@kernel("subfield")
def isbn_wrong(rows: SubfieldRows) -> Mask:
    """Texts that do not begin with a valid ISBN of ten or thirteen signs."""
    numbers = leading(rows.column("value"))
    return ~(isbn10(numbers) | (ean13(numbers) & bookland(numbers)))


@kernel("subfield")
def isbn_right(rows: SubfieldRows) -> Mask:
    """Texts that begin with a valid ISBN of thirteen signs: those in a wrong place."""
    numbers = leading(rows.column("value"))
    return ean13(numbers) & bookland(numbers)


@kernel("subfield")
def issn_wrong(rows: SubfieldRows) -> Mask:
    """Texts that are not a valid ISSN."""
    numbers = leading(rows.column("value"))
    digits, sized = fixed(numbers, 8)
    weights = np.arange(8, 0, -1)
    valid: Mask = sized & last_x(digits) & (digits @ weights % 11 == 0)
    return ~valid


@kernel("subfield")
def ismn_wrong(rows: SubfieldRows) -> Mask:
    """Texts that are not a valid ISMN: 979-0 and nine digits, or of old M and nine digits."""
    numbers = leading(rows.column("value").str.replace(r"^[Mm][- ]?", "9790"))
    return ~(ean13(numbers) & mask(numbers.str.starts_with("9790")))


@kernel("subfield")
def ean_wrong(rows: SubfieldRows) -> Mask:
    """Texts that are not a valid EAN of thirteen or eight digits."""
    numbers = leading(rows.column("value"))
    return ~(ean13(numbers) | _ean(numbers, 8))


@kernel("subfield")
def ean_right(rows: SubfieldRows) -> Mask:
    """Texts that are a valid EAN of thirteen digits: those with another indicator."""
    return ean13(leading(rows.column("value")))


def leading(values: pl.Series) -> pl.Series:
    """The number with which each text begins, without hyphens and spaces; "" for none."""
    found = values.str.extract(_NUMBER, 0).fill_null("")
    return squeezed(found, _SIGNS, _long_way)


def _long_way(numbers: pl.Series) -> pl.Series:
    return numbers.str.replace_all(r"[^0-9xX]+", "").str.to_uppercase()


def isbn10(numbers: pl.Series) -> Mask:
    """Which are valid ISBNs of ten signs."""
    digits, sized = fixed(numbers, 10)
    valid: Mask = sized & last_x(digits) & (digits @ np.arange(10, 0, -1) % 11 == 0)
    return valid


def ean13(numbers: pl.Series) -> Mask:
    """Which are valid numbers of thirteen digits, ISBNs among them."""
    return _ean(numbers, 13)


def bookland(numbers: pl.Series) -> Mask:
    """Which begin as an ISBN of thirteen digits does."""
    return mask(numbers.str.contains("^97[89]") & ~numbers.str.starts_with("9790"))


def _ean(numbers: pl.Series, width: int) -> Mask:
    digits, sized = fixed(numbers, width)
    weights = _EAN[-width:]
    valid: Mask = sized & (digits < _X).all(axis=1) & (digits @ weights % 10 == 0)
    return valid


def fixed(numbers: pl.Series, width: int) -> tuple[Digits, Mask]:
    """The signs of each number as figures, X as ten, and which numbers have that many signs."""
    offsets, data = plain(numbers)
    sized = np.diff(offsets) == width
    digits = np.zeros((len(numbers), width), np.int64)
    if sized.any():
        signs = data[offsets[:-1][sized][:, None] + np.arange(width)]
        digits[sized] = np.where(signs == ord("X"), _X, signs.astype(np.int64) - ord("0"))
    return digits, sized


def last_x(digits: Digits) -> Mask:
    """Which have an X at the end only."""
    found: Mask = (digits[:, :-1] < _X).all(axis=1)
    return found
