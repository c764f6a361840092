"""Finna's feedback form: the payload that its client sends, and what it may not be answered."""

import base64
import datetime as dt
import json
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Letter
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import settings as examples_of
from hypothesis import strategies as st
from pytest_django import Settings

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Service
from kimppa.feedback import finna
from kimppa.feedback.actions.doors import close_door, make_door
from kimppa.feedback.fields import personal
from kimppa.feedback.models import Door, Ticket
from kimppa.feedback.tests.conftest import send_held, signed_in, text_of
from tests.examples import drawn

PATH = "/palaute/finna/louna"
# As Form/Handler/Api.php of NDL-VuFind2 puts it together, with a field that we have never seen.
PAYLOAD: dict[str, Any] = {
    "category": "feedback_category_accessibility",
    "message": "Ruudunlukija ei lue kalenteria. Korttini on 2012345678901.",
    "url": "https://louna.finna.fi/MyResearch/Home",
    "name": "Mimmi Mallikas",
    "email": "mimmi@example.org",
    "need_help": ["yes"],
    "feedback_choose_library": "1/Louna/tam/",
    "an_own_field": "Mimmi toivoo soittoa 040 123 4567",
    "userLoginMethod": "ils",
    "userCatUsername": "2012345678901",
    "recordId": "Solr|louna.1234567",
    "recordMetadata": {"title": "Sota ja rauha", "isbns": ["978-951-0-12345-4"]},
    "fields": {
        "category": {
            "type": "select",
            "label": "feedback_category",
            "labelTranslated": "Aihe",
            "value": "feedback_category_accessibility",
            "valueLabel": "feedback_category_accessibility",
            "valueLabelTranslated": "Saavutettavuus",
        },
        "message": {"type": "textarea", "label": "Message", "value": "Ruudunlukija ei lue…"},
        "name": {"type": "text", "label": "feedback_name", "value": "Mimmi Mallikas"},
    },
    "emailSubject": "Palautetta Finnasta (Saavutettavuus)",
    "internalUserId": None,
    "viewBaseUrl": "https://louna.finna.fi",
}


class Finna:
    """Finna's server: posts as laminas-http does."""

    def __init__(self, secret: str) -> None:
        self.secret, self.client = secret, Client()

    def post(self, payload: Any, path: str = PATH, **headers: str) -> HttpResponse:
        word = base64.b64encode(f"finna:{self.secret}".encode()).decode()
        told = {"Authorization": f"Basic {word}", "User-Agent": "VuFind"} | headers
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return self.client.generic(
            "POST", path, data, content_type="application/json", headers=told
        )


@pytest.fixture
def door(louna: Louna) -> Finna:
    service = Service.objects.get(slug="finna")
    _door, secret = make_door(
        by=louna.coordinator, slug="louna", service=service, municipality=None
    )
    return Finna(secret)


def test_a_payload_becomes_a_ticket_with_a_clock(door: Finna, louna: Louna) -> None:
    answer = door.post(PAYLOAD)
    assert answer.status_code == 201
    ticket = Ticket.objects.get(pk=answer.json()["number"])
    assert (ticket.theme, ticket.channel) == ("accessibility", "finna")
    assert ticket.answer_by == clock.today() + dt.timedelta(days=14)
    assert ticket.queue.municipality == louna.municipalities["834"]
    assert ticket.record == "Solr|louna.1234567"
    assert ticket.contact.email == "mimmi@example.org"
    assert ticket.contact.more["userCatUsername"] == "2012345678901"
    told = json.dumps([ticket.more, ticket.subject, ticket.messages.get().text])
    assert "Sota ja rauha" in told
    assert "978-951-0-12345-4" in told
    assert "toivoo soittoa [puhelinnumero]" in told
    for word in ("Mimmi", "2012345678901", "040 123", "mimmi@"):
        assert word not in told, word


@pytest.mark.parametrize("path", [PATH, PATH + "/"])
def test_it_is_never_redirected(door: Finna, settings: Settings, path: str) -> None:
    """Finna follows a 301 with an empty GET and tells the customer that all went well."""
    assert door.post(PAYLOAD, path).status_code == 201
    settings.SECURE_SSL_REDIRECT = settings.SECURE = True
    assert door.post(PAYLOAD, path).status_code == 403
    secure = door.post(PAYLOAD, path, X_Forwarded_Proto="https")
    assert secure.status_code < 300 or secure.status_code >= 400


def test_the_secret_may_stand_in_a_header(door: Finna) -> None:
    answer = door.post(PAYLOAD, Authorization="", **{"X-API-Key": door.secret})
    assert answer.status_code == 201


@pytest.mark.parametrize("word", ["", "Basic", "Basic !!!", "Basic Zmlubm E6", "Bearer x"])
def test_without_the_secret_nothing_comes_in(door: Finna, word: str) -> None:
    answer = door.post(PAYLOAD, Authorization=word)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Basic")
    assert door.post(PAYLOAD, "/palaute/finna/muu").status_code == 401
    assert not Ticket.objects.exists()


