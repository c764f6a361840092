"""Why a municipality said no is read by it and by the coordinator, on whatever page it stands."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.agreement.actions import ask_ratification
from kimppa.agreement.models import Agreement
from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Person
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.pages.models import Page
from kimppa.programme.actions import approve, reopen
from kimppa.programme.models import Programme

pytestmark = pytest.mark.django_db

REASON = "kvartsikala"


def refuse_all(code: str) -> list[str]:
    """Let a municipality say no to every question; the addresses where answers are listed."""
    ask_ratification(by=SYSTEM, agreement=Agreement.objects.get(year=2024))
    programme = Programme.objects.get(year=2024)
    reopen(by=SYSTEM, programme=programme, reason="Kysytään")
    approve(by=SYSTEM, programme=programme)
    questions = Ratification.objects.filter(withdrawn_at=None)
    answers = Confirmation.objects.filter(ratification__in=questions, municipality__code=code)
    answers.update(state="no", date=clock.today(), comment=f"{REASON} ja muuta", body=REASON)
    boss = Person.objects.filter(memberships__role="coordinator")[0]
    origins = [(question.area, question.object_id) for question in questions]
    matters = resolve(origins, boss)
    assert {area for area, _pk in matters} >= {"agreement", "programme", "catalogue"}
    confirmed_pages = Page.objects.filter(ratification__in=questions)
    assert confirmed_pages
    return [
        *(page.get_absolute_url() for page in confirmed_pages),
        *(matter.url for matter in matters.values() if matter.url),
        *(reverse("desk:ratification", args=[question.pk]) for question in questions),
        reverse("agreement:terms", args=[2024]),
        reverse("programme:approval", args=[2024]),
        "/waiting/",
    ]


def pages(person: Person, addresses: list[str]) -> dict[str, str]:
    """The text of the pages that open to somebody, by address."""
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(person)
    answers = {address: client.get(address) for address in addresses}
    return {
        address: re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", answer.content.decode()))
        for address, answer in answers.items()
        if answer.status_code == 200
    }


@pytest.mark.parametrize("role", ["directors", "staff", "readers"])
def test_another_librarys_reasons_are_not_shown(every_room: Louna, role: str) -> None:
    addresses = refuse_all("834")
    shown = pages(getattr(every_room, role)["981"], addresses)
    assert [address for address, text in shown.items() if REASON in text] == []
    assert "1 on vastannut kieltävästi" in shown["/agreement/2024/terms/"]
    assert "1 on vastannut kieltävästi" in shown["/agreement/2024/"]


def test_the_own_reason_is_shown_and_the_coordinator_reads_all(every_room: Louna) -> None:
    addresses = refuse_all("834")
    own = pages(every_room.directors["834"], addresses)
    assert REASON in own["/agreement/2024/terms/"]
    assert REASON in own["/programme/2024/approval/"]
    assert "Kysytty asia" in own["/waiting/"]
    assert "Vahvistettu asia" not in own["/waiting/"]
    every = pages(every_room.coordinator, addresses)
    assert REASON in every["/agreement/2024/terms/"]
    assert "Tammela" in every["/programme/2024/approval/"]
