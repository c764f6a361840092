"""The kind of material of every record of a batch.

Source: MARC 21 Bibliographic, 008, which has seven forms by LDR/06 and LDR/07.
"""

from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.frames import Frames

MATERIALS: Final = ("books", "serials", "music", "maps", "visual", "computer", "mixed", "other")
_BY_TYPE: Final = {"books": "t", "music": "cdij", "maps": "ef", "visual": "gkor", "computer": "m",
                   "mixed": "p"}  # fmt: skip


def materials(frames: Frames) -> pl.Series:
    """One of `MATERIALS` for every record: (n,) texts. Language material is split by LDR/07."""
    table = np.full(256, MATERIALS.index("other"), np.uint8)
    for name, types in _BY_TYPE.items():
        table[list(types.encode())] = MATERIALS.index(name)
    kind = table[frames.leaders[:, 6]]
    language = frames.leaders[:, 6] == ord("a")
    serial = np.isin(frames.leaders[:, 7], np.frombuffer(b"bis", np.uint8))
    kind[language] = MATERIALS.index("books")
    kind[language & serial] = MATERIALS.index("serials")
    return pl.Series("material", MATERIALS).gather(pl.Series(kind))
