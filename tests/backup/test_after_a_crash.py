"""Last night's backup after a crash: nothing lost up to it, nothing done twice after it."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from tests import databases
from tests.backup.keeper import Keeper
from tests.journeys.instance import free_port

LETTER = (
    'INSERT INTO core_outgoingmail (key, "to", subject, body, state, attempts, error, queued_at, '
    "next_attempt_at, message_id, batch, calendar) VALUES (?, ?, 'Muistutus', 'Hei', 'queued', 0, "
    "'', '2025-01-13 10:00:00', '2025-01-13 10:00:00', ?, '', '')"
)

QUEUE_WORK = """
from kimppa.core import clock
from kimppa.jobs.queue import start
from kimppa.jobs.schedule import run_job
start(run_job, "desk.search", name="desk.search", key="tonight", due_at=clock.now())
"""


class Letterbox(Message):
    """Keeps who was written to and what the message was."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[str] = []

    def handle_message(self, message: object) -> None:
        self.arrived.append(str(message["Message-ID"]))  # type: ignore[index]


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    box, port = Letterbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def queue(home: Path, key: str) -> None:
    databases.asked(home, LETTER, key, f"{key}@louna.example", f"<{key}@louna.example>")


def states(home: Path) -> dict[str, str]:
    with databases.connected(home) as database:
        rows = database.execute("SELECT key, state FROM core_outgoingmail").fetchall()
    return dict(rows)


@pytest.mark.every_database
def test_nothing_is_lost_up_to_the_backup_and_nothing_goes_twice(
    keeper: Keeper, letterbox: tuple[Letterbox, int], tmp_path: Path
) -> None:
    box, port = letterbox
    mail = {"KIMPPA_MAIL_HOST": "127.0.0.1", "KIMPPA_MAIL_PORT": str(port)}
    lost = keeper.at(keeper.home, **mail)
    queue(lost.home, "before")
    lost.run("worker", "--once")
    queue(lost.home, "between")
    lost.run("django", "shell", "--no-imports", "--command", QUEUE_WORK)
    backup = lost.backup()
    # The day goes on: the letter leaves, the queued work is done, then the disk dies.
    lost.run("worker", "--once")
    queue(lost.home, "after")
    lost.run("worker", "--once")
    arrived = list(box.arrived)
    assert len(set(arrived)) == len(arrived) >= 3
    tonight = "SELECT state, message FROM jobs_run WHERE key = 'tonight'"
    assert databases.asked(lost.home, tonight)[0] == "done"
    shutil.rmtree(lost.home)

    found = keeper.at(tmp_path / "restored", **mail)
    found.run("restore", backup)
    for _night in range(2):
        found.run("worker", "--once")
    assert box.arrived == arrived
    assert states(found.home)["before"] == "sent"
    assert states(found.home)["between"] == "sending"  # in doubt: a person decides
    state, message = databases.asked(found.home, tonight)
    assert (state, message[:8]) == ("stopped", "Restored")
    waiting = "SELECT count(*) FROM jobs_run WHERE state IN ('waiting', 'running')"
    assert databases.asked(found.home, waiting)[0] == 0


MAKE_LINK = """
from kimppa.core import demo
from kimppa.core.signin.actions import sign_in_link
for person in demo.people(): print(sign_in_link(person))
"""
OPEN_LINKS = """
import sys
from kimppa.core.signin.actions import open_link
print(*(open_link(path.rpartition("/")[2]) is not None for path in sys.stdin.read().split()))
"""


def test_sessions_and_links_of_before_open_nothing(keeper: Keeper, tmp_path: Path) -> None:
    """Even where the secret key is the same: a used link must not be good again."""
    secret = {"KIMPPA_SECRET_KEY": "sama avain ennen ja jälkeen, riittävän pitkä avaimeksi 123456"}
    before = keeper.at(keeper.home, **secret)
    databases.asked(
        before.home, "INSERT INTO django_session VALUES ('vanha', '{}', '2099-01-01 10:00:00')"
    )
    links = before.run("django", "shell", "--no-imports", "--command", MAKE_LINK)
    backup = before.backup()
    after = before.at(tmp_path / "restored")
    after.run("restore", backup)
    assert "False" not in opened(before, links)
    assert "True" not in opened(after, links)
    assert databases.asked(after.home, "SELECT count(*) FROM django_session") == (0,)


@pytest.mark.every_database
def test_a_stolen_backup_signs_nobody_in(keeper: Keeper) -> None:
    key = "f00dcafe" * 4
    add = f"INSERT INTO django_session VALUES ('{key}', '{{}}', '2099-01-01 10:00:00')"
    databases.asked(keeper.home, add)
    backup = keeper.backup()
    with tarfile.open(backup) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
        database = archive.extractfile(manifest["members"][0]["name"]).read()
    assert manifest["rows"].get("django_session", 0) == 0
    assert manifest["rows"].get("core_opensession", 0) == 0
    assert key.encode() not in database
    assert databases.asked(keeper.home, "SELECT count(*) FROM django_session") != (0,)


def opened(keeper: Keeper, links: str) -> str:
    with keeper.start("django", "shell", "--no-imports", "--command", OPEN_LINKS) as process:
        told: str = process.communicate(links, timeout=120)[0]
    assert len(told.split()) == len(links.split()) > 5
    return told
