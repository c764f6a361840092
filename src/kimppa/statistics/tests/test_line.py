"""The whole line: bring in, correct, explain, freeze, deliver, correct again."""

import datetime as dt
import io
import json
import re
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core.area import summaries
from kimppa.core.consortium.models import Branch, Person
from kimppa.core.figures.models import Figure
from kimppa.core.files.actions import read
from kimppa.core.imports.models import Meaning
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import Ratification
from kimppa.core.releases.models import Delivery, Release
from kimppa.statistics.models import Explanation, Take, WebVisits
from kimppa.statistics.reading.cells import Read, State
from kimppa.statistics.years.figures import enter
from tests.lines import given_to

YEAR = "/statistics/2024/"
FREEZE, DELIVERY = (
    f"{YEAR}sheets/statistics-units/freeze/",
    f"{YEAR}sheets/statistics-units/delivery/",
)
CODES = ["061", "103", "169", "834", "981"]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(response: object) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return " ".join(plain.split())


@pytest.fixture
def desk(january: Louna) -> Client:
    return signed_in(january.coordinator)


def standing(code: str, municipality: str = "", branch: str = "") -> Figure | None:
    place = {"branch__code": branch} if branch else {"municipality__code": municipality}
    return Figure.objects.filter(
        variable__code=code, year=2024, replaced_at__isnull=True, **place
    ).first()


def value(code: str, municipality: str = "", branch: str = "") -> int | None:
    found = standing(code, municipality, branch)
    return None if found is None or found.value is None else int(found.value)


def upload(desk: Client, content: bytes, name: str = "r.csv", kind: str = "report") -> Take:
    file = SimpleUploadedFile(name, content)
    desk.post(f"{YEAR}imports/", {"file": file, "kind": kind, "system": "Quria", "sheet": "1"})
    return Take.objects.order_by("-pk")[0]


def explain_all(desk: Client) -> int:
    """Answer whatever asks for an explanation; how many did."""
    count = 0
    for code in CODES:
        page = desk.get(f"{YEAR}municipality/{code}/").content.decode()
        for number, field in re.findall(
            r'name="number" value="(\w+)">\s*'
            r'<input type="hidden" name="field" value="(\w+)">\s*<div',
            page,
        ):
            given = {"number": number, "field": field, "text": "Kirjasto oli remontissa."}
            desk.post(f"{YEAR}municipality/{code}/explain/", given)
            count += 1
    return count


def freeze(desk: Client, **given: str) -> object:
    page = desk.get(FREEZE).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    offered = re.findall(r'name="municipalities" value="(\d+)"', page)
    offered = given.pop("municipalities", "").split(",") if "municipalities" in given else offered
    return desk.post(FREEZE, {"seen": seen[1], "municipalities": offered, **given}, follow=True)


def test_every_page_opens(desk: Client) -> None:
    pages = ["", "together/", "imports/", "enquiry/", "web-visits/", "municipality/981/"]
    pages += ["municipality/981/enter/loans/", "municipality/169/enter/staff/"]
    pages += ["municipality/981/paste/", "sheets/web-visits/delivery/"]
    pages += [f"sheets/{one}/freeze/" for one in ("statistics-units", "active-customers")]
    pages += ["sheets/statistics-units/981.xlsx", "sheets/web-visits/981.pdf"]
    for path in pages:
        assert desk.get(YEAR + path).status_code == 200, path
    page = desk.get("/statistics/series/?muuttuja=LAI_total&kunta=061")
    assert "418" in text(page)
    assert desk.get("/statistics/series/?muuttuja=LAI_total&asukas=1").status_code == 200
    assert desk.get(f"{YEAR}sheets/nothing/freeze/").status_code == 404
    assert desk.get(f"{YEAR}municipality/000/").status_code == 404


def test_branches_sum_up_and_borrowers_do_not(january: Louna) -> None:
    assert value("LAI_total", "169") == 51_480 + 2_130
    assert value("KAY_borrowers", "169") == 1_588
    found = standing("LAI_total", "169")
    assert found is not None
    assert found.rule == "sum-of-branches"
    assert found.example
    published = Figure.objects.get(variable__code="LAI_total", year=1999, municipality__code="061")
    assert (published.value, published.example) == (418705, False)
    assert "tilastot.kirjastot.fi" in published.source


