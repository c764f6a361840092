"""Letters that cannot be taken now stay in their mailbox and are taken later, each once."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from pytest_django import Settings

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.connections.actions import add, pause
from kimppa.feedback.mailboxes.actions import edit
from kimppa.feedback.models import Mailbox, Original, PendingLetter, Ticket
from kimppa.feedback.tasks import read_mailboxes
from kimppa.feedback.tests.conftest import signed_in, text_of
from kimppa.feedback.tests.test_mailboxes import box, letter, server
from kimppa.jobs.models import Run
from kimppa.jobs.queue import start
from kimppa.jobs.schedule import run_job
from kimppa.jobs.worker import Worker
from kimppa.sources.mail import maildir
from kimppa.sources.tests.imapserver import Mail

__all__ = ["box", "server"]  # fixtures

type Put = Callable[[bytes], object]


class Killed(BaseException):
    """The process ends here: nothing that catches errors catches it."""


@pytest.fixture
def folder(louna: Louna, instance: Path) -> Path:
    """The `new/` of a maildir that is read."""
    place = instance / "maildir" / "palaute"
    for name in ("new", "cur", "tmp"):
        (place / name).mkdir(parents=True)
    add(Mailbox, by=louna.coordinator, title="Kansio", kind="maildir", folder="palaute")
    return place / "new"


@pytest.fixture(params=["imap", "maildir"])
def put(request: pytest.FixtureRequest) -> Put:
    """Puts a letter into a mailbox of each kind."""
    if request.param == "imap":
        mail: Mail = request.getfixturevalue("server")
        request.getfixturevalue("box")
        return mail.put
    place: Path = request.getfixturevalue("folder")
    return lambda data: (place / f"{len(list(place.parent.rglob('*'))):04}").write_bytes(data)


def texts() -> list[str]:
    """What the letters say that have been taken, each as often as it stands there."""
    return sorted(Ticket.objects.values_list("messages__text", flat=True))


def page_of(louna: Louna, address: str = "") -> str:
    address = address or Mailbox.objects.get().get_absolute_url()
    return text_of(signed_in(louna.coordinator).get(address))


def test_forty_letters_of_one_sender_are_all_taken_once(put: Put, louna: Louna) -> None:
    for number in range(40):
        put(letter(f"Kirje {number:02}", Message_ID=f"<{number}@example.org>"))
    put(letter("Muulta", From="toinen@example.org"))
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)) as clock:
        assert read_mailboxes() == 31
        assert "10 kirjettä odottaa postilaatikossa" in page_of(louna, "/feedback/")
        page = page_of(louna)
        assert "mimmi@example.org" in page
        assert "Sama lähettäjä on lähettänyt monta kirjettä" in page
        clock.shift(5 * 60)
        assert read_mailboxes() == 0
        clock.shift(56 * 60)
        assert read_mailboxes() == 10
        clock.shift(61 * 60)
        assert read_mailboxes() == 0
    assert texts() == [*(f"Kirje {number:02}" for number in range(40)), "Muulta"]
    assert "odottaa postilaatikossa" not in page_of(louna, "/feedback/")


def test_the_page_of_runs_says_how_many_wait(put: Put, louna: Louna) -> None:
    for number in range(32):
        put(letter(f"Kirje {number}"))
    start(run_job, "feedback.feedback-mail", name="feedback.feedback-mail")
    Worker().drain()
    run = Run.objects.get()
    page = page_of(louna, f"/runs/{run.pk}/")
    assert run.count == 30
    assert "Palautteen postilaatikoissa odottaa 2 kirjettä." in page


def is_locked(execute: Any, sql: str, *more: Any) -> Any:
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        raise OperationalError("database is locked")
    return execute(sql, *more)


def test_a_locked_database_delays_a_letter(put: Put) -> None:
    put(letter("Kirje"))
    with connection.execute_wrapper(is_locked), pytest.raises(OperationalError):
        read_mailboxes()
    assert texts() == []
    assert read_mailboxes() == 1
    assert texts() == ["Kirje"]


@contextmanager
def killed_at(step: int) -> Iterator[list[str]]:
    """The process is killed before its nth statement; the statements that were begun."""
    seen: list[str] = []

    def execute(execute: Any, sql: str, *more: Any) -> Any:
        seen.append(sql)
        if len(seen) == step:
            raise Killed
        return execute(sql, *more)

    with connection.execute_wrapper(execute), suppress(Killed):
        yield seen


def test_a_letter_is_taken_once_wherever_the_process_is_killed(put: Put) -> None:
    """Killed before each of its statements in turn, then run again: one letter, one ticket."""
    step, ended = 0, False
    while not ended:
        step += 1
        put(letter(f"Kirje {step:03}", From=f"a{step}@example.org"))
        with killed_at(step) as seen:
            read_mailboxes()
        ended = len(seen) < step
        read_mailboxes()
        assert texts() == [f"Kirje {number:03}" for number in range(1, step + 1)]
        assert not PendingLetter.objects.exists()
    assert step > 20
    assert Original.objects.count() == step


@pytest.mark.parametrize("after", [False, True])
def test_a_letter_of_a_maildir_is_taken_once_when_killed_at_its_marking(
    folder: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    mark = maildir.mark_seen

    def kill(path: Path) -> None:
        if after:
            mark(path)
        raise Killed

    (folder / "1").write_bytes(letter("Kirje"))
    with monkeypatch.context() as patched:
        patched.setattr(maildir, "mark_seen", kill)
        with pytest.raises(Killed):
            read_mailboxes()
    read_mailboxes()
    assert texts() == ["Kirje"]
    assert not list(folder.iterdir())


def test_a_letter_that_kills_the_process_stops_none_behind_it(
    put: Put, monkeypatch: pytest.MonkeyPatch, louna: Louna
) -> None:
    """It waits for a person after some tries, and is taken when its fault has been mended."""

    def trip(words: str) -> str:
        if words == "Haku":
            raise Killed
        return ""

    put(letter("Myrkky"))
    put(letter("Kirje", Subject="Toinen"))
    with monkeypatch.context() as patched:
        patched.setattr("kimppa.feedback.finna.theme_in", trip)
        for _reading in range(PendingLetter.TRIES):
            with pytest.raises(Killed):
                read_mailboxes()
        assert read_mailboxes() in (0, 1)
        assert texts() == ["Kirje"]
    assert read_mailboxes() == 0
    assert "1 kirje odottaa postilaatikossa" in page_of(louna, "/feedback/")
    assert "eikä sitä yritetä enää itsestään" in page_of(louna)
    client = signed_in(louna.coordinator)
    address = f"{Mailbox.objects.get().get_absolute_url()}again/"
    assert "yritetään uudelleen" in text_of(client.post(address, follow=True))
    Worker().drain()
    assert texts() == ["Kirje", "Myrkky"]
    assert "Yhtään kirjettä ei ole siirretty" in text_of(client.post(address, follow=True))


def test_a_letter_that_is_too_large_stays_and_the_coordinator_is_told(
    put: Put, louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("imap", "maildir"):
        monkeypatch.setattr(f"kimppa.sources.mail.{module}.LARGEST", 2000)
        monkeypatch.setattr(f"kimppa.sources.mail.{module}.HEAD", 500)
    put(letter("x" * 3000, Subject="Kuvia", Date="Mon, 3 Feb 2025 12:30:00 +0200"))
    put(letter("Kirje"))
    assert read_mailboxes() == 1
    assert read_mailboxes() == 0
    page = page_of(louna)
    for words in ("3.2.2025", "mimmi@example.org", "Kuvia", "liian suuri"):
        assert words in page


def test_what_has_left_the_mailbox_waits_no_longer(
    server: Mail, box: Mailbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("imap", "maildir"):
        monkeypatch.setattr(f"kimppa.sources.mail.{module}.LARGEST", 200)
        monkeypatch.setattr(f"kimppa.sources.mail.{module}.HEAD", 100)
    server.put(letter("x" * 300))
    (folder / "1").write_bytes(letter("x" * 300))
    read_mailboxes()
    assert PendingLetter.objects.count() == 2
    server.letters.clear()
    (folder / "1").unlink()
    read_mailboxes()
    assert not PendingLetter.objects.exists()


def test_a_letter_that_breaks_the_connection_stops_none_behind_it(
    server: Mail, box: Mailbox
) -> None:
    server.breaks_at = server.put(letter("Rikki"))
    server.put(letter("Kirje"))
    for _reading in range(PendingLetter.TRIES + 1):
        read_mailboxes()
    assert texts() == ["Kirje"]
    assert PendingLetter.objects.get().is_set_aside
    assert AuditEvent.objects.filter(action="feedback.mailbox-skip").count() == 1


def test_a_fault_in_one_mailbox_keeps_no_other_from_being_read(
    server: Mail, box: Mailbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(letter("Kirje"))
    monkeypatch.setattr(maildir, "new_letters", lambda folder: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read_mailboxes()
    assert texts() == ["Kirje"]


def test_a_mailbox_that_is_changed_while_it_is_read_is_read_from_its_beginning(
    server: Mail, box: Mailbox, louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old place's numbers say nothing of the new one's letters."""
    server.put(letter("Kirje"))
    server.put(letter("Toinen", Subject="Toinen"))

    def theme_in(words: str) -> str:
        if words == "Haku":
            edit(by=louna.coordinator, connection=Mailbox.objects.get(), folder="Muu")
        return ""

    with monkeypatch.context() as patched:
        patched.setattr("kimppa.feedback.finna.theme_in", theme_in)
        read_mailboxes()
    row = Mailbox.objects.get()
    assert (row.folder, row.last_uid, row.validity) == ("Muu", 0, 0)
    assert texts() == ["Kirje"]


