"""Work lists: rows, ticks, notes, Excel, paper; and what comes of them in the report."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from conftest import Louna
from kimppa.catalogue.area import due, resolve, summary
from kimppa.catalogue.models import Check, Tick
from kimppa.catalogue.tests.conftest import STRAY, kept, record, signed_in, text_of
from kimppa.catalogue.tests.test_pages import BOTH, RULE, YPAJA, stray
from kimppa.core import clock
from kimppa.core.area import Due
from kimppa.core.evidence.models import Evidence

LIST = f"/catalogue/work/tam/{RULE}/"
TWICE = STRAY.replace("240101s2001    fi ", "240101z2001    zzz")


@pytest.fixture
def checked(brought: Callable[..., Check], instance: Path) -> Check:
    """Three rows for Tammela, one of them shared with Ypäjä, and one for Ypäjä alone."""
    return kept("a work list", instance, lambda: brought(stray(STRAY, STRAY, BOTH, YPAJA)))


def test_a_branch_sees_what_to_mend_and_ticks_it(louna: Louna, checked: Check) -> None:
    client = signed_in(louna.staff["834"])
    assert "Tammelan kirjasto" in text_of(client.get("/catalogue/work/"))
    assert "Nimekkeen lopussa" in text_of(client.get("/catalogue/work/tam/"))
    page = text_of(client.get(LIST))
    assert "3 tietuetta" in page
    saved = client.post(LIST, {"rec": ["0", "1"], "done-0": "on", "note-1": "Kysy"}, follow=True)
    assert "2 riviä tallennettiin" in text_of(saved)
    assert "2 tietuetta" in text_of(client.get(LIST))
    assert "Kysy" in client.get(LIST).content.decode()
    assert "1 tietue" in text_of(client.get(f"{LIST}?tila=tehty"))
    assert "1 rivi tehty" in text_of(client.get("/catalogue/work/tam/"))
    client.post(f"{LIST}?tila=tehty", {"rec": ["0"]})
    assert "3 tietuetta" in text_of(client.get(LIST))


def test_what_another_library_has_done_counts_as_done_on_both_lists(
    louna: Louna, checked: Check
) -> None:
    tammela, ypaja = signed_in(louna.staff["834"]), signed_in(louna.staff["981"])
    theirs = LIST.replace("/tam/", "/ypä/")
    tammela.post(LIST, {"rec": ["0", "2"], "done-0": "on", "done-2": "on"})  # 2 is in both
    other = text_of(ypaja.get("/catalogue/work/ypä/"))
    assert "1 rivi tehty" in other
    assert "niistä 1 muissa toimipisteissä" in other
    listed = text_of(ypaja.get(f"{theirs}?tila=tehty"))
    assert "1 tietue · niistä 1 muissa toimipisteissä" in listed
    assert "Tammelan kirjasto" in listed, "who has done it"
    own = text_of(tammela.get("/catalogue/work/tam/"))
    assert "2 riviä tehty" in own
    assert "muissa toimipisteissä" not in own
    assert "muissa toimipisteissä" not in text_of(tammela.get(f"{LIST}?tila=tehty"))


def test_a_row_that_is_no_longer_on_the_list_is_not_counted_as_done(
    louna: Louna, checked: Check
) -> None:
    tammela, desk = signed_in(louna.staff["834"]), signed_in(louna.coordinator)
    tammela.post(LIST, {"rec": ["0", "1"], "done-0": "on", "done-1": "on"})
    record = f"/catalogue/checks/{checked.pk}/records/1/"
    shown = desk.get(f"{record}?vika={RULE}").content.decode()
    spot = {name: re.search(rf'name="{name}" value="([^"]+)"', shown) for name in ("fno", "at")}
    given = {name: found[1] for name, found in spot.items() if found}
    desk.post(f"{record}judge/", given | {"rule": RULE, "kind": "false-alarm"})
    assert "1 tietue " in text_of(tammela.get(f"{LIST}?tila=tehty"))
    assert "1 rivi tehty" in text_of(tammela.get("/catalogue/work/tam/"))


def test_a_record_leads_back_to_the_work_list_on_which_it_stands(
    louna: Louna, brought: Callable[..., Check], checked: Check
) -> None:
    staff, rec = signed_in(louna.staff["834"]), f"/catalogue/checks/{checked.pk}/records/2/"
    page = staff.get(f"{rec}?vika={RULE}").content.decode()
    assert f'href="{LIST}"' in page
    assert "/work/yp" not in page, "the other library's list is not open"
    assert LIST not in staff.get(rec).content.decode(), "no rule is asked about"
    brought(stray(STRAY), day="12.1.2025")
    assert LIST not in staff.get(f"{rec}?vika={RULE}").content.decode(), "its list is gone"


def test_the_lists_lead_to_the_rest_of_the_catalogue(louna: Louna, checked: Check) -> None:
    page = signed_in(louna.staff["834"]).get("/catalogue/work/").content.decode()
    for address in ("/catalogue/", "/catalogue/plans/", "/catalogue/practices/"):
        assert f'href="{address}"' in page


def test_only_the_own_branchs_rows_are_ticked(louna: Louna, checked: Check) -> None:
    client = signed_in(louna.staff["834"])
    client.post(LIST, {"rec": ["3", "99", "x"], "done-3": "on", "done-99": "on"})
    assert not Tick.objects.exists()
    assert client.get(f"/catalogue/work/ypä/{RULE}/").status_code == 404
    assert client.post(f"/catalogue/work/ypä/{RULE}/", {"rec": ["3"]}).status_code == 404


def test_a_reader_reads_and_ticks_nothing(louna: Louna, checked: Check) -> None:
    client = signed_in(louna.readers["981"])
    url = f"/catalogue/work/ypä/{RULE}/"
    assert "Tallenna" not in text_of(client.get(url))
    assert client.post(url, {"rec": ["3"], "done-3": "on"}).status_code == 403
    assert not Tick.objects.exists()


def test_a_row_that_is_still_there_comes_back_and_tells(
    louna: Louna, brought: Callable[..., Check], checked: Check
) -> None:
    client = signed_in(louna.staff["834"])
    client.post(LIST, {"rec": ["0", "1"], "done-0": "on", "done-1": "on"})
    brought(stray(STRAY) + record(STRAY.replace("Sota :", "Rauha"), 2), day="12.1.2025")
    page = text_of(client.get(LIST))
    assert "1 tietue" in page
    assert "Yhä jäljellä" in page
    assert "viennin 2025-01-10 listalla" in page


def filled(page: str, **ticked: str) -> dict[str, object]:
    """The form of a list as a browser sends it, with what somebody has ticked and noted."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    given: dict[str, object] = {name: value for name, value in hidden if name != "rec"}
    return given | {"rec": [value for name, value in hidden if name == "rec"]} | ticked


