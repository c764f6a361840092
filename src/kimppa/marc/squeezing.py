"""Texts brought to one form by looking at bytes: capitals, what is left out, all in one step.

Nearly every text of a catalogue that is a number or a code is ASCII. There a table of 256 bytes
says what becomes of each, for a whole column at once; the few other texts go the long way.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.rules.texts import Bytes, column, plain, rows_of

DROPPED: Final = 0
_NULL: Final = pl.Series([None], dtype=pl.String)


def table(keep: bytes, change: Callable[[bytes], bytes] = bytes) -> Bytes:
    """What becomes of each byte: `keep` stays, changed (`bytes.upper`, say), the others go."""
    made = np.full(256, DROPPED, np.uint8)
    made[list(keep)] = list(change(keep))
    return made


def squeezed(
    values: pl.Series, table: Bytes, otherwise: Callable[[pl.Series], pl.Series]
) -> pl.Series:
    """Texts of which a table says what becomes of each byte; null stays null.

    Texts that are not ASCII are what `otherwise` makes of them.
    """
    offsets, data = plain(values)
    low, high = (int(offsets[0]), int(offsets[-1])) if len(values) else (0, 0)
    mine = data[low:high]
    changed = table[mine]
    kept = changed != DROPPED
    ends = np.zeros(len(mine) + 1, np.int64)
    np.cumsum(kept, out=ends[1:])
    made = column(ends[offsets - low], changed[kept])
    foreign = rows_of(np.flatnonzero(mine >= 0x80) + low, offsets)
    if len(foreign):
        made = made.scatter(foreign, otherwise(values.gather(foreign)))
    return made.zip_with(values.is_not_null(), _NULL) if values.null_count() else made
