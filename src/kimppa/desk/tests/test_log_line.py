"""“Mitä tein?” offers the lines of the agreement and says what counts for nothing."""

import datetime as dt

import pytest
from django.core.cache import cache
from pytest_django import Settings

from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence
from kimppa.desk.tests.conftest import Louna
from tests.lines import make_lines


def log(louna: Louna, words: str, **fields: object) -> Evidence:
    answer = louna.client("coordinator").post("/log-work/", {"title": words, **fields})
    assert answer.status_code == 302, answer.text
    return Evidence.objects.latest("pk")


@pytest.fixture
def two(louna: Louna) -> list[Duty]:
    return make_lines(2024, "guidance", "guidance")


def test_a_chosen_line_needs_no_topic_and_asks_nothing(louna: Louna, two: list[Duty]) -> None:
    work = log(louna, "Asensin tulostimen 3.12.", line=two[1].pk)
    assert (work.duty, work.topic, work.placing) == (two[1], "guidance", "person")
    assert (work.date, work.agreement_year) == (dt.date(2024, 12, 3), 2024)


def test_a_late_lines_button_opens_a_form_that_settles_it(louna: Louna, two: list[Duty]) -> None:
    client = louna.client("coordinator")
    opened = client.get(f"/log-work/?rivi={two[0].pk}").text
    assert f'<option value="{two[0].pk}" selected>' in opened
    assert '<option value="work" selected>' not in opened  # the words tell: "peruttiin" is no work
    log(louna, "Opastin 14.12.", line=two[0].pk, municipality="kaikki")
    page = client.get("/").text
    link = page.partition('id="kohta-1.3"')[2].partition("/log-work/?rivi=")[2].partition("&")[0]
    assert link == str(two[1].pk)
    to_do = page.partition('class="k-do"')[2].partition("</ol>")[0]
    assert f"/log-work/?rivi={two[0].pk}" not in to_do


def test_a_deliverable_without_a_room_is_told_as_delivered(louna: Louna) -> None:
    (line,) = make_lines(2024, "eresource-usage", kind="deliverable", due="by 12-31")
    page = louna.client("coordinator").get(f"/log-work/?rivi={line.pk}").text
    assert '<option value="delivery" selected>' in page
    log(louna, "Käyttöluvut lähetettiin 20.12.", line=line.pk, kind="delivery", municipality="834")
    page = louna.client("coordinator").get("/").text
    assert "1/2" in page.partition(f'id="kohta-{line.clause}"')[2].partition('id="kohta-')[0]


def test_no_need_is_told_on_the_same_form(louna: Louna) -> None:
    (line,) = make_lines(2024, "new-services", kind="as_needed", due="as-needed")
    work = log(louna, "Ei tarvetta vuonna 2024", line=line.pk, kind="no-need")
    assert (work.kind, work.duty) == ("no-need", line)


def test_figures_in_the_line_are_kept(louna: Louna) -> None:
    work = log(louna, "Luetteloin 12 e-kirjaa ja korjasin 45 tietuetta eilen", topic="guidance")
    assert {f.label: int(f.value) for f in work.figures.all()} == {"e-kirjaa": 12, "tietuetta": 45}
    assert "E-kirjaa" in louna.client("coordinator").get(f"/work/{work.pk}/").text


def test_an_old_days_entry_counts_in_its_month(louna: Louna, two: list[Duty]) -> None:
    work = log(louna, "Opastin", date="5.2.2024", line=two[0].pk)
    assert (work.agreement_year, work.slot, work.duty) == (2024, 2, two[0])


def test_the_year_follows_the_date_and_is_changed_by_a_click(louna: Louna) -> None:
    make_lines(2025, "guidance")
    work, client = log(louna, "Opastin Finnassa 3.1.2025"), louna.client("coordinator")
    assert work.agreement_year == 2025
    page = client.get(f"/work/{work.pk}/").text
    assert 'name="year" value="2024"' in page
    client.post(f"/work/{work.pk}/correct/", {"year": "2024"})
    work.refresh_from_db()
    assert (work.agreement_year, work.slot) == (2024, 13)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Opastin Finnassa 3.12.2024", "mikään vuoden 2024 sopimuskohta ei edellytä"),
        ("Vastasin palautteeseen Finnassa 3.12.2022", "Vuoden 2022 sopimus puuttuu: työ säilyy"),
        ("Vastasin palautteeseen Finnassa 3.12.2024", "Kirjattu."),
        ("Vastasin palautteeseen Kajaanissa 3.12.2024", "Kajaani ei kuulu kimppaan"),
    ],
)
def test_work_outside_the_agreement_is_told_at_once(louna: Louna, line: str, told: str) -> None:
    answer = louna.client("coordinator").post("/log-work/", {"title": line}, follow=True)
    assert told in answer.text


