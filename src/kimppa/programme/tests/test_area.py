"""What other rooms are told of the programme."""

import datetime as dt

from django.utils import translation

from conftest import Louna
from kimppa.core.area import area, resolve, summaries
from kimppa.core.consortium.models import Person
from kimppa.core.search.queries import Narrowing, find
from kimppa.programme import actions
from kimppa.programme.models import Action, Programme


def first(programme: Programme) -> Action:
    return programme.actions.order_by("number").first()


def test_others_are_told_in_a_sentence_and_find_the_objects(
    louna: Louna, agreed: Programme
) -> None:
    update = actions.write_update(by=louna.coordinator, action=first(agreed), text="Alkoi")
    with translation.override("fi"):
        said = summaries(["programme"], 2025, None)["programme"]
        here = summaries(["programme"], 2025, louna.municipalities["981"])["programme"]
    assert said[-1].text.startswith("Ohjelman kolmesta toimenpiteestä on")
    assert here[-1].headline[1] == "toimenpidettä"
    ids = [
        f"programme-{agreed.pk}",
        f"programme-{agreed.pk}-v1",
        f"action-{first(agreed).pk}",
        f"update-{update.pk}",
        "update-999999",
        "step-0",
        "x",
    ]
    found = resolve([("programme", one) for one in ids], louna.directors["981"])
    assert [key[1] for key in found] == ids[:4]
    dues = list(
        area("programme").call("due", dt.date(2026, 1, 1), dt.date(2026, 1, 31), louna.coordinator)
    )
    assert {due.date for due in dues} == {dt.date(2026, 1, 31)}
    found = find("kohdan 2.1", louna.coordinator, Narrowing(kind="programme.action"))
    assert [hit.document.title[:7] for one in found.groups for hit in one.hits] == ["2025-02"]


def test_a_draft_is_hidden_from_staff_and_readers(louna: Louna, draft: Programme) -> None:
    def sees(person: Person) -> bool:
        return Programme.objects.visible_to(person).exists()

    assert sees(louna.coordinator)
    assert sees(louna.directors["981"])
    assert not sees(louna.staff["981"])
    assert not sees(louna.readers["981"])
    found = resolve([("programme", f"programme-{draft.pk}")], louna.readers["981"])
    assert not found
