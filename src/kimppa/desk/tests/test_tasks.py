"""Tasks: added, done, opened again, dropped; whose they are."""

import datetime as dt
import re

from pytest_django import Settings

from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.actions import create_task
from kimppa.core.tasks.models import Task
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.reading import undo_address


def made(louna: Louna, title: str = "Tarkista etusivu", **values: object) -> Task:
    return create_task(by=SYSTEM, title=title, topic="finna-development", **values)


def test_a_task_is_added_and_is_mine(louna: Louna) -> None:
    client = louna.client("staff")
    fields = {
        "title": "Vastaa palautteeseen",
        "topic": "feedback",
        "municipality": louna.tammela.pk,
        "owner": louna.people["staff"].pk,
        "due": "10.1.2025",
    }
    client.post("/tasks/add/", fields)
    page = client.get("/tasks/?whose=mine").content.decode()
    assert "Vastaa palautteeseen" in page
    assert "4 pv myöhässä" in page.partition('id="k-table"')[2]
    assert "Vastaa palautteeseen" not in louna.client("other-staff").get("/tasks/").content.decode()


def test_who_may_not_add_a_task_is_not_told_to(louna: Louna) -> None:
    assert "lisää tehtävä" in louna.client("staff").get("/tasks/").text
    assert "lisää tehtävä" not in louna.client("reader").get("/tasks/").text


def groups(page: str) -> dict[str, tuple[bool, list[str]]]:
    """By the group's title: whether it is open, and what stands in it."""
    start = r'<details class="k-pane"( open)?><summary><h2>([^<]+)'
    parts = re.findall(start + "(.+?)</details>", page, re.DOTALL)
    return {
        title: (bool(is_open), re.findall(r"<b>([^<]+)</b>", body))
        for is_open, title, body in parts
    }


def test_later_weeks_and_what_has_no_day_fold(louna: Louna) -> None:
    today = dt.date(2025, 1, 14)  # a Tuesday
    for title, due in {
        "Myöhässä ollut": today - dt.timedelta(days=3),
        "Sunnuntaina": dt.date(2025, 1, 19),
        "Maanantaina": dt.date(2025, 1, 20),
        "Kahden viikon päästä": dt.date(2025, 1, 27),
        "Joskus": None,
    }.items():
        made(louna, title, due=due, owner=louna.people["staff"])
    client = louna.client("staff")
    shown = groups(client.get("/tasks/").content.decode())
    assert shown == {
        "Myöhässä tai lain määräaika": (True, ["Myöhässä ollut"]),
        "Tällä viikolla": (True, ["Sunnuntaina"]),
        "Ensi viikolla": (True, ["Maanantaina"]),
        "Myöhemmin": (False, ["Kahden viikon päästä"]),
        "Ei päivää": (False, ["Joskus"]),
    }
    # What was asked for is not hidden.
    asked = groups(client.get("/tasks/?state=waiting").content.decode())
    assert asked == {"Ei päivää": (True, ["Joskus"])}


def offered(louna: Louna, path: str, who: str = "coordinator") -> list[str]:
    page = louna.client(who).get(path).content.decode()
    choices = page.rpartition('name="municipality"')[2].partition("</select>")[0]
    return re.findall(r"<option[^>]*>([^<]*)<", choices)


def test_who_left_last_year_may_still_be_chosen_and_the_choice_says_so(
    louna: Louna, settings: Settings
) -> None:
    louna.tammela.valid_to = dt.date(2024, 12, 31)
    louna.tammela.save()
    assert offered(louna, "/tasks/add/") == [
        "Kaikki kunnat",
        "Ypäjä",
        "Tammela (lähti 31.12.2024)",
    ]
    old = made(louna, municipality=louna.tammela)
    settings.KIMPPA_TODAY = "2026-01-02"
    assert offered(louna, "/tasks/add/")[-1] == "Ypäjä"
    assert offered(louna, f"/tasks/{old.pk}/edit/")[-1] == "Tammela (lähti 31.12.2024)"


def test_done_counts_as_work_until_it_is_opened_again(louna: Louna) -> None:
    task = made(louna)
    client = louna.client("staff")
    page = client.post(f"/tasks/{task.pk}/done/", follow=True).content.decode()
    assert Evidence.objects.standing().filter(title=task.title).count() == 1
    client.post(undo_address(page))
    assert not Evidence.objects.standing().exists()
    client.post(f"/tasks/{task.pk}/drop/")
    assert not Evidence.objects.standing().exists()
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED


def test_closed_tasks_are_shown_when_asked_for(louna: Louna) -> None:
    task = made(louna)
    client = louna.client("coordinator")
    client.post(f"/tasks/{task.pk}/done/")
    client.get("/tasks/")
    assert "Tarkista etusivu" not in client.get("/tasks/").content.decode()
    assert "Tarkista etusivu" in client.get("/tasks/written/?state=done").content.decode()


