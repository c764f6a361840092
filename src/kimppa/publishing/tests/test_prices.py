"""A price that nobody has said is not said to be free; free is said in many words."""

import importlib
import json
import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from conftest import Louna
from kimppa.core.imports import actions
from kimppa.publishing.actions.imports import IMPORTER
from kimppa.publishing.models import Item
from kimppa.publishing.tests.conftest import Make, signed_in
from kimppa.publishing.tests.test_linkedevents import ask
from kimppa.publishing.tests.test_pages import FILLED

TABLE = "Otsikko;Päivä;Alkaa;Päättyy;Paikka"
ROW = "Lukupiiri;5.2.2025;17;18;Tori"


def public(item: Item) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """The public page, its structured data and the offers of Linked Events."""
    visitor = Client(HTTP_ACCEPT_LANGUAGE="fi")
    page = visitor.get(f"/tapahtumat/{item.key}/").content.decode()
    found = re.findall(r'<script type="application/ld.json">(.*?)</script>', page, re.DOTALL)
    (event,) = ask("event/?super_event_type=none")["data"]
    return page, json.loads(found[0])["@graph"][0], event["offers"]


def test_nothing_is_said_of_a_price_that_nobody_gave(make: Make) -> None:
    page, graph, offers = public(make("Lukupiiri"))
    assert "maksuton" not in page
    assert ">Hinta<" not in page
    assert not {"isAccessibleForFree", "offers"} & graph.keys()
    assert offers == []


@pytest.mark.parametrize("price", ["maksuton", "Ilmainen", "0", "0,00 €", "Gratis", "free"])
def test_free_is_said_only_where_it_was_said(make: Make, price: str) -> None:
    page, graph, offers = public(make("Lukupiiri", price=price))
    assert "<dd>maksuton</dd>" in page
    assert (graph["isAccessibleForFree"], graph["offers"]["price"]) == (True, 0)
    assert [(offer["is_free"], offer["price"]) for offer in offers] == [(True, None)]


def test_a_form_left_empty_says_nothing_and_shows_free_as_it_was_written(louna: Louna) -> None:
    staff = signed_in(louna.staff["834"])
    fields = FILLED | {"municipality": louna.municipalities["834"].pk}
    staff.post("/publishing/new/event/", fields)
    assert (
        "maksuton" not in staff.get(f"/publishing/{Item.objects.latest('pk').pk}/").content.decode()
    )
    staff.post("/publishing/new/event/", fields | {"title_fi": "Toinen", "price": "Maksuton"})
    item = Item.objects.get(title_fi="Toinen")
    assert "maksuton" in staff.get(f"/publishing/{item.pk}/").content.decode()
    assert 'value="maksuton"' in staff.get(f"/publishing/{item.pk}/edit/").content.decode()


@pytest.mark.parametrize(
    ("heading", "cell", "price"),
    [("", "", ""), (";Hinta", ";", ""), (";Hinta", ";maksuton", "0 €"), (";Hinta", ";5 €", "5 €")],
)
def test_a_table_says_free_only_in_words(louna: Louna, heading: str, cell: str, price: str) -> None:
    person, town = louna.staff["834"], louna.municipalities["834"]
    upload = actions.bring(
        by=person,
        importer=IMPORTER,
        name="k.csv",
        content=f"{TABLE}{heading}\n{ROW}{cell}\n".encode(),
        options={"municipality": town.pk},
    )
    actions.take(by=person, importer=IMPORTER, upload=upload)
    assert Item.objects.get(title_fi="Lukupiiri").price == price


def test_what_was_shown_as_free_stays_so_after_the_upgrade(make: Make) -> None:
    event, news = make("Vanha"), make("Uutinen", kind="news")
    importlib.import_module("kimppa.publishing.migrations.0009_free_events").say_free(apps, None)
    event.refresh_from_db()
    news.refresh_from_db()
    assert "<dd>maksuton</dd>" in public(event)[0]
    assert news.price == ""
