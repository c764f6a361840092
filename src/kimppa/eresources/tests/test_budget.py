"""The first page asks the database as often for 30 platforms, ten years and 20 municipalities as
for one; so does the page of a year.
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core.consortium.models import Municipality, Service
from kimppa.eresources.models import CostShare, Licence, Member, Period, UsageCount, UsageFile
from kimppa.eresources.terms.usage import USE

pytestmark = pytest.mark.django_db
MOST = 12  # beside what every page of the desk asks
YEAR = 23  # keys with their values and answers three times: its own, those compared, the form's


def fill(count: int, places: list[Municipality]) -> None:
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
                invoice_on=dt.date(year, 1, 31),
            )
            for year in range(2016, 2026)
        )
        CostShare.objects.bulk_create(
            CostShare(period=period, municipality=place, amount=10, first=period.start)
            for period in periods
            for place in places
        )
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
            place=place,
            metric=USE,
            count=place.pk,
        )
        for file in files
        for place in places
    )


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_thirty_agreements_cost_what_one_does(louna: Louna) -> None:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(louna.coordinator)
    frame = queries(client, "/ui/")
    for number in range(15):
        Municipality.objects.create(code=f"{700 + number}", name_fi=f"Kunta {number}", position=9)
    fill(30, list(Municipality.objects.all()))
    assert queries(client, "/eresources/") - frame <= MOST
    licence = Licence.objects.latest("pk")
    assert queries(client, f"/eresources/usage/{licence.pk}/2024/") - frame <= YEAR
