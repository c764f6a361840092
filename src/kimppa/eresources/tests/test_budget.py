"""Each page of use asks the database as often for 30 platforms, ten years and 20 municipalities as
for one.
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core.allocation.models import AllocationKey, KeyShare
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.decisions.actions import record_decision
from kimppa.core.decisions.models import Decision
from kimppa.eresources.models import (
    BudgetLine,
    Cap,
    CapReading,
    CostShare,
    Licence,
    Member,
    Period,
    UsageCount,
    UsageFile,
)
from kimppa.eresources.terms.usage import USE

pytestmark = pytest.mark.django_db
FILES = "/eresources/usage/files/"
MOST = 12  # beside what every page of the desk asks


def fill(count: int, places: list[Municipality], decision: Decision) -> None:
    """Agreements on ten years, each shared out by a key, with use, a cap and its reading."""
    key = AllocationKey.objects.get()
    KeyShare.objects.bulk_create(
        KeyShare(key=key, municipality=place, weight=100)
        for place in places
        if not key.shares.filter(municipality=place).exists()
    )
    for number in range(count):
        service = Service.objects.create(slug=f"s{number}", name_fi=f"Palvelu {number}")
        licence = Licence.objects.create(service=service, kinds=["music"])
        Member.objects.bulk_create(Member(licence=licence, municipality=place) for place in places)
        periods = Period.objects.bulk_create(
            Period(
                licence=licence,
                start=dt.date(year, 1, 1),
                end=dt.date(year, 12, 31),
                price=Decimal(200),
                tax="none",
                key=key,
                invoice_on=dt.date(year, 1, 31),
            )
            for year in range(2016, 2026)
        )
        CostShare.objects.bulk_create(
            CostShare(period=period, municipality=place, amount=10, first=period.start)
            for period in periods
            for place in places
        )
        Cap.objects.create(licence=licence, amount=200, since=periods[0].start, decision=decision)
        CapReading.objects.create(licence=licence, day=dt.date(2025, 1, 10), used=20)
        add_use(licence, places)


def add_use(licence: Licence, places: list[Municipality]) -> None:
    """Ten years of files that tell each municipality's use."""
    files = UsageFile.objects.bulk_create(
        UsageFile(
            licence=licence,
            kind=UsageFile.Kind.TABLE,
            first=dt.date(year, 1, 1),
            last=dt.date(year, 12, 31),
            metric=USE,
            taken_on=dt.date(year + 1, 1, 10),
        )
        for year in range(2015, 2025)
    )
    UsageCount.objects.bulk_create(
        UsageCount(
            file=file,
            year=file.first.year,
            municipality=place.code,
            metric=USE,
            count=place.pk,
        )
        for file in files
        for place in places
    )


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def client(louna: Louna) -> Client:
    """The coordinator's, of 30 platforms, ten years and 20 municipalities."""
    for number in range(15):
        Municipality.objects.create(code=f"{700 + number}", name_fi=f"Kunta {number}", position=9)
    day = dt.date(2024, 9, 2)
    decision = record_decision(by=louna.coordinator, text="200 katselua", date=day)
    fill(30, list(Municipality.objects.all()), decision)
    Licence.objects.filter(pk=Licence.objects.earliest("pk").pk).update(state_pays=True)
    client = Client(headers={"accept-language": "fi"})
    client.force_login(louna.coordinator)
    return client


def test_the_pages_of_use_ask_twelve_times(client: Client) -> None:
    frame, licence = queries(client, "/ui/"), Licence.objects.latest("pk")
    reported, absent = (f"/eresources/usage/{licence.pk}/{year}/" for year in (2024, 2014))
    for address in ("/eresources/", reported, absent, FILES):
        assert queries(client, address) - frame <= MOST, address


def test_a_look_at_a_file_asks_by_its_municipalities_not_by_its_counts(client: Client) -> None:
    licence, counts = Licence.objects.latest("pk"), []
    for months in (2, 12):
        heading = ["Kunta", *(f"2014-{month:02}" for month in range(1, months + 1))]
        rows = [heading, *([str(700 + place), *"5" * months] for place in range(10))]
        content = "\n".join(map(";".join, rows)).encode()
        file = SimpleUploadedFile("lainat.csv", content)
        page = client.post(FILES, {"file": file, "licence": licence.pk})
        counts.append(queries(client, page["location"]))
    assert counts[0] == counts[1] <= 110


def test_the_first_page_asks_as_often_with_the_national_library_and_lines(client: Client) -> None:
    decision = Decision.objects.latest("pk")
    BudgetLine.objects.create(year=2025, name="E-aineistot", amount=900, decision=decision)
    Licence.objects.update(line="E-aineistot")
    assert queries(client, "/eresources/") - queries(client, "/ui/") <= MOST
