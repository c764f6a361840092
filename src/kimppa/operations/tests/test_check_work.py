"""`kimppa check` of what goes on: background work, letters, the mail server, backups."""

import datetime as dt
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.conf import LazySettings

from kimppa.core.backups import LastBackup, note
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.jobs.models import Run, Worker
from kimppa.operations.diagnosis import network, surroundings, work
from kimppa.operations.diagnosis.findings import Level
from kimppa.operations.tests.test_check import FAULT, NOTICE, NOW, OK, only, told


def heard(before: dt.timedelta) -> None:
    at = dt.datetime.now(dt.UTC) - before
    Worker.objects.create(id="x", host="kone", boot="", pid=1, started_at=at, heard_at=at)


def test_a_worker_that_is_not_heard(db: None) -> None:
    assert "systemctl start kimppa-worker" in only(work.worker)[1]
    heard(dt.timedelta(minutes=5))
    assert only(work.worker)[0] == FAULT
    Worker.objects.update(heard_at=dt.datetime.now(dt.UTC))
    assert only(work.worker) == (OK, "Taustatyö on käynnissä.")


def test_background_work_that_failed_or_waits(db: None) -> None:
    assert told(work.runs) == []
    Run.objects.create(name="a", queued_at=NOW, finished_at=NOW, state=Run.State.FAILED)
    assert "1 taustatyö on epäonnistunut" in only(work.runs)[1]
    Run.objects.all().delete()
    Run.objects.create(name="b", queued_at=NOW - dt.timedelta(hours=2))
    assert "1 taustatyö on odottanut" in only(work.runs)[1]


@pytest.mark.parametrize(
    ("state", "level", "words"),
    [
        (OutgoingMail.State.QUEUED, FAULT, "1 viesti on odottanut"),
        (OutgoingMail.State.SENDING, NOTICE, "1 kpl on sellaisia"),
        (OutgoingMail.State.FAILED, NOTICE, "1 kpl ei voitu lähettää"),
    ],
)
def test_letters_that_have_not_gone(db: None, state: str, level: Level, words: str) -> None:
    queue_mail(key="a", to="a@kimppa.example", subject="x", body="x")
    assert told(work.letters) == []
    OutgoingMail.objects.update(state=state, queued_at=NOW - dt.timedelta(hours=2))
    found, text = only(work.letters)
    assert found == level
    assert words in text


def test_without_a_mail_server_letters_reach_nobody() -> None:
    assert "eivätkä ne tavoita ketään" in only(network.mail_server)[1]


def test_a_mail_server_that_is_not_there(settings: LazySettings, unused_tcp_port: int) -> None:
    mail(settings, port=unused_tcp_port)
    level, text = only(network.mail_server)
    assert level == FAULT
    assert f"127.0.0.1:{unused_tcp_port} ei vastaa niin kuin pitäisi" in text


def mail(settings: LazySettings, **options: Any) -> None:
    usual = {"host": "127.0.0.1", "port": 25, "username": "", "password": "", "use_tls": False}
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": usual | options,
        }
    }
    settings.DEFAULT_FROM_EMAIL = "Kimppa <kimppa@kimppa.example>"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"username": "kimppa"}, "KIMPPA_MAIL_PASSWORD ei"),
        ({"host": "smtp.kimppa.example", "password": "x"}, "salasana kulkisi luettavana"),
    ],
)
def test_settings_of_mail_that_contradict(
    settings: LazySettings, options: dict[str, str], words: str
) -> None:
    mail(settings)
    assert told(surroundings.mail_settings) == []
    mail(settings, **options)
    level, text = only(surroundings.mail_settings)
    assert level == FAULT
    assert words in text


def test_a_sender_that_nobody_accepts(settings: LazySettings) -> None:
    mail(settings)
    settings.DEFAULT_FROM_EMAIL = "kimppa@localhost"
    assert "kimppa@localhost" in only(surroundings.mail_settings)[1]


class Inbox:
    """Keeps the letters that arrive."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        self.letters.append(envelope.content.decode())
        return "250 OK"


@pytest.fixture
def mail_server(unused_tcp_port: int) -> Iterator[tuple[int, Inbox]]:
    """A real mail server on loopback that knows no passwords."""
    inbox = Inbox()
    server = Controller(
        inbox,
        hostname="127.0.0.1",
        port=unused_tcp_port,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    server.start()
    yield unused_tcp_port, inbox
    server.stop()


def test_a_mail_server_that_answers(settings: LazySettings, mail_server: tuple[int, Inbox]) -> None:
    port, inbox = mail_server
    mail(settings, port=port)
    assert only(network.mail_server) == (OK, f"Postipalvelin 127.0.0.1:{port} vastaa.")
    assert inbox.letters == []


def test_a_mail_server_that_takes_no_such_password(
    settings: LazySettings, mail_server: tuple[int, Inbox]
) -> None:
    mail(settings, port=mail_server[0], username="kimppa", password="wrong")
    assert "ei hyväksy käyttäjää ja salasanaa" in only(network.mail_server)[1]


def test_a_mail_server_without_the_encryption_that_is_asked_for(
    settings: LazySettings, mail_server: tuple[int, Inbox]
) -> None:
    mail(settings, port=mail_server[0], use_tls=True)
    assert "STARTTLS" in only(network.mail_server)[1]


def test_the_test_letter_arrives(settings: LazySettings, mail_server: tuple[int, Inbox]) -> None:
    port, inbox = mail_server
    mail(settings, port=port)
    assert told(network.send_letter) == []
    assert only(network.send_letter, mail_to="a@kimppa.example")[0] == OK
    assert "To: a@kimppa.example" in inbox.letters[0]


def test_no_backup_is_a_fault() -> None:
    assert "Varmuuskopiota ei ole tehty" in only(work.backups)[1]
    note(LastBackup(at=NOW, ok=False, error="Levy on täynnä."))
    assert only(work.backups)[1].endswith("Levy on täynnä.")


@pytest.mark.parametrize(
    ("hours", "level"), [(1, OK), (25, OK), (27, NOTICE), (71, NOTICE), (73, FAULT)]
)
def test_the_age_of_the_latest_backup(hours: int, level: Level) -> None:
    note(LastBackup(at=NOW - dt.timedelta(hours=hours), ok=True))
    found, text = only(work.backups)
    assert found == level
    assert "Viimeisin varmuuskopio on otettu" in text


def test_a_failed_backup_after_a_good_one_is_a_fault() -> None:
    note(LastBackup(at=NOW, ok=True))
    note(LastBackup(at=NOW, ok=False, error="Levy on täynnä."))
    assert "epäonnistui: Levy on täynnä. Edellinen kopio" in only(work.backups)[1]


def test_backups_on_the_instance_s_own_disk_are_told(instance: Path) -> None:
    note(LastBackup(at=NOW, ok=True, file=str(instance / "kopio.tar")))
    (_fine, (level, text)) = told(work.backups)
    assert level == NOTICE
    assert "samalla levyllä" in text
