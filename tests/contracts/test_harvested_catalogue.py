"""What the harvester writes is what the catalogue engine reads."""

from pathlib import Path

import pytest

from kimppa.marc.reading import read, record_of
from kimppa.sources.oai import Request, harvest
from kimppa.sources.patient import patient
from kimppa.sources.tests.conftest import Running, Waits, oai, waits

__all__ = ["oai", "waits"]  # fixtures


@pytest.mark.parametrize("clothes", ["default", "prefixed", "none"])
def test_a_harvest_is_read_whole(oai: Running, waits: Waits, tmp_path: Path, clothes: str) -> None:
    address = oai.make(size=300, page=120, deleted=[5], changed=[9], clothes=clothes)
    with patient(allow=oai.allow, patience=waits.patience()) as client:
        done = harvest(Request(address), tmp_path, client=client)
    assert done.path.suffix == ".xml"
    records = [record_of(batch, row) for batch in read(done.path) for row in range(len(batch))]
    controls = sorted(int(record.control("001")) for record in records)
    assert controls == [n for n in range(1, 301) if n != 5]
    assert done.records == len(records)
