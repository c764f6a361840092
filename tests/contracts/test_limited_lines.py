"""A line of the agreement that concerns three municipalities of four: what each of them is told."""

import re

import pytest
from django.core.exceptions import ValidationError

from kimppa.agreement.actions import import_text
from kimppa.agreement.reading import read_upload
from kimppa.core.consortium.models import Municipality
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import correct_evidence
from kimppa.core.evidence.lines import choose_line
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.report.actions import regenerate
from kimppa.report.models import Report
from tests.contracts.limited import (
    BUS,
    BUS_AT,
    BUS_WORK,
    COURSE,
    PARTIES,
    STRANGER,
    TEXT,
    TOWNS,
    YEAR,
    asked,
    codes,
    limit,
    lines_on,
    record,
    sheet,
    signed_in,
    text_of,
)
from tests.contracts.limited import consortium as consortium

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("consortium")
@pytest.mark.parametrize("code", TOWNS)
class TestEachMunicipality:
    def test_home_and_calendar_tell_of_its_own_lines_only(self, code: str) -> None:
        own = {COURSE} if code == STRANGER else {BUS, COURSE}
        assert lines_on(code, "/") == own
        dues = asked(code, f"/api/year-clock?start={YEAR}-01-01&end={YEAR}-12-31")
        topics = {"guidance"} if code == STRANGER else {"guidance", "new-services"}
        assert {due["topic"] for due in dues} - {"report", "programme", ""} == topics

    def test_matrix_of_the_api_and_of_excel(self, code: str) -> None:
        own = [COURSE] if code == STRANGER else [BUS, COURSE]
        matrix = asked(code, f"/api/agreement/years/{YEAR}/coverage?municipality={code}")
        assert [(row["clause"], row["state"]) for row in matrix] == [(c, "late") for c in own]
        book = signed_in("coordinator").get(f"/agreement/{YEAR}/coverage/?format=xlsx&kunta={code}")
        assert [row[0] for row in sheet(book.content) if row[0] in (BUS, COURSE)] == own

    def test_plan(self, code: str) -> None:
        actions = asked(code, f"/api/programme/years/{YEAR}/actions?municipality={code}")
        own = [[COURSE]] if code == STRANGER else [[BUS], [COURSE]]
        assert [action["clauses"] for action in actions] == own

    def test_report(self, code: str) -> None:
        report = Report.objects.get()
        regenerate(by=SYSTEM, report=report)
        town = Municipality.objects.get(code=code)
        told = lines_on("coordinator", f"/report/{YEAR}/?kunta={code}")
        assert told == ({COURSE} if code == STRANGER else {BUS, COURSE})
        rows = report.paragraphs.filter(municipality=town).values_list("clause", flat=True)
        assert (BUS in set(rows)) == (code != STRANGER)


@pytest.mark.usefixtures("consortium")
class TestLine:
    def test_it_says_whom_it_concerns(self) -> None:
        names = "Koskee: Köyliö, Kiukainen, Eura"
        for address in (f"clauses/{BUS}/", "", f"work/{BUS}/", "coverage/"):
            assert names in text_of("coordinator", f"/agreement/{YEAR}/{address}")
        clauses = asked("coordinator", f"/api/agreement/years/{YEAR}/clauses")
        assert [set(line["municipalities"]) for line in clauses] == [set(PARTIES), set()]
        assert "Koskee kaikkia kuntia" in text_of(
            "coordinator", f"/agreement/{YEAR}/clauses/{COURSE}/"
        )

    def test_all_is_no_limit_and_nobody_is_refused(self) -> None:
        assert "Tämä kenttä vaaditaan" in limit()
        assert set(codes()) == set(PARTIES)
        assert "tallennettiin" in limit(*TOWNS)
        assert codes() == []
        assert lines_on(STRANGER, "/") == {BUS, COURSE}

    def test_undo_gives_it_back_to_all(self) -> None:
        page = limit("050")
        undo = page.partition('action="/undo/')[2].partition('"')[0]
        told = signed_in("coordinator").post(f"/undo/{undo}", follow=True).text
        assert set(codes()) == set(PARTIES)
        name = "Kohta 1.1: keitä se koskee"
        assert f"Kumottu: {name}" in told
        log = text_of("coordinator", "/audit/")
        assert "Kohdan kunnat muutettu" in log
        assert log.count(name) == 3

    def test_next_years_agreement_keeps_it(self) -> None:
        text = TEXT.replace("2024", "2025")
        import_text(by=SYSTEM, reading=read_upload(text.encode()), year=2025)
        assert set(codes(2025)) == set(PARTIES)

    def test_the_form_says_beforehand_whose_work_leaves_the_line(self) -> None:
        assert "Kohdalle on kirjattu työtä" not in text_of("coordinator", BUS_AT)
        limit(*TOWNS)
        record(None)
        record((STRANGER,), title="Kirjastoauto kävi koululla")
        record((STRANGER,), title="Kirjastoauton kierros siirtyi", kind="called-off")
        told = "Kohdalle on kirjattu työtä (Köyliö 1, Kiukainen 1, Säkylä 2, Eura 1)"
        assert told in text_of("coordinator", BUS_AT)

    def test_three_are_all_that_are_asked(self) -> None:
        record(PARTIES)
        bus, course = asked("coordinator", f"/api/agreement/years/{YEAR}/coverage")
        assert [bus["duties"][0]["state"], course["duties"][0]["state"]] == ["done", "late"]
        assert {mark["municipality"] for mark in bus["municipalities"]} == set(PARTIES)
        assert {mark["municipality"] for mark in course["municipalities"]} == set(TOWNS)


