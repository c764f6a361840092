"""Records without an owner are told of, with where their library system writes it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.catalogue.models import Check, OwnerPlace, PlaceTotal
from kimppa.catalogue.tests.conftest import STRAY, record, signed_in, text_of
from kimppa.jobs.worker import Worker

# As Koha exports it: items in 952, the home library in $a.
KOHA = STRAY.replace("852    $atam$b1", "952    $atam$btam$cAIK$p123$9{number}\n999    $c1$d1")
NOBODYS = STRAY.replace("852    $atam$b1\n", "")


def of(client: Client, path: str) -> str:
    response: HttpResponse = client.get(path)
    assert response.status_code == 200, path
    return text_of(response)


def test_owners_are_read_from_where_koha_has_them_by_a_press(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    brought(b"".join(record(KOHA, number) for number in (1, 2, 3)))
    client = signed_in(louna.coordinator)
    for path in ("", "work/", "work/tam/", "settings/"):
        page = of(client, f"/catalogue/{path}")
        assert "3 tietueella ei ole omistajaa: omistajan paikassa (852a)" in page, path
        assert "Kirjastojärjestelmä on Koha" in page
        assert "Lue omistajat kentästä 952a?" in page
    assert "jokainen koodi kuuluu" not in of(client, "/catalogue/settings/").casefold()
    for path in ("work/tam/", "?toimipiste=tam"):
        page = of(client, f"/catalogue/{path}")
        assert "Tehty" not in page
        assert "Uusimmassa viennissä ei ole tämän paikan tietueita" in page
    client.post("/catalogue/settings/places/", {"places": "952a", "again": "1"})
    assert OwnerPlace.objects.get().place == "952a"
    assert "on kerrottu" in of(client, "/catalogue/").casefold()
    Worker().drain()
    assert PlaceTotal.objects.get(branch__code="tam").held == 3
    for path in ("", "work/", "work/tam/"):
        assert "ei ole omistajaa" not in of(client, f"/catalogue/{path}")


def test_a_library_is_told_that_the_coordinator_says_where_owners_stand(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    brought(record(KOHA))
    page = of(signed_in(louna.directors["834"]), "/catalogue/")
    assert "Pääkäyttäjä kertoo, missä tietueissa omistaja on" in page
    assert "Lue omistajat" not in page
    assert "Tehty" not in page


def test_a_few_records_without_an_owner_are_a_note(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    brought(record(STRAY, 1) + record(NOBODYS, 2))
    page = of(signed_in(louna.coordinator), "/catalogue/")
    assert "1 tietueella ei ole omistajaa, eikä se tule minkään toimipisteen listalle" in page
    assert "Yhdelläkään" not in page


def test_fields_of_the_system_are_named_on_a_records_page(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    check = brought(record(KOHA))
    page = of(signed_in(louna.coordinator), reverse("catalogue:record", args=[check.pk, 0]))
    assert "Kohan niteen tiedot" in page
    assert "Kotikirjasto" in page
    assert "ei formaatissa" not in page


def test_without_numbers_the_file_of_numbers_says_so(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    brought(record(STRAY.replace("001    000000{number}\n", "")))
    client = signed_in(louna.coordinator)
    for path in ("rules/{}/numbers.txt?kunta=kaikki", "work/tam/{}/numbers.txt"):
        response = client.get("/catalogue/" + path.format("title-stray-colon"))
        assert response.status_code == 200, path
        assert "eikä sillä ole numeroa" in response.content.decode(), path
