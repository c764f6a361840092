"""Run the checks and the tests, and tell how long each part took.

    python scripts/suite.py                      all that `make test` promises
    python scripts/suite.py --all                every test on every database
    python scripts/suite.py --room publishing    a room and what depends on it

The parts run at the same time, in more processes than there are processors: one often waits for a
server, a lock or a disk while another works. What is tested on PostgreSQL takes less than a fifth
of the time, so one process of five has it. What the tests on SQLite say is shown at once, what the
others say when they have ended. The last line counts all tests. Ends with 1 when any part failed;
without PostgreSQL's programs that part is left out and that is said; in CI it is a failure.

Where memory has room, the folders of all tests lie there and are gone with the run: making and
removing them on a disk takes a tenth of the processor's time. What a failed test left behind stays
when it is run again by itself, with `pytest`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import grimp

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "kimppa"
BIN = Path(sys.executable).parent
POSTGRES = [sys.executable, str(Path(__file__).with_name("postgres.py"))]
CI = os.environ.get("CI", "").lower() in {"1", "true"}
CORES = os.process_cpu_count() or 1
ORDER = ("failed", "passed", "skipped", "errors")
LONGEST = 15
MEMORY, PLENTY = Path("/dev/shm"), 8 * 10**9  # bytes

# What is asked of every room; `--room` narrows it.
CONTRACTS = (
    "tests/architecture",
    "tests/api/test_described.py",
    "tests/api/test_roles.py",
    "tests/contracts/test_anybody.py",
    "tests/contracts/test_connections.py",
    "tests/contracts/test_edges.py",
    "tests/contracts/test_imports.py",
    "tests/contracts/test_internal_items.py",
    "tests/contracts/test_own_rows.py",
    "tests/contracts/test_refusals.py",
    "tests/contracts/test_releases.py",
    "tests/contracts/test_rights.py",
    "tests/contracts/test_roles_read.py",
    "tests/contracts/test_scopes.py",
    "tests/contracts/test_stained_rows.py",
    "tests/contracts/test_texts.py",
    "tests/contracts/test_texts_out.py",
    "tests/contracts/test_years.py",
    "tests/journeys",
    "src/kimppa/config/tests/test_roles.py",
)
# Tests outside a room that are about it alone, or about what it gives out.
LANGUAGES = "tests/contracts/test_languages.py"
INTERNAL = "tests/contracts/test_internal_documents.py"
MORE = {
    "agreement": [LANGUAGES],
    "documents": [LANGUAGES, INTERNAL],
    "meetings": [INTERNAL],
    "programme": [LANGUAGES, INTERNAL],
    "report": [LANGUAGES, INTERNAL],
    "statistics": [LANGUAGES],
    "desk": ["tests/home"],
    "marc": [
        "tests/catalogues",
        "tests/contracts/test_harvested_catalogue.py",
        "tests/contracts/test_rule_conditions.py",
    ],
    "operations": [
        "tests/backup",
        "tests/moving",
        "tests/serving",
        "tests/operations/test_check.py",
    ],
    "sources": ["tests/contracts/test_harvested_catalogue.py"],
}
DEPENDING = "every_database and not large and not browser"


@dataclass(frozen=True)
class Part:
    """Commands that run one after another until one fails; `tests` = the last ends in pytest."""

    name: str
    commands: list[list[str]]
    tests: bool = True
    shown: bool = False


@dataclass
class Outcome:
    """How a part ended."""

    part: Part
    seconds: float
    counts: Counter[str] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    output: str = ""

    @property
    def is_bad(self) -> bool:
        return bool(self.counts["failed"] or self.counts["errors"])

    def __str__(self) -> str:
        return f"{self.part.name:<12}{self.seconds / 60:5.1f} min  {words(self.counts) or 'well'}"


def words(counts: Counter[str]) -> str:
    """How many tests ended how, as text."""
    return ", ".join(f"{counts[name]} {name}" for name in ORDER if counts[name])


def read_report(report: Path, status: int) -> tuple[Counter[str], Counter[str]]:
    """From pytest's report, how many tests ended how, and the seconds of each folder's tests.

    A run that ended badly without a failed test counts as an error.
    """
    counts: Counter[str] = Counter()
    times: Counter[str] = Counter()
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            bad = {name: int(suite.get(name, 0)) for name in ("failures", "errors", "skipped")}
            counts["failed"] += bad["failures"]
            counts["errors"] += bad["errors"]
            counts["skipped"] += bad["skipped"]
            counts["passed"] += int(suite.get("tests", 0)) - sum(bad.values())
            for test in suite.iter("testcase"):
                times[folder_of(test.get("classname", ""))] += float(test.get("time", 0))
    if status and not (counts["failed"] or counts["errors"]):
        counts["errors"] += 1
    return counts, times


def folder_of(module: str) -> str:
    """The room, or the folder of `tests`, that a test's module stands in."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["src", "kimppa"] else "/".join(parts[:2])


def run(part: Part) -> Outcome:
    """Run a part to its end."""
    start, output, status = time.monotonic(), "", 0
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        for command in part.commands:
            last = part.tests and command is part.commands[-1]
            process = subprocess.run(
                [*command, *([f"--junitxml={report}"] if last else [])],
                cwd=ROOT,
                check=False,
                text=True,
                stdout=None if part.shown else subprocess.PIPE,
                stderr=None if part.shown else subprocess.STDOUT,
            )
            output, status = output + (process.stdout or ""), process.returncode
            if status:
                break
        counts, times = read_report(report, status)
    return Outcome(part, time.monotonic() - start, counts, times, output)


