"""Mail: a real server gets each message once; a server that is down loses nothing."""

import datetime as dt
import itertools
import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from importlib import import_module
from threading import Thread
from types import SimpleNamespace

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import SMTP, Envelope
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from pytest_django import Settings

from kimppa.core.audit.actions import batch
from kimppa.core.consortium.models import Person
from kimppa.core.mail import actions
from kimppa.core.mail.actions import ATTEMPTS, queue_mail, send_queued, write_to
from kimppa.core.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


class Inbox(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def inbox(settings: Settings, unused_tcp_port: int) -> Iterator[Inbox]:
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    use_server(settings, unused_tcp_port)
    yield box
    controller.stop()


def queue(key: str = "a") -> OutgoingMail:
    return queue_mail(
        key=key, to="johtaja@louna.example", subject="Hyvää päivää", body="Äiti öylätti"
    )


def use_server(settings: Settings, port: int) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "kimppa.core.mail.backend.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        }
    }


def due_now() -> None:
    OutgoingMail.objects.update(next_attempt_at=dt.datetime.now(dt.UTC))


def test_a_letter_is_in_the_language_of_its_person_whoever_asks(
    settings: Settings, django_user_model: type[Person]
) -> None:
    settings.KIMPPA_PUBLIC_URL = "https://desk.example"
    person = django_user_model.objects.create(name="A", email="a@louna.example", language="sv")
    with translation.override("fi"):
        mail = write_to(
            person,
            key="k",
            subject=format_lazy("{} %(day)s", gettext_lazy("municipality")),
            body=format_lazy("{}\n%(link)s\n", gettext_lazy("municipality")),
            words=lambda: {"day": f"{get_language()} {'x' * 400}"},
            link="/tasks/3/",
        )
    assert mail.subject.startswith("kommun sv xxx")
    assert len(mail.subject) == 300
    assert mail.body == "kommun\nhttps://desk.example/tasks/3/\n"
    assert (mail.to, mail.person) == ("a@louna.example", person)


def test_a_calendar_reaches_a_real_server_as_the_other_form_of_its_letter(inbox: Inbox) -> None:
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Äiti öylätti\r\nEND:VCALENDAR\r\n"
    queue_mail(key="k", to="a@louna.example", subject="Kokous", body="Terve", calendar=calendar)
    assert send_queued() == (1, 0)
    (message,) = inbox.messages
    assert message.get_content_type() == "multipart/alternative"
    text, part = message.get_payload()
    assert text.get_payload(decode=True).decode().strip() == "Terve"
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    assert part.get_payload(decode=True).decode() == calendar


def test_a_message_reaches_a_real_server_once(inbox: Inbox) -> None:
    queue()
    assert send_queued() == (1, 0)
    assert send_queued() == (0, 0)
    assert len(inbox.messages) == 1
    text = inbox.messages[0].get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode().strip() == "Äiti öylätti"


def test_the_same_key_is_queued_once() -> None:
    queue()
    queue()
    assert OutgoingMail.objects.count() == 1


def test_a_server_that_is_down_delays_and_loses_nothing(
    settings: Settings, unused_tcp_port: int
) -> None:
    use_server(settings, unused_tcp_port)
    queue()
    assert send_queued() == (0, 1)
    mail = OutgoingMail.objects.get()
    assert mail.state == OutgoingMail.State.QUEUED
    assert mail.next_attempt_at > dt.datetime.now(dt.UTC)
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    try:
        due_now()
        assert send_queued() == (1, 0)
    finally:
        controller.stop()
    assert len(inbox.messages) == 1


def test_after_many_attempts_a_person_is_asked(settings: Settings, unused_tcp_port: int) -> None:
    use_server(settings, unused_tcp_port)
    queue()
    for _attempt in range(ATTEMPTS):
        due_now()
        send_queued()
    mail = OutgoingMail.objects.get()
    assert mail.state == OutgoingMail.State.FAILED
    assert "refused" in mail.error.lower()


