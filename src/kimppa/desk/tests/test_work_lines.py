"""“Valitse rivi”: work of two lines is settled by a click, and the next is not asked."""

import pytest

from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence
from kimppa.desk.tests.conftest import Louna
from tests.lines import make_lines

LIST = "/work/lines/"


@pytest.fixture
def two(louna: Louna) -> list[Duty]:
    """Two clauses of guidance."""
    return make_lines(2024, "guidance", "guidance")


def log(louna: Louna, line: str, who: str = "coordinator") -> Evidence:
    assert louna.client(who).post("/log-work/", {"title": line}).status_code == 302
    return Evidence.objects.latest("pk")


def test_unsettled_work_stands_in_one_list_until_its_line_is_chosen(
    louna: Louna, two: list[Duty]
) -> None:
    work, client = log(louna, "Opastin Teamsin käyttöä 3.12."), louna.client("coordinator")
    page = client.get(LIST).text
    assert work.title in page
    assert f'name="line" value="{two[0].pk}"' in page
    answer = client.post(f"/work/{work.pk}/line/", {"line": two[1].pk, "next": LIST}, follow=True)
    assert f"riville {two[1].clause}" in answer.text
    assert "Mikään työ ei odota rivin valintaa" in answer.text
    assert log(louna, "Opastin Teamsin käyttöä 4.12.").duty == two[1]


def test_the_works_own_page_shows_the_line_in_all_its_words(louna: Louna) -> None:
    (line,) = make_lines(2024, "guidance")
    line.text = "Henkilökunnan opastus ja " * 4 + "sen kehittäminen yhdessä kirjastojen kanssa"
    line.save()
    work = log(louna, "Pidin Finna-opastuksen Ypäjällä 3.12.2024")
    page = louna.client("coordinator").get(f"/work/{work.pk}/").text
    assert f"{line.clause} {line.text}" in page


def test_the_works_own_page_asks_and_corrects(louna: Louna, two: list[Duty]) -> None:
    work, client = log(louna, "Opastin Teamsin käyttöä 5.12."), louna.client("coordinator")
    page = client.get(f"/work/{work.pk}/").text
    assert "Kumpaa riviä tämä koskee?" in page
    client.post(f"/work/{work.pk}/line/", {"line": two[0].pk})
    page = client.get(f"/work/{work.pk}/").text
    assert f"{two[0].clause} {two[0].text}" in page
    assert f'value="{two[1].pk}"' in page
    assert f'value="{two[0].pk}"' not in page


def test_a_choice_is_undone_by_its_message(louna: Louna, two: list[Duty]) -> None:
    work, client = log(louna, "Opastin Teamsin käyttöä 5.12."), louna.client("coordinator")
    page = client.post(f"/work/{work.pk}/line/", {"line": two[0].pk}, follow=True).text
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    client.post(f"/undo/{undo}")
    work.refresh_from_db()
    assert (work.duty, work.placing) == (None, "open")


def test_home_tells_how_much_waits_for_its_line(louna: Louna, two: list[Duty]) -> None:
    log(louna, "Opastin Teamsin käyttöä 5.12.")
    page = louna.client("coordinator").get("/").text
    assert f'href="{LIST}"' in page.partition("<main")[2]


def test_others_choose_the_lines_of_their_own_work_only(louna: Louna, two: list[Duty]) -> None:
    work = log(louna, "Opastin Teamsin käyttöä 5.12.")
    own = log(louna, "Opastin Wordin käyttöä 5.12.", who="staff")
    client = louna.client("staff")
    page = client.get(LIST).text
    assert own.title in page
    assert work.title not in page
    assert client.post(f"/work/{work.pk}/line/", {"line": two[0].pk}).status_code == 403
    assert client.post(f"/work/{own.pk}/line/", {"line": two[0].pk}).status_code == 302
    assert client.post(f"/work/{own.pk}/line/", {"line": "x"}).status_code == 404
    assert louna.client("reader").get(LIST).status_code == 403
