"""A small consortium of two municipalities, somebody of each role, and clients signed in."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from kimppa.core.consortium.models import Consortium, Municipality, Person, Service
from kimppa.core.duties.models import Duty
from kimppa.core.imports.actions import bring
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import add_person, save_row
from kimppa.desk.consortium.imports import IMPORTER
from kimppa.desk.consortium.workbook import workbook
from tests.remembered import remembered

TODAY = dt.date(2025, 1, 14)


@dataclass
class Louna:
    """What the tests talk about."""

    tammela: Municipality
    ypaja: Municipality
    finna: Service
    people: dict[str, Person]

    def client(self, who: str) -> Client:
        """A browser in which the person has signed in."""
        client = Client()
        client.force_login(self.people[who])
        return client

    def upload(self) -> int:
        """A workbook that the coordinator looks at."""
        by = self.people["coordinator"]
        return bring(by=by, importer=IMPORTER, content=workbook(by=by), name="kimppa.xlsx").pk


@pytest.fixture
def louna(db: None, settings: object, instance: Path) -> Louna:
    """Tammela and Ypäjä: `coordinator`, `director` etc. of Tammela, `other-director` of Ypäjä."""
    settings.KIMPPA_TODAY = TODAY.isoformat()  # type: ignore[attr-defined]
    emails = remembered("Tammela and Ypäjä", instance, made)
    people = Person.objects.in_bulk(emails.values(), field_name="email")
    return Louna(
        tammela=Municipality.objects.get(code="834"),
        ypaja=Municipality.objects.get(code="981"),
        finna=Service.objects.get(slug="finna"),
        people={who: people[email] for who, email in emails.items()},
    )


def made() -> dict[str, str]:
    """Make them; the people's addresses."""
    tammela = save_row(Municipality(), by=SYSTEM, code="834", name_fi="Tammela", position=1)
    ypaja = save_row(Municipality(), by=SYSTEM, code="981", name_fi="Ypäjä", position=2)
    save_row(Consortium(pk=None), by=SYSTEM, id=1, name_fi="Louna-kirjastot", short_name="Louna")
    finna = save_row(Service(), by=SYSTEM, slug="finna", name_fi="Louna-Finna", kind="web-library")
    Duty.objects.create(
        agreement_year=2024, clause="1.5", text="Palaute", topic="feedback", service=finna
    )
    roles = {
        "coordinator": ("coordinator", None),
        "director": ("director", tammela),
        "staff": ("staff", tammela),
        "reader": ("reader", tammela),
        "other-director": ("director", ypaja),
        "other-staff": ("staff", ypaja),
    }
    return {
        who: add_person(
            by=SYSTEM,
            email=f"{who}@example.org",
            name=who.title(),
            role=role,
            municipality=place,
            password="correct horse battery",
        ).email
        for who, (role, place) in roles.items()
    }
