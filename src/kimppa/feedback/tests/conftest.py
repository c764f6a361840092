"""Feedback to test with: the demo's, and what a visitor sends."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.core.consortium.models import Person, Service
from kimppa.core.mail.actions import send_queued
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.feedback import demo
from kimppa.feedback.actions.arrivals import Arrival, Sender, take_in
from kimppa.feedback.models import Ticket
from tests.remembered import remembered

FORM = "/palaute/"


def text_of(response: HttpResponse) -> str:
    """What a page says: its text without tags, each run of blanks as one."""
    plain = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", plain)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def take_back(client: Client, page: HttpResponse) -> HttpResponse:
    """Press the undo of a page's newest message; the page that follows."""
    key = re.findall(r'action="/undo/(\w+)/', page.content.decode())[-1]
    return client.post(f"/undo/{key}/", follow=True)


def send_held() -> tuple[int, int]:
    """Send what waits, as if the minute in which it can be taken back were over."""
    OutgoingMail.objects.update(next_attempt_at=dt.datetime.now(dt.UTC))
    return send_queued()


@pytest.fixture(autouse=True)
def finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


@pytest.fixture
def examples(louna: Louna, instance: Path) -> Louna:
    """The demo's feedback."""
    remembered("louna, feedback", instance, demo.load)
    return louna


@pytest.fixture
def arrived(louna: Louna) -> Callable[..., Ticket]:
    """Takes in a feedback: Tammela's, on Finna, unless told."""

    def take(text: str = "Haku on rikki.", code: str = "834", **more: object) -> Ticket:
        slug = more.pop("service", "finna")
        service = Service.objects.get(slug=slug) if slug else None
        given = {"name": more.pop("name", ""), "email": more.pop("email", "")}
        arrival = Arrival(
            channel=Ticket.Channel.FORM,
            text=text,
            service=service,
            municipality=louna.municipalities[code] if code else None,
            sender=Sender(**given),
            **more,
        )
        return take_in(by=SYSTEM, arrival=arrival)[0]

    return take


@pytest.fixture
def sends(louna: Louna) -> Callable[..., HttpResponse]:
    """Opens the public form, waits as a person does, and sends it."""

    def send(seconds: float = 20, client: Client | None = None, **fields: str) -> HttpResponse:
        visitor = client or Client()
        with time_machine.travel(dt.datetime(2025, 1, 14, 12, tzinfo=dt.UTC), tick=False) as time:
            page = visitor.get(FORM).content.decode()
            stamp = re.search(r'name="stamp" value="([^"]+)"', page)
            assert stamp
            time.shift(seconds)
            return visitor.post(FORM, {"stamp": unescape(stamp[1]), **fields}, follow=True)

    return send


def letters() -> list[OutgoingMail]:
    """What waits to be sent or has been, the oldest first."""
    return list(OutgoingMail.objects.filter(key__startswith="feedback").order_by("pk"))
