"""What arrives is read before its transaction begins: while one writes, nobody else can."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest
from django.db import connection
from django.http import HttpResponse

from conftest import Louna
from kimppa.core.connections.actions import add
from kimppa.core.consortium.models import Service
from kimppa.core.imports.actions import bring, take
from kimppa.feedback.actions.letters import take_letter
from kimppa.feedback.models import Mailbox, Ticket
from kimppa.feedback.rows.actions import IMPORTER

READERS = {
    "kimppa.sources.mail.letter",
    "kimppa.sources.mail.htmltext",
    "kimppa.sources.mail.quotes",
    "kimppa.feedback.redaction",
    "kimppa.feedback.languages",
    "kimppa.feedback.themes",
    "kimppa.core.imports.tables",
}
QUICK = {
    "without_names",
    "_name_patterns",
    "<genexpr>",
}  # a name of at most 200 letters is looked for


@contextmanager
def reading() -> Iterator[dict[str, int]]:
    """The functions of readers that are called, and in how many transactions at most."""
    depths: dict[str, int] = {}
    outside = len(connection.atomic_blocks)

    def note(frame: object, event: str, _arg: object) -> None:
        if event == "call" and frame.f_globals.get("__name__") in READERS:
            name = frame.f_code.co_name
            depth = len(connection.atomic_blocks) - outside
            depths[name] = max(depth, depths.get(name, 0))

    sys.setprofile(note)
    try:
        yield depths
    finally:
        sys.setprofile(None)


def inside(depths: dict[str, int]) -> list[str]:
    return [name for name, depth in depths.items() if depth and name not in QUICK]


def letter(text: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Mimmi Mallikas <mimmi@example.org>"
    message["Subject"] = "Haku"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, subtype="html")
    return message.as_bytes()


def test_a_letter_and_its_answer_are_read_outside(louna: Louna) -> None:
    box = add(
        Mailbox,
        by=louna.coordinator,
        title="Palaute",
        host="127.0.0.1",
        port=993,
        user="palaute",
        secret_name="PALAUTE",
        service=Service.objects.get(slug="finna"),
        municipality=louna.municipalities["834"],
    )
    with reading() as first:
        ticket = take_letter(box, letter("<p>Haku ei toimi", Message_ID="<a@example.org>"))
    with reading() as second:
        same = take_letter(box, letter("<p>Mimmi: vielä", References="<a@example.org>"))
    assert ticket is not None
    assert same == ticket
    assert {"read", "text_of_html", "own_words", "redacted", "language_of", "guess"} <= set(first)
    assert inside(first) == []
    assert {"read", "redacted"} <= set(second)
    assert inside(second) == []
    assert [message.text for message in ticket.messages.order_by("pk")] == [
        "Haku ei toimi",
        "[nimi]: vielä",
    ]


def test_the_public_form_is_read_outside(sends: Callable[..., HttpResponse]) -> None:
    with reading() as depths:
        sends(text="Haku ei toimi, terveisin Mimmi", name="Mimmi Mallikas")
    assert Ticket.objects.get().messages.get().text == "Haku ei toimi, terveisin [nimi]"
    assert "redacted" in depths
    assert inside(depths) == []


def test_a_file_of_feedback_is_read_outside(louna: Louna) -> None:
    content = "Palaute;Päivä;Tila\nTerveisin Mimmi Mallikas;3.1.2025;käsitelty\n".encode()
    with reading() as depths:
        by = louna.coordinator
        file = bring(by=by, importer=IMPORTER, content=content, name="rivit.csv")
        take(by=by, importer=IMPORTER, upload=file)
    assert Ticket.objects.get().messages.get().text == "Terveisin [nimi]"
    assert {"read_table", "redacted"} <= set(depths)
    assert inside(depths) == []


@pytest.mark.parametrize("name", ["Mimmi " * 100_000])
def test_a_name_without_end_is_looked_for_by_its_beginning(
    arrived: Callable[..., Ticket], name: str
) -> None:
    ticket = arrived("Mimmi kiittää", name=name)
    assert ticket.messages.get().text == "[nimi] kiittää"
