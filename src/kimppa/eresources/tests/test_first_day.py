"""The first day: nobody is late with what nobody had written down."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import translation

from kimppa.core import clock
from kimppa.eresources.licences.dues import dues
from kimppa.eresources.licences.queries import cards
from kimppa.eresources.models import Licence
from kimppa.eresources.tests.kainuu import Kainuu
from kimppa.eresources.usage import dues as of_use

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def kainuu(instance: object) -> Kainuu:
    return Kainuu.create()


def days(kainuu: Kainuu, licence: Licence) -> set[dt.date]:
    rows = cards([licence])
    with translation.override("fi"):
        return {due.date for due in (*dues(rows), *of_use.dues()) if not due.done}


def test_nothing_of_a_card_is_late_on_the_day_it_is_written(kainuu: Kainuu) -> None:
    before = TODAY - dt.timedelta(days=700)
    licence = kainuu.licence(
        "E-kirjasto", "books", start=before, end=TODAY - dt.timedelta(days=300), goes_on=False,
        price=Decimal(100), invoice_on=before,
    )  # fmt: skip
    Licence.objects.update(state_pays=True)
    licence.refresh_from_db()
    assert min(days(kainuu, licence)) == TODAY + dt.timedelta(days=30)
    assert "myöhässä" not in kainuu.page("/eresources/")
    Licence.objects.update(added_on=None)  # cards older than the day are judged as they were
    assert "myöhässä" in kainuu.page("/eresources/")


def test_each_row_of_what_is_to_be_done_says_what(kainuu: Kainuu) -> None:
    end = TODAY + dt.timedelta(days=20)
    kainuu.licence("Naxos", "music", start=TODAY, end=end, goes_on=False)
    page = kainuu.page("/eresources/")
    assert re.search(r'class="k-do-what"><b>[^<]*jatkosta: Naxos</b>', page)


def test_a_card_that_has_stood_for_long_is_late(kainuu: Kainuu) -> None:
    licence = kainuu.licence("Naxos", "music", start=dt.date(TODAY.year - 1, 1, 1))
    Licence.objects.update(added_on=dt.date(TODAY.year - 1, 1, 1))
    licence.refresh_from_db()
    assert dt.date(TODAY.year, 1, 31) in days(kainuu, licence)
