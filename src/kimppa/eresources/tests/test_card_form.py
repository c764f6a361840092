"""The form of a card and of its periods: what is asked, and what only some prices need."""

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from kimppa.core.consortium.models import Service
from kimppa.eresources.models import Licence, Period
from kimppa.eresources.terms.prices import EVERY_FIELD, FIELDS
from kimppa.eresources.tests.kainuu import Kainuu, period_of, text_of

pytestmark = pytest.mark.django_db
ADD = "/eresources/licences/add/"
HIDES = re.compile(r"form:has\(\[name=model\]\):not\(:has\((.*?)\)\) > .*?\[name=(\w+)\]\)")


@pytest.fixture
def kainuu(instance: object) -> Kainuu:
    return Kainuu.create()


def test_the_style_hides_the_fields_that_a_price_model_does_not_use() -> None:
    path = finders.find("eresources/eresources.css")
    assert isinstance(path, str)
    rules = {
        name: set(re.findall(r"value=([\w-]+)", models))
        for models, name in HIDES.findall(Path(path).read_text(encoding="utf-8"))
    }
    models = {name: {m for m, own in FIELDS.items() if name in own} for name in EVERY_FIELD}
    assert rules == models


def test_what_a_price_model_does_not_use_is_left_out_whatever_stands_in_it(kainuu: Kainuu) -> None:
    licence = kainuu.licence("Naxos", "music", price=100)
    page = f"/eresources/periods/{period_of(licence).pk}/edit/"
    form = {"start": "1.1.2025", "model": "by-time", "price": "100", "copies": "2", "months": "12",
            "tax": "none"}  # fmt: skip
    kainuu.post(page, **form)
    assert (period_of(licence).copies, period_of(licence).months) == (2, 12)
    kainuu.post(page, **form | {"model": "flat", "copies": "kaksi"})
    assert (period_of(licence).copies, period_of(licence).months) == (None, None)
    form |= {"model": "by-loans", "loans": "paljon"}
    assert kainuu.client.post(page, form).status_code == 422  # what it uses is checked


def fields(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main")]
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', main)
    return [name for name in dict.fromkeys(names) if name != "csrfmiddlewaretoken"]


def test_a_card_from_nothing_asks_twelve_things(kainuu: Kainuu) -> None:
    key = kainuu.key()
    shown = [name for name in fields(kainuu.page(ADD)) if name not in EVERY_FIELD]
    assert shown == [
        *("name", "vendor", "kinds", "municipalities", "start", "end", "notice_on"),
        *("model", "price", "tax", "tax_included", "key"),
    ]
    assert f'<option value="{key.pk}" selected>' in kainuu.page(ADD)
    page = kainuu.post(ADD, name="Naxos", municipalities=[t.pk for t in kainuu.towns.values()],
                       start="1.1.2027", model="flat", price="600", tax="none")  # fmt: skip
    assert "E-aineisto lisättiin" in page
    assert Period.objects.get().goes_on


def test_a_name_is_asked_for_where_there_is_no_service_to_choose(kainuu: Kainuu) -> None:
    form = {"municipalities": kainuu.towns["Kajaani"].pk, "start": "1.1.2027", "model": "flat",
            "tax": "none"}  # fmt: skip
    page = kainuu.client.post(ADD, form)
    assert page.status_code == 422
    assert "Palvelun nimi</label>" in text_of(page)  # nothing says that it may be left out
    Service.objects.create(slug="naxos", name_fi="Naxos", kind=Service.Kind.ERESOURCE)
    page = kainuu.client.post(ADD, form)
    assert "Valitse palvelu tai kirjoita uuden nimi" in text_of(page)


def test_the_national_e_library_is_known_by_its_name(kainuu: Kainuu) -> None:
    """Its feedback and accounts are of their own line, by the code that the house knows."""
    for name in ("E-kirjasto", "E-lehdet"):
        kainuu.post(ADD, name=name, municipalities=[t.pk for t in kainuu.towns.values()],
                    start="1.1.2027", model="flat", tax="none")  # fmt: skip
    rows = Licence.objects.order_by("pk").values_list("service__slug", "state_pays")
    assert list(rows) == [("ekirjasto", True), ("elehdet", False)]


def test_a_card_says_what_the_register_does_not_tell(kainuu: Kainuu) -> None:
    licence = kainuu.licence("Naxos", "music")
    page = kainuu.page(licence.get_absolute_url())
    for name in ("Toimittaja", "Tilaston lähde", "Tietosuojaseloste", "Saavutettavuusseloste"):
        assert re.search(rf"<dt>{name}</dt>\s*<dd>ei tiedossa</dd>", page), name
    Service.objects.update(statement="https://naxos.example/seloste")
    assert 'href="https://naxos.example/seloste"' in kainuu.page(licence.get_absolute_url())
    assert "Hinta ei tiedossa" in kainuu.page("/eresources/")


def test_a_name_of_the_register_is_its_service_and_a_second_card_is_told(kainuu: Kainuu) -> None:
    service = Service.objects.create(slug="cineast", name_fi="Cineast")
    towns = [town.pk for town in kainuu.towns.values()]
    form = {"name": "CINEAST", "vendor": "Axess Oy", "municipalities": towns, "model": "flat",
            "start": "1.1.2027", "tax": "none"}  # fmt: skip
    kainuu.post(ADD, **form)
    assert Licence.objects.get().service == service
    service.refresh_from_db()
    assert service.vendor == "Axess Oy"
    page = kainuu.post(ADD, **form | {"name": "Cineast."})
    assert "Palvelulla Cineast on jo kortti" in unescape(page)
    assert Service.objects.count() == 1
    assert Licence.objects.get().added_on is not None
    assert Period.objects.get().start == dt.date(2027, 1, 1)
