"""A consortium unlike the demo's: eleven municipalities, in Swedish, other platforms, no key."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from kimppa.core.allocation.actions import create_key
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Consortium, Membership, Municipality, Person, Service
from kimppa.core.consortium.roles import Role
from kimppa.core.imports.models import Import
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.area import knows
from kimppa.eresources.licences.actions import add_card
from kimppa.eresources.models import Licence, UsageFile
from kimppa.eresources.usage.sentences import summary
from kimppa.sources.usage.tests.samples import official

pytestmark = pytest.mark.django_db
FILES = "/eresources/usage/files/"
PLACES = (
    "Korsholm", "Närpes", "Malax", "Korsnäs", "Kristinestad", "Kaskö", "Vörå", "Nykarleby",
    "Pedersöre", "Larsmo", "Kronoby",
)  # fmt: skip


@pytest.fixture
def towns(instance: object) -> list[Municipality]:
    Consortium.objects.create(pk=1, name_fi="Fredrika", name_sv="Fredrika")
    return [
        Municipality.objects.create(code=f"{900 + n}", name_fi=name, name_sv=name, position=n)
        for n, name in enumerate(PLACES)
    ]


@pytest.fixture
def client(towns: list[Municipality]) -> Client:
    person = Person.objects.create(
        email="samordnare@fredrika.example", name="Samordnare", language="sv"
    )
    Membership.objects.create(person=person, role=Role.COORDINATOR)
    client = Client(headers={"accept-language": "sv"})
    client.force_login(person)
    return client


def licence_of(slug: str, kind: str, towns: list[Municipality]) -> Licence:
    service = Service.objects.create(slug=slug, name_fi=slug.title(), name_sv=slug.title())
    period = {"start": dt.date(2020, 1, 1), "tax": "none"}
    return add_card(by=SYSTEM, service=service, municipalities=towns, kinds=[kind], period=period)


def bring(client: Client, licence: Licence, content: bytes, name: str, year: str = "") -> str:
    form = {"file": SimpleUploadedFile(name, content), "licence": licence.pk, "year": year}
    return client.post(FILES, form, follow=True).content.decode()


def keep(client: Client) -> str:
    upload = Import.objects.latest("pk")
    return client.post(f"{FILES}{upload.pk}/take/", follow=True).content.decode()


def test_a_report_and_a_letter_become_eleven_lines_once_there_is_a_key(
    client: Client, towns: list[Municipality]
) -> None:
    assert client.get("/eresources/").status_code == 200
    magazines = licence_of("flipster", "magazines", towns)
    films = licence_of("viddla", "films", towns)
    page = bring(client, magazines, official("TR_sample_r51.tsv"), "TR_sample_r51.tsv")
    assert "Total_Item_Requests" in page
    keep(client)
    file = UsageFile.objects.get()
    year = file.first.year
    at = f"/eresources/usage/{magazines.pk}/{year}/"
    page = client.get(at).content.decode()
    assert "välj en fördelningsgrund" in page
    letter = {"count": "1001", "sender": "Viddla", "told_on": "10.1.2024"}
    client.post(f"/eresources/usage/{films.pk}/{year}/sum/", letter)
    with translation.override("sv"):
        known = {(k.variable, k.municipality): k for k in knows(year)}
        assert all(known["E_EKU_use", town.pk].value is None for town in towns)
        assert not summary(["eresource-usage"], year, towns[0])
    key = create_key(
        by=SYSTEM,
        name="Lika",
        kind=AllocationKey.Kind.EQUAL,
        as_of=dt.date(year, 1, 1),
        weights={town: Decimal(1) for town in towns},
    )
    for licence in (magazines, films):
        client.post(f"/eresources/usage/{licence.pk}/{year}/key/", {"key": key.pk})
    with translation.override("sv"):
        known = {(k.variable, k.municipality): k for k in knows(year)}
        sentences = summary(["eresource-usage"], year, None)["eresource-usage"]
    parts = [known["E_EKU_use", town.pk] for town in towns]
    assert sum(part.value or 0 for part in parts) == 1001
    assert {part.value for part in parts} == {91}
    assert "preliminärt" in parts[0].text
    assert "Viddla 1" in sentences[0].text.replace("\N{NO-BREAK SPACE}", "")
    page = client.get(at).content.decode()
    assert all(name in page for name in PLACES)


def test_columns_are_pointed_at_in_ones_own_language(
    client: Client, towns: list[Municipality]
) -> None:
    films = licence_of("viddla", "films", towns)
    page = bring(client, films, b"Ort;Hur mycket\nKorsholm;3\n", "tabell.csv", "2024")
    assert "Välj kolumnen som anger detta: Användning" in page
    assert ">Kommun</option>" in page
    assert "Käyttö" not in page


def test_a_month_that_stands_twice_is_told(client: Client, towns: list[Municipality]) -> None:
    films = licence_of("viddla", "films", towns)
    page = bring(client, films, b"Kommun;2024-01;2024-01\nKorsholm;1;2\n", "tabell.csv")
    assert "2024-01" in page
    assert not Import.objects.exists()


def test_a_table_that_counts_several_things_is_not_summed(
    client: Client, towns: list[Municipality]
) -> None:
    films = licence_of("viddla", "films", towns)
    rows = b"Source,Metric,2019-01,2019-02\nA,Views,1,4\nA,Minutes,10,20\n"
    page = bring(client, films, rows, "custom.csv")
    assert "Minutes" in page
    assert not Import.objects.exists()
