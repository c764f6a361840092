"""What somebody has written is given back when it cannot be kept."""

import errno
from html.parser import HTMLParser

import pytest
from django.core.signing import TimestampSigner
from django.db import OperationalError, connection
from django.test import Client

from conftest import Louna
from kimppa.core import demo
from kimppa.core.proposals.actions import make_link, token_of
from kimppa.core.tasks.models import Task
from kimppa.feedback import public
from kimppa.feedback.models import Ticket
from kimppa.publishing.models import Item, SendingLink
from tests.fulldisk import no_room
from tests.home.test_full_disk import fill, full_database

WORDS = "Kirjaston ovi ei aukea.\n\nRamppi on <liukas> & jyrkkä, eikä kaidetta ole."


class Form(HTMLParser):
    """The first form of a page as a browser without scripts would send it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.values, self.labels = "", {}, []
        self._text, self._label = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.action = told["action"] or ""
        elif tag == "input" and self.action:
            self.values[told["name"]] = told.get("value") or ""
        elif tag == "textarea":
            self._text = told["name"]
            self.values[self._text] = ""
        self._label = tag == "label"

    def handle_data(self, data: str) -> None:
        if self._text:
            self.values[self._text] += data
        elif self._label:
            self.labels.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The first line break of a box belongs to the page.
            self.values[self._text] = self.values[self._text].removeprefix("\n")
            self._text = ""
        self._label = False


def given_back(client: Client, path: str, values: dict[str, str], status: int = 507) -> Form:
    """The form on the page that says that nothing was kept."""
    answer = client.post(path, values)
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Kirjoittamasi teksti" in page
    assert "Sitä ei tallennettu" in page
    assert answer["Cache-Control"] == "private, no-store"
    form = Form(page)
    assert form.action == path
    sent = {name: value for name, value in values.items() if value}
    assert {name: form.values[name] for name in sent} == sent
    return form


def visitor() -> Client:
    return Client(raise_request_exception=False, headers={"Accept-Language": "fi"})


def test_a_customers_feedback_is_given_back_and_taken_when_there_is_room(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("optional: how PostgreSQL says it is a test of its own")
    demo.load()
    monkeypatch.setattr(public, "YOUNGEST", -1)
    stamp = TimestampSigner(salt="kimppa.feedback.form").sign("form")
    values = {
        "text": WORDS + "\nKaide puuttuu." * 900, "theme": "accessibility", "name": "Maija",
        "email": "m@x.example", "stamp": stamp, "website": "",
    }  # fmt: skip
    with full_database():
        fill()
        form = given_back(visitor(), "/palaute/", values)
        assert not Ticket.objects.exists()
        assert visitor().get("/palaute/").status_code == 200
    assert {"Palautteesi", "Nimi", "Sähköposti"} <= set(form.labels)
    assert visitor().post(form.action, form.values).status_code == 302
    assert "Ramppi on <liukas> & jyrkkä" in Ticket.objects.get().messages.get().text


def test_an_event_sent_by_link_is_given_back(louna: Louna) -> None:
    town = louna.municipalities["834"]
    link = make_link(SendingLink, by=louna.coordinator, municipality=town, holder="Kirjasto")
    values = {
        "place": "Nuorisotalo", "title_fi": "Lukukoira tulee", "text_fi": WORDS, "day": "5.2.2025",
        "begins": "17.00", "ends": "18.30", "repeats": "",
    }  # fmt: skip
    path = f"/laheta/{token_of(link)}/"
    with no_room():
        form = given_back(visitor(), path, values)
    assert not Item.objects.exists()
    assert visitor().post(form.action, form.values).status_code == 302
    assert "eikä kaidetta ole" in Item.objects.get().text_fi


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OperationalError("database or disk is full"), 507),
        (OperationalError("database is locked"), 503),
        (OperationalError("disk I/O error"), 503),
        (OperationalError("attempt to write a readonly database"), 503),
        (OSError(errno.EROFS, "Read-only file system"), 503),
    ],
)
def test_a_form_of_the_desk_is_given_back(
    louna: Louna, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def refuse(**_given: object) -> None:
        raise error

    client = visitor()
    client.force_login(louna.coordinator)
    values = {"title": "Soita kuntaan", "topic": "meetings", "note": WORDS}
    before = Task.objects.count()
    with monkeypatch.context() as patched:
        patched.setattr("kimppa.desk.tasks.views.create_task", refuse)
        form = given_back(client, "/tasks/add/", values, status)
    assert client.post(form.action, form.values).status_code == 302
    assert Task.objects.count() == before + 1


def test_a_password_is_not_given_back(louna: Louna) -> None:
    with no_room():
        page = visitor().post("/sign-in/", {"email": "a@b.example", "password": "salainen sana"})
    assert page.status_code == 507
    assert "salainen" not in page.content.decode()
    assert "Kirjoittamasi teksti" not in page.content.decode()
