"""Letters with diacritics: which texts are not as they should be, by exact patterns.

Unicode's own normalisation is slow a text at a time, so one pattern is made of everything that it
would change, and only what the pattern cannot decide is normalised (Unicode Standard Annex 15).
"""

import unicodedata
from collections import defaultdict
from functools import cache

import numpy as np
import numpy.typing as npt

from kimppa.marc.columns import mask, take
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.view import SubfieldRows

type Mask = npt.NDArray[np.bool_]

OURS = "åäöÅÄÖ"
# A mark after anything but a plain letter, Korean vowels and finals, and rare scripts.
_UNDECIDED = (
    r"[^\x00-\x7F]\p{M}"
    r"|[\x{1161}-\x{1175}\x{11A8}-\x{11C2}\x{10000}-\x{1FFFF}\x{20000}-\x{3FFFF}]"
)


@kernel("subfield")
def composed_others(rows: SubfieldRows) -> Mask:
    """Latin letters with a diacritic in one character, other than å, ä and ö."""
    return mask(rows.column("value").str.contains(_composed()))


@kernel("subfield")
def not_nfc(rows: SubfieldRows) -> Mask:
    values = rows.column("value")
    hits = mask(values.str.contains(_never_composed())) | mask(values.str.contains(_composing()))
    undecided = np.flatnonzero(~hits & mask(values.str.contains(_UNDECIDED)))
    texts = take(values, undecided).to_list()
    hits[undecided] = [not unicodedata.is_normalized("NFC", text) for text in texts]
    return hits


@cache
def _composed() -> str:
    letters = [
        sign
        for sign in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
        if unicodedata.normalize("NFD", sign) != sign and sign not in OURS
    ]
    return f"[{''.join(letters)}]"


@cache
def _never_composed() -> str:
    """Characters that the composed form never has."""
    signs = map(chr, [*range(0xC0, 0x3100), *range(0xF900, 0xFB50)])
    return f"[{''.join(sign for sign in signs if unicodedata.normalize('NFC', sign) != sign)}]"


@cache
def _composing() -> str:
    """A letter and a mark that make one character, next to each other."""
    bases: dict[str, list[str]] = defaultdict(list)
    for sign in map(chr, range(0xC0, 0x3100)):
        parts = unicodedata.normalize("NFD", sign)
        if len(parts) == 2 and unicodedata.normalize("NFC", parts) == sign:
            bases[parts[1]].append(parts[0])
    return "|".join(f"[{''.join(letters)}]{mark}" for mark, letters in bases.items())