@pytest.mark.parametrize(
    ("closed", "opened", "whole"),
    [
        (dt.date(2024, 11, 30), None, None),  # its loans of 2024 are still to come
        (dt.date(2023, 12, 31), None, 51_481 + 2_130),
        (None, dt.date(2025, 1, 2), 51_481 + 2_130),
    ],
)
def test_a_sum_waits_for_every_branch_that_was_in_use_in_the_year(
    january: Louna, closed: dt.date | None, opened: dt.date | None, whole: int | None
) -> None:
    town = january.municipalities["169"]
    Branch.objects.create(
        code="vanha", name_fi="Vanha", municipality=town, valid_to=closed, valid_from=opened
    )
    main = Figure.objects.get(
        variable__code="LAI_total", year=2024, branch__municipality=town, value=51_480
    ).branch
    assert main is not None
    more = {(main, "LAI_total"): Read(Decimal(51_481), State.VALUE)}
    enter(by=january.coordinator, year=2024, values=more)
    assert value("LAI_total", "169") == whole


def test_a_file_is_looked_at_settled_taken_in_and_undone(desk: Client) -> None:
    content = "Yksikkö;Lainat;Varauksia\nfor;1000;5\nYpäjän kirjasto;;\nhum;20000;7\n"
    take = upload(desk, content.encode("cp1252"))
    page = desk.get(f"/statistics/imports/{take.pk}/")
    assert "Varauksia" in text(page)
    assert "C1" in text(page)
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert value("LAI_total", branch="for") == 191_340  # nothing yet
    desk.post(f"/statistics/imports/{take.pk}/settle/", {"name|variable:varauksia": "-"})
    assert Meaning.objects.get(key="variable:varauksia").target == ""
    page = desk.post(f"/statistics/imports/{take.pk}/take-in/", follow=True)
    assert "Tiedosto otettu käyttöön" in text(page)
    assert value("LAI_total", branch="for") == value("LAI_total", "061") == 1000
    desk.post(f"/statistics/imports/{take.pk}/undo/")
    assert value("LAI_total", branch="for") == value("LAI_total", "061") == 191_340
    take.refresh_from_db()
    assert not take.in_use


def test_undo_is_refused_when_a_figure_has_been_corrected_since(desk: Client) -> None:
    take = upload(desk, b"Toimipiste;Lainat\nfor;1000\n")
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    desk.post(f"{YEAR}municipality/061/enter/loans/", {"for|LAI_total": "1001"})
    desk.post(f"/statistics/imports/{take.pk}/undo/")
    assert value("LAI_total", "061") == 1001


def test_a_wrong_file_is_refused_in_words(desk: Client) -> None:
    file = SimpleUploadedFile("r.xlsx", b"PK nothing")
    page = desk.post(f"{YEAR}imports/", {"file": file, "kind": "report", "sheet": "1"})
    assert page.status_code == 422
    assert "Tiedosto on rikki" in text(page)


def test_published_figures_are_for_comparison(desk: Client) -> None:
    content = (
        "variable,municipality_code,municipality,year,value\n"
        "loans,061,Forssa,2023,196000\nloans,020,Akaa,2023,1\n"
    )
    take = upload(desk, content.encode(), "okm.csv", "published")
    assert "muiden paikkojen" in text(desk.get(f"/statistics/imports/{take.pk}/"))
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert "196 000" in text(desk.get(f"{YEAR}municipality/061/")).replace("\xa0", " ")


def test_staff_enter_and_explain_their_own_and_the_lock_holds(january: Louna) -> None:
    own, other = f"{YEAR}municipality/981/", f"{YEAR}municipality/834/"
    staff = signed_in(january.staff["981"])
    assert staff.get(other).status_code == 404
    bad = staff.post(f"{own}enter/loans/", {"ypä|LAI_scores": "-4", "ypä|LAI_total": "17000"})
    assert bad.status_code == 422
    assert "negatiivinen" in text(bad)
    assert value("LAI_total", branch="ypä") == 17_640
    staff.post(f"{own}enter/loans/", {"ypä|LAI_total": "17 001"})
    assert value("LAI_total", "981") == 17_001
    staff.post(f"{own}explain/", {"number": "V16", "field": "LAI_total", "text": "Remontti."})
    assert Explanation.objects.get().by_name == january.staff["981"].name
    signed_in(january.coordinator).post(f"{YEAR}lock/")
    staff.post(f"{own}enter/loans/", {"ypä|LAI_total": "5"})
    staff.post(f"{own}unexplain/", {"number": "V16", "field": "LAI_total"})
    assert value("LAI_total", "981") == 17_001
    assert Explanation.objects.exists()
    reader = signed_in(january.readers["981"])
    assert reader.post(f"{own}enter/loans/", {"ypä|LAI_total": "5"}).status_code == 403
    assert staff.post(f"{YEAR}unlock/").status_code == 403


