"""Customers' letters: real mail both ways, put beside what it answers, loops left out."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from pytest_django import Settings

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.connections.actions import add
from kimppa.core.consortium.models import Service
from kimppa.feedback.mailboxes.actions import edit
from kimppa.feedback.models import Mailbox, Original, PendingLetter, Ticket
from kimppa.feedback.tasks import read_mailboxes
from kimppa.feedback.tests.conftest import send_held, signed_in, text_of
from kimppa.feedback.tests.test_finna import Inbox, inbox
from kimppa.sources.tests.imapserver import Mail, imap_server

__all__ = ["inbox"]  # a fixture


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mail]:
    monkeypatch.setenv("KIMPPA_SOURCE_SECRET_PALAUTE", "salasana")
    with imap_server() as mail:
        settings.KIMPPA_OUTBOUND_ALLOW = [f"127.0.0.1:{mail.port}"]
        monkeypatch.setattr("kimppa.sources.mail.imap.CLEAR", mail.port)
        yield mail


@pytest.fixture
def box(louna: Louna, server: Mail) -> Mailbox:
    return add(
        Mailbox,
        by=louna.coordinator,
        title="Palaute",
        host="127.0.0.1",
        port=server.port,
        user="palaute",
        secret_name="PALAUTE",
        service=Service.objects.get(slug="finna"),
        municipality=louna.municipalities["834"],
    )


def letter(text: str = "Haku ei toimi", **headers: str) -> bytes:
    made = EmailMessage()
    given = {"From": "Mimmi Mallikas <mimmi@example.org>", "Subject": "Haku", **headers}
    for name, value in given.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def test_a_letter_an_answer_and_the_answers_answer(
    box: Mailbox, server: Mail, inbox: Inbox, louna: Louna
) -> None:
    """In by IMAP, out by SMTP, in again: one ticket, threaded in both directions."""
    server.put(letter("Korttini 2012345678901 ei toimi", Message_ID="<1@example.org>"))
    assert read_mailboxes() == 1
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.contact.email) == ("mail", "mimmi@example.org")
    assert ticket.messages.get().text == "Korttini [numero] ei toimi"
    staff = signed_in(louna.staff["834"])
    staff.post(f"/feedback/{ticket.pk}/answer/", {"text": "Kokeile nyt."})
    assert send_held() == (1, 0)
    out = inbox.letters[0]
    assert out["In-Reply-To"] == "<1@example.org>"
    quote = "ma 13.1.2025 klo 12.30 Louna <x@example.org> kirjoitti:\n\n> Kokeile nyt.\n"
    back = f"Ei vieläkään.\n\n{quote}"
    server.put(letter(back, Subject="VS: muu", In_Reply_To=out["Message-ID"]))
    assert read_mailboxes() == 1
    ticket.refresh_from_db()
    assert ticket.state == "open"
    page = text_of(staff.get(f"/feedback/{ticket.pk}/"))
    assert "Ei vieläkään." in page
    assert "kirjoitti" not in page
    assert Original.objects.count() == 2


def test_the_mark_of_the_subject_counts_for_its_own_sender_alone(
    box: Mailbox, server: Mail
) -> None:
    server.put(letter("Ensin"))
    read_mailboxes()
    mark = f"VS: Haku [LOUNA-{Ticket.objects.get().pk}]"
    server.put(letter("Sitten", Subject=mark, From="mimmi@example.org"))
    server.put(letter("Muu ihminen", Subject=mark, From="muu@example.org"))
    read_mailboxes()
    assert [one.messages.count() for one in Ticket.objects.order_by("pk")] == [2, 1]


def test_what_is_answered_comes_to_the_mailbox_that_is_read(
    box: Mailbox, server: Mail, inbox: Inbox, louna: Louna, settings: Settings
) -> None:
    """Whoever sends our letters: the server's own sender may be nobody that reads."""
    settings.DEFAULT_FROM_EMAIL = "Kimppa <noreply@louna.example>"
    server.user = "palaute@louna.example"
    edit(by=louna.coordinator, connection=box, user=server.user)
    add(
        Mailbox,
        by=louna.coordinator,
        title="Muu",
        host="127.0.0.1",
        port=server.port,
        user="muu@louna.example",
        secret_name="MUU",
    )
    server.put(letter())
    server.put(letter(From="palaute@louna.example"))
    read_mailboxes()
    ticket = Ticket.objects.get()
    staff = signed_in(louna.staff["834"])
    given = {"to": "Toimittaja", "address": "tuki@example.org", "follow_up_on": "28.1.2025"}
    staff.post(f"/feedback/{ticket.pk}/forward/", given)
    staff.post(f"/feedback/{ticket.pk}/answer/", {"text": "Korjattu."})
    send_held()
    assert [one["Reply-To"] for one in inbox.letters] == ["palaute@louna.example"] * 2


