"""One clock: only `core.clock` asks the machine for the date, and no test waits for time."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.conftest import ROOT

CLOCK = re.compile(
    r"\b(date|datetime|dt|timezone)\.(today\(|now\(|utcnow\(|local(date|time)\(\))|\btime\.time(_ns)?\("
)
# Real time on purpose: the clock itself, and whatever keeps secrets or a process alive.
REAL_TIME = {
    "operations/monitoring/gauges.py": "a watcher counts in real time",
    "core/changes.py": "the version of what is stored is an order of writes, not a date",
    "core/clock.py": "the clock",
    "operations/backup/run.py": "a backup is of a moment of real time",
    "core/files/sweeping.py": "the age of files on the disk",
    "core/mail/actions.py": "a mail server keeps real time",
    "core/signin/actions.py": "sign-in links expire in real time",
    "core/tokens/actions.py": "tokens expire in real time",
    "core/tokens/queries.py": "whether a token has expired",
    "core/signin/factors.py": "codes and their use in real time",
    "core/signin/enrolment.py": "letters about factors are told apart by the real moment",
    "core/signin/log.py": "who came in, and when in truth",
    "core/signin/passkeys.py": "when a passkey was used in truth",
    "core/signin/sessions.py": "sessions end in real time",
    "desk/signin/entering.py": "a sign-in waits for its second step in real time",
    "core/webhooks/actions.py": "receivers outside keep real time",
    "core/webhooks/sending.py": "a signature holds the real moment, and silence is counted in days",
    "core/throttle/actions.py": "tries are counted in real time",
    "jobs/liveness.py": "workers live in real time",
    "operations/diagnosis/database.py": "clocks are compared with real time",
    "operations/diagnosis/content.py": "the age of files on the disk",
    "operations/diagnosis/work.py": "workers, letters and backups are in real time",
    "jobs/queries.py": "workers are heard of in real time",
    "jobs/queue.py": "back-off waits in real time",
    "core/releases/queries.py": "whether a personal link has expired",
    "feedback/mailboxes/actions.py": "letters are tried again in the order of their last tries",
    "feedback/actions/readers.py": "who has a page before them, in real minutes",
    "core/proposals/actions.py": "personal links expire and are closed in real time",
    "marc/cli/recording.py": "a record tells on which day it was made in truth",
    "sources/folder.py": "a file rests in the real time of its disk",
    "core/releases/actions/delivering.py": "personal links expire and are closed in real time",
}


def test_the_date_is_asked_of_the_clock_only(product_files: tuple[Path, ...]) -> None:
    package = ROOT / "src" / "kimppa"
    asking = [
        f"{path.relative_to(ROOT)}:{number} {found.group()}"
        for path in product_files
        if path.relative_to(package).as_posix() not in REAL_TIME
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := CLOCK.search(line.split("#")[0]))
    ]
    assert not asking, "ask kimppa.core.clock, or list the file with its reason:\n" + "\n".join(
        asking
    )


def test_exceptions_still_exist(product_files: tuple[Path, ...]) -> None:
    package = ROOT / "src" / "kimppa"
    unneeded = [
        name
        for name in REAL_TIME
        if package / name not in product_files
        or not CLOCK.search((package / name).read_text(encoding="utf-8"))
    ]
    assert not unneeded


def test_no_test_sleeps(python_files: tuple[Path, ...]) -> None:
    sleeping = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files
        if "tests" in path.parts
        for line in sleeps(path)
    ]
    assert not sleeping


def sleeps(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"sleep", "wait_for_timeout"}:
                yield node.lineno
