"""The page where a paper is mended before it becomes an agreement."""

import datetime as dt
import re
import time

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kimppa.agreement.actions.papers import prune_papers
from kimppa.agreement.models import Agreement, Clause, Paper, Section
from kimppa.agreement.tests.selkavesi import line, make_paper, press, url, words
from kimppa.agreement.tests.walk import after, page, undo_address
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.core import clock
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(empty: dict[str, Client]) -> Client:
    return empty["coordinator"]


@pytest.fixture
def paper(client: Client) -> Paper:
    return make_paper()


def role_of(body: str, key: str) -> str:
    found = re.search(rf'<li class="a-line a-is-(\w+)[^"]*" data-line="{key}"', body)
    assert found
    return found[1]


def preview_of(body: str) -> str:
    found = re.search(r"/agreement/import/\d+/", body)
    assert found
    return found[0]


def test_the_whole_paper_stands_with_the_part_of_each_line(client: Client, paper: Paper) -> None:
    body = page(client, url(paper))
    assert body.count('class="a-line ') == 42
    assert "Luimme 42 riviä. 7 kohdasta emme ole varmoja." in words(body)
    assert "Ei sano, kuka tekee. Periaate vai velvoite?" in body
    assert "Sama asia kuin rivillä 14. Korvaako tämä sen?" in body
    assert "10 kohtaa · jos arvaukset pitävät, 17" in words(body)
    assert "Osapuolet Forssa, Tammela, Ypäjä" in words(body)
    assert 'href="/figures/keys/"' in body
    assert not Agreement.objects.exists()


def test_an_answer_settles_its_question_and_is_taken_back(client: Client, paper: Paper) -> None:
    body = press(client, paper, "12 answer:1")
    assert role_of(body, "12") == "duty"
    assert "6 epävarmaa" in body
    assert "Viimeksi: rivi 12: Velvoite" in body
    body = after(client, url(paper, "undo/"), seen=1)
    assert role_of(body, "12") == "text"
    assert "7 epävarmaa" in body
    assert "Viimeksi" not in body


def test_lines_alike_change_at_once(client: Client, paper: Paper) -> None:
    body = press(client, paper, "21 answer:0")
    assert [role_of(body, str(key)) for key in range(21, 27)] == ["row"] * 6
    assert "Viimeksi: 6 riviä: Taulukon rivi" in body
    assert "16 kohtaa" in words(body)


def test_only_the_ticked_lines_change(client: Client, paper: Paper) -> None:
    body = page(client, url(paper) + "?rivi=21")
    assert "Samanlaiset rivit (6)" in body
    assert body.count('name="row"') == 6
    ticks = {"rivi": "21", "ticked": "1", "row": ["21", "23"]}
    body = press(client, paper, "21 role:duty", **ticks)
    assert [role_of(body, str(key)) for key in range(21, 25)] == ["duty", "text", "duty", "text"]
    assert role_of(press(client, paper, "22 role:page", rivi="22", ticked="1"), "22") == "page"


def test_a_line_is_raised_lowered_joined_and_split(client: Client, paper: Paper) -> None:
    assert 'class="a-line a-is-duty a-lv1' in press(client, paper, "9 raise")
    assert 'class="a-line a-is-duty a-lv2 a-now"' in press(client, paper, "9 lower", rivi="9")
    body = press(client, paper, "33 join")
    assert 'data-line="33"' not in body
    assert "32–33" in body
    body = page(client, url(paper) + "?rivi=15&jaa=1")
    at = re.search(r'value="15 (split:\d+)"', body)
    assert at
    body = press(client, paper, f"15 {at[1]}", rivi="15")
    assert body.count('data-line="15') == 2


def test_after_a_mend_the_reader_is_at_the_line(client: Client, paper: Paper) -> None:
    answer = client.post(url(paper, "mend/"), {"do": "16 answer:0", "seen": 0, "vain": "1"})
    assert answer["Location"] == f"{url(paper)}?vain=1&kohta=16#rivi-16"
    answer = client.post(url(paper, "mend/"), {"do": "33 join", "seen": 1})
    assert answer["Location"].endswith("#rivi-32")
    assert 'id="rivi-32"' in page(client, answer["Location"])


def test_what_was_not_seen_is_not_changed(client: Client, paper: Paper) -> None:
    press(client, paper, "12 answer:1")
    body = after(client, url(paper, "mend/"), do="30 answer:1", seen=0)
    assert "Tätä on muutettu" in body
    body = after(client, url(paper, "undo/"), seen=0)
    assert "Tätä on muutettu" in body
    paper.refresh_from_db()
    assert len(paper.mends) == 1