def test_what_an_outside_owner_answers_joins_what_was_forwarded(
    box: Mailbox, server: Mail, inbox: Inbox, louna: Louna
) -> None:
    """By the letter it names, or by the mark when the forwarded letter went to its writer."""
    server.put(letter("Numeroni on 040 123 4567", Message_ID="<1@example.org>"))
    read_mailboxes()
    ticket = Ticket.objects.get()
    staff = signed_in(louna.staff["834"])
    day = {"follow_up_on": "28.1.2025"}
    given = {"to": "Toimittaja", "address": "tuki@example.org", "text": "Auttakaa", **day}
    staff.post(f"/feedback/{ticket.pk}/forward/", given)
    send_held()
    out = inbox.letters[0]
    assert "example.org" not in str(out["In-Reply-To"])
    back = {"From": "tuki@example.org", "Subject": "RE: Haku"}
    server.put(letter("Korjattu versiossa 7.", In_Reply_To=out["Message-ID"], **back))
    read_mailboxes()
    page = text_of(staff.get(f"/feedback/{ticket.pk}/"))
    assert "Muulta taholta" in page
    assert "Korjattu versiossa 7." in page
    assert "Odottaa muuta tahoa" not in page
    staff.post(f"/feedback/{ticket.pk}/answer/", {"text": "Nyt se toimii."})
    send_held()
    answer = inbox.letters[1]
    assert answer["In-Reply-To"] == "<1@example.org>"
    assert "versiossa 7" not in answer.get_content()
    mark = {"Subject": f"Tapaus 99: Haku [LOUNA-{ticket.pk}]"}
    server.put(letter("Tapaus on suljettu.", **back | mark))
    server.put(letter("En ole tuki.", From="muu@example.org", **mark))
    read_mailboxes()
    kinds = list(ticket.messages.values_list("kind", flat=True))
    assert kinds == ["customer", "forward", "outside", "answer", "outside"]
    assert Ticket.objects.count() == 2


def test_a_mark_that_a_customer_wrote_stands_before_our_own(
    box: Mailbox, server: Mail, louna: Louna
) -> None:
    server.put(letter("Ensin", From="a@example.org"))
    server.put(letter("Toinen", Subject="VL: Haku [LOUNA-1]"))
    read_mailboxes()
    ticket = Ticket.objects.get(contact__email="mimmi@example.org")
    server.put(letter("Vielä", Subject=f"VS: Haku [LOUNA-1] [LOUNA-{ticket.pk}]"))
    read_mailboxes()
    assert ticket.messages.count() == 2


def test_a_letter_without_a_sender_keeps_nothing_that_would_not_be_forgotten(
    box: Mailbox, server: Mail
) -> None:
    server.put(b"Subject: Haku\r\n\r\nEi toimi")
    server.put(b"Subject: Haku\r\n\r\nNumeroni on 040 123 4567")
    read_mailboxes()
    plain, covered = Ticket.objects.order_by("pk")
    assert Original.objects.get().message.ticket == covered
    assert not hasattr(plain, "contact")


