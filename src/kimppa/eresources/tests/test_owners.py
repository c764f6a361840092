"""Whose the names in files of use are: known, said by somebody, or asked; never nought by guess."""

import pytest
from django.utils import translation

from kimppa.core.imports.models import Import
from kimppa.eresources.licences.queries import cards
from kimppa.eresources.models import Licence
from kimppa.eresources.tests.kainuu import CODES, FILES, Kainuu
from kimppa.eresources.usage.lines import knows
from kimppa.eresources.usage.queries import Use, split_uses
from kimppa.eresources.usage.sentences import summary
from kimppa.ui.owners import OwnersForm

pytestmark = pytest.mark.django_db
NAMES = (
    "Kajaanin kaupunginkirjasto", "Sotkamon kunnankirjasto", "Kuhmon kirjasto",
    "Suomussalmi Public Library", "Paltamo", "Hyrynsalmen kunnankirjasto",
)  # fmt: skip


@pytest.fixture
def kainuu(instance: object) -> Kainuu:
    return Kainuu.create()


@pytest.fixture
def naxos(kainuu: Kainuu) -> Licence:
    return kainuu.licence("Naxos", "music")


def table(*rows: tuple[str, int]) -> bytes:
    return "\n".join(["Kunta;Käyttö", *(f"{name};{count}" for name, count in rows)]).encode()


def use(licence: Licence) -> Use:
    return split_uses(cards([licence]), [2025])[licence.pk, 2025]


def field_of(name: str) -> str:
    return next(iter(OwnersForm(names=[name]).names))


@pytest.mark.parametrize(
    "name",
    [
        "Kajaani kaupunginkirjasto", "Kajaanin kaupunginkirjasto", "Kajaanin kirjasto",
        "Kajaani City Library", "City of Kajaani", "Kajana stadsbibliotek", "KAJAANIN PÄÄKIRJASTO",
        "Kajaanin kaupunginkirjasto / Kajaani Public Library", "Kajaanin kaupunki", "205",
    ],
)  # fmt: skip
def test_a_library_is_known_by_its_municipality(kainuu: Kainuu, naxos: Licence, name: str) -> None:
    kainuu.bring(naxos, table((name, 5022), ("Sotkamon kunnankirjasto", 1254)), "a.csv", "2025")
    kainuu.keep()
    assert use(naxos).part("205") == 5022
    assert use(naxos).part("765") == 1254
    assert use(naxos).part("105") == 0


def test_every_library_of_the_report_is_ours_and_seen_so(kainuu: Kainuu, naxos: Licence) -> None:
    rows = [(name, 100 + place) for place, name in enumerate(NAMES)]
    page = kainuu.bring(naxos, table(*rows), "a.csv", "2025")
    assert "Kajaani (Kajaanin kaupunginkirjasto)" in page
    assert "Kenen nämä ovat?" not in page
    kainuu.keep()
    assert [use(naxos).part(code) for code in CODES.values()] == [100, 101, 102, 103, 104, 105]


def test_what_nobody_knows_is_asked_and_makes_no_nought(kainuu: Kainuu, naxos: Licence) -> None:
    page = kainuu.bring(naxos, table(("KAJ-01", 5022), ("Sotkamo", 1254)), "a.csv", "2025")
    assert "KAJ-01: kenen tämä on, ei ole tiedossa" in page
    assert "Kenen nämä ovat?" in page
    kainuu.keep()
    assert use(naxos).part("205") is None
    page = kainuu.page(f"/eresources/usage/{naxos.pk}/2025/")
    assert "Tiedosto kertoo kunnan" not in page
    assert "<td>1 254</td>" in page
    assert "Kukaan ei ole kertonut, kenen nämä ovat: KAJ-01 5 022" in page
    with translation.override("fi"):
        music = {known.municipality: known for known in knows(2025)}
        own = summary(["eresource-usage"], 2025, kainuu.towns["Kajaani"])
    assert {known.value for known in music.values()} == {None}
    assert "kukaan ei ole kertonut" in music[kainuu.towns["Kajaani"].pk].text
    assert not own


def test_an_owner_is_said_at_the_look_and_remembered(kainuu: Kainuu, naxos: Licence) -> None:
    rows = table(("KAJ-01", 5022), ("Sotkamo", 1254))
    kainuu.bring(naxos, rows, "a.csv", "2025")
    upload = Import.objects.latest("pk")
    said = {"owners": "1", field_of("KAJ-01"): "municipality:205"}
    page = kainuu.post(f"{FILES}{upload.pk}/", **said)
    assert "Nimet muistetaan" in page
    assert "Kajaani (KAJ-01)" in page
    kainuu.keep()
    assert use(naxos).part("205") == 5022
    assert use(naxos).part("105") == 0
    other = kainuu.licence("Flipster", "magazines")
    assert "Kajaani (KAJ-01)" in kainuu.bring(other, rows, "a.csv", "2025")


def test_an_owner_is_said_and_changed_on_the_page_of_the_year(
    kainuu: Kainuu, naxos: Licence
) -> None:
    kainuu.bring(naxos, table(("KAJ-01", 5022), ("Sotkamo", 1254)), "a.csv", "2025")
    kainuu.keep()
    at = f"/eresources/usage/{naxos.pk}/2025/"
    kainuu.post(f"{at}owners/", **{field_of("KAJ-01"): "others"})
    page = kainuu.page(at)
    assert "Muu kuin omamme: KAJ-01" in page
    assert "Tiedosto kertoo kunnan kaikesta käytöstä" in page
    assert use(naxos).part("205") == 0
    kainuu.post(f"{at}owners/", **{field_of("KAJ-01"): "municipality:205"})
    assert use(naxos).part("205") == 5022


def test_another_municipality_of_finland_needs_nobodys_word(kainuu: Kainuu, naxos: Licence) -> None:
    rows = table(("Oulun kaupunginkirjasto", 7), ("061", 5), ("Kajaani", 10))
    page = kainuu.bring(naxos, rows, "a.csv", "2025")
    assert "Oulun kaupunginkirjasto: muu kuin omamme" in page
    kainuu.keep()
    assert use(naxos).part("205") == 10
    assert use(naxos).part("105") == 0