def test_a_list_that_is_open_while_a_newer_export_comes_ticks_its_own_records(
    louna: Louna, brought: Callable[..., Check], checked: Check
) -> None:
    client = signed_in(louna.staff["834"])
    shown = client.get(LIST).content.decode()
    # In the newer export another record stands where the first one stood.
    newer = brought(record(STRAY, 7) + stray(STRAY, STRAY, BOTH), day="12.1.2025")
    saved = client.post(LIST, filled(shown, **{"done-0": "on"}), follow=True)
    told = text_of(saved)
    assert "1 rivi tallennettiin. Sillä välin on tullut uudempi vienti" in told
    tick = Tick.objects.get()
    assert (tick.check_of, tick.control) == (checked, "(FI-MELINDA)0000001")
    assert not newer.ticks.exists()


def test_what_another_has_ticked_meanwhile_stays_ticked(louna: Louna, checked: Check) -> None:
    one, other = signed_in(louna.staff["834"]), signed_in(louna.directors["834"])
    mine, theirs = (who.get(LIST).content.decode() for who in (one, other))
    one.post(LIST, filled(mine, **{"done-0": "on", "note-0": "Kirja haettu hyllystä"}))
    other.post(LIST, filled(theirs, **{"done-1": "on"}))
    ticks = {row.control[-1]: (row.done, row.note) for row in Tick.objects.all()}
    assert ticks == {"1": (True, "Kirja haettu hyllystä"), "2": (True, "")}


def test_a_list_of_an_export_that_is_gone_saves_nothing(louna: Louna, checked: Check) -> None:
    client = signed_in(louna.staff["834"])
    for gone in ("999", "x", "9" * 30):
        given = {"check": gone, "rec": ["0"], "done-0": "on"}
        assert client.post(LIST, given).status_code == 404
    assert not Tick.objects.exists()