def test_a_piece_counted_with_another_is_held_apart_by_a_click(louna: Louna) -> None:
    first = log(louna, "Opastettiin Finnan käyttöä kirjastoissa 3.12.")
    Evidence.objects.filter(pk=first.pk).update(area="programme", object_id="step-1")
    second, client = log(louna, "Opastin Finnan käyttöä 4.12."), louna.client("coordinator")
    assert second.same_as == first
    page = client.get(f"/work/{second.pk}/").text
    assert "lasketaan kerran" in page
    client.post(f"/work/{second.pk}/apart/")
    second.refresh_from_db()
    assert second.same_as is None


def test_what_was_called_off_is_logged_as_such(louna: Louna) -> None:
    work = log(louna, "Johtajien kokous 3.2. peruuntui")
    assert work.kind == "called-off"
    assert log(louna, "Johtajien kokous 3.2. peruuntui, ei kun oli", kind="work").kind == "work"


def test_a_line_without_an_outcome_is_asked_what_came_of_it(louna: Louna, two: list[Duty]) -> None:
    client, question = louna.client("coordinator"), "kirjoita tulos"
    bare = log(louna, "Yhteystietojen lista päivitettiin", line=two[0].pk)
    assert question in client.get(f"/work/{bare.pk}/").text
    telling = log(louna, "Yhteystietojen lista päivitettiin ja 12 virhettä poistui", line=two[0].pk)
    assert question not in client.get(f"/work/{telling.pk}/").text
    words = "Uusi kuljetusreitti otettiin käyttöön, Pori ja Ulvila samalla autolla"
    tail = log(louna, words, line=two[0].pk)
    assert "Kirjoita pilkun jälkeinen osa lauseeksi" in client.get(f"/work/{tail.pk}/").text


def test_work_of_a_year_without_an_agreement_says_what_happens_and_what_to_do(
    louna: Louna, two: list[Duty], settings: Settings
) -> None:
    client = louna.client("coordinator")
    assert "Vuoden 2024 sopimus puuttuu" not in client.get("/log-work/").text
    settings.KIMPPA_TODAY = "2025-01-14"
    cache.clear()
    form = client.get("/log-work/").text
    assert "vuoden 2025 työ säilyy ja lasketaan, kun sopimus on tuotu" in form
    assert 'href="/agreement/import/"' in form
    assert 'href="/agreement/import/"' not in louna.client("staff").get("/log-work/").text
    page = client.post("/log-work/", {"title": "Opastin Finnaa tänään"}, follow=True).text
    assert "Vuoden 2025 sopimus puuttuu: työ säilyy" in page
    assert 'name="year" value="2024"' in page
    assert "Vuoden 2025 töitä odottaa" in client.get("/").text


def test_work_of_an_earlier_year_without_an_agreement_stands_beside_the_first(
    louna: Louna, two: list[Duty]
) -> None:
    client = louna.client("coordinator")
    assert "vuodelta jolla ei ole sopimusta" not in client.get("/").text
    title = "Vastasin palautteeseen Finnassa 3.12.2022"
    log(louna, title)
    assert "1 työ vuodelta jolla ei ole sopimusta (2022)" in client.get("/").text
    assert title in client.get("/work/").text
    make_lines(2023, "guidance")
    cache.clear()
    assert title not in client.get("/work/?vuosi=2024").text
    assert "vuodelta jolla ei ole sopimusta" not in client.get("/?vuosi=2024").text
    assert title in client.get("/work/?vuosi=2023").text
    assert "1 työ vuodelta jolla ei ole sopimusta (2022)" in client.get("/?vuosi=2023").text
