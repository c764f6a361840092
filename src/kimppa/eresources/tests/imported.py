"""How the room's import is asked (see tests/imported.py)."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.decisions.actions import record_decision
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.caps.actions import set_cap
from kimppa.eresources.licences.actions import add_card, add_licence
from kimppa.eresources.models import (
    CapReading,
    Licence,
    RecordFile,
    TitleRecord,
    UsageCount,
    UsageFile,
)
from tests.imported import Example

if TYPE_CHECKING:
    from conftest import Louna

HEADER = "Päivä;Käytetty yhteensä"


def table(*rows: str) -> bytes:
    """A CSV file with the heading."""
    return "\n".join([HEADER, *rows, ""]).encode()


def capped(louna: "Louna") -> dict[str, Any]:
    """A licence with a cap, chosen; the same when it is asked again."""
    if licence := Licence.objects.filter(service__slug="cineast").first():
        return {"licence": licence.pk}
    day = dt.date(2024, 9, 2)
    decision = record_decision(by=louna.coordinator, text="200 katselua", date=day)
    licence = add_card(
        by=SYSTEM,
        service=Service.objects.get(slug="cineast"),
        municipalities=Municipality.objects.all(),
        period={"start": day, "tax": "none"},
    )
    set_cap(by=SYSTEM, licence=licence, amount=200, since=day, decision=decision)
    return {"licence": licence.pk}


def loans(*rows: str) -> bytes:
    """A vendor's table with its heading."""
    return "\n".join(["Kunta;Lainat", *rows, ""]).encode()


def titles(*rows: str) -> bytes:
    """A table of titles with its heading."""
    return "\n".join(["kind;title;address", *rows, ""]).encode()


def counted(_louna: object) -> dict[str, int]:
    """A card of the e-audiobooks, and a year."""
    service = Service.objects.get(slug="e-aanikirjat")
    licence = Licence.objects.filter(service=service).first()
    licence = licence or add_licence(by=SYSTEM, service=service, kinds=["audiobooks"])
    return {"licence": licence.pk, "year": 2020}


EXAMPLES = {
    "eresources.readings": Example(
        name="katselut.csv",
        good=lambda _louna: table("3.1.2025;12", "10.1.2025;104"),
        faulty=lambda _louna: table("3.1.2025;12", "30.2.2025;15"),
        fault=(3, "Päivä"),
        by=lambda louna: louna.coordinator,
        refused=lambda louna: louna.directors["834"],
        tables=(CapReading,),
        options=capped,
    ),
    "eresources.records": Example(
        name="nimekkeet.csv",
        good=lambda _louna: titles(
            "e-book;Rauha;https://aani.example/1", "e-book;Sota;https://aani.example/2"
        ),
        faulty=lambda _louna: titles("e-book;Rauha;https://aani.example/1", "e-book;Sota;2"),
        fault=(3, ""),
        by=lambda louna: louna.coordinator,
        refused=lambda louna: louna.directors["834"],
        tables=(RecordFile, TitleRecord),
        options=counted,
    ),
    "eresources.usage": Example(
        name="lainat.csv",
        good=lambda _louna: loans("Forssa;120", "Tammela;30", "Yhteensä;150"),
        faulty=lambda _louna: loans("Forssa;120", "Tammela;paljon"),
        fault=(3, "Lainat"),
        by=lambda louna: louna.coordinator,
        refused=lambda louna: louna.directors["834"],
        tables=(UsageFile, UsageCount),
        options=counted,
    ),
}
