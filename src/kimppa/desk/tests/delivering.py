"""Something delivered, for the tests of deliveries and of the public pages."""

from kimppa.core.consortium.models import Municipality
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import RenderedFile, Subject, deliver, freeze
from kimppa.core.releases.models import Delivery, Release
from kimppa.desk.tests.conftest import Louna

PDF = b"%PDF-1.7 toteutuma"
TITLE = "Toteutumaraportti 2024"
NAME = "Toteutumaraportti 2024 – Tammela.pdf"


def frozen(facts: dict[str, object], *, data: bytes = PDF, reason: str = "") -> Release:
    """A version of the report."""
    return freeze(
        by=SYSTEM,
        subject=Subject("report", 2024, "report", TITLE),
        facts=facts,
        files=[RenderedFile(NAME, "application/pdf", data)],
        reason=reason,
    )


def delivered(louna: Louna, who: str = "director", release: Release | None = None) -> Delivery:
    """The report delivered to one person in the person's municipality."""
    person = louna.people[who]
    place: Municipality | None = person.municipality
    assert place is not None
    release = release or frozen({"Tapahtumia": 23})
    return deliver(by=SYSTEM, release=release, recipients=[(place, person)])[0]


def form(**more: str) -> dict[str, str]:
    """What is written in the form of passing on."""
    return {"to": "Sivistyslautakunta", "date": "14.1.2025", "note": ""} | more