@pytest.mark.parametrize(
    ("do", "status"),
    [("1 join", 200), ("99 role:duty", 200), ("12 split:9999", 200), ("12 role:boss", 404),
     ("12 burn", 404), ("", 404), ("12 split:x", 200)],
)  # fmt: skip
def test_what_cannot_be_done_changes_nothing(
    client: Client, paper: Paper, do: str, status: int
) -> None:
    answer = client.post(url(paper, "mend/"), {"do": do, "seen": 0}, follow=True)
    assert answer.status_code == status
    paper.refresh_from_db()
    assert paper.mends == []


def test_only_the_uncertain_lines_are_shown_with_their_headings(
    client: Client, paper: Paper
) -> None:
    body = page(client, url(paper) + "?vain=1")
    assert 'data-line="12"' in body
    assert 'data-line="7"' in body
    assert 'data-line="9"' not in body


def test_the_mended_paper_becomes_a_draft_and_loses_nothing(client: Client, paper: Paper) -> None:
    press(client, paper, "21 answer:0")
    press(client, paper, "16 answer:0")
    body = after(client, url(paper), year=2025)
    assert "Tallennettu luonnoksena" in body
    assert Clause.objects.count() == 17
    clause = Clause.objects.get(text__startswith="samasta teoksesta")
    assert clause.lead == "Forssan kaupunki vastaa siitä, että"
    notes = [note for section in Section.objects.all() for note in section.notes]
    kept = [Agreement.objects.get().preamble, *notes]
    assert "Luetteloinnissa noudatetaan kansallisia ohjeita." in kept
    assert any("41 000 euroa" in note for note in kept)
    assert "Asiakkaiden viesteihin vastataan kolmen arkipäivän kuluessa." in kept
    assert client.get("/agreement/2025/source/").content
    assert "Forssan kaupunki vastaa siitä, että samasta teoksesta" in words(
        page(client, f"/agreement/2025/clauses/{clause.number}/")
    )
    assert "Kesken olevat" not in page(client, "/agreement/import/")


def test_next_years_paper_knows_what_was_mended(client: Client, paper: Paper) -> None:
    press(client, paper, "12 answer:0")
    press(client, paper, "39 role:duty")
    after(client, url(paper), year=2025)
    text = (
        "Sopimus 2026\n\n1. Luettelo\n\nLuetteloinnissa noudatetaan kansallisia ohjeita.\n\n"
        "Kunta voi irtisanoa sopimuksen kuuden kuukauden irtisanomisajalla.\n"
    )
    body = after(client, "/agreement/import/", text=text)
    lines = re.findall(r'class="a-line a-is-(\w+)[^"]*" data-line="\d+">.*?</li>', body, re.DOTALL)
    assert lines == ["heading", "heading", "text", "duty"]
    body = page(client, preview_of(body) + "?rivi=3")
    assert "Edellisessä sopimuksessa samat sanat" in body
    assert "Mikään ei ole epävarmaa" in body


def test_a_year_is_compared_before_it_is_saved(roles: dict[str, Client]) -> None:
    client, paper = roles["coordinator"], make_paper()
    body = after(client, url(paper), year=2025, look="1")
    assert "Mikä eroaa vuoden 2024 sopimuksesta" in body
    paper.refresh_from_db()
    assert (paper.year, Agreement.objects.count()) == (2025, 1)
    assert "on voimassa" in after(client, url(paper), year=2024, look="1")


def test_a_paper_is_found_again_and_removed(client: Client, paper: Paper) -> None:
    assert url(paper) in page(client, "/agreement/import/")
    body = after(client, url(paper, "forget/"))
    assert "Paperi poistettiin" in body
    assert not Paper.objects.exists()
    assert client.get(url(paper)).status_code == 404


def test_a_paper_that_nobody_touches_goes_by_itself(client: Client, paper: Paper) -> None:
    assert prune_papers() == 0
    Paper.objects.update(expires_on=clock.today() - dt.timedelta(days=1))
    assert prune_papers() == 1


@pytest.mark.parametrize("role", ["director", "staff", "reader"])
def test_a_paper_is_the_coordinators(empty: dict[str, Client], paper: Paper, role: str) -> None:
    for rest in ("", "mend/", "undo/", "forget/"):
        assert empty[role].post(url(paper, rest), {"seen": 0}).status_code == 403
    assert empty[role].get(url(paper)).status_code == 403
    assert Paper.objects.get().mends == []


