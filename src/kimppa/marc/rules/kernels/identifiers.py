"""Check digits of ISBN, ISSN, ISMN and EAN, a whole column at once.

Sources: ISO 2108 (ISBN), ISO 3297 (ISSN), ISO 10957 (ISMN), GS1 General Specifications (EAN).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import grid, mask, offsets_and_bytes, squeezed, table
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.view import FieldRows, SubfieldRows

type Mask = npt.NDArray[np.bool_]

_EAN: Final = (1, 3) * 6 + (1,)
# Digits with hyphens or spaces between, at the beginning of a text.
_NUMBER: Final = r"^\s*[0-9][0-9 \x{2010}\x{2011}\x{2013}-]*[0-9]?-?[xX]?"
_SIGNS: Final = table(b"0123456789xX", bytes.upper)
_X: Final = 10  # the value of the letter X as the last sign
_WITH_X: Final = 11  # what one divides by where there can be one


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
    numbers = leading(rows.column("value"))
    return ~_right(numbers, range(8, 0, -1), _WITH_X)


@kernel("subfield")
def ismn_wrong(rows: SubfieldRows) -> Mask:
    """Texts that are not a valid ISMN: 979-0 and nine digits, or of old M and nine digits."""
    numbers = leading(rows.column("value").str.replace(r"^[Mm][- ]?", "9790"))
    return ~(ean13(numbers) & mask(numbers.str.starts_with("9790")))


@kernel("subfield")
def ean_wrong(rows: SubfieldRows) -> Mask:
    """Texts that are not a valid EAN of thirteen or eight digits."""
    numbers = leading(rows.column("value"))
    return ~(ean13(numbers) | _right(numbers, _EAN[-8:], 10))


@kernel("subfield")
def ean_right(rows: SubfieldRows) -> Mask:
    """Texts that are a valid EAN of thirteen digits: those with another indicator."""
    return ean13(leading(rows.column("value")))


def leading(values: pl.Series) -> pl.Series:
    """The number with which each text begins, without hyphens and spaces; "" for none."""
    numbers = values.str.extract(_NUMBER, 0).fill_null("")
    return squeezed(numbers, _SIGNS, _long_way)


def _long_way(numbers: pl.Series) -> pl.Series:
    return numbers.str.replace_all(r"[^0-9xX]+", "").str.to_uppercase()


def isbn10(numbers: pl.Series) -> Mask:
    """Which are valid ISBNs of ten signs."""
    return _right(numbers, range(10, 0, -1), _WITH_X)


def ean13(numbers: pl.Series) -> Mask:
    """Which are valid numbers of thirteen digits, ISBNs among them."""
    return _right(numbers, _EAN, 10)


def bookland(numbers: pl.Series) -> Mask:
    """Which begin as an ISBN of thirteen digits does."""
    return mask(numbers.str.contains("^97[89]") & ~numbers.str.starts_with("9790"))


def _right(numbers: pl.Series, weights: Sequence[int], modulus: int) -> Mask:
    """Which numbers have as many signs as there are weights, and the right check digit at the end.

    The last sign may be an X, which is worth ten, where one divides by eleven.
    """
    text = offsets_and_bytes(numbers)
    sized = np.flatnonzero(np.diff(text[0]) == len(weights))
    # A row a sign: of the few signs of a number nothing can be reckoned quickly.
    signs = np.ascontiguousarray(grid(text, sized, len(weights)).T)
    values = np.where(signs == ord("X"), np.uint8(_X), signs - np.uint8(ord("0")))
    digits = values[:-1] if modulus == _WITH_X else values
    total = np.zeros(len(sized), np.uint16)
    for value, weight in zip(values, weights, strict=True):
        total += value * np.uint16(weight)
    hits = np.zeros(len(numbers), np.bool_)
    hits[sized] = (digits.max(axis=0) < _X) & (total % modulus == 0)
    return hits


@kernel("field")
def source_elsewhere(rows: FieldRows) -> Mask:
    """Subjects with a source in $2 whose second indicator names another one."""
    names_source = np.isin(rows.numbers("i2"), [ord(sign) for sign in "012356"])
    hits: Mask = names_source & (rows.first("2") >= 0)
    return hits


@kernel("field")
def family_of_a_person(rows: FieldRows) -> Mask:
    """Names of families (indicator 3) that are surname and forename, with a function or years."""
    families = np.flatnonzero(rows.numbers("i1") == ord("3"))
    family_names = rows.at(families)
    has_forename = mask(
        family_names.column("sub_a").str.contains(r"^\p{Lu}[\p{L}-]+, \p{Lu}\p{L}+")
    )
    has_years = mask(family_names.column("sub_d").str.contains(r"^[0-9]{4}-"))
    hits = np.zeros(len(rows), np.bool_)
    hits[families] = has_forename & (has_years | (family_names.first("e") >= 0))
    return hits
