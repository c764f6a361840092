"""A step that waits in several municipalities is said with how many they are."""

import datetime as dt

from kimppa.core.area import dues
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.checklists import create_checklist, mark_step
from kimppa.core.tasks.models import ChecklistStep
from kimppa.desk.tasks.todos import todos
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.yearclock.rows import clock_rows


def test_municipalities_are_counted_and_not_the_steps(louna: Louna) -> None:
    checklist = create_checklist(
        by=SYSTEM,
        title="Uusi palvelu",
        kind="introduction",
        topic="new-services",
        common=["Sopimus"],
        local=["Sopimus"],
        municipalities=[louna.tammela, louna.ypaja],
        due=dt.date(2025, 1, 31),
    )
    pair = {due.title for due in todos(louna.people["coordinator"], 2025)}
    assert {
        "Merkitse: 2 kuntaa: Uusi palvelu: Sopimus",
        "Merkitse: Uusi palvelu: Sopimus",
    } <= pair
    ChecklistStep.objects.create(checklist=checklist, title="Sopimus", position=9)
    titles = {due.title for due in todos(louna.people["coordinator"], 2025)}
    assert "Merkitse: 2 kuntaa: Uusi palvelu: Sopimus" in titles
    for local in checklist.steps.filter(title="Sopimus", common=False):
        mark_step(by=SYSTEM, step=local, municipality=louna.tammela, state="done")
    dues_of_year = dues(dt.date(2025, 1, 1), dt.date(2025, 12, 31), louna.people["coordinator"])
    rows = {row.title for row in clock_rows(dues_of_year, dt.date(2025, 1, 14))}
    assert "1 kunta: Uusi palvelu: Sopimus" in rows