def test_the_list_goes_to_excel_paper_and_plain_numbers(louna: Louna, checked: Check) -> None:
    client = signed_in(louna.staff["834"])
    client.post(LIST, {"rec": ["0", "1"], "done-0": "on", "note-1": "Kysy"})
    book = client.get(f"{LIST}?tila=kaikki&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    told = {row[1]: row[-2:] for row in rows if row[1] and str(row[1]).startswith("(")}
    assert told["(FI-MELINDA)0000001"][0] == "Kyllä"
    assert told["(FI-MELINDA)0000002"][1] == "Kysy"
    paper = text_of(client.get(f"{LIST}print/"))
    assert "2 tietuetta korjattavana" in paper
    assert client.get(f"{LIST}numbers.txt").content.decode() == "0000002\n0000003\n"


def test_several_places_of_one_record_are_one_row(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    check = brought(record(TWICE))
    count = check.counts.get(rule__slug="format-position")
    assert (count.findings, count.records) == (2, 1)
    page = text_of(signed_in(louna.staff["834"]).get("/catalogue/work/tam/format-position/"))
    assert "1 tietue" in page
    assert "(2 kohtaa)" in page


def test_work_done_is_evidence_and_a_sentence_of_the_municipality(
    louna: Louna, checked: Check
) -> None:
    client = signed_in(louna.staff["834"])
    client.post(LIST, {"rec": ["0"], "done-0": "on"})
    client.post(LIST, {"rec": ["1"], "done-1": "on"})
    done = Evidence.objects.get(object_id__startswith="work-")
    assert done.title == "Luettelon työlistoilta korjattu 2 tietuetta"
    assert [one.code for one in done.municipalities.all()] == ["834"]
    whole = Evidence.objects.get(object_id__startswith="snapshot-")
    assert whole.title.startswith("Luettelo tarkastettiin: 4 tietuetta")
    assert whole.for_all or "834" in [one.code for one in whole.municipalities.all()]
    told = summary(["catalogue-integrity"], 2025, louna.municipalities["834"])
    texts = [one.text for one in told["catalogue-integrity"]]
    assert "Tammelan kirjasto korjasi itse kahden teoksen tiedot." in texts
    other = summary(["catalogue-integrity"], 2025, louna.municipalities["981"])
    assert len(other["catalogue-integrity"]) == 1
    key = done.object_id
    assert key in resolve([key], louna.staff["834"])
    assert key not in resolve([key], louna.staff["981"])


def mended() -> dict[str, str]:
    """The work on lists that counts, by municipality."""
    rows = Evidence.objects.standing().filter(object_id__startswith="work-")
    return {row.municipalities.get().code: row.title for row in rows}


def test_what_is_unticked_no_longer_counts_for_whoever_ticked_it(
    louna: Louna, checked: Check
) -> None:
    tammela, ypaja = signed_in(louna.staff["834"]), signed_in(louna.staff["981"])
    theirs = LIST.replace("/tam/", "/ypä/")
    tammela.post(LIST, {"rec": ["2"], "done-2": "on"})  # the record that both have
    assert mended() == {"834": "Luettelon työlistoilta korjattu 1 tietue"}
    ypaja.post(theirs, {"rec": ["2"]})
    assert mended() == {}
    ypaja.post(theirs, {"rec": ["2"], "done-2": "on"})
    assert mended() == {"981": "Luettelon työlistoilta korjattu 1 tietue"}
    tammela.post(LIST, {"rec": ["2"], "done-2": "on", "note-2": "Kiitos"})
    assert mended() == {"981": "Luettelon työlistoilta korjattu 1 tietue"}
    assert Tick.objects.get().by == louna.staff["981"]


def test_a_list_that_is_worked_on_over_new_year_counts_each_row_once(
    louna: Louna, checked: Check
) -> None:
    client, this_year = signed_in(louna.staff["834"]), clock.today()
    client.post(LIST, {"rec": ["0", "1"], "done-0": "on", "done-1": "on"})
    clock.set_day(this_year.replace(year=this_year.year + 1))
    client.post(LIST, {"rec": ["2"], "done-2": "on"})
    rows = Evidence.objects.standing().filter(object_id__startswith="work-")
    told = {
        row.agreement_year - this_year.year: row.title.partition("korjattu ")[2] for row in rows
    }
    assert told == {0: "2 tietuetta", 1: "1 tietue"}


def test_half_a_year_after_an_export_a_new_one_is_due(louna: Louna, checked: Check) -> None:
    year = clock.today().year
    start, end = clock.today().replace(month=1, day=1), clock.today().replace(month=12, day=31)
    found: list[Due] = list(due(start, end, louna.coordinator))
    assert [one.date.year for one in found] == [year]
    assert found[0].date.month == 7
    assert not list(due(start, end, louna.staff["834"]))
