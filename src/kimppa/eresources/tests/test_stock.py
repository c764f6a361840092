"""The ministry's lines of stock and acquisitions: titles had in common, agreements on the whole."""

import datetime as dt

import pytest
from django.utils import translation

from conftest import Louna
from kimppa.eresources import demo
from kimppa.eresources.area import knows
from kimppa.eresources.models import Licence, Order

pytestmark = pytest.mark.django_db


def test_each_municipality_counts_the_titles_its_customers_may_use(louna: Louna) -> None:
    demo.load()
    music = Licence.objects.get(service__slug="naxos")
    Licence.objects.filter(service__slug="e-aanikirjat").update(kinds=["books", "audiobooks"])
    books = Licence.objects.get(service__slug="e-aanikirjat")
    for title, ordered_on, ends_on in (
        ("Vanha", dt.date(2023, 3, 1), None),
        ("Uusi", dt.date(2024, 3, 1), dt.date(2025, 3, 1)),
        ("Päättynyt", dt.date(2024, 4, 1), dt.date(2024, 10, 1)),
        ("Myöhempi", dt.date(2025, 1, 2), None),
    ):
        Order.objects.create(
            title=title,
            licence=books,
            material="books",
            state=Order.State.ORDERED,
            ordered_on=ordered_on,
            ends_on=ends_on,
        )
    with translation.override("fi"):
        known = {(k.variable, k.municipality): k for k in knows(2024)}
    tammela, ypaja = louna.municipalities["834"].pk, louna.municipalities["981"].pk
    assert known["E_EBO_stock", tammela].value == 2
    assert known["E_EBO_acq", tammela].value == 2
    assert ("E_EBO_stock", ypaja) not in known  # Ypäjä does not belong
    assert "2 nimekettä" in known["E_EBO_stock", tammela].text
    assert known["E_EAU_stock", tammela].value == 1
    assert "E-äänikirjat, 1 nimeke" in known["E_EAU_stock", tammela].text
    assert known["E_EMU_stock", ypaja].value == 1
    assert str(music) in known["E_EMU_stock", ypaja].text
    assert known["E_EMU_acq", ypaja].value == 1
