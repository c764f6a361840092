"""Whose letters join a feedback: its customer's, its outside owner's and its staff's alone."""

import re

import pytest

from conftest import Louna
from kimppa.core.mail.models import OutgoingMail
from kimppa.feedback.models import Mailbox, Ticket
from kimppa.feedback.tasks import read_mailboxes
from kimppa.feedback.tests.conftest import send_held, signed_in, text_of
from kimppa.feedback.tests.test_finna import Inbox, inbox
from kimppa.feedback.tests.test_mailboxes import box, letter, server
from kimppa.sources.tests.imapserver import Mail

__all__ = ["box", "inbox", "server"]  # fixtures


@pytest.fixture
def answered(box: Mailbox, server: Mail, inbox: Inbox, louna: Louna) -> Ticket:
    """A customer's letter that has been answered; the answer is in the inbox."""
    server.put(letter("Korttini ei toimi", Message_ID="<1@example.org>"))
    read_mailboxes()
    ticket = Ticket.objects.get()
    signed_in(louna.staff["834"]).post(f"/feedback/{ticket.pk}/answer/", {"text": "Kokeile."})
    assert send_held() == (1, 0)
    return ticket


def test_nothing_in_the_message_id_of_an_answer_can_be_guessed(
    answered: Ticket, inbox: Inbox
) -> None:
    message_id = str(inbox.letters[0]["Message-ID"])
    assert re.fullmatch(r"<[0-9a-f]{32}@[^@<>\s]+>", message_id)
    assert answered.messages.get(kind="answer").message_id == message_id


@pytest.mark.parametrize(
    "sender",
    [
        {"From": "muu@example.org"},
        # Mail servers check the address of From: one that anybody writes beside it says nothing.
        {"From": "muu@example.org", "Reply_To": "mimmi@example.org"},
        {"From": "mimmi@example.org.muu.example"},
        {"From": '"mimmi@example.org" <muu@example.org>'},
    ],
    ids=["other", "reply-to", "longer", "name"],
)
@pytest.mark.parametrize("named", ["In_Reply_To", "References", "Subject"])
def test_a_stranger_joins_nothing_whatever_the_letter_names(
    answered: Ticket, server: Mail, inbox: Inbox, louna: Louna, sender: dict[str, str], named: str
) -> None:
    names = {"Subject": f"VS: Haku [LOUNA-{answered.pk}]"} if named == "Subject" else {}
    names = names or {named: str(inbox.letters[0]["Message-ID"])}
    server.put(letter("Minäkin", **names, **sender))
    read_mailboxes()
    answered.refresh_from_db()
    assert (answered.state, answered.messages.count()) == ("closed", 2)
    new = Ticket.objects.exclude(pk=answered.pk).get()
    page = text_of(signed_in(louna.staff["834"]).get(new.get_absolute_url()))
    assert f"Tämä kirje viittaa palautteeseen {answered.pk}" in page
    assert "Minäkin" in page
    assert OutgoingMail.objects.count() == 1  # the stranger is told nothing


def test_who_may_not_see_the_other_feedback_is_not_told_of_it(
    answered: Ticket, server: Mail, louna: Louna
) -> None:
    server.put(letter(From="muu@example.org", Subject=f"VS: Haku [LOUNA-{answered.pk}]"))
    read_mailboxes()
    new = Ticket.objects.exclude(pk=answered.pk).get()
    new.queue.municipality = louna.municipalities["981"]
    new.queue.slug = "finna/981"
    new.queue.pk = None
    new.queue.save()
    Ticket.objects.filter(pk=new.pk).update(queue=new.queue)
    page = text_of(signed_in(louna.staff["981"]).get(new.get_absolute_url()))
    assert "Haku" in page
    assert "viittaa palautteeseen" not in page


def test_a_mark_of_no_feedback_is_answered_alike(box: Mailbox, server: Mail) -> None:
    server.put(letter(From="muu@example.org", Subject="VS: Haku [LOUNA-999]"))
    assert read_mailboxes() == 1
    assert Ticket.objects.get().may_belong_to is None
    assert not OutgoingMail.objects.exists()


def test_the_customer_joins_whatever_the_case_of_the_address(
    answered: Ticket, server: Mail, inbox: Inbox
) -> None:
    server.put(letter("Ei", From="MIMMI@Example.org", References=inbox.letters[0]["Message-ID"]))
    read_mailboxes()
    answered.refresh_from_db()
    assert (answered.state, answered.messages.latest("pk").text) == ("open", "Ei")


def test_what_staff_write_by_mail_is_a_note_that_opens_nothing(
    answered: Ticket, server: Mail, inbox: Inbox, louna: Louna
) -> None:
    """Whoever handles other municipalities' feedback is a stranger to this one."""
    names = {"References": str(inbox.letters[0]["Message-ID"])}
    server.put(letter("Soitin hänelle", From=louna.staff["834"].email, **names))
    server.put(letter("Väärä kunta", From=louna.staff["981"].email, **names))
    read_mailboxes()
    answered.refresh_from_db()
    assert answered.state == "closed"
    assert list(answered.messages.values_list("kind", flat=True)) == ["customer", "answer", "note"]
    assert Ticket.objects.exclude(pk=answered.pk).get().may_belong_to == answered