def test_nothing_is_entered_when_a_figure_is_of_another_municipality(january: Louna) -> None:
    own, other = (january.municipalities[code] for code in ("981", "834"))
    read = Read(Decimal(5), State.VALUE)
    newest = Figure.objects.latest("pk")
    for place in (other, Branch.objects.filter(municipality=other)[0]):
        with pytest.raises(PermissionDenied):
            enter(
                by=january.staff["981"],
                year=2024,
                values={(own, "KOK_total"): read, (place, "KOK_total"): read},
            )
    assert Figure.objects.latest("pk") == newest


def test_a_pasted_table_is_read_and_others_places_are_refused(january: Louna) -> None:
    staff, page = signed_in(january.staff["981"]), f"{YEAR}municipality/981/paste/"
    bad = staff.post(page, {"text": "Toimipiste\tKokoelmat\nfor\t5\n"})
    assert bad.status_code == 422
    assert value("KOK_total", branch="for") is None
    staff.post(page, {"text": "Toimipiste\tKokoelmat\nypä\t25 100\n"})
    assert value("KOK_total", "981") == 25_100


def test_what_waits_is_frozen_only_as_provisional(desk: Client) -> None:
    Explanation.objects.all().delete()  # the example's own
    refused = freeze(desk)
    assert "V16 LAI_total" in text(refused)
    assert not Release.objects.filter(kind="statistics").exists()
    freeze(desk, provisional="on")
    made = Release.objects.filter(kind="statistics")
    assert {one.provisional for one in made} == {True}
    assert made.count() == 5


def test_the_line_to_five_directors_and_a_correction(desk: Client, january: Louna) -> None:
    Explanation.objects.all().delete()  # the example's own
    assert explain_all(desk) >= 1
    assert "ole vahvistanut" in text(freeze(desk))  # the key waits for two municipalities
    key = Ratification.objects.get(allocation_key__isnull=False)
    for one in key.confirmations.filter(state="awaiting"):
        answer(by=SYSTEM, confirmation=one, yes=True)
    freeze(desk)
    assert Release.objects.filter(kind="statistics", provisional=False).count() == 5
    desk.post(DELIVERY, {"municipalities": CODES})
    towns = {one.pk for one in january.municipalities.values()}
    assert given_to(2024, "statistics-units") == towns
    release = Release.objects.get(kind="statistics", municipality__code="981")
    book = openpyxl.load_workbook(io.BytesIO(stored(release, "xlsx")))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    loans = next(row for row in rows if row[0] == "LAI_total")
    assert (loans[4], loans[5], loans[6]) == (17_640, 17_640, 20_310)
    assert "Kirjasto oli remontissa." in loans
    facts = json.loads(release.facts)
    assert next(r for r in facts["rows"] if r["code"] == "LAI_total")["value"] == "17640"
    assert stored(release, "pdf").startswith(b"%PDF")
    desk.post(f"{YEAR}municipality/981/enter/use/", {"ypä|KAY_visits": "13211"})
    assert "Kerro, miksi" in text(freeze(desk))
    freeze(desk, reason="Ypäjän lainat korjattiin.")
    newest = Release.objects.filter(kind="statistics", municipality__code="981").latest("version")
    assert newest.version == 2
    assert any(change["after"] == "13211" for change in newest.difference)
    assert Release.objects.filter(kind="statistics").count() == 6  # only what differs


def stored(release: Release, kind: str) -> bytes:
    return read(release.files.get(name__endswith=f".{kind}").stored)


def test_a_frozen_version_is_taken_back_before_it_is_delivered(desk: Client) -> None:
    freeze(desk, provisional="on", municipalities="103,981")
    first = Release.objects.get(kind="statistics", municipality__code="981")
    assert desk.get(f"/statistics/version/{first.pk}/file.csv").status_code == 200
    desk.post(f"/statistics/version/{first.pk}/withdraw/")
    assert not Release.objects.filter(pk=first.pk).exists()
    desk.post(DELIVERY, {"municipalities": ["103"]})
    delivery = Delivery.objects.filter(release__kind="statistics").get()
    assert delivery.municipality.code == "103"
    assert "taas lähdössä" in text(
        desk.post(f"/statistics/delivery/{delivery.pk}/again/", follow=True)
    )


