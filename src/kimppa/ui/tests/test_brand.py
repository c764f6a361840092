"""Public pages are the consortium's: its name, its colours, its addresses; not Kimppa's."""

import re

from django.test import Client

from conftest import Louna
from kimppa.core.consortium.models import Consortium
from kimppa.core.register.actions import save_row

PAGES = ("/tapahtumat/", "/palaute/", "/tarkista/")


def page_of(path: str) -> str:
    answer = Client(headers={"Accept-Language": "fi"}).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_public_page_names_the_consortium_and_not_kimppa(louna: Louna) -> None:
    for path in PAGES:
        words = re.sub(r"<(script|meta|link)[^>]*>", "", page_of(path))
        assert "Kimppa" not in words, path
        assert "Louna-kirjastot</title>" in words
        assert "Forssa, Humppila, Jokioinen, Tammela, Ypäjä" in words


def test_a_wrong_address_is_the_consortiums_to_a_visitor(louna: Louna) -> None:
    answer = Client(headers={"Accept-Language": "fi"}).get("/tapahtumat/ei-ole/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Louna-kirjastot</title>" in page
    main = page[page.index('id="sisalto"') :]
    assert "pääkäyttäjä" not in main
    assert "haulla" not in main
    assert 'href="/palaute/">Jos tulit tänne linkistä' in main


def test_colours_and_addresses_are_the_consortiums_own(louna: Louna) -> None:
    whole = Consortium.objects.get()
    save_row(whole, by=louna.coordinator, privacy_notice="", statement="")
    before = page_of("/tapahtumat/")
    assert "/ui/brand/" not in before
    assert "Saavutettavuusseloste" not in before
    save_row(
        whole,
        by=louna.coordinator,
        brand_colour="#7a1f3d",
        privacy_notice="https://kirjastot.example/tietosuoja",
        statement="https://kirjastot.example/saavutettavuus",
    )
    page = page_of("/tapahtumat/")
    assert 'href="https://kirjastot.example/tietosuoja"' in page
    assert "Saavutettavuusseloste" in page
    (sheet,) = re.findall(r'href="(/ui/brand/\w+\.css)"', page)
    answer = Client().get(sheet)
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    assert "--c-brand:light-dark(#7a1f3d," in answer.content.decode()
    save_row(whole, by=louna.coordinator, brand_colour="#005500")
    old = Client().get(sheet)
    assert "#005500" in old.content.decode()
    assert "immutable" not in old.get("Cache-Control", "")
    assert sheet not in page_of("/tapahtumat/")