def test_loops_and_automatic_answers_are_left_out(
    box: Mailbox, server: Mail, settings: Settings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Louna <palaute@louna.example>"
    server.put(letter(Auto_Submitted="auto-replied"))
    server.put(letter(Subject="Automaattinen vastaus: Haku", X_Auto_Response_Suppress="All"))
    server.put(letter(From="palaute@louna.example"))
    assert read_mailboxes() == 0
    box.refresh_from_db()
    assert (box.dropped, Ticket.objects.count()) == (3, 0)


def test_a_robot_that_answers_everything_is_held_off(
    box: Mailbox, server: Mail, louna: Louna
) -> None:
    for number in range(35):
        server.put(letter(f"Robotti {number}", From="robotti@example.org"))
    server.put(letter("Ihminen"))
    assert read_mailboxes() == 31
    assert "5 kirjettä odottaa" in text_of(signed_in(louna.coordinator).get("/feedback/"))


def test_finnas_own_letters_are_answered_to_the_customer(box: Mailbox, server: Mail) -> None:
    server.put(
        letter(
            "Aihe: Saavutettavuus\nPalaute:\n-----\nKontrasti on heikko\n-----",
            From="Finna-palaute <noreply@finna.fi>",
            Reply_To="mimmi@example.org",
            Subject="Palautetta Finnasta (Saavutettavuus)",
        )
    )
    read_mailboxes()
    ticket = Ticket.objects.get()
    assert (ticket.theme, ticket.contact.email) == ("accessibility", "mimmi@example.org")
    assert ticket.answer_by is not None


def test_the_same_letter_is_taken_once_also_from_a_box_made_anew(
    box: Mailbox, server: Mail
) -> None:
    server.put(letter(Message_ID="<1@example.org>"))
    server.put(letter("Ilman tunnistetta"))
    read_mailboxes()
    server.validity += 1
    read_mailboxes()
    assert Ticket.objects.count() == 2


def test_a_broken_connection_loses_and_repeats_nothing(box: Mailbox, server: Mail) -> None:
    for number in range(3):
        server.put(letter(f"Kirje {number}"))
    server.breaks_at = 2
    assert read_mailboxes() == 1
    box.refresh_from_db()
    assert "Palvelin ei vastaa" in box.failure
    server.breaks_at = 0
    assert read_mailboxes() == 2
    box.refresh_from_db()
    assert (box.failure, box.taken) == ("", 3)


def test_bombs_become_tickets_or_nothing_and_stop_nobody(box: Mailbox, server: Mail) -> None:
    server.put(b"From: a@example.org\r\nSubject: " + b"x" * 5_000_000 + b"\r\n\r\nHei")
    server.put(b"\xff\0" * 1000)
    server.put(letter("Tavallinen"))
    read_mailboxes()
    assert Ticket.objects.filter(subject="Haku").count() == 1
    assert all(len(one.subject) <= 200 for one in Ticket.objects.all())


def test_a_letter_that_trips_us_up_keeps_nobody_out(
    box: Mailbox, server: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(words: str) -> str:
        if words == "Haku":
            raise RuntimeError("a fault of ours")
        return ""

    monkeypatch.setattr("kimppa.feedback.finna.theme_in", trip)
    server.put(letter())
    server.put(letter(Subject="Toinen"))
    assert read_mailboxes() == 1
    for _reading in range(PendingLetter.TRIES):
        assert read_mailboxes() == 0
    skipped = AuditEvent.objects.get(action="feedback.mailbox-skip")
    assert skipped.after == {"letter": "1"}


def test_a_maildir_is_read(louna: Louna, instance: Path) -> None:
    folder = instance / "maildir" / "palaute"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1").write_bytes(letter())
    add(Mailbox, by=louna.coordinator, title="Kansio", kind="maildir", folder="palaute")
    assert (read_mailboxes(), read_mailboxes()) == (1, 0)
    assert Ticket.objects.get().subject == "Haku"


def test_the_coordinator_sets_a_mailbox(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    given = {"title": "Palaute", "kind": "imap", "port": 993, "folder": "INBOX"}
    refused = client.post("/feedback/mailboxes/add/", given)
    assert refused.status_code == 422
    assert "IMAP tarvitsee tämän" in text_of(refused)
    more = {"host": "127.0.0.1", "user": "x", "secret_name": "PALAUTE"}
    page = client.post("/feedback/mailboxes/add/", given | more, follow=True)
    assert "Yhteys lisätty: Palaute" in text_of(page)
    read_mailboxes()
    row = Mailbox.objects.get()
    assert "ei saa kysyä" in text_of(client.get(row.get_absolute_url()))
    client.post(f"/feedback/mailboxes/{row.pk}/pause/")
    assert not Mailbox.objects.get().active


def test_letters_read_as_mail_programs_send_them(box: Mailbox, server: Mail) -> None:
    made = message_from_bytes(letter(), policy=default)
    made.make_mixed()
    made.add_attachment(b"x", maintype="image", subtype="png", filename="kuva.png")
    server.put(made.as_bytes())
    read_mailboxes()
    assert "kuva.png" in str(Ticket.objects.get().more)
