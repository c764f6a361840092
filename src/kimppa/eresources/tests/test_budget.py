"""The first page asks the database as often for 30 agreements of ten years as for one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core.consortium.models import Municipality, Service
from kimppa.eresources.models import CostShare, Licence, Member, Period

pytestmark = pytest.mark.django_db
MOST = 12  # beside what every page of the desk asks


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
