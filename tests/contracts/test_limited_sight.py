"""Who is told of a line that concerns three of four municipalities; parties that leave it."""

import datetime as dt

import pytest

from kimppa.agreement.actions import import_text
from kimppa.agreement.reading import read_upload
from kimppa.core.consortium.models import Municipality
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.programme.models import Action
from tests.contracts.limited import (
    BUS,
    BUS_WORK,
    COURSE,
    PARTIES,
    STRANGER,
    TERMS_AT,
    TEXT,
    YEAR,
    asked,
    codes,
    limit,
    limit_line,
    lines_on,
    record,
    set_parties,
    sheet,
    signed_in,
    status,
    text_of,
)
from tests.contracts.limited import consortium as consortium

pytestmark = pytest.mark.django_db


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

    def test_an_action_of_two_lines_does_not_say_how_the_others_stands(self) -> None:
        action = Action.objects.get(clauses=[COURSE])
        Action.objects.filter(pk=action.pk).update(clauses=[BUS, COURSE])
        for page in (action.get_absolute_url(), f"/programme/{YEAR}/?kunta=kaikki"):
            assert f"{BUS}: Myöhässä, {COURSE}: Myöhässä" in text_of("050", page)
            assert f"{BUS}, {COURSE}: Myöhässä" in text_of(STRANGER, page)

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
class TestParties:
    def test_who_is_a_party_no_more_leaves_the_line_and_comes_back(self) -> None:
        told = "Nämä kohdat koskevat vain osaa osapuolista: 1.1 (Köyliö, Kiukainen, Eura);"
        assert told in text_of("coordinator", TERMS_AT)
        page = set_parties("050", "262", STRANGER)
        assert "Koskee: Kiukainen, Eura" in text_of("coordinator", f"/agreement/{YEAR}/")
        undo = page.partition('action="/undo/')[2].partition('"')[0]
        told = signed_in("coordinator").post(f"/undo/{undo}", follow=True).text
        assert "Kumottu: " in told
        assert "Koskee: Köyliö, Kiukainen, Eura" in text_of("coordinator", f"/agreement/{YEAR}/")
        assert "Köyliö" in text_of("coordinator", f"/agreement/{YEAR}/terms/")

    def test_parties_and_price_come_back_together(self) -> None:
        stay = Municipality.objects.filter(code__in=("050", STRANGER))
        form = {"parties": [town.pk for town in stay], "price": "12345"}
        page = signed_in("coordinator").post(TERMS_AT, form, follow=True).text
        terms = f"/agreement/{YEAR}/terms/"
        assert "12 345" in text_of("coordinator", terms).replace("\xa0", " ")
        undo = page.partition('action="/undo/')[2].partition('"')[0]
        signed_in("coordinator").post(f"/undo/{undo}")
        text = text_of("coordinator", terms).replace("\xa0", " ")
        assert "12 345" not in text
        assert "Kiukainen" in text
        assert set(codes()) == set(PARTIES)

    def test_a_line_of_its_alone_is_asked_of_nobody(self) -> None:
        limit("319")
        set_parties("050", "262", STRANGER)
        for address in (f"clauses/{BUS}/", "", f"work/{BUS}/"):
            page = text_of("coordinator", f"/agreement/{YEAR}/{address}")
            assert "Ei koske ketään. Sopimuksessa ei ole: Köyliö" in page
            assert "Koskee: Köyliö" not in page
        assert "(Köyliö)" not in text_of("coordinator", TERMS_AT)
        matrix = asked("coordinator", f"/api/agreement/years/{YEAR}/coverage")
        assert [row["clause"] for row in matrix] == [COURSE]
        assert lines_on("050", "/") == {COURSE}

    def test_a_limit_to_those_who_stay_is_as_it_was(self) -> None:
        set_parties(*PARTIES)
        assert set(codes()) == set(PARTIES)
        assert lines_on("050", "/") == {BUS, COURSE}

    def test_next_years_line_does_not_name_who_has_left(self) -> None:
        gone = Municipality.objects.get(code="319")
        save_row(gone, by=SYSTEM, valid_to=dt.date(YEAR, 12, 31))
        import_text(by=SYSTEM, reading=read_upload(TEXT.replace("2024", "2025").encode()))
        assert set(codes(2025)) == {"050", "262"}
