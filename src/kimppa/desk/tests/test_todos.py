"""The one list of what is to be done: what stands in it, for whom, in which order."""

import datetime as dt

import pytest

from kimppa.core.area import Due
from kimppa.core.consortium.models import Person
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import ask
from kimppa.core.tasks.actions import complete_task, create_task
from kimppa.desk.tasks.todos import Todo, todos
from kimppa.desk.tests.conftest import Louna

YEAR = 2024


def titles(person: Person) -> list[str]:
    return [todo.title for todo in todos(person, YEAR)]


def of_title(person: Person, words: str) -> Todo:
    return next(todo for todo in todos(person, YEAR) if words in todo.title)


def test_late_first_then_by_day_then_what_waits_without_a_day(louna: Louna) -> None:
    for title, due in (
        ("Ilman päivää", None),
        ("Ensi viikolla", dt.date(2025, 1, 20)),
        ("Eilen", dt.date(2025, 1, 13)),
        ("Huomenna", dt.date(2025, 1, 15)),
        ("Joulukuussa", dt.date(2024, 12, 1)),
    ):
        create_task(by=SYSTEM, title=title, topic="feedback", due=due)
    rows = [todo for todo in todos(louna.people["coordinator"], YEAR) if todo.room == "desk"]
    assert [(row.title, row.state) for row in rows] == [
        ("Joulukuussa", "late"),
        ("Eilen", "late"),
        ("Huomenna", "due"),
        ("Ensi viikolla", "due"),
        ("Ilman päivää", "waiting"),
    ]


def test_a_done_task_leaves_the_list(louna: Louna) -> None:
    task = create_task(by=SYSTEM, title="Tarkista etusivu", topic="feedback")
    assert "Tarkista etusivu" in titles(louna.people["coordinator"])
    complete_task(by=SYSTEM, task=task)
    assert "Tarkista etusivu" not in titles(louna.people["coordinator"])


def test_a_question_is_one_row_for_who_asks_and_each_answers_their_own(louna: Louna) -> None:
    places = [louna.tammela, louna.ypaja]
    ask(
        by=louna.people["coordinator"],
        origin=("desk", "question-1"),
        title="Jaetaanko 50 % tasan?",
        municipalities=places,
        due=dt.date(2025, 1, 24),
    )
    asked = of_title(louna.people["coordinator"], "50 %")
    assert (asked.title, asked.count) == ("Seuraa 2 vastausta: Jaetaanko 50 % tasan?", 2)
    assert asked.why.startswith("Tammela, Ypäjä")
    assert not asked.mine
    own = of_title(louna.people["director"], "50 %")
    assert (own.title, own.verb, own.mine) == ("Vastaa: Jaetaanko 50 % tasan?", "Vastaa", True)
    assert not any("50 %" in title for title in titles(louna.people["staff"]))


def test_a_librarys_task_is_its_peoples_until_somebody_has_it(louna: Louna) -> None:
    create_task(by=SYSTEM, title="Siivoa hylly", topic="feedback", municipality=louna.tammela)
    assert "Siivoa hylly" in titles(louna.people["staff"])
    assert "Siivoa hylly" in titles(louna.people["director"])
    assert "Siivoa hylly" not in titles(louna.people["other-staff"])
    assert not of_title(louna.people["coordinator"], "Siivoa").mine


@pytest.mark.parametrize("who", ["reader", "staff"])
def test_others_do_not_get_the_coordinators_work(louna: Louna, who: str) -> None:
    create_task(by=SYSTEM, title="Tilaa raportti", topic="report")
    assert "Tilaa raportti" not in titles(louna.people[who])


def test_a_due_without_more_has_its_defaults() -> None:
    due = Due(dt.date(2025, 1, 1), "Otsikko", "/")
    assert (due.verb, due.why, due.law) == ("", "", False)
