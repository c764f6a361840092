"""Run every test on SQLite, and what touches a database once more on PostgreSQL.

    python scripts/suite.py

Ends with one line that counts both runs, and with 1 when either failed. Without PostgreSQL's
programs only the first is run, and that is said; in CI it is a failure.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

PYTHON = sys.executable
PYTEST = [
    PYTHON,
    "-m",
    "pytest",
    "-n",
    "auto",
    "--dist",
    "loadgroup",
    "--no-loadscope-reorder",
    "-rs",
]
POSTGRES = [PYTHON, str(Path(__file__).with_name("postgres.py"))]
CI = os.environ.get("CI", "").lower() in {"1", "true"}
ORDER = ("failed", "passed", "skipped", "errors")


def counted(report: Path, status: int) -> Counter[str]:
    """What pytest tells of a run; one that ended badly without a failed test counts as an error."""
    counts: Counter[str] = Counter()
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            told = {name: int(suite.get(name, 0)) for name in ("failures", "errors", "skipped")}
            counts["failed"] += told["failures"]
            counts["errors"] += told["errors"]
            counts["skipped"] += told["skipped"]
            counts["passed"] += int(suite.get("tests", 0)) - sum(told.values())
    if status and not (counts["failed"] or counts["errors"]):
        counts["errors"] += 1
    return counts


def run(name: str, command: list[str]) -> Counter[str]:
    """Run the tests by a command that ends in pytest."""
    print(f"== Tests on {name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        status = subprocess.run([*command, f"--junitxml={report}"], check=False).returncode
        return counted(report, status)


def on_postgres() -> Counter[str]:
    """Run on PostgreSQL if there is one."""
    if subprocess.run([*POSTGRES, "--check"], check=False, stdout=subprocess.DEVNULL).returncode:
        print("== The tests were not run on PostgreSQL.", flush=True)
        return Counter(errors=int(CI))
    return run("PostgreSQL", [*POSTGRES, *PYTEST])


def main() -> int:
    started = time.monotonic()
    counts = run("SQLite", PYTEST) + on_postgres()
    told = ", ".join(f"{counts[name]} {name}" for name in ORDER if counts[name])
    print(f"{told or 'no tests ran'} in {time.monotonic() - started:.2f}s")
    return 1 if counts["failed"] or counts["errors"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
