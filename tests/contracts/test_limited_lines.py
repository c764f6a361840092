"""A line of the agreement that concerns three municipalities of four: what each of them is told."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings
from python_calamine import load_workbook

from kimppa.agreement.actions import import_text, put_in_force
from kimppa.agreement.reading import read_upload
from kimppa.core import clock
from kimppa.core.consortium.models import Consortium, Municipality, Person
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import correct_evidence, record_evidence
from kimppa.core.evidence.lines import choose_line
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import add_person, save_row
from kimppa.core.tokens.actions import create_token
from kimppa.core.tokens.scopes import offered_scopes
from kimppa.programme.actions import JointDecision, approve, draft_from_clauses
from kimppa.programme.models import Action
from kimppa.report.actions import regenerate, start_report
from kimppa.report.models import Report
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

YEAR = 2024
TEXT = """Sopimus kirjastojen yhteistyöstä vuonna 2024

1. Yhteiset palvelut
1.1 Vastuukirjasto ajaa kirjastoautoa kylissä.
1.2 Vastuukirjasto kouluttaa henkilökuntaa.
"""
BUS, COURSE = "1.1", "1.2"
TOWNS = {"319": "Köyliö", "262": "Kiukainen", "783": "Säkylä", "050": "Eura"}
PARTIES, STRANGER = ("050", "262", "319"), "783"
BUS_WORK = "Kirjastoauto kiersi kylät"
BUS_AT = f"/agreement/{YEAR}/clauses/{BUS}/municipalities/"


def make() -> None:
    for place, (code, name) in enumerate(TOWNS.items()):
        save_row(Municipality(), by=SYSTEM, code=code, name_fi=name, position=place)
    save_row(Consortium(pk=None), by=SYSTEM, id=1, name_fi="Satakirjastot", short_name="Sata")
    people = [("coordinator", "coordinator", None)]
    people += [(town.code, "director", town) for town in Municipality.objects.all()]
    for name, role, town in people:
        add_person(
            by=SYSTEM,
            email=f"{name}@example.org",
            name=name,
            role=role,
            municipality=town,
            password="correct horse battery",
        )
    agreement = import_text(by=SYSTEM, reading=read_upload(TEXT.encode()), year=YEAR)
    Duty.objects.filter(clause=BUS).update(topic="new-services", due="by 09-30", asks_due=False)
    Duty.objects.filter(clause=COURSE).update(topic="guidance", due="by 09-30", asks_due=False)
    put_in_force(by=SYSTEM, agreement=agreement)
    programme = draft_from_clauses(by=SYSTEM, year=YEAR)
    approve(by=SYSTEM, programme=programme, joint=JointDecision(clock.today(), "1/2024", "3"))
    start_report(by=SYSTEM, year=YEAR)


@pytest.fixture
def consortium(db: None, settings: Settings, instance: Path) -> None:
    """Four municipalities on a day when both lines of their agreement are late, programme and
    report drafted; then the line on the bus is said to concern three of them.
    """
    cache.clear()
    settings.KIMPPA_TODAY = f"{YEAR}-12-02"
    remembered("four municipalities, two lines", instance, make)
    limit(*PARTIES)


def limit(*codes: str) -> str:
    towns = Municipality.objects.filter(code__in=codes)
    pks = [town.pk for town in towns]
    return signed_in("coordinator").post(BUS_AT, {"municipalities": pks}, follow=True).text


def signed_in(who: str) -> Client:
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(Person.objects.get(email=f"{who}@example.org"))
    return client


def text_of(who: str, address: str) -> str:
    answer = signed_in(who).get(address)
    assert answer.status_code == 200, address
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def asked(who: str, address: str) -> list[dict[str, Any]]:
    """What the API answers to a program of somebody."""
    answer = Client().get(address, headers={"Authorization": f"Bearer {token(who)}"})
    assert answer.status_code == 200, answer.content
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def status(who: str, address: str) -> int:
    """The status that a page, or the API, answers somebody with."""
    if not address.startswith("/api/"):
        return signed_in(who).get(address).status_code
    return Client().get(address, headers={"Authorization": f"Bearer {token(who)}"}).status_code


def token(who: str) -> str:
    person = Person.objects.get(email=f"{who}@example.org")
    scopes = [str(scope) for scope in offered_scopes(person)]
    _token, secret = create_token(by=person, name="Testi", scopes=scopes, days=30)
    return secret


def sheet(data: bytes) -> list[list[Any]]:
    return load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def lines_on(who: str, address: str) -> set[str]:
    """Which of the two lines a page tells of, by its words, name or topic."""
    text = text_of(who, address)
    signs = {
        BUS: ("kirjastoautoa", "Uudet palvelut", "Uudet yhteiset palvelut"),
        COURSE: ("kouluttaa", "Henkilökunnan opastus"),
    }
    return {line for line, words in signs.items() if any(word in text for word in words)}


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
        signed_in("coordinator").post(f"/undo/{undo}")
        assert set(codes()) == set(PARTIES)
        assert "Kohdan kunnat muutettu" in text_of("coordinator", "/audit/")

    def test_next_years_agreement_keeps_it(self) -> None:
        text = TEXT.replace("2024", "2025")
        import_text(by=SYSTEM, reading=read_upload(text.encode()), year=2025)
        assert set(codes(2025)) == set(PARTIES)

    def test_three_are_all_that_are_asked(self) -> None:
        record(PARTIES)
        bus, course = asked("coordinator", f"/api/agreement/years/{YEAR}/coverage")
        assert [bus["duties"][0]["state"], course["duties"][0]["state"]] == ["done", "late"]
        assert {mark["municipality"] for mark in bus["municipalities"]} == set(PARTIES)
        assert {mark["municipality"] for mark in course["municipalities"]} == set(TOWNS)


@pytest.mark.usefixtures("consortium")
class TestSight:
    """What the director of the fourth is told of the line, of its work and its action: nothing."""

    @pytest.mark.parametrize("who", ["coordinator", "050", STRANGER])
    def test_search(self, who: str) -> None:
        record(None)
        lines = text_of(who, "/search/?q=ajaa")
        works = text_of(who, "/search/?q=kiersi")
        told = {"Vastuukirjasto ajaa" in lines, "Kirjastoauto kiersi" in works}
        assert told == {who != STRANGER}

    @pytest.mark.parametrize("who", ["coordinator", "050", STRANGER])
    def test_single_pages_and_the_api(self, who: str) -> None:
        work = record(None)
        action = Action.objects.get(clauses=[BUS])
        pages = [f"/agreement/{YEAR}/clauses/{BUS}/", f"/agreement/{YEAR}/work/{BUS}/"]
        pages += [f"/agreement/{YEAR}/work/{BUS}/?format=xlsx"]
        pages += [f"/work/{work.pk}/", f"/api/work/{work.pk}", action.get_absolute_url()]
        pages += [f"/api/programme/years/{YEAR}/actions/{action.number}"]
        expected = 404 if who == STRANGER else 200
        assert {page: status(who, page) for page in pages} == dict.fromkeys(pages, expected)

    @pytest.mark.parametrize("who", ["coordinator", "050", STRANGER])
    def test_lists(self, who: str) -> None:
        record(None)
        own = {COURSE} if who == STRANGER else {BUS, COURSE}
        clauses = asked(who, f"/api/agreement/years/{YEAR}/clauses")
        assert {line["number"] for line in clauses} == own
        for town in ("", "?municipality=050"):
            matrix = asked(who, f"/api/agreement/years/{YEAR}/coverage{town}")
            assert {line["clause"] for line in matrix} == own
            actions = asked(who, f"/api/programme/years/{YEAR}/actions{town}")
            assert {number for action in actions for number in action["clauses"]} == own
        assert len(asked(who, f"/api/work?year={YEAR}")) == len(own) - 1
        for page in ("/", "coverage/", f"/programme/{YEAR}/"):
            address = page if page.startswith("/") else f"/agreement/{YEAR}/{page}"
            assert lines_on(who, f"{address}?kunta=kaikki") == own, page
        book = signed_in(who).get(f"/agreement/{YEAR}/coverage/?format=xlsx&kunta=kaikki")
        assert {row[0] for row in sheet(book.content)} & {BUS, COURSE} == own

    def test_the_agreement_says_how_many_lines_are_of_others(self) -> None:
        assert lines_on(STRANGER, f"/agreement/{YEAR}/") == {COURSE}
        told = "1 sopimuksen kohta koskee vain muita kuntia, eikä sitä näytetä tässä."
        assert told in text_of(STRANGER, f"/agreement/{YEAR}/")
        assert "koskee vain muita" not in text_of("050", f"/agreement/{YEAR}/")

    def test_a_comparison_leaves_it_out(self) -> None:
        text = TEXT.replace("2024", "2025").replace("ajaa kirjastoautoa", "ajaa bussia")
        import_text(by=SYSTEM, reading=read_upload(text.encode()), year=2025)
        limit_line(2025)
        assert "bussia" in text_of("050", "/agreement/2025/compare/")
        assert "bussia" not in text_of(STRANGER, "/agreement/2025/compare/")

    def test_work_of_the_fourth_itself_stays_in_its_sight(self) -> None:
        work = record((STRANGER, "050"), origin=("pages", "page-1"))
        assert work.duty is not None
        assert work.duty.clause == BUS
        page = text_of(STRANGER, f"/work/{work.pk}/")
        assert BUS_WORK in page
        assert "Vastuukirjasto ajaa" not in page
        assert "Vastuukirjasto ajaa" in text_of("050", f"/work/{work.pk}/")
        assert "Kirjastoauto kiersi" in text_of(STRANGER, "/search/?q=kiersi")


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
            record((STRANGER,))
        with pytest.raises(ValidationError):
            record((STRANGER, "050"))
        assert not Evidence.objects.filter(topic="new-services").exists()

    def test_lines_of_this_year_stand_first(self) -> None:
        for year in (2025, 2027, 2028):
            text = TEXT.replace(str(YEAR), str(year))
            import_text(by=SYSTEM, reading=read_upload(text.encode()), year=year)
        page = signed_in("coordinator").get("/log-work/").text
        assert re.findall(r'<optgroup label="(\d+)"', page) == [str(YEAR), "2025"]

    def test_a_correction_and_a_choice_of_line_are_refused_too(self) -> None:
        work, other = record(("050",)), record((STRANGER,), topic="guidance")
        town = Municipality.objects.get(code=STRANGER)
        with pytest.raises(ValidationError):
            correct_evidence(by=SYSTEM, evidence=work, municipalities=[town])
        with pytest.raises(ValidationError):
            choose_line(by=SYSTEM, evidence=other, duty=Duty.objects.get(clause=BUS))
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


def limit_line(year: int) -> None:
    pks = [str(town.pk) for town in Municipality.objects.filter(code__in=PARTIES)]
    Duty.objects.filter(agreement_year=year, clause=BUS).update(municipality_ids=pks)


def codes(year: int = YEAR) -> list[str]:
    limit_of_bus = Duty.objects.get(agreement_year=year, clause=BUS).limit
    return [town.code for town in Municipality.objects.filter(pk__in=limit_of_bus)]


def record(towns: tuple[str, ...] | None, **values: Any) -> Evidence:
    whom = None if towns is None else list(Municipality.objects.filter(code__in=towns))
    values = {"title": BUS_WORK, "topic": "new-services"} | values
    return record_evidence(by=SYSTEM, municipalities=whom, **values)
