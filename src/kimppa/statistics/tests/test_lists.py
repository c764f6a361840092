"""Lists of items and loans on the desk: codes asked, figures computed, taken in, undone."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.core.figures.models import Figure
from kimppa.core.files.actions import read
from kimppa.core.imports.models import Meaning
from kimppa.statistics.lists.reduction import joined, slim
from kimppa.statistics.models import Take
from kimppa.statistics.parts.joins import Municipal, Part, by_municipality, join
from kimppa.statistics.tests.extract_files import ITEM_HEAD, LOAN_HEAD, Row, items, loans, write
from kimppa.statistics.tests.test_line import YEAR, signed_in, standing, text, value
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.work.facts import shared_facts
from kimppa.statistics.work.queries import boards

pytestmark = pytest.mark.on_sqlite
MEANINGS = {
    "type": {
        "kirja": "books", "nuotti": "scores", "aanite": "recordings", "dvd": "video",
        "peli": "other", "celia": "celia", "lehti": "serials", "ekirja": "electronic",
        "laite": "excluded",
    },
    "location": {"aik": "adult", "las": "child"},
    "group": {
        "asiakas": "counted", "lapsi": "counted", "kauko": "interlibrary",
        "virkailija": "excluded",
    },
    "status": {"tilattu": "not-counted", "kadonnut": "counted"},
}  # fmt: skip
STOCK = items(400)
LOANS = loans(STOCK, 1500)


@pytest.fixture
def desk(january: Louna) -> Client:
    return signed_in(january.coordinator)


def given(folder: Path, stock: list[Row], lent: list[Row], **more: str) -> dict[str, object]:
    stock_file = write(folder / "niteet.csv", ITEM_HEAD, stock)
    loan_file = write(folder / "lainat.csv", LOAN_HEAD, lent, "cp1252")
    return {
        "items": SimpleUploadedFile("niteet.csv", stock_file.read_bytes()),
        "loans": SimpleUploadedFile("lainat.csv", loan_file.read_bytes()),
        **more,
    }


def upload(desk: Client, folder: Path, **more: str) -> Take:
    answer = desk.post(f"{YEAR}imports/lists/", given(folder, STOCK, LOANS, **more))
    assert answer.status_code == 302
    return Take.objects.order_by("-pk")[0]


def give_codes(desk: Client, take: Take) -> None:
    codes = {f"code|{f}|{code}": to for f, known in MEANINGS.items() for code, to in known.items()}
    desk.post(f"/statistics/imports/{take.pk}/codes/", codes)


def of_patrons(branch: str) -> list[Row]:
    """The loans of 2024 that count, said again in plain Python."""
    types = {row["item"]: row["type"] for row in STOCK}
    return [
        row
        for row in LOANS
        if row["branch"] == branch
        and row["at"].startswith("2024")
        and row["group"] in ("asiakas", "lapsi")
        and types[row["item"]] not in ("ekirja", "laite")
    ]


def test_codes_are_asked_once_and_the_figures_are_those_of_a_recount(
    desk: Client, tmp_path: Path
) -> None:
    take = upload(desk, tmp_path)
    page = text(desk.get(f"/statistics/imports/{take.pk}/"))
    for code in ("kirja", "virkailija", "tilattu", "las"):
        assert code in page
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert value("LAI_total", branch="for") == 191_340  # a code without a meaning stops it all
    give_codes(desk, take)
    assert "Ota käyttöön" in text(desk.get(f"/statistics/imports/{take.pk}/"))
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    for branch in ("for", "koulu", "hum", "ypä"):
        assert value("LAI_total", branch=branch) == len(of_patrons(branch))
        people = {row["borrower"] for row in of_patrons(branch)}
        assert value("KAY_borrowers", branch=branch) == len(people)
    found = standing("KOK_total", branch="ypä")
    assert found is not None
    assert (found.rule, len(found.rule_version)) == ("lists", 12)
    assert found.source_sha256 == take.stored.sha256
    whole = standing("LAI_total", "981")
    assert whole is not None
    assert whole.rule == "sum-of-branches"
    desk.post(f"/statistics/imports/{take.pk}/undo/")
    assert value("LAI_total", branch="for") == 191_340
    again = upload(desk, tmp_path)
    assert "Ota käyttöön" in text(desk.get(f"/statistics/imports/{again.pk}/"))


def test_no_name_and_no_number_of_a_borrower_is_kept(desk: Client, tmp_path: Path) -> None:
    head = [*LOAN_HEAD, "nimi"]
    lent = [{**row, "nimi": "Maija Mallikas"} for row in LOANS[:50]]
    file = write(tmp_path / "nimet.csv", head, lent)
    stock = write(tmp_path / "niteet.csv", ITEM_HEAD, STOCK)
    desk.post(
        f"{YEAR}imports/lists/",
        {
            "items": SimpleUploadedFile("niteet.csv", stock.read_bytes()),
            "loans": SimpleUploadedFile("lainat.csv", file.read_bytes()),
        },
    )
    take = Take.objects.order_by("-pk")[0]
    assert take.loans is not None
    kept = read(take.loans).decode()
    assert "Maija" not in kept
    assert not any(row["borrower"] in kept for row in lent)
    assert kept.count("\n") == 51
    assert ":" not in kept  # of the moment of a loan the day alone
    assert all(row["at"][:10] in kept for row in lent)


def test_of_a_moment_the_finnish_day_is_kept_and_what_is_none_as_it_came(tmp_path: Path) -> None:
    days = {
        "2024-12-31T22:00:00Z": "2025-01-01",
        "31.12.2024 23:59": "2024-12-31",
        "2024-05-05": "2024-05-05",
        "0000-00-00 00:00": "0000-00-00 00:00",
        "": "",
    }
    lent = [{**row, "at": at} for row, at in zip(LOANS, days, strict=False)]
    file = write(tmp_path / "lainat.csv", LOAN_HEAD, lent)
    list(slim(file, "loans", {}, tmp_path / "parts"))
    with joined(tmp_path / "parts").open() as slimmed:
        rows = list(csv.DictReader(slimmed, delimiter=";"))
    assert [row["at"] for row in rows] == list(days.values())


def test_a_loan_without_a_borrower_is_nobodys(desk: Client, tmp_path: Path) -> None:
    """A blank id, noughts and NULL were a customer each in every municipality."""
    lent = [dict(row) for row in LOANS]
    counted = [row for row in lent if row in of_patrons("ypä")]
    for row, blank in zip(counted, ("", "  ", "0", "000", "NULL", "-"), strict=False):
        row["borrower"] = blank
    people = {row["borrower"] for row in counted[6:]}
    desk.post(f"{YEAR}imports/lists/", given(tmp_path, STOCK, lent))
    take = Take.objects.order_by("-pk")[0]
    give_codes(desk, take)
    assert "6 lainalla ei ole lainaajaa" in text(desk.get(f"/statistics/imports/{take.pk}/"))
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert value("KAY_borrowers", branch="ypä") == len(people)
    assert value("LAI_total", branch="ypä") == len(counted)


def test_a_foreign_branch_that_is_left_out_stops_nothing(desk: Client, tmp_path: Path) -> None:
    """Its items are no part of the collection; lent here they are loans of ours."""
    kept = next(row for row in STOCK if row["item"] == of_patrons("ypä")[0]["item"])
    stock = [{**row, "branch": "turku"} if row is kept else row for row in STOCK]
    stock += [{**STOCK[0], "item": "N-turku", "branch": "turku", "type": "outo", "acquired": "?"}]
    desk.post(f"{YEAR}imports/lists/", given(tmp_path, stock, LOANS))
    take = Take.objects.order_by("-pk")[0]
    give_codes(desk, take)
    desk.post(f"/statistics/imports/{take.pk}/codes/", {"code|branch|turku": "-"})
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert value("LAI_total", branch="ypä") == len(of_patrons("ypä"))


def test_a_list_without_a_column_is_refused_until_its_heading_is_known(
    desk: Client, tmp_path: Path
) -> None:
    stock = (
        write(tmp_path / "niteet.csv", ITEM_HEAD, STOCK).read_text().replace("type;", "laji;", 1)
    )
    files = {"items": SimpleUploadedFile("niteet.csv", stock.encode())}
    page = desk.post(f"{YEAR}imports/lists/", files)
    assert page.status_code == 422
    assert "Niteiden luettelo: ei saraketta tiedolle Aineistolaji (esimerkiksi itype" in text(page)
    assert "laji" in text(page)
    desk.post(
        "/statistics/imports/codes/", {"field": "column-items", "code": "laji", "target": "type"}
    )
    files = {"items": SimpleUploadedFile("niteet.csv", stock.encode())}
    assert desk.post(f"{YEAR}imports/lists/", files).status_code == 302


def test_rows_that_cannot_be_are_told_with_their_line(desk: Client, tmp_path: Path) -> None:
    stock = [{**row} for row in STOCK]
    stock[4]["acquired"] = "1900-01-01"
    desk.post(f"{YEAR}imports/lists/", given(tmp_path, [*stock, stock[7]], LOANS))
    take = Take.objects.order_by("-pk")[0]
    give_codes(desk, take)
    page = text(desk.get(f"/statistics/imports/{take.pk}/"))
    assert "1900-01-01" in page
    assert "kahdesti" in page
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert value("KOK_total", branch="ypä") is None


def test_codes_are_seen_changed_and_forgotten(desk: Client, tmp_path: Path) -> None:
    take = upload(desk, tmp_path)
    give_codes(desk, take)
    row = Meaning.objects.get(key="code-type:lehti")
    assert "lehti" in text(desk.get("/statistics/imports/codes/"))
    wrong = {"field": "code-type", "code": "lehti", "target": "adult"}
    assert desk.post("/statistics/imports/codes/", wrong).status_code == 422
    desk.post("/statistics/imports/codes/", {**wrong, "target": "other"})
    row.refresh_from_db()
    assert row.target == "other"
    desk.post(f"/statistics/imports/codes/{row.pk}/forget/")
    assert "lehti" in text(desk.get(f"/statistics/imports/{take.pk}/"))


def test_two_systems_in_a_year_are_joined_and_the_bridge_is_seen(
    desk: Client, tmp_path: Path
) -> None:
    first = upload(desk, tmp_path, system="Mikromarc", start="1.1.2024", end="30.6.2024")
    give_codes(desk, first)
    desk.post(f"/statistics/imports/{first.pk}/take-in/")
    assert value("LAI_total", branch="ypä") == 17_640  # half a year is no figure of the year
    half = text(desk.get(f"{YEAR}period/"))
    assert "Mikromarc 1.1.2024–30.6.2024" in half
    in_half = [row for row in of_patrons("ypä") if row["at"] < "2024-07-01"]
    assert f" {len(in_half)} " in half
    second = upload(desk, tmp_path, system="Quria", start="1.7.2024", end="31.12.2024")
    desk.post(f"/statistics/imports/{second.pk}/take-in/")
    assert value("LAI_total", branch="ypä") == len(of_patrons("ypä"))
    found = standing("LAI_total", branch="ypä")
    assert found is not None
    assert found.source == "Mikromarc 1.1.2024–30.6.2024 + Quria 1.7.2024–31.12.2024"
    assert value("KAY_borrowers", branch="ypä") == 577  # of two parts there is no sum of people
    whole = text(desk.get(f"{YEAR}period/"))
    assert "ei voi yhdistää" in whole
    assert desk.get(f"{YEAR}period/?format=xlsx").status_code == 200
    desk.post(f"/statistics/imports/{first.pk}/undo/")
    assert value("LAI_total", branch="ypä") == 17_640
    joined = Figure.objects.filter(rule="joined", replaced_at__isnull=True)
    kept = {one.variable.code[:3] for one in joined.select_related("variable")}
    assert kept == {"KOK"}  # the stock at the year's end is the last part's own


def test_a_time_of_another_year_is_refused(desk: Client, tmp_path: Path) -> None:
    page = desk.post(f"{YEAR}imports/lists/", given(tmp_path, STOCK, LOANS, start="1.7.2023"))
    assert page.status_code == 422


def test_the_lists_tell_the_checks_what_they_wait_for(desk: Client, tmp_path: Path) -> None:
    page = text(desk.get(f"{YEAR}municipality/981/checks/"))
    assert "V13" in page
    assert "niteiden ja lainojen luettelot" in page
    take = upload(desk, tmp_path)
    give_codes(desk, take)
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    town = Take.objects.get(pk=take.pk).facts["renewals"]
    assert town["municipality:981"] == sum(row["kind"] == "renew" for row in of_patrons("ypä"))


def test_every_check_is_judged_or_says_what_it_waits_for(january: Louna) -> None:
    for board in boards(2024, list(january.municipalities.values())).values():
        for one in board.tallies:
            assert one.judged or one.waits or not one.open, one.check.number


def test_a_later_list_is_compared_with_the_year_ends(desk: Client, tmp_path: Path) -> None:
    take = upload(desk, tmp_path)
    assert "ei vielä ole" in text(desk.get(f"/statistics/imports/{take.pk}/compare/"))
    there = [r for r in STOCK if r["acquired"] <= "2024-12-31" and r["branch"] == "hum"]
    there = [row for row in there if not row["withdrawn"] or row["withdrawn"] > "2024-12-31"]
    left = [row for row in STOCK if row not in there]
    desk.post(f"{YEAR}imports/lists/", given(tmp_path, left, []))
    later = Take.objects.order_by("-pk")[0]
    page = text(desk.get(f"/statistics/imports/{take.pk}/compare/?toinen={later.pk}"))
    assert f"{len(there)} vuodenvaihteen nidettä puuttuu" in page
    assert f"Humppilan kirjasto {len(there)}" in page
    assert there[0]["item"] in page
    page = text(desk.get(f"/statistics/imports/{later.pk}/compare/?toinen={take.pk}"))
    assert "Jokainen vuodenvaihteen nide on siinä" in page


def test_half_a_year_is_summed_for_the_municipalities_where_it_can_be(
    desk: Client, tmp_path: Path
) -> None:
    half = upload(desk, tmp_path, start="1.1.2024", end="30.6.2024")
    give_codes(desk, half)
    desk.post(f"/statistics/imports/{half.pk}/take-in/")
    page = text(desk.get(f"{YEAR}period/"))
    in_half = [row for row in of_patrons("ypä") if row["at"] < "2024-07-01"]
    assert f"Ypäjä Lainaus (kokonaislainaus) {len(in_half)} –" in page
    people = {row["borrower"] for row in in_half}
    assert f"Ypäjä Lainaajia / lainanneet asiakkaat {len(people)} –" in page
    assert f'href="{YEAR}sheets/2024-H1/freeze/"' in desk.get(f"{YEAR}period/").text


@pytest.mark.every_database  # asks for figures by the beginnings and the ends of their codes
def test_half_a_year_in_use_does_not_hold_up_the_years_sheets(desk: Client, tmp_path: Path) -> None:
    """V24 asks of the files that the year's figures are of."""
    before = shared_facts(2024, [])["period_is_year"]
    half = upload(desk, tmp_path, start="1.1.2024", end="30.6.2024")
    give_codes(desk, half)
    desk.post(f"/statistics/imports/{half.pk}/take-in/")
    assert shared_facts(2024, [])["period_is_year"] == before
    Take.objects.filter(pk=half.pk).update(start=None, end=None)
    assert shared_facts(2024, [])["period_is_year"] is False


