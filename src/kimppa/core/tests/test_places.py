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