def test_a_task_is_changed(louna: Louna) -> None:
    task = made(louna, municipality=louna.tammela)
    fields = {"title": "Uusi nimi", "topic": "feedback", "municipality": louna.tammela.pk}
    louna.client("staff").post(f"/tasks/{task.pk}/edit/", fields | {"due": "1.2.2025"})
    task.refresh_from_db()
    assert (task.title, task.due) == ("Uusi nimi", dt.date(2025, 2, 1))


def test_another_municipalitys_task_is_not_there(louna: Louna) -> None:
    task = made(louna, municipality=louna.ypaja)
    client = louna.client("staff")
    assert client.get(f"/tasks/{task.pk}/").status_code == 404
    for verb in ("done", "drop", "reopen"):
        assert client.post(f"/tasks/{task.pk}/{verb}/").status_code == 404
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


def test_a_task_is_not_moved_to_another_municipality(louna: Louna) -> None:
    task = made(louna, municipality=louna.tammela)
    fields = {"title": "x", "topic": "feedback", "municipality": louna.ypaja.pk}
    page = louna.client("staff").post(f"/tasks/{task.pk}/edit/", fields)
    assert page.status_code == 422
    task.refresh_from_db()
    assert task.municipality == louna.tammela


def test_a_reader_only_reads(louna: Louna) -> None:
    task = made(louna)
    client = louna.client("reader")
    assert client.get(f"/tasks/{task.pk}/").status_code == 200
    assert client.post(f"/tasks/{task.pk}/done/").status_code == 403
    assert client.get("/tasks/add/").status_code == 403


def test_several_tasks_are_marked_done_at_once_and_opened_again(louna: Louna) -> None:
    staff = louna.people["staff"]
    tasks = [made(louna, f"Tehtävä {number}", owner=staff) for number in range(1, 6)]
    client = louna.client("staff")
    page = client.get("/tasks/").content.decode()
    for task in tasks:
        assert f'name="row" value="{task.pk}" aria-label="Valitse: {task.title}"' in page
    chosen = {"row": [task.pk for task in tasks], "next": "/tasks/"}
    page = client.post("/tasks/done/", chosen, follow=True).content.decode()
    assert "Tehty: 5" in page
    assert not Task.objects.open().exists()
    assert Evidence.objects.standing().count() == 5
    page = client.post(undo_address(page), follow=True).text
    titles = [task.title for task in sorted(tasks, key=lambda task: page.find(task.title))]
    assert f"Kumottu: {', '.join(titles[:3])} ja vielä 2" in page
    assert Task.objects.open().count() == 5


def test_nothing_chosen_is_told_and_what_is_closed_meanwhile_is_passed_over(louna: Louna) -> None:
    task = made(louna, owner=louna.people["staff"])
    client = louna.client("staff")
    page = client.post("/tasks/done/", {"next": "/tasks/"}, follow=True).content.decode()
    assert "Valitse ensin rivit." in page
    client.post(f"/tasks/{task.pk}/done/")
    chosen = {"row": [task.pk], "next": "/tasks/"}
    assert (
        "Valitse ensin rivit." in client.post("/tasks/done/", chosen, follow=True).content.decode()
    )
    assert Evidence.objects.standing().count() == 1


def test_of_several_tasks_another_librarys_stops_all(louna: Louna) -> None:
    own = made(louna, owner=louna.people["staff"])
    other = made(louna, municipality=louna.ypaja)
    answer = louna.client("staff").post("/tasks/done/", {"row": [own.pk, other.pk]})
    assert answer.status_code == 404
    assert Task.objects.open().count() == 2


def test_several_tasks_are_given_to_somebody_and_taken_back(louna: Louna) -> None:
    staff = louna.people["staff"]
    tasks = [made(louna, f"Tehtävä {number}", owner=staff) for number in (1, 2)]
    client = louna.client("coordinator")
    page = client.get("/tasks/").content.decode()
    assert "Anna valitut henkilölle" in page
    other = louna.people["other-staff"]
    chosen = {"row": [task.pk for task in tasks], "owner": other.pk, "next": "/tasks/"}
    page = client.post("/tasks/assign/", chosen, follow=True).content.decode()
    assert "Annettu: 2" in page
    assert Task.objects.filter(owner=other).count() == 2
    client.post(undo_address(page))
    assert Task.objects.filter(owner=staff).count() == 2


def test_a_task_is_given_only_to_somebody_whom_the_giver_sees(louna: Louna) -> None:
    task = made(louna, owner=louna.people["staff"])
    chosen = {"row": [task.pk], "owner": louna.people["other-staff"].pk, "next": "/tasks/"}
    page = louna.client("staff").post("/tasks/assign/", chosen, follow=True).content.decode()
    assert "Valitse oikea vaihtoehto" in page
    task.refresh_from_db()
    assert task.owner == louna.people["staff"]
