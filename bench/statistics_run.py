"""A process that only computes figures, so that its time and memory are its own."""

import json
import resource
import sys
import time
from pathlib import Path

from kimppa.statistics.computing import compute
from kimppa.statistics.extracts import open_extract
from kimppa.statistics.ruleset import read_ruleset


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
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
