"""Names of places in files: short ones, and ones that begin like others."""

import pytest

from conftest import Louna
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.imports.places import BRANCH, MUNICIPALITY, Places
from kimppa.core.releases.models import Delivery


@pytest.fixture
def places(louna: Louna) -> Places:
    """Louna with the municipality Ii, a branch of which has the code "ii"."""
    town = Municipality.objects.create(code="139", name_fi="Ii", position=9)
    Branch.objects.create(code="ii", name_fi="Iin pääkirjasto", municipality=town)
    Branch.objects.create(code="TAMMELA", name_fi="Autovarasto", municipality=town)
    return Places()


def test_a_name_goes_before_a_code_unless_the_code_is_spelled_exactly(places: Places) -> None:
    assert places.match("Ii").target == "municipality:139"
    assert places.match("II").target == "municipality:139"
    assert places.match("ii").target == "branch:ii"
    assert places.match("Tammela").target == "municipality:834"
    assert places.match("TAMMELA").target == "branch:TAMMELA"
    assert places.match("Ii", BRANCH).target == "branch:ii"
    assert places.match("Tammela", MUNICIPALITY, BRANCH).target == "municipality:834"


@pytest.mark.parametrize(
    ("name", "town", "told"),
    [
        ("Iin kirjaston tilaaja", "Ii", "Iin kirjaston tilaaja, Ii"),
        ("Iida Iivonen", "Ii", "Iida Iivonen, Ii"),
        ("Tammelan kirjasto / NN", "Tammela", "Tammelan kirjasto / NN, Tammela"),
        ("Johtaja (Ii)", "Ii", "Johtaja (Ii)"),
        ("Kirjastonjohtaja, Tammela", "Tammela", "Kirjastonjohtaja, Tammela"),
    ],
)
def test_a_recipient_named_like_a_municipality_keeps_it(name: str, town: str, told: str) -> None:
    delivery = Delivery(recipient_name=name, municipality=Municipality(code="139", name_fi=town))
    assert delivery.addressee == told
