"""Names of places in files."""

import pytest

from kimppa.core.consortium.models import Municipality
from kimppa.core.imports.places import Places

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns() -> dict[str, Municipality]:
    rows = (("599", "Pedersören kunta"), ("049", "Espoo"), ("895", "Uusikaupunki"))
    return {
        name: Municipality.objects.create(code=code, name_fi=name, position=int(code))
        for code, name in rows
    }


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Espoon kaupunki", "Espoo"),
        ("Esbo stad", "Espoo"),
        ("UUDENKAUPUNGIN KAUPUNKI", "Uusikaupunki"),
        ("Nystad", "Uusikaupunki"),
        ("Pedersöre", "Pedersören kunta"),
    ],
)
def test_a_file_may_name_a_municipality_as_it_calls_itself(
    towns: dict[str, Municipality], cell: str, name: str
) -> None:
    assert Places().municipality(cell) == towns[name]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Espoon kaupunginkirjasto", "Espoo"),
        ("Esbo stadsbibliotek", "Espoo"),
        ("Espoo City Library", "Espoo"),
        ("Espoon kaupunginkirjasto / Esbo stadsbibliotek", "Espoo"),
        ("Uudenkaupungin kirjasto", "Uusikaupunki"),
        ("Pedersöre kommunbibliotek", "Pedersören kunta"),
        ("Turun kaupunginkirjasto", ""),
        ("853", ""),
    ],
)
def test_a_library_is_its_municipalitys(
    towns: dict[str, Municipality], cell: str, name: str
) -> None:
    places = Places()
    owner = places.owner(cell)
    assert owner.settled
    assert places.municipality_at(owner.target) == towns.get(name)


@pytest.mark.parametrize(
    "cell", ["Kirjasto", "Seutukirjasto", "Espoon lukupiiri", "Espoon ja Turun kirjastot"]
)
def test_nobody_knows_whose_another_name_is(towns: dict[str, Municipality], cell: str) -> None:
    assert not Places().owner(cell).settled