def test_active_customers_are_asked_answered_and_passed_on(desk: Client, january: Louna) -> None:
    page = text(desk.get(f"{YEAR}enquiry/"))
    assert "Sama asiakas lasketaan kerran" in page
    desk.post(f"{YEAR}enquiry/answer/", {"take-back": "1"})
    page = desk.post(f"{YEAR}enquiry/answer/", {"date": "14.1.2025", "answered_by": "Tuki"})
    assert page.status_code == 302
    desk.post(f"{YEAR}municipality/169/enter/use/", {"|KAY_borrowers": "1617"})
    assert "Ei sovi toimipisteisiin" in text(desk.get(f"{YEAR}enquiry/"))
    desk.post(f"{YEAR}municipality/169/enter/use/", {"|KAY_borrowers": "1588"})
    path = f"{YEAR}sheets/active-customers/"
    seen = re.search(r'name="seen" value="(\w+)"', desk.get(f"{path}freeze/").content.decode())
    assert seen
    desk.post(f"{path}freeze/", {"seen": seen[1], "municipalities": CODES})
    desk.post(f"{path}delivery/", {"municipalities": CODES})
    assert len(given_to(2024, "active-customers")) == 5
    told = summaries(["active-customers"], 2024, january.municipalities["169"])
    assert "1 588" in told["active-customers"][0].text.replace("\xa0", " ")


def test_web_visits_are_split_exactly_and_anew_by_another_key(desk: Client, january: Louna) -> None:
    parts = [value("KAY_web", code) or 0 for code in CODES]
    assert sum(parts) == 118_460
    rows = Figure.objects.filter(variable__code="KAY_web", replaced_at__isnull=True)
    assert {one.origin for one in rows} == {"allocated"}
    page = text(desk.get(f"{YEAR}web-visits/"))
    assert "3/5 on vahvistanut" in page
    row = WebVisits.objects.get()
    changed = {"service": row.service_id, "visits": "100001", "key": row.key_id}
    desk.post(f"{YEAR}web-visits/", changed)
    assert sum(value("KAY_web", code) or 0 for code in CODES) == 100_001
    desk.post(f"/statistics/web-visits/{row.pk}/remove/")
    assert not WebVisits.objects.exists()
    assert value("KAY_web", "061") is not None  # what stood before stands again


def test_a_year_is_begun(desk: Client) -> None:
    assert "Aloita" in text(desk.get("/statistics/2023/"))
    assert desk.get("/statistics/2023/imports/").status_code == 404
    assert "aloitettu" in text(desk.post("/statistics/2023/begin/", follow=True))


def test_who_may_only_read_is_not_told_to_write(january: Louna) -> None:
    for person, writes in ((january.readers["981"], False), (january.staff["981"], True)):
        assert ("Kirjoita ja selitä" in text(signed_in(person).get(YEAR))) is writes


PAGES = (
    *("", "together/", "municipality/981/", "municipality/981/enter/loans/"),
    *("imports/", "enquiry/", "web-visits/"),
    *("sheets/statistics-units/freeze/", "sheets/web-visits/freeze/"),
    "sheets/statistics-units/delivery/",
)


def test_pages_ask_the_database_at_most_twelve_times(desk: Client) -> None:
    freeze(desk, provisional="on")
    paths = [YEAR + path for path in PAGES]
    paths += [f"/statistics/imports/{take.pk}/" for take in Take.objects.all()]
    counts = {path: len(asked(desk, path)) for path in [*paths, "/statistics/series/"]}
    assert {path: count for path, count in counts.items() if count > 12} == {}


def asked(desk: Client, path: str) -> list[str]:
    """The queries of a second visit."""
    desk.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(path).status_code == 200
    return [query["sql"][:110] for query in captured.captured_queries]


@pytest.mark.parametrize(
    ("branch", "town", "loans", "told"),
    [
        ("ypä", "981", 203_100, "20 310 → 203 100"),  # ten times last year's
        ("hum", "103", 24_080, "20 480 → 24 080"),  # two digits have changed places
    ],
)
def test_a_slip_of_the_pen_in_a_report_is_named_at_its_figure(
    desk: Client, branch: str, town: str, loans: int, told: str
) -> None:
    report = (
        "Lainat toimipisteittäin\n"
        "Jakso 1.1.2024 - 31.12.2024;Suorittava yksikkö;Ajettu 2.1.2025\n"
        f"Toimipiste;Lainat\n{branch};{loans}\n"
    )
    take = upload(desk, report.encode("latin-1"))
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert value("LAI_total", town) == loans
    page = text(desk.get(f"{YEAR}municipality/{town}/"))
    assert f"{told}. Ovatko numerot vaihtaneet paikkaa" in page.replace("\xa0", " ")


def test_an_old_address_leads_to_the_new_one(desk: Client) -> None:
    for old, new in (
        ("2024/files/", "2024/imports/"),
        ("2024/lists/", "2024/imports/lists/"),
        ("file/7/", "imports/7/"),
        ("file/7/compare/?toinen=8", "imports/7/compare/?toinen=8"),
        ("codes/", "imports/codes/"),
    ):
        assert desk.get(f"/statistics/{old}").headers["Location"] == f"/statistics/{new}"
