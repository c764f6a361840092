"""The same letter is taken once; another letter with its Message-ID is another."""

import pytest

from conftest import Louna
from kimppa.feedback.models import Mailbox, Message, Original, Ticket
from kimppa.feedback.tasks import read_mailboxes
from kimppa.feedback.tests.conftest import send_held, signed_in
from kimppa.feedback.tests.test_finna import Inbox, inbox
from kimppa.feedback.tests.test_mailboxes import box, letter, server
from kimppa.sources.tests.imapserver import Mail

__all__ = ["box", "inbox", "server"]  # fixtures

FIRST = {
    "Message_ID": "<laite@example.org>",
    "Date": "Mon, 13 Jan 2025 09:00:00 +0200",
    "Subject": "Palaute",
}


def texts() -> list[str]:
    return sorted(Message.objects.values_list("text", flat=True))


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("Muut sanat", {}),
        ("Haku ei toimi", {"From": "muu@example.org"}),
        ("Haku ei toimi", {"Date": "Mon, 13 Jan 2025 09:00:01 +0200"}),
        ("Haku ei toimi", {"Subject": "Toinen palaute"}),
    ],
    ids=["words", "sender", "date", "subject"],
)
def test_another_letter_with_a_known_message_id_is_taken(
    box: Mailbox, server: Mail, text: str, headers: dict[str, str]
) -> None:
    server.put(letter(**FIRST))
    server.put(letter(text, **FIRST | headers))
    read_mailboxes()
    assert texts() == sorted(["Haku ei toimi", text])
    server.validity += 1
    read_mailboxes()
    assert Ticket.objects.count() == 2  # each of them is known again


def test_the_same_letter_by_another_way_is_taken_once(box: Mailbox, server: Mail) -> None:
    said = letter("Haku ei löydä mitään", **FIRST)
    server.put(said)
    server.put(b"Received: from muu.example by posti.example\nX-Spam: no\n" + said)
    server.put(said.replace(b"\n", b"\r\n"))
    same_time = {"Date": "Mon, 13 Jan 2025 07:00:00 +0000"}
    server.put(letter("Haku ei löydä mitään", **FIRST | same_time))
    read_mailboxes()
    assert texts() == ["Haku ei löydä mitään"]


@pytest.mark.parametrize("kept", [True, False], ids=["original", "forgotten"])
def test_letters_from_before_there_were_digests_are_known(
    box: Mailbox, server: Mail, kept: bool
) -> None:
    server.put(letter(**FIRST))
    read_mailboxes()
    Message.objects.update(digest="")
    if not kept:
        Original.objects.all().delete()
    server.validity += 1
    server.put(letter("Muut sanat", **FIRST | {"Date": "Fri, 10 Jan 2098 09:00:00 +0200"}))
    read_mailboxes()
    assert texts() == ["Haku ei toimi", "Muut sanat"]


def test_a_copied_message_id_leads_no_answer_astray(
    box: Mailbox, server: Mail, inbox: Inbox, louna: Louna
) -> None:
    """The customer's next letter joins the customer's feedback, staff's own joins it too."""
    server.put(letter(Message_ID="<1@example.org>"))
    read_mailboxes()
    ticket = Ticket.objects.get()
    staff = louna.staff["834"]
    signed_in(staff).post(f"/feedback/{ticket.pk}/answer/", {"text": "Kokeile nyt."})
    send_held()
    ours = str(inbox.letters[0]["Message-ID"])
    server.put(letter("Vieras", From="muu@example.org", Message_ID=ours))
    read_mailboxes()
    assert Ticket.objects.count() == 2
    server.put(letter("Ei vieläkään", In_Reply_To=ours))
    server.put(letter("Soitin", From=staff.email, In_Reply_To=ours))
    read_mailboxes()
    assert [one.messages.count() for one in Ticket.objects.order_by("pk")] == [4, 1]


def test_customers_whose_letters_have_the_same_message_id_join_their_own(
    box: Mailbox, server: Mail
) -> None:
    people = [f"a{number}@example.org" for number in range(3)]
    for person in people:
        server.put(letter("Ensin", From=person, **FIRST))
    for person in people:
        server.put(letter("Sitten", From=person, In_Reply_To="<laite@example.org>"))
    read_mailboxes()
    assert [one.messages.count() for one in Ticket.objects.order_by("pk")] == [2, 2, 2]