def test_a_message_being_sent_when_the_worker_died_is_not_sent_again(inbox: Inbox) -> None:
    mail = queue()
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingMail.State.SENDING)
    assert send_queued() == (0, 0)
    assert inbox.messages == []


def test_two_workers_send_a_message_once(inbox: Inbox) -> None:
    mail = queue()
    other = OutgoingMail.objects.get(pk=mail.pk)
    assert actions._send(mail) is True
    assert actions._send(other) is None
    assert len(inbox.messages) == 1


class BreaksOff:
    """A server that takes the message and dies before it says so."""

    async def handle_DATA(self, server: SMTP, session: object, envelope: Envelope) -> str:
        transport = server.transport
        assert transport is not None
        transport.abort()
        return "250 OK"


class Refuses:
    """A server that refuses what it is sent, in so many words."""

    async def handle_DATA(self, server: SMTP, session: object, envelope: Envelope) -> str:
        return "451 Try again later"


@contextmanager
def serving(settings: Settings, port: int, handler: object) -> Iterator[None]:
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    use_server(settings, port)
    try:
        yield
    finally:
        controller.stop()


def test_a_connection_that_breaks_after_the_message_is_never_repeated_by_itself(
    settings: Settings, unused_tcp_port: int
) -> None:
    queue()
    with serving(settings, unused_tcp_port, BreaksOff()):
        assert send_queued() == (0, 1)
        due_now()
        assert send_queued() == (0, 0)
    mail = OutgoingMail.objects.get()
    assert mail.state == OutgoingMail.State.SENDING
    assert "SMTPServerDisconnected" in mail.error


def test_a_refusal_is_tried_again(settings: Settings, unused_tcp_port: int) -> None:
    queue()
    with serving(settings, unused_tcp_port, Refuses()):
        assert send_queued() == (0, 1)
        due_now()
        assert send_queued() == (0, 1)
    assert OutgoingMail.objects.get().state == OutgoingMail.State.QUEUED


def test_an_impossible_address_holds_nobody_else_up(inbox: Inbox) -> None:
    queue_mail(key="bad", to="a@b.example\nBcc: c@d.example", subject="x", body="x")
    queue("good")
    assert send_queued() == (1, 1)
    assert OutgoingMail.objects.get(key="bad").state == OutgoingMail.State.FAILED
    assert len(inbox.messages) == 1


def test_a_subject_is_one_line(inbox: Inbox) -> None:
    queue_mail(key="a", to="a@b.example", subject="Raportti\nBcc: c@d.example", body="x")
    send_queued()
    assert inbox.messages[0]["Subject"] == "Raportti Bcc: c@d.example"
    assert inbox.messages[0]["Bcc"] is None


NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def test_a_letter_leaves_when_the_clock_has_been_set_back(inbox: Inbox) -> None:
    with time_machine.travel(NOON):
        queue()
    with time_machine.travel(NOON - dt.timedelta(hours=1)):
        assert send_queued() == (1, 0)


def test_a_letter_leaves_when_the_day_of_a_demo_has_been_set_back(
    inbox: Inbox, settings: Settings
) -> None:
    settings.KIMPPA_TODAY = "2025-06-02"
    queue()
    settings.KIMPPA_TODAY = "2025-01-14"
    assert send_queued() == (1, 0)


@pytest.mark.parametrize("back", [dt.timedelta(hours=1), dt.timedelta(days=365)])
def test_a_postponed_letter_does_not_wait_for_a_clock_that_was_ahead(
    back: dt.timedelta, settings: Settings, unused_tcp_port: int
) -> None:
    with time_machine.travel(NOON), serving(settings, unused_tcp_port, Refuses()):
        queue()
        assert send_queued() == (0, 1)
        assert send_queued() == (0, 0)  # its pause counts as long as the clock goes on
    received = Inbox()
    with time_machine.travel(NOON - back), serving(settings, unused_tcp_port, received):
        assert send_queued() == (1, 0)
    assert len(received.messages) == 1


