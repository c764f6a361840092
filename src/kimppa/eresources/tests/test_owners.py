"""Whose the names in files of use are: known, said by somebody, or asked; never nought by guess."""

import datetime as dt
import json

import pytest
from django.utils import translation

from kimppa.core.audit.models import AuditEvent
from kimppa.core.imports.models import Import
from kimppa.eresources.models import Licence
from kimppa.eresources.tests.kainuu import CODES, FILES, Kainuu
from kimppa.eresources.usage.lines import knows
from kimppa.eresources.usage.queries import Use, year_uses
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
    return next(use for use in year_uses(2025) if use.licence == licence)


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
    assert "1 254" in page
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


def test_what_was_said_of_a_name_is_changed_and_taken_back(kainuu: Kainuu, naxos: Licence) -> None:
    kainuu.bring(naxos, table(("KAJ-01", 5022), ("Sotkamo", 1254)), "a.csv", "2025")
    kainuu.keep()
    at, field = f"/eresources/usage/{naxos.pk}/2025/", field_of("KAJ-01")
    page = kainuu.post(f"{at}owners/", **{field: "municipality:205"})
    assert f'name="{field}"' in page  # it can still be said otherwise
    kainuu.post(f"{at}owners/", **{field: "municipality:765"})
    assert (use(naxos).part("205"), use(naxos).part("765")) == (0, 6276)
    presses = AuditEvent.objects.filter(action__startswith="imports.remember").order_by("pk")
    batches = list(presses.values_list("batch", flat=True))
    for code, part in (("205", 5022), ("205", None)):  # the change, then the first saying
        kainuu.post(f"/undo/{batches.pop()}/")
        assert use(naxos).part(code) == part


def report_of_one(library: str) -> bytes:
    """A COUNTER report whose only rows are of one library, 40 uses."""
    item = {
        "Platform": "Naxos",
        "Institution_Name": library,
        "Attribute_Performance": [
            {
                "Data_Type": "Sound",
                "Access_Method": "Regular",
                "Performance": {"Total_Item_Requests": {"2025-01": 15, "2025-12": 25}},
            }
        ],
    }
    days = {"Begin_Date": "2025-01-01", "End_Date": "2025-12-31"}
    head = {
        "Release": "5.1",
        "Report_ID": "PR",
        "Report_Name": "Platform Report",
        "Created": "2026-01-20T08:00:00Z",
        "Institution_Name": "Koillis-Kainuun kirjastot",
        "Report_Filters": days,
        "Report_Attributes": {"Attributes_To_Show": ["Institution_Name", "Access_Method"]},
    }
    return json.dumps({"Report_Header": head, "Report_Items": [item]}).encode()


@pytest.mark.parametrize(
    ("target", "parts"),
    [("common", {"205": 22, "765": 6}), ("municipality:205", {"205": 40, "765": 0})],
)
def test_one_library_alone_is_asked_whether_it_stands_for_all(
    kainuu: Kainuu, target: str, parts: dict[str, int]
) -> None:
    """Kajaani's own account is known by its name, and yet it may be the account of all six."""
    kainuu.key(dt.date(2025, 12, 31))
    naxos, content = kainuu.licence("Naxos", "music"), report_of_one("Kajaanin kaupunginkirjasto")
    page = kainuu.bring(naxos, content, "naxos.json")
    assert "Raportti kertoo vain yhdestä kirjastosta: Naxos: Kajaanin kaupunginkirjasto" in page
    upload, field = Import.objects.latest("pk"), field_of("Naxos: Kajaanin kaupunginkirjasto")
    kainuu.keep()
    assert use(naxos).part("205") is None
    kainuu.post(f"{FILES}{upload.pk}/undo/")
    kainuu.bring(naxos, content, "naxos.json")
    kainuu.post(f"{FILES}{Import.objects.latest('pk').pk}/", **{"owners": "1", field: target})
    kainuu.keep()
    assert {code: use(naxos).part(code) for code in parts} == parts
    assert "vain yhdestä" not in kainuu.bring(naxos, content, "naxos.json")
    assert "vain yhdestä" in kainuu.bring(kainuu.licence("Idagio", "music"), content, "n.json")


def test_another_municipality_of_finland_needs_nobodys_word(kainuu: Kainuu, naxos: Licence) -> None:
    rows = table(("Oulun kaupunginkirjasto", 7), ("061", 5), ("Kajaani", 10))
    page = kainuu.bring(naxos, rows, "a.csv", "2025")
    assert "Oulun kaupunginkirjasto: muu kuin omamme" in page
    kainuu.keep()
    assert use(naxos).part("205") == 10
    assert use(naxos).part("105") == 0
