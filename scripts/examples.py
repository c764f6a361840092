"""Write `src/kimppa/marc/examples/data/records.jsonl.xz`, the records of the demo's catalogue.

    .venv/bin/python -m scripts.examples

They are made by `tests/catalogues`. Run it after a change of what that makes; a test tells when the
file is behind.
"""

import json
import lzma
from collections.abc import Iterator
from itertools import tee
from pathlib import Path

from kimppa.marc.examples import DATA, SIZE, Line
from tests.catalogues import Made, catalogue, planted

DEFECTIVE = 0.12  # of the records
TITLES = ("title", "original", "svtitle", "Svtitle", "hosttitle")
PEOPLE = (("name", "direct", "auth"), ("name2", "direct2", "auth2"))


def lines(count: int = SIZE) -> Iterator[Line]:
    """What the file holds; see `kimppa.marc.examples`."""
    clean, source = tee(catalogue(count, seed=7))
    for record, (data, defect) in zip(clean, planted(source, DEFECTIVE, seed=7), strict=True):
        yield line(record, data if defect else None)


def line(record: Made, faulty: bytes | None) -> Line:
    values = record.values
    phrases = Line(
        titles=[values[key] for key in TITLES if key in values],
        people=[[values[key] for key in keys] for keys in PEOPLE if keys[0] in values],
    )
    texts = Line(clean=record.data.decode())
    if faulty:
        texts["faulty"] = faulty.decode()
    return texts | phrases


if __name__ == "__main__":
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines())
    Path(str(DATA)).write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