def test_a_letter_of_a_press_waits_for_a_full_minute(inbox: Inbox) -> None:
    with time_machine.travel(NOON + dt.timedelta(seconds=20), tick=False):
        with batch("a" * 32):
            queue()
        assert send_queued() == (0, 0)
        assert actions.held_until("a" * 32) == NOON + dt.timedelta(minutes=2)
    with time_machine.travel(NOON + dt.timedelta(minutes=2), tick=False):
        assert send_queued() == (1, 0)
    with translation.override("en"), pytest.raises(ValidationError, match="left already"):
        actions.withdraw_letters("a" * 32)
    assert len(inbox.messages) == 1


def test_the_letters_of_a_press_are_withdrawn_together_and_no_others(inbox: Inbox) -> None:
    queue("by nobody")
    for name, key in (("a", "1"), ("a", "2"), ("b", "3")):
        with batch(name * 32):
            queue(key)
    actions.withdraw_letters("a" * 32)
    actions.withdraw_letters("")
    assert set(OutgoingMail.objects.values_list("key", flat=True)) == {"by nobody", "3"}
    actions.release_letters("b" * 32)
    assert send_queued() == (2, 0)


@pytest.mark.parametrize("back", [dt.timedelta(hours=1), dt.timedelta(days=365)])
def test_a_held_letter_does_not_wait_for_a_clock_that_was_ahead(
    back: dt.timedelta, inbox: Inbox
) -> None:
    with time_machine.travel(NOON), batch("a" * 32):
        queue()
    with time_machine.travel(NOON - back):
        assert send_queued() == (1, 0)


def test_a_message_id_cannot_be_guessed_and_stays_over_the_attempts(
    settings: Settings, unused_tcp_port: int
) -> None:
    """Nothing in it is a number of ours or a time; a receiver tells a letter that came twice."""
    received = Inbox()
    mail = queue()
    other = queue("b")
    with serving(settings, unused_tcp_port, Refuses()):
        send_queued()
    due_now()
    with serving(settings, unused_tcp_port, received):
        assert send_queued() == (2, 0)
    ids = [message["Message-ID"] for message in received.messages]
    assert ids == [mail.message_id, other.message_id]
    assert all(re.fullmatch(r"<[0-9a-f]{32}@[^@<>\s]+>", name) for name in ids)
    assert len(set(ids)) == 2


def test_letters_that_were_queued_before_keep_their_message_ids(settings: Settings) -> None:
    """An attempt of them may have arrived under the old one."""
    settings.DEFAULT_FROM_EMAIL = "Louna <desk@louna.example>"
    mail = queue()
    OutgoingMail.objects.filter(pk=mail.pk).update(message_id="", queued_at=NOON)
    migration = import_module("kimppa.core.migrations.0006_message_ids")
    migration.keep_ids(apps, SimpleNamespace(connection=connection))
    mail.refresh_from_db()
    assert mail.message_id == f"<kimppa-{mail.pk}-20260302120000@louna.example>"


class Trickle(socketserver.StreamRequestHandler):
    """Greets a byte at a time, without end."""

    def handle(self) -> None:
        with suppress(OSError):
            while True:
                self.wfile.write(b"2")


def test_a_server_that_trickles_delays_its_letter_only_until_the_deadline(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = itertools.count()
    monkeypatch.setattr("kimppa.sources.mail.deadline.monotonic", lambda: next(seconds))
    monkeypatch.setattr("kimppa.sources.mail.deadline.CHUNK", 1)
    queue()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Trickle) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        use_server(settings, server.server_address[1])
        assert send_queued() == (0, 1)
        server.shutdown()
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts) == (OutgoingMail.State.QUEUED, 1)
    assert "not done in 60 seconds" in mail.error