def pytest(*arguments: str, marks: str = "", processes: int = CORES) -> list[str]:
    """A command that runs tests: `marks` as pytest's -m takes them."""
    selection = ["-m", marks] if marks else []
    groups = ["--dist", "loadgroup", "--no-loadscope-reorder"]
    return [str(BIN / "pytest"), "-n", str(processes), *groups, "-rs", *selection, *arguments]


def on_postgres(command: list[str]) -> Part | None:
    """The tests on PostgreSQL, if there is one."""
    if subprocess.run([*POSTGRES, "--check"], check=False, stdout=subprocess.DEVNULL).returncode:
        print("== The tests are not run on PostgreSQL.", flush=True)
        return Part("PostgreSQL", [["false"]], tests=False) if CI else None
    return Part("PostgreSQL", [[*POSTGRES, *command]])


def checks() -> Part:
    """What reads the code without running it."""
    commands = [["ruff", "check", "--quiet"], ["ruff", "format", "--check", "--quiet"], ["mypy"]]
    return Part(
        "checks", [[str(BIN / name), *arguments] for name, *arguments in commands], tests=False
    )


def rooms() -> set[str]:
    return {path.parent.name for path in SRC.glob("*/__init__.py")}


def dependants(room: str) -> set[str]:
    """The rooms whose modules import a room's, their tests left aside."""
    graph = grimp.build_graph("kimppa", cache_dir=None)
    packages = set()
    for module in graph.modules:
        package, _, rest = module.removeprefix("kimppa.").partition(".")
        if package != room and "tests" not in rest.split("."):
            imported = graph.find_modules_directly_imported_by(module)
            if any(f"{name}.".startswith(f"kimppa.{room}.") for name in imported):
                packages.add(package)
    return packages - {"kimppa"}


def room_parts(room: str) -> list[Part | None]:
    """The tests of a room and of those that depend on it; the suite where most rooms do."""
    users = dependants(room)
    if len(users) > len(rooms()) / 2:
        print(f"== {len(users)} rooms depend on {room}: all tests are run.", flush=True)
        return suite_parts()
    about = {room} if (SRC / room / "apps.py").exists() else users
    folders = [f"src/kimppa/{name}" for name in (room, *sorted(users))]
    arguments = [
        *folders,
        *CONTRACTS,
        *MORE.get(room, []),
        *(f"--room={name}" for name in sorted(about)),
    ]
    return [
        Part("SQLite", [pytest(*arguments, marks="not large")], shown=True),
        on_postgres(pytest(*arguments, marks=DEPENDING, processes=1)),
    ]


def suite_parts() -> list[Part | None]:
    postgres = on_postgres(pytest(marks=DEPENDING, processes=(CORES + 1) // 2))
    marks = "not large and not on_postgres" if postgres else "not large"
    sqlite = Part("SQLite", [pytest(marks=marks, processes=CORES + 2)], shown=True)
    return [checks(), sqlite, postgres]


def all_parts() -> list[Part | None]:
    return [checks(), Part("SQLite", [pytest()], shown=True), on_postgres(pytest())]


def chosen_parts() -> list[Part | None]:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="every test on every database")
    parser.add_argument("--room", default="", help="a room and what depends on it")
    options = parser.parse_args()
    if options.all:
        os.environ["EXAMPLES"] = "all"  # tests/examples.py
        return all_parts()
    if not options.room:
        return suite_parts()
    if options.room not in rooms():
        parser.error(f"There is no room {options.room!r}. Rooms: {', '.join(sorted(rooms()))}")
    return room_parts(options.room)


def compile_tests() -> None:
    """Have all tests read once in a fresh copy, where Python has compiled nothing yet: processes
    that begin at the same time would each compile all of it. What is wrong the tests tell.
    """
    done = BIN.parent / ".tests-compiled"
    if not done.exists():
        command = [str(BIN / "pytest"), "--collect-only", "-qq"]
        subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
        done.touch()


@contextmanager
def in_memory() -> Iterator[None]:
    """Have every program find its temporary folder in memory, where there is plenty of it and
    programs may be run from there.
    """
    runs = MEMORY.is_dir() and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    if not runs or shutil.disk_usage(MEMORY).free < PLENTY:
        yield
        return
    with tempfile.TemporaryDirectory(
        prefix="kimppa-", dir=MEMORY, ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o755)  # other users of the tests pass through: PostgreSQL's, nobody
        os.environ["TMPDIR"] = folder
        yield


def outcomes(parts: list[Part]) -> list[Outcome]:
    """Run the parts at the same time; what each says is printed when it has ended."""
    with ThreadPoolExecutor(len(parts)) as pool:
        futures: list[Future[Outcome]] = []
        for part in sorted(parts, key=lambda part: part.tests):
            if part.tests:
                compile_tests()
            futures.append(pool.submit(run, part))
        results = []
        for future in as_completed(futures):
            results.append(outcome := future.result())
            print(f"\n== {outcome}\n{outcome.output}", end="", flush=True)
    return results


def main() -> int:
    start = time.monotonic()
    with in_memory():
        results = outcomes([part for part in chosen_parts() if part])
    for outcome in results:
        if longest := outcome.times.most_common(LONGEST):
            print(f"\n{outcome.part.name}, seconds of one process by folder:")
            print(", ".join(f"{folder} {seconds:.0f}" for folder, seconds in longest))
    print("", *results, sep="\n")
    counts = sum((outcome.counts for outcome in results), Counter[str]())
    print(f"{words(counts) or 'no tests ran'} in {time.monotonic() - start:.2f}s")
    return 1 if any(outcome.is_bad for outcome in results) or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
