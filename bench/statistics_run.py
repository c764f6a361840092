"""A process that only computes figures, so that its time and memory are its own."""

import json
import sys
import time
from pathlib import Path

from kimppa.statistics.lists.computing import compute
from kimppa.statistics.lists.extracts import open_extract
from kimppa.statistics.tests.extract_files import read_ruleset


def highest() -> float:
    """The most memory in megabytes that this process has had; `getrusage` would tell of the one
    that started it when that had more.
    """
    status = Path("/proc/self/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main(folder: Path) -> None:
    """Compute the figures of a folder's lists; print the places, seconds and megabytes."""
    rules = read_ruleset((folder / "rules.toml").read_text())
    start, cpu = time.perf_counter(), time.process_time()
    spare = folder / "spare.csv"
    items = open_extract(folder / "items.csv", rules.item_columns, spare=spare)
    loans = open_extract(folder / "loans.csv", rules.loan_columns, spare=spare)
    found = compute(items, loans, rules, 2024)
    assert not found.gaps, found.gaps[:3]
    told = {
        "figures": found.figures,
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "megabytes": highest(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
