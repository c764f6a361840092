"""A report on the desk: what it counts, of which year it is, and what the checks would say."""

import pytest
from django.test import Client

from conftest import Louna
from kimppa.core.imports.models import Meaning
from kimppa.statistics.models import Take
from kimppa.statistics.tests.sheet_files import workbook
from kimppa.statistics.tests.test_line import YEAR, signed_in, text, upload, value


@pytest.fixture
def desk(january: Louna) -> Client:
    return signed_in(january.coordinator)


def report(title: str, number: int) -> bytes:
    return f"{title}\nToimipiste;Painetut niteet\nypä;{number}\nhum;{number}\n".encode()


def settle(desk: Client, take: Take, **chosen: str) -> str:
    """Choose for the first name that waits; the page after it."""
    page = desk.get(f"/statistics/imports/{take.pk}/").content.decode()
    key = page.partition('name="name|')[2].partition('"')[0]
    assert key, "no name waits"
    given = {f"name|{key}": chosen.pop("target")} | chosen
    desk.post(f"/statistics/imports/{take.pk}/settle/", given)
    return text(desk.get(f"/statistics/imports/{take.pk}/"))


def take_in(desk: Client, take: Take) -> None:
    desk.post(f"/statistics/imports/{take.pk}/take-in/")


def test_a_report_of_loans_never_comes_in_as_collections(desk: Client) -> None:
    collections = upload(desk, report("Kokoelmat 2024", 25_100))
    assert "Ota käyttöön" in settle(desk, collections, target="KOK_books")
    take_in(desk, collections)
    assert value("KOK_books", branch="ypä") == 25_100
    loans = upload(desk, report("Lainat 2024", 9_000))
    page = text(desk.get(f"/statistics/imports/{loans.pk}/"))
    assert "Painetut niteet" in page
    assert "Nimet, jotka odottavat valintaa" in page
    take_in(desk, loans)
    assert value("KOK_books", branch="ypä") == 25_100
    settle(desk, loans, target="LAI_books")
    take_in(desk, loans)
    assert value("LAI_books", branch="ypä") == 9_000
    again = upload(desk, report("Kokoelmat 2024", 25_200))
    assert "Nimet, jotka odottavat valintaa" not in text(
        desk.get(f"/statistics/imports/{again.pk}/")
    )


def test_a_report_that_does_not_say_what_it_counts_is_asked(desk: Client) -> None:
    first = upload(desk, report("Raportti", 25_100))
    assert "Mitä taulukko laskee?" in text(desk.get(f"/statistics/imports/{first.pk}/"))
    settle(desk, first, target="KOK_books", measure="KOK")
    take_in(desk, first)
    assert value("KOK_books", branch="ypä") == 25_100
    assert Meaning.objects.get(key="variable-KOK:painetut niteet").target == "KOK_books"
    second = upload(desk, report("Raportti", 9_000))
    assert "Mitä taulukko laskee?" in text(desk.get(f"/statistics/imports/{second.pk}/"))
    take_in(desk, second)
    assert value("KOK_books", branch="ypä") == 25_100


def test_the_name_of_the_file_says_what_a_bare_table_counts(desk: Client) -> None:
    bare = b"Toimipiste;Kirjat yhteens\xe4\nyp\xe4;700\n"
    take = upload(desk, bare, name="lainat_ypäjä.csv")
    take_in(desk, take)
    assert value("LAI_books", branch="ypä") == 700


@pytest.mark.parametrize(
    "title", ["Jakso 1.1.2023 - 31.12.2023", "Lainat vuonna 2023", "Lainat 1.7.2023–30.6.2024"]
)
def test_a_file_of_another_year_is_told_before_it_is_kept(desk: Client, title: str) -> None:
    before = Take.objects.count()
    content = f"{title}\nToimipiste;Lainat\nypä;5\nhum;4\n".encode()
    answer = desk.post(
        f"{YEAR}imports/", {"file": _file(content), "kind": "report", "system": "Koha"}
    )
    assert answer.status_code == 422
    assert "2023" in text(answer)
    assert "tämä on vuoden 2024 tilasto" in text(answer)
    assert Take.objects.count() == before


def test_the_first_sheet_with_a_table_is_read_and_faults_name_the_sheet(desk: Client) -> None:
    book = workbook(
        {
            "Kansi": [["Kirjastotilasto"], ["Tekijä: NN"]],
            "Lainat 2024": [["Toimipiste", "Lainat"], ["ypä", 700], ["hum", -3]],
            "Vanha": [["Toimipiste", "Lainat"], ["ypä", 1]],
        },
        hidden=["Vanha"],
    )
    answer = desk.post(f"{YEAR}imports/", {"file": _file(book, "t.xlsx"), "kind": "report"})
    assert answer.status_code == 302
    take = Take.objects.order_by("-pk")[0]
    page = text(desk.get(f"/statistics/imports/{take.pk}/"))
    assert "Lainat 2024: B3" in page
    assert "negatiivinen" in page


def test_the_checks_mark_the_row_before_the_file_is_taken(desk: Client) -> None:
    take = upload(desk, "Lainat\nToimipiste;Lainat\nypä;203100\n".encode())
    page = text(desk.get(f"/statistics/imports/{take.pk}/")).replace("\xa0", " ")
    assert "20 310 → 203 100" in page
    assert value("LAI_total", "981") == 17_640
    take_in(desk, take)
    assert value("LAI_total", "981") == 203_100


def test_what_was_learned_of_names_is_listed_changed_and_forgotten(desk: Client) -> None:
    take = upload(desk, "Lainat 2024\nToimipiste;Painetut niteet\nEtelän piste;9000\n".encode())
    settle(desk, take, target="LAI_books")
    settle(desk, take, target="branch:ypä")
    listed = text(desk.get("/statistics/imports/codes/"))
    assert "painetut niteet Nimi raportissa: Lainat Lainaus: Kirjat yhteensä" in listed
    assert "etelän piste Paikan nimi Ypäjän kirjasto" in listed
    name = Meaning.objects.get(key="variable-LAI:painetut niteet")
    change = f"/statistics/imports/codes/{name.pk}/"
    assert desk.post(change, {"target": "branch:hum"}).status_code == 422
    assert desk.post(change, {"target": "LAI_video"}).status_code == 302
    take_in(desk, take)
    assert value("LAI_video", branch="ypä") == 9_000
    desk.post(f"{change}forget/")
    again = upload(desk, "Lainat 2024\nToimipiste;Painetut niteet\nypä;9001\n".encode())
    assert "Nimet, jotka odottavat valintaa" in text(desk.get(f"/statistics/imports/{again.pk}/"))


def _file(content: bytes, name: str = "r.csv") -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)
