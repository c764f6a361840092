"""Rows of lists that are taken as they are, and what codes leave out: told with their numbers."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.statistics.models import Take
from kimppa.statistics.recount.recounting import Outcome, Recounting
from kimppa.statistics.tests.extract_files import ITEM_HEAD, LOAN_HEAD, write
from kimppa.statistics.tests.test_line import YEAR, signed_in, standing, text, value
from kimppa.statistics.tests.test_lists import LOANS, STOCK, give_codes, given, of_patrons


@pytest.fixture
def desk(january: Louna) -> Client:
    return signed_in(january.coordinator)


def test_rows_without_a_day_and_loans_of_purged_items_are_accepted_and_told(
    desk: Client, tmp_path: Path
) -> None:
    counted = of_patrons("ypä")
    lent = [dict(row) for row in LOANS]
    ours = [row for row in lent if row in counted]
    ours[0]["item"] = ours[1]["item"] = "N-purged"
    ours[2]["at"], ours[3]["at"] = "0000-00-00 00:00:00", ""
    stock = [dict(row) for row in STOCK]
    books = [r for r in stock if r["branch"] == "hum" and r["type"] == "dvd" and not r["status"]]
    for row, acquired, withdrawn in zip(
        books, ("0000-00-00", "", "2024-03-03"), ("", "", "0000-00-00"), strict=False
    ):
        row["acquired"], row["withdrawn"] = acquired, withdrawn
    desk.post(f"{YEAR}imports/lists/", given(tmp_path, [*stock, stock[7]], lent))
    take = Take.objects.order_by("-pk")[0]
    give_codes(desk, take)
    here = f"/statistics/imports/{take.pk}/"
    page = text(desk.get(here))
    assert "Niteiden luettelo, sarake Hankittu: päivämäärä ”(tyhjä)” ei voi pitää" in page
    assert "Lainat niteistä, joita luettelossa ei ole, esimerkiksi poistetuista: lasketaan" in page
    for key in ("items-acquired", "items-withdrawn", "items-item", "loans-at"):
        desk.post(f"{here}accept/", {"key": key})
    desk.post(f"{here}take-in/")
    assert value("LAI_total", branch="ypä") == 17_640  # one thing is not accepted yet
    desk.post(f"{here}accept/", {"key": "loans-item"})
    desk.post(f"{here}take-in/")
    assert value("LAI_total", branch="ypä") == len(counted) - 2
    there = [r for r in books if r in books[:3] or r["acquired"] <= "2024-12-31"]
    there = [r for r in there if r in books[:3] or not "" < r["withdrawn"] <= "2024-12-31"]
    assert value("KOK_video", branch="hum") == len(there)
    assert value("HAN_video", branch="hum") == sum(r["acquired"][:4] == "2024" for r in books)
    found = standing("LAI_total", branch="ypä")
    assert found is not None
    assert "poistetuista: lasketaan muuksi aineistoksi (2)" in found.source
    assert Recounting().recount(found).outcome == Outcome.SAME


def test_loans_that_tell_their_type_but_no_language_are_classed_by_their_items(
    desk: Client, tmp_path: Path
) -> None:
    """Koha's transactions have an item type and no language: every book was Finnish."""
    types = {row["item"]: row["type"] for row in STOCK}
    lent = [{**row, "itemtype": types[row["item"]]} for row in LOANS]
    stock = write(tmp_path / "niteet.csv", ITEM_HEAD, STOCK)
    file = write(tmp_path / "lainat.csv", [*LOAN_HEAD, "itemtype"], lent)
    files = {"items": stock.read_bytes(), "loans": file.read_bytes()}
    desk.post(
        f"{YEAR}imports/lists/",
        {name: SimpleUploadedFile(f"{name}.csv", data) for name, data in files.items()},
    )
    take = Take.objects.order_by("-pk")[0]
    give_codes(desk, take)
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    languages = {row["item"]: row["language"] for row in STOCK}
    swedish = [
        row
        for row in of_patrons("ypä")
        if types[row["item"]] == "kirja" and languages[row["item"]] == "swe"
    ]
    assert swedish
    assert (value("LAI_books_swe", branch="ypä") or 0) >= len(swedish)


def test_what_codes_leave_out_is_told(desk: Client, tmp_path: Path) -> None:
    stock = [{**r, "branch": "turku"} if r["branch"] == "koulu" else r for r in STOCK]
    lent = [{**r, "branch": "turku"} if r["branch"] == "koulu" else r for r in LOANS]
    lent += [{**LOANS[0], "kind": "return", "branch": "for"}]
    desk.post(f"{YEAR}imports/lists/", given(tmp_path, stock, lent))
    take = Take.objects.order_by("-pk")[0]
    give_codes(desk, take)
    out = {"code|branch|turku": "-", "code|kind|return": "-"}
    desk.post(f"/statistics/imports/{take.pk}/codes/", out)
    page = text(desk.get(f"/statistics/imports/{take.pk}/"))
    foreign = sum(row["branch"] == "turku" for row in stock)
    assert f"Niteiden luettelo, Toimipiste ”turku”: jätetään pois (rivejä: {foreign})" in page
    foreign = sum(row["branch"] == "turku" for row in lent)
    assert f"Lainojen luettelo, Toimipiste ”turku”: jätetään pois (rivejä: {foreign})" in page
    assert "Lainojen luettelo, Tapahtuma ”return”: jätetään pois (rivejä: 1)" in page
    assert "Asiakasryhmä ”virkailija”: Ei lasketa" in page
    assert "Niteen tila ”tilattu”: Ei kokoelmassa" in page


def test_the_municipality_is_the_sum_of_the_branches_that_are_not_left_out(
    desk: Client, tmp_path: Path
) -> None:
    stock, lent = (
        [{**row, "branch": "jok"} if row["branch"] == "hum" else row for row in rows]
        for rows in (STOCK, LOANS)
    )
    desk.post(f"{YEAR}imports/lists/", given(tmp_path, stock, lent))
    take = Take.objects.order_by("-pk")[0]
    give_codes(desk, take)
    learn = {"field": "code-branch", "code": "koulu", "target": "-"}
    desk.post("/statistics/imports/codes/", learn)
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert value("LAI_total", branch="koulu") == 2_130  # what another file told of it stays
    missing, whole = standing("KOK_total", branch="koulu"), standing("KOK_total", "169")
    assert missing is not None
    assert missing.state == "not-relevant"
    assert Recounting().recount(missing).outcome == Outcome.SAME
    assert whole is not None
    assert whole.value == value("KOK_total", branch="jok")
