"""What people and the worker do while the disk is full: told in words, nothing by half."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.test import Client

from conftest import Louna
from kimppa.agreement import demo as agreement
from kimppa.core import demo
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.files.models import StoredFile
from kimppa.core.fulldisk import is_full
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.releases.drafts import fingerprint
from kimppa.core.releases.models import Release
from kimppa.core.tasks.models import Task
from kimppa.report.actions import start_report
from kimppa.report.releases import REPORT


def test_a_disk_that_fills_up_at_freeze_is_told_and_leaves_nothing(
    louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement.load()
    report = start_report(by=louna.coordinator, year=2024)
    client = Client(raise_request_exception=False)
    client.force_login(louna.coordinator)
    places = list(louna.municipalities.values())
    form = {
        "municipalities": list(louna.municipalities),
        "seen": fingerprint(REPORT.drafts(report, places)),
    }
    kept = StoredFile.objects.count()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        answer = client.post("/report/2024/freeze/", form)
    assert answer.status_code == 507
    assert "Levy on täynnä" in answer.content.decode()
    assert not Release.objects.exists()
    assert StoredFile.objects.count() == kept
    assert client.post("/report/2024/freeze/", form).status_code == 302
    assert Release.objects.count() == 5


@contextmanager
def full_database() -> Iterator[None]:
    """No new page for the database, as when the disk has no room; the pages there have some."""
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute("PRAGMA max_page_count = 1")  # SQLite takes no less than there are
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {before}")


def until_full(path: str, form: dict[str, str], person: Person | None = None) -> int:
    """Send a form again and again until the disk is full; how often it was taken."""
    known = Client(raise_request_exception=False)
    if person:
        known.force_login(person)
    for times in range(200):
        client = known if person else Client(raise_request_exception=False)
        answer = client.post(path, form)
        if answer.status_code != 302:
            assert answer.status_code == 507
            assert "Levy on täynnä" in answer.content.decode()
            assert form.get("password", "-") not in answer.content.decode().split()
            return times
    raise AssertionError("the disk was never full")


@pytest.fixture
def coordinator(transactional_db: None, instance: Path) -> Person:
    """Of the demo, in a database whose transactions are real."""
    if connection.vendor != "sqlite":
        pytest.skip("optional: how PostgreSQL says it is a test of its own")
    demo.load()
    return next(person for person in demo.people() if person.is_coordinator)


def test_signing_in_on_a_full_disk_is_told_and_works_again(coordinator: Person) -> None:
    """The session and its line in the log need room."""
    coordinator.set_password("correct horse battery")
    coordinator.save()
    form = {"email": coordinator.email, "password": "correct horse battery"}
    with full_database():
        until_full("/sign-in/", form)
        assert Client().get("/tarkista/").status_code == 200
    assert Client().post("/sign-in/", form).status_code == 302


def test_a_task_on_a_full_disk_is_there_with_its_line_or_not_at_all(coordinator: Person) -> None:
    before = Task.objects.count()
    with full_database():
        taken = until_full("/tasks/add/", {"title": "T", "topic": "meetings"}, coordinator)
    assert Task.objects.count() == before + taken
    assert AuditEvent.objects.filter(model="core.task").count() >= taken


def test_the_worker_outlives_a_full_disk_and_sends_afterwards(coordinator: Person) -> None:
    queue_mail(key="k", to="a@example.org", subject="S", body="B")
    with full_database():
        fill()
        call_command("worker", "--once")
    assert OutgoingMail.objects.get(key="k").state != OutgoingMail.State.FAILED
    call_command("worker", "--once")
    assert OutgoingMail.objects.get(key="k").state == OutgoingMail.State.SENT


def fill() -> None:
    """Use up what room there is in the table of sessions and elsewhere."""
    with connection.cursor() as cursor:
        while not _refuses(cursor, "CREATE TABLE IF NOT EXISTS filler (x BLOB)"):
            if _refuses(cursor, "INSERT INTO filler VALUES (zeroblob(500))"):
                return


def _refuses(cursor: CursorWrapper, statement: str) -> bool:
    """Whether there is no room for it; a database that is only busy is asked again."""
    try:
        cursor.execute(statement)
    except OperationalError as error:
        return is_full(error)
    return False


def test_postgresql_says_it_by_its_code() -> None:
    told = OperationalError('could not extend file "base/5/1": No space left on device')
    assert not is_full(told)
    told.__cause__ = psycopg.errors.DiskFull("could not extend file")
    assert is_full(told)
