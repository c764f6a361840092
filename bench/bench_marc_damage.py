"""Claim: of 100,000 records, one in fifty damaged in one of twelve ways, at least 99.9 % of the
control numbers are found and every byte is accounted for; no peer finds more.

The records are the well-formed ones of the real records of ../shared/data, each numbered in 001;
`kimppa.marc.reading.tests.damage` damages them. A peer's own program prints what it found in 001.
"""

import random
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from bench.peers import PYTHON
from kimppa.marc.reading import read
from kimppa.marc.reading.tests import damage
from kimppa.marc.reading.tests.test_damage import control_numbers, numbered
from kimppa.marc.reading.tests.test_damage import sound as sound  # a fixture

RECORDS = 100_000
SHARE = 50  # one in so many is damaged
FOUND = 0.999
_PYTHON = """
import sys, warnings, logging
warnings.simplefilter("ignore")
logging.disable()
import {module} as marc
with open(sys.argv[1], "rb") as file:
    try:
        # One of them does not end at a damaged record, but gives nothing again and again.
        for _, record in zip(range({most}), marc.MARCReader(file, permissive=True)):
            if record is not None and "001" in record:
                print(record["001"].data if hasattr(record["001"], "data") else record["001"])
    except Exception as error:
        print("ended:", type(error).__name__, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def damaged(sound: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(RECORDS)
    records = [numbered(chance.choice(sound), n) for n in range(RECORDS)]
    for place, n in enumerate(chance.sample(range(RECORDS), RECORDS // SHARE)):
        records[n] = damage.KINDS[place % len(damage.KINDS)](records[n], chance)
    path = tmp_path_factory.mktemp("damage") / "damaged.mrc"
    path.write_bytes(b"".join(records))
    return path


def wanted(numbers: Counter[str]) -> int:
    """How many of the control numbers there are."""
    return sum(1 for n in range(RECORDS) if numbers[f"{n:09d}"])


def test_ours(damaged: Path) -> None:
    found = list(read(damaged))
    size = sum(
        sum(batch.records["length"].to_pylist()) + sum(batch.records["pad"].to_pylist())
        for batch in found
    )
    ours = wanted(control_numbers(found))
    print(f"\nours: {ours:,} of {RECORDS:,} control numbers, {size:,} bytes accounted for")
    assert size == damaged.stat().st_size
    assert ours >= FOUND * RECORDS


@pytest.mark.parametrize("module", ["pymarc", "mrrc"])
def test_a_peer_of_python(module: str, damaged: Path) -> None:
    there = [PYTHON, "-c", f"import {module}"]
    if subprocess.run(there, check=False, capture_output=True).returncode:
        pytest.skip(f"{module} is not installed in the Python of BENCH_PEERS")
    command = [PYTHON, "-c", _PYTHON.format(module=module, most=2 * RECORDS), str(damaged)]
    done = subprocess.run(command, check=False, capture_output=True)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    theirs = wanted(Counter(line.strip() for line in lines))
    print(f"\n{module}: {theirs:,} of {RECORDS:,}; {done.stderr.decode()[-60:].strip()}")
    assert theirs < FOUND * RECORDS


def test_yaz(damaged: Path) -> None:
    command = ["yaz-marcdump", "-o", "line", str(damaged)]
    try:
        done = subprocess.run(command, check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("yaz-marcdump is not installed (Debian: yaz)")
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    theirs = wanted(Counter(line[4:].strip() for line in lines if line.startswith("001 ")))
    print(f"\nyaz-marcdump: {theirs:,} of {RECORDS:,}")
    assert theirs < FOUND * RECORDS