def test_guessing_is_held_off_and_the_right_secret_still_opens(door: Finna) -> None:
    wrong = Finna("wrong")
    assert [wrong.post({}).status_code for _n in range(31)] == [401] * 30 + [429]
    assert door.post(PAYLOAD).status_code == 201


def test_the_same_again_is_the_same_ticket(door: Finna) -> None:
    first = door.post(PAYLOAD)
    again = door.post(dict(reversed(PAYLOAD.items())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    assert Ticket.objects.get().repeats == 1
    assert door.post(PAYLOAD | {"message": "Toinen asia"}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'"x"', b"{", b"\xff", b"[" * 100_000, b'{"a":' * 60 + b"1" + b"}" * 60],
)
def test_what_is_no_payload_is_refused(door: Finna, body: bytes) -> None:
    answer = door.post(body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("the body is")


def test_too_much_is_refused(door: Finna, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert door.post({"message": "x" * 2000}).status_code == 413


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"message": None, "name": 7, "email": ["a"], "fields": []},
        {"message": "\0 \ud800 x", "email": "no address", "fields": {"a": None}},
        {"own": "vain oma kenttä", "fields": {"own": {"type": "textarea", "value": "x"}}},
        {"message": "x" * 50_000, "recordId": "y" * 5000, "url": "z" * 5000},
        {"message": "<script>alert(1)</script>", "n": 12345678901234567890, "x": float("nan")},
    ],
)
def test_odd_payloads_are_taken_in(door: Finna, louna: Louna, payload: dict[str, Any]) -> None:
    answer = door.post(payload)
    assert answer.status_code == 201, answer.content
    page = signed_in(louna.coordinator).get(f"/feedback/{answer.json()['number']}/")
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(["message", "name", "email", "fields", "category", "url", "x"])


@examples_of(max_examples=drawn(50))
@given(st.dictionaries(KEYS, JSON, max_size=6))
def test_any_object_can_be_read(payload: dict[str, Any]) -> None:
    told = finna.parse(finna.read(json.dumps(payload).encode()))
    assert isinstance(told.text, str)
    assert set(told.more) <= set(told.private)


def test_a_closed_door_opens_nothing_and_the_page_tells_what_to_set(
    door: Finna, louna: Louna
) -> None:
    client = signed_in(louna.coordinator)
    row = Door.objects.get()
    page = text_of(client.get(f"/feedback/doors/{row.pk}/"))
    assert "secondaryHandlers: [api]" in page
    assert door.secret not in page
    renewed = client.post(f"/feedback/doors/{row.pk}/renew/", follow=True)
    assert "no-store" in renewed["Cache-Control"]
    assert door.post(PAYLOAD).status_code == 401
    new = renewed.text.partition('class="k-code">')[2].partition("<")[0]
    assert new
    assert new not in client.get(renewed.wsgi_request.path).text
    assert Finna(new).post(PAYLOAD).status_code == 201
    close_door(by=louna.coordinator, door=row)
    assert Finna(new).post(PAYLOAD).status_code == 401