def test_loans_printed_in_july_are_no_stock_of_a_wrong_day(desk: Client, tmp_path: Path) -> None:
    take = upload(desk, tmp_path)
    give_codes(desk, take)
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    for measure, days in (("LAI_", None), ("KOK_", Decimal(169))):
        recorded = [Figure.objects.filter(variable__code__startswith=measure)[0].pk]
        Take.objects.exclude(pk=take.pk).update(snapshot_days=None)
        Take.objects.filter(pk=take.pk).update(snapshot_days=-169, recorded=recorded)
        assert shared_facts(2024, [])["early_days"] == days


def test_a_sum_needs_every_branch_and_people_are_no_sum() -> None:
    half = (dt.date(2024, 1, 1), dt.date(2024, 6, 30))
    values = {("branch:for", "LAI_total"): Decimal(10), ("branch:for", "KAY_borrowers"): Decimal(4)}
    whole = {("branch:tam", "LAI_total"): Decimal(6), ("municipality:834", "LAI_total"): Decimal(7)}
    joined = join([Part(1, "Quria", half, values | whole)], half, catalogue().__getitem__)
    towns = {"061": ["for", "koulu"], "834": ["tam"], "103": ["hum"]}
    found = by_municipality(joined, towns, catalogue().__getitem__)
    assert found["061", "LAI_total"] == Municipal(None, lacking=("koulu",))
    assert found["061", "KAY_borrowers"] == Municipal(None, no_sum=True)
    assert found["834", "LAI_total"] == Municipal(Decimal(7))  # its own figure goes first
    assert ("103", "LAI_total") not in found
    alone = by_municipality(joined, {"061": ["for"]}, catalogue().__getitem__)
    assert alone["061", "LAI_total"] == Municipal(Decimal(10))