@pytest.mark.usefixtures("consortium")
class TestWork:
    def test_joint_work_of_the_line_is_nothing_of_the_fourths(self) -> None:
        record(None)
        at = f"/api/work?year={YEAR}&municipality="
        assert [work["title"] for work in asked("050", at + "050")] == [BUS_WORK]
        assert asked(STRANGER, at + STRANGER) == []
        regenerate(by=SYSTEM, report=Report.objects.get())
        assert "Kirjastoauto kiersi" in text_of("coordinator", f"/report/{YEAR}/?kunta=050")
        assert "Kirjastoauto kiersi" not in text_of(
            "coordinator", f"/report/{YEAR}/?kunta={STRANGER}"
        )

    def test_who_logs_it_for_the_fourth_is_told_whose_the_line_is(self) -> None:
        bus = Duty.objects.get(clause=BUS)
        form = {"title": BUS_WORK, "line": bus.pk, "municipality": STRANGER}
        refused = signed_in("coordinator").post("/log-work/", form)
        assert "Kohta 1.1 koskee vain näitä: Köyliö, Kiukainen, Eura." in refused.text
        assert "Se ei koske: Säkylä." in refused.text
        with pytest.raises(ValidationError):
            record((STRANGER, "050"), duty=bus)
        assert not Evidence.objects.filter(topic="new-services").exists()

    def test_lines_of_this_year_stand_first(self) -> None:
        for year in (2025, 2027, 2028):
            text = TEXT.replace(str(YEAR), str(year))
            import_text(by=SYSTEM, reading=read_upload(text.encode()), year=year)
        page = signed_in("coordinator").get("/log-work/").text
        assert re.findall(r'<optgroup label="(\d+)"', page) == [str(YEAR), "2025"]

    def test_a_correction_and_a_choice_of_line_are_refused_too(self) -> None:
        bus = Duty.objects.get(clause=BUS)
        work, other = record(("050",), duty=bus), record((STRANGER,), topic="guidance")
        town = Municipality.objects.get(code=STRANGER)
        with pytest.raises(ValidationError):
            correct_evidence(by=SYSTEM, evidence=work, municipalities=[town])
        with pytest.raises(ValidationError):
            choose_line(by=SYSTEM, evidence=other, duty=bus)
        offered = signed_in(STRANGER).get("/log-work/").text
        assert f">{COURSE} " in offered
        assert f">{BUS} " not in offered

    def test_work_of_rooms_goes_to_the_line_of_its_municipality(self) -> None:
        work = record((STRANGER,), origin=("pages", "page-1"))
        assert work.placing == "outside"
        Duty.objects.filter(clause=COURSE).update(topic="new-services")
        again = record((STRANGER,), origin=("pages", "page-1"))
        assert again.duty is not None
        assert again.duty.clause == COURSE

    def test_work_logged_before_the_limit_leaves_the_line_and_comes_back(self) -> None:
        limit(*TOWNS)
        work = record((STRANGER,), duty=Duty.objects.get(clause=BUS))
        limit(*PARTIES)
        work.refresh_from_db()
        assert work.duty is None
        limit(*TOWNS)
        work.refresh_from_db()
        assert work.duty is not None
        assert work.duty.clause == BUS
