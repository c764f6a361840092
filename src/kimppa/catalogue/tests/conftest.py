"""Catalogues to test with: the demo's two exports, checked by the real engine."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.catalogue import demo
from kimppa.catalogue.models import Check
from kimppa.core.consortium.models import Person
from kimppa.marc.record import parse
from tests.catalogues import catalogue
from tests.catalogues.iso2709 import dump
from tests.remembered import remembered

# A record of Tammela with a stray colon at the end of its title, twice with the same text.
STRAY = """LDR    00000nam a22000004i 4500
001    000000{number}
003    FI-MELINDA
005    20240101120000.0
008    240101s2001    fi |||||||||||||||||fin||
040    $aFI-NL$bfin$erda
245 10 $aSota :
336    $ateksti$btxt$2rdacontent
337    $akäytettävissä ilman laitetta$bn$2rdamedia
338    $anide$bnc$2rdacarrier
852    $atam$b1
"""


def record(text: str = STRAY, number: int = 123) -> bytes:
    """A record in ISO 2709 from the line format."""
    return dump(parse(text.format(number=number)))


def made(count: int = 30) -> bytes:
    """A small file of clean records."""
    return b"".join(one.data for one in catalogue(count, seed=3))


def upload(data: bytes, name: str = "luettelo.mrc") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text_of(response: HttpResponse) -> str:
    """What a page says: its text without tags, each run of blanks as one."""
    plain = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", plain)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def kept(name: str, home: Path, bring: Callable[[], Check]) -> Check:
    """What a fixture brings in: checked by the engine once in a process, then put back."""
    return Check.objects.get(pk=remembered(f"louna, {name}", home, lambda: bring().pk))


@pytest.fixture
def examples(louna: Louna, instance: Path) -> Iterator[Check]:
    """The newest of the demo's two exports."""
    remembered("louna, catalogue", instance, demo.load)
    with translation.override("fi"):
        yield Check.objects.newest_first()[0]


@pytest.fixture
def brought(louna: Louna) -> Callable[..., Check]:
    """Brings in a file as the coordinator does and has the worker check it."""
    from kimppa.jobs.worker import Worker

    def bring(
        data: bytes, day: str = "10.1.2025", name: str = "luettelo.mrc", profile: str = "shared"
    ) -> Check:
        given = {"taken_on": day, "source": "Mikromarc", "profile": profile}
        client = signed_in(louna.coordinator)
        response = client.post("/catalogue/snapshots/add/", given | {"file": upload(data, name)})
        assert response.status_code == 302, response.context["form"].errors
        Worker().drain()
        return Check.objects.newest_first()[0]

    return bring