def test_a_maildir_that_cannot_be_marked_is_told_before_anything_is_taken(
    folder: Path, louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1").write_bytes(letter("Kirje"))
    monkeypatch.setattr("os.access", lambda *_args: False)
    assert read_mailboxes() == 0
    assert "kirjeitä ei voi siirtää" in page_of(louna)


def test_marking_a_letter_never_covers_another(folder: Path) -> None:
    for text in ("Kirje", "Toinen"):
        (folder / "1").write_bytes(letter(text))
        read_mailboxes()
    assert len(list((folder.parent / "cur").iterdir())) == 2


def test_names_that_no_column_holds_stop_nothing(folder: Path) -> None:
    (folder / "a\udcff").write_bytes(letter("Kirje"))
    (folder / ("b" * 250)).write_bytes(letter("Toinen", Subject="Toinen"))
    assert (read_mailboxes(), read_mailboxes()) == (2, 0)
    assert texts() == ["Kirje", "Toinen"]


def test_automatic_letters_stay_counted_and_use_up_nobodys_limit(put: Put, louna: Louna) -> None:
    """A robot's forty answers are left in the mailbox; the person behind the address is heard."""
    for number in range(40):
        put(letter(f"Poissa {number}", Auto_Submitted="auto-replied"))
    put(letter("Kirje"))
    assert read_mailboxes() == 1
    assert texts() == ["Kirje"]
    assert "Automaattisia kirjeitä ohitettu 40" in page_of(louna)


def test_a_letter_of_finnas_form_without_a_customers_address_is_a_persons(
    put: Put, settings: Settings
) -> None:
    put(letter("Haku", From="noreply@finna.fi", Subject="Palautetta Finnasta (Yleinen palaute)"))
    put(letter("Uutisia", From="noreply@finna.fi", Subject="Uutiskirje: palvelut"))
    assert read_mailboxes() == 1


def test_a_mailbox_that_is_paused_tells_of_no_letters(put: Put, louna: Louna) -> None:
    for number in range(31):
        put(letter(f"Kirje {number}"))
    read_mailboxes()
    pause(by=louna.coordinator, connection=Mailbox.objects.get())
    assert "odottaa postilaatikossa" not in page_of(louna, "/feedback/")