def test_the_keys_can_be_turned_off(client: Client, paper: Paper) -> None:
    assert "agreement/paper.js" in page(client, url(paper))
    client.cookies["kimppa-keys"] = "off"
    body = page(client, url(paper))
    assert "agreement/paper.js" not in body
    assert "data-press" not in body


def test_the_page_costs_few_queries(
    client: Client, paper: Paper, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(client, url(paper))
    with django_assert_max_num_queries(12):
        page(client, url(paper) + "?rivi=21")


def long_paper(count: int) -> tuple[PaperLine, ...]:
    rows: list[PaperLine] = []
    for number in range(count // 10):
        rows.append(line(Role.HEADING, f"Osa {number}", 1, f"{number + 1}."))
        rows += [line(Role.DUTY, f"Kirjasto {number} hoitaa asian {n}", 0, "-") for n in range(8)]
        rows.append(
            line(Role.TEXT, f"Voidaan {number}", ask="permission", answers=(Role.TEXT, Role.DUTY))
        )
    return tuple(rows)


def test_three_hundred_pages_stay_light(client: Client) -> None:
    paper = make_paper(long_paper(6_000))
    page(client, url(paper))
    begun = time.process_time()
    body = page(client, url(paper) + "?rivi=3000")
    took = time.process_time() - begun
    assert body.count('class="a-line ') == 250
    assert 'data-line="3000"' in body
    assert "2751–3000" in body
    assert len(body) < 700_000
    assert took < 3  # seconds of processor time; less than one on a quiet machine


def test_a_run_of_many_lines_is_one_tick(client: Client) -> None:
    rows = tuple(
        line(Role.TEXT, f"a{n}\tb\tc", ask="table", answers=(Role.ROW, Role.TEXT))
        for n in range(2_000)
    )
    paper = make_paper((line(Role.HEADING, "Työt", 1, "1."), *rows))
    body = page(client, url(paper) + "?rivi=2")
    assert "Kaikki 2000 samanlaista riviä: 2–2001" in words(body)
    body = press(client, paper, "2 role:row", rivi="2", ticked="run", run="1")
    assert "Viimeksi: 2000 riviä: Taulukon rivi" in body


class TestObligesNobody:
    def test_ticked_clauses_oblige_nobody_and_are_taken_back(self, draft: Client) -> None:
        before = list(Clause.objects.values("pk", "number", "text"))
        work = Evidence.objects.count()
        body = after(draft, "/agreement/2024/nobody/", clause=["2.3", "5.2"])
        assert "2 kohtaa ei velvoita" in body
        assert Clause.objects.count() == 21
        assert Section.objects.get(number="5").notes == [before[18]["text"]]
        assert before[18]["text"] in body
        assert Evidence.objects.count() == work
        after(draft, undo_address(body))
        assert list(Clause.objects.values("pk", "number", "text")) == before
        assert Section.objects.get(number="5").notes == []

    def test_a_note_becomes_a_clause(self, draft: Client) -> None:
        after(draft, "/agreement/2024/nobody/", clause=["3.1"])
        body = page(draft, "/agreement/2024/")
        seen = re.search(r'name="note" value="0"><input[^>]*name="seen" value="(\w+)"', body)
        assert seen
        body = after(draft, "/agreement/2024/sections/3/note/", note="0", seen=seen[1])
        assert "Teksti on nyt kohta" in body
        assert Duty.objects.get(topic="events").clause == "3.1"
        assert "Avaa sivu" in after(draft, "/agreement/2024/sections/3/note/", note="0")

    def test_a_line_that_work_was_chosen_for_keeps_it(self, draft: Client) -> None:
        duty = Duty.objects.get(clause="3.1")
        Evidence.objects.create(
            agreement_year=2024,
            date=dt.date(2024, 3, 1),
            slot=3,
            topic="events",
            title="Työ",
            duty=duty,
            placing=Evidence.Placing.PERSON,
            recorded_at=clock.now(),
        )
        body = after(draft, "/agreement/2024/nobody/", clause=["3.1"])
        assert "Kohdalle 3.1 on valittu työtä käsin" in body
        assert Clause.objects.filter(number="3.1").exists()

    def test_nothing_ticked_is_told(self, draft: Client) -> None:
        assert "Valitse ensin kohdat" in after(draft, "/agreement/2024/nobody/")

    def test_in_force_the_words_are_locked(self, coordinator: Client) -> None:
        body = after(coordinator, "/agreement/2024/nobody/", clause=["3.1"])
        assert "lukittu" in body
        assert Clause.objects.count() == 23
