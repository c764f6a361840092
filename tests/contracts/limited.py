"""Four municipalities, a line of their agreement that concerns three of them, and its readers."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from python_calamine import load_workbook

from kimppa.agreement.actions import import_text, put_in_force
from kimppa.agreement.reading import read_upload
from kimppa.core import clock
from kimppa.core.consortium.models import Consortium, Municipality, Person
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import add_person, save_row
from kimppa.core.tokens.scopes import offered_scopes
from kimppa.programme.actions import JointDecision, approve, draft_from_clauses
from kimppa.report.actions import start_report
from tests.remembered import remembered
from tests.tokens import secret_of

YEAR = 2024
TEXT = """Sopimus kirjastojen yhteistyöstä vuonna 2024

1. Yhteiset palvelut
1.1 Vastuukirjasto ajaa kirjastoautoa kylissä.
1.2 Vastuukirjasto kouluttaa henkilökuntaa.
"""
BUS, COURSE = "1.1", "1.2"
TOWNS = {"319": "Köyliö", "262": "Kiukainen", "783": "Säkylä", "050": "Eura"}
PARTIES, STRANGER = ("050", "262", "319"), "783"
BUS_WORK = "Kirjastoauto kiersi kylät"
BUS_AT = f"/agreement/{YEAR}/clauses/{BUS}/municipalities/"


def make() -> None:
    for place, (code, name) in enumerate(TOWNS.items()):
        save_row(Municipality(), by=SYSTEM, code=code, name_fi=name, position=place)
    save_row(Consortium(pk=None), by=SYSTEM, id=1, name_fi="Satakirjastot", short_name="Sata")
    people = [("coordinator", "coordinator", None)]
    people += [(town.code, "director", town) for town in Municipality.objects.all()]
    for name, role, town in people:
        add_person(
            by=SYSTEM,
            email=f"{name}@example.org",
            name=name,
            role=role,
            municipality=town,
            password="correct horse battery",
        )
    agreement = import_text(by=SYSTEM, reading=read_upload(TEXT.encode()), year=YEAR)
    Duty.objects.filter(clause=BUS).update(topic="new-services", due="by 09-30", asks_due=False)
    Duty.objects.filter(clause=COURSE).update(topic="guidance", due="by 09-30", asks_due=False)
    put_in_force(by=SYSTEM, agreement=agreement)
    programme = draft_from_clauses(by=SYSTEM, year=YEAR)
    approve(by=SYSTEM, programme=programme, joint=JointDecision(clock.today(), "1/2024", "3"))
    start_report(by=SYSTEM, year=YEAR)


@pytest.fixture
def consortium(db: None, settings: Settings, instance: Path) -> None:
    """Four municipalities on a day when both lines of their agreement are late, programme and
    report drafted; then the line on the bus is said to concern three of them.
    """
    cache.clear()
    settings.KIMPPA_TODAY = f"{YEAR}-12-02"
    remembered("four municipalities, two lines", instance, make)
    limit(*PARTIES)


def limit(*codes: str) -> str:
    towns = Municipality.objects.filter(code__in=codes)
    pks = [town.pk for town in towns]
    return signed_in("coordinator").post(BUS_AT, {"municipalities": pks}, follow=True).text


def signed_in(who: str) -> Client:
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(Person.objects.get(email=f"{who}@example.org"))
    return client


def text_of(who: str, address: str) -> str:
    answer = signed_in(who).get(address)
    assert answer.status_code == 200, address
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def asked(who: str, address: str) -> list[dict[str, Any]]:
    """What the API answers to a program of somebody."""
    answer = Client().get(address, headers={"Authorization": f"Bearer {token(who)}"})
    assert answer.status_code == 200, answer.content
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def status(who: str, address: str) -> int:
    """The status that a page, or the API, answers somebody with."""
    if not address.startswith("/api/"):
        return signed_in(who).get(address).status_code
    return Client().get(address, headers={"Authorization": f"Bearer {token(who)}"}).status_code


def token(who: str) -> str:
    person = Person.objects.get(email=f"{who}@example.org")
    scopes = [str(scope) for scope in offered_scopes(person)]
    return secret_of(person, scopes)


def sheet(data: bytes) -> list[list[Any]]:
    return load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def lines_on(who: str, address: str) -> set[str]:
    """Which of the two lines a page tells of, by its words, name or topic."""
    text = text_of(who, address)
    signs = {
        BUS: ("kirjastoautoa", "Uudet palvelut", "Uudet yhteiset palvelut"),
        COURSE: ("kouluttaa", "Henkilökunnan opastus"),
    }
    return {line for line, words in signs.items() if any(word in text for word in words)}


TERMS_AT = f"/agreement/{YEAR}/terms/edit/"


def set_parties(*codes: str) -> str:
    pks = [town.pk for town in Municipality.objects.filter(code__in=codes)]
    return signed_in("coordinator").post(TERMS_AT, {"parties": pks}, follow=True).text


def limit_line(year: int) -> None:
    pks = [str(town.pk) for town in Municipality.objects.filter(code__in=PARTIES)]
    Duty.objects.filter(agreement_year=year, clause=BUS).update(municipality_ids=pks)


def codes(year: int = YEAR) -> list[str]:
    limit_of_bus = Duty.objects.get(agreement_year=year, clause=BUS).limit
    return [town.code for town in Municipality.objects.filter(pk__in=limit_of_bus)]


def record(towns: tuple[str, ...] | None, **values: Any) -> Evidence:
    whom = None if towns is None else list(Municipality.objects.filter(code__in=towns))
    values = {"title": BUS_WORK, "topic": "new-services"} | values
    return record_evidence(by=SYSTEM, municipalities=whom, **values)