def test_a_new_door_shows_its_secret_once_and_a_reload_makes_no_other(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    added = client.post("/feedback/doors/", {"slug": "louna"})
    page = client.get(added["Location"]).text
    secret = page.partition('class="k-code">')[2].partition("<")[0]
    assert Finna(secret).post(PAYLOAD).status_code == 201
    assert secret not in client.get(added["Location"]).text
    assert Door.objects.count() == 1


class Inbox(MessageHandler):
    """The customer's mailbox."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Letter] = []

    def handle_message(self, message: Letter) -> None:
        self.letters.append(message_from_bytes(message.as_bytes(), policy=default))


@pytest.fixture
def inbox(settings: Settings, unused_tcp_port: int) -> Iterator[Inbox]:
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": unused_tcp_port, "timeout": 5},
        }
    }
    yield box
    controller.stop()


def test_from_finnas_form_to_the_answer_in_the_customers_mailbox(
    door: Finna, louna: Louna, inbox: Inbox
) -> None:
    """Category Saavutettavuus: a clock of fourteen days opens, and the answer goes by mail."""
    number = door.post(PAYLOAD).json()["number"]
    staff = signed_in(louna.staff["834"])
    page = text_of(staff.get(f"/feedback/{number}/"))
    assert "laki edellyttää vastausta viimeistään 28.1.2025" in page
    staff.post(f"/feedback/{number}/answer/", {"text": "Vika on kerrottu Kansalliskirjastolle."})
    assert send_held() == (1, 0)
    (letter,) = inbox.letters
    assert letter["To"] == "mimmi@example.org"
    assert f"[LOUNA-{number}]" in letter["Subject"]
    assert re.fullmatch(r"<[0-9a-f]{32}@[^@<>\s]+>", letter["Message-ID"])
    body = letter.get_content()
    assert "Vika on kerrottu" in body
    assert "2012345678901" not in body
    assert Ticket.objects.get(pk=number).state == "closed"


OWN = {
    "asiakas": ("Asiakkaan nimi", "text", "Kerttu Keksitty"),
    "child": ("Lapsen nimi", "text", "Ossi Oivallettu"),
    "f1": ("Syntymäaika", "text", "13.10.1952"),
    "libraryCard": ("Library card number", "text", "B12345"),
    "reply_to": ("Vastausosoite", "email", "kerttu@example.org"),
    "call": ("Puhelin", "text", "040 555 0112"),
    "book": ("Kirjan nimi", "text", "Tuntematon sotilas"),
    "hours": ("Milloin saa soittaa", "select", "am"),
    "own_words": ("Asia", "textarea", "Ossi Oivallettu ja Kerttu odottavat kirjaa."),
}


def form_of(fields: dict[str, tuple[str, str, str]]) -> dict[str, Any]:
    """A payload of a form whose fields a library has named itself."""
    about = {
        key: {"type": kind, "label": key, "labelTranslated": label, "value": value}
        for key, (label, kind, value) in fields.items()
    }
    about["hours"] = about["hours"] | {"valueLabelTranslated": "Aamulla"}
    return {key: value for key, (_l, _k, value) in fields.items()} | {
        "fields": about,
        "emailSubject": "Palaute",
        "viewBaseUrl": "https://louna.finna.fi",
    }


def test_a_form_with_names_of_its_own_is_covered_and_read_by_its_labels(
    door: Finna, louna: Louna
) -> None:
    number = door.post(form_of(OWN)).json()["number"]
    ticket = Ticket.objects.get(pk=number)
    contact = ticket.contact
    assert (contact.email, contact.phone) == ("kerttu@example.org", "040 555 0112")
    assert contact.name == "Kerttu Keksitty Ossi Oivallettu"
    kept = json.dumps([ticket.more, ticket.subject, ticket.messages.get().text])
    for word in ("Kerttu", "Ossi", "1952", "B12345", "kerttu@", "0112"):
        assert word not in kept, word
    client = signed_in(louna.coordinator)
    page = text_of(client.get(f"/feedback/{number}/"))
    assert "Kirjan nimi Tuntematon sotilas" in page
    assert "Milloin saa soittaa Aamulla" in page
    assert "1952" not in page
    sender = text_of(client.get(f"/feedback/{number}/sender/"))
    assert "Syntymäaika 13.10.1952" in sender
    assert "Library card number B12345" in sender


@pytest.mark.parametrize(
    ("key", "label", "kind"),
    [
        ("birthday", "", "other"),
        ("cardNumber", "", "other"),
        ("x", "Kirjastokortin numero", "other"),
        ("x", "Lånekortsnummer", "other"),
        ("x", "Ditt namn", "name"),
        ("x", "Etunimi ja sukunimi", "name"),
        ("x", "Koulun opettajan nimi", "name"),
        ("x", "Kotiosoite", "other"),
        ("x", "E-postadress", "email"),
        ("x", "Tel.", "phone"),
        ("x", "Verkkosivun osoite", None),
        ("x", "Bokens namn", None),
        ("x", "Name of the library", None),
        ("x", "Kirjaston nimi", None),
        ("emailSubject", "", None),
        ("need_help", "Tarvitsen apua", None),
    ],
)
def test_what_a_field_tells_of_a_person(key: str, label: str, kind: str | None) -> None:
    assert personal(key, {"type": "text", "labelTranslated": label}) == kind


def test_a_number_that_no_database_stores_is_refused(door: Finna) -> None:
    assert door.post(b'{"message": "x", "n": 1e999}').status_code == 400
    assert door.post(b'{"message": "x", "n": -1e400}').status_code == 400
    assert not Ticket.objects.exists()


def test_a_text_longer_than_is_kept_says_so(door: Finna, louna: Louna) -> None:
    number = door.post({"message": "Pitkä juttu. " * 5000}).json()["number"]
    page = text_of(signed_in(louna.staff["834"]).get(f"/feedback/{number}/"))
    assert "merkkiä" in page
    assert "20 000" in page.replace("\xa0", " ").replace("\u202f", " ")


def test_the_page_of_a_door_tells_which_codes_are_a_success(door: Finna, louna: Louna) -> None:
    page = text_of(signed_in(louna.coordinator).get(f"/feedback/doors/{Door.objects.get().pk}/"))
    codes = re.search(r"successCodes: \[([^\]]*)\]", page)
    told = set(re.findall(r"\d+", codes[1])) if codes else set()
    assert {str(door.post(PAYLOAD).status_code) for _n in range(2)} == told
