"""What comes of an item for directors only is read by directors only.

Its decision, question, answer, task and the work that the task became hold words that stand nowhere
else. Staff and readers of the house open every address of the rooms, search, and read every
list of the API, their calendar, the minutes' public files, and meet none of them.
"""

from collections.abc import Iterator

import pytest
from django.test import Client

from conftest import Louna
from kimppa.config.tests.test_roles import Desk, desk
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.core.search.actions import rebuild
from kimppa.core.tasks.actions import complete_task, create_task
from kimppa.core.tasks.models import Task
from kimppa.core.yearclock.actions import subscribe
from kimppa.meetings.agenda.actions import add_item, add_meeting, hold
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.models import Item
from kimppa.meetings.session.actions import close_item
from tests.contracts.stains import STEM
from tests.contracts.test_own_rows import text_of
from tests.contracts.test_stained_rows import Opened, every_list, every_page, met, opened

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
TOPIC = "eresource-selection"


@pytest.fixture
def item(desk: Desk, every_room: Louna) -> Item:
    """Decided today; Tammela said no, its task is open, another task of it is done."""
    start = clock.now().astimezone(clock.ZONE)
    meeting = add_meeting(by=SYSTEM, name="Johtajien kokous", start=start)
    words = {"title": f"{STEM}item", "text": f"{STEM}proposal", "topic": TOPIC}
    item = add_item(by=SYSTEM, meeting=meeting, internal=True, **words)
    places = list(every_room.municipalities.values())
    due = clock.today()
    question = {"level": "director", "municipalities": places, "due": due}
    close_item(by=SYSTEM, item=item, kind="decision", words=f"{STEM}decision", question=question,
               task=f"{STEM}task", due=due)  # fmt: skip
    item.refresh_from_db()
    assert item.decision is not None
    asked = item.decision.ratification
    assert asked is not None
    own = asked.confirmations.get(municipality__code="834")
    answer(by=SYSTEM, confirmation=own, yes=False, comment=f"{STEM}reason")
    carried = create_task(by=SYSTEM, title=f"{STEM}carried", topic=TOPIC, internal=True,
                          origin=item.decision.origin)  # fmt: skip
    complete_task(by=SYSTEM, task=carried)
    hold(by=SYSTEM, meeting=meeting)
    freeze_versions(by=SYSTEM, kind=MINUTES, document=meeting)
    deliver_versions(by=SYSTEM, kind=MINUTES, document=meeting)
    rebuild()
    return item


def rows_of(item: Item, person: Person) -> Iterator[Opened]:
    """The pages of the item and of what came of it, the minutes and the calendar."""
    decision = item.decision
    assert decision is not None
    question = decision.ratification
    assert question is not None
    client = Client()
    client.force_login(person)
    for path in (
        f"/meetings/{item.meeting_id}/", f"/meetings/{item.meeting_id}/minutes/",
        f"/meetings/items/{item.pk}/", f"/decisions/{decision.pk}/", f"/tasks/{item.task_id}/",
        "/decisions/?vuodet=kaikki&format=xlsx", f"/waiting/{question.pk}/",
        *(f"/waiting/answers/{row.pk}/" for row in question.confirmations.all()),
        *(f"/search/?q={STEM}{word}" for word in ("item", "decision", "task", "carried")),
        f"/calendar/{subscribe(by=person).token}.ics",
    ):  # fmt: skip
        for address, page in opened(client, path):
            # The page of a search repeats what was asked.
            if "search" not in path or "<mark" in text_of(page):
                yield address, page


@pytest.mark.parametrize("role", ["staff", "readers"])
def test_others_than_directors_meet_nothing_of_it(
    desk: Desk, every_room: Louna, item: Item, role: str
) -> None:
    code, who = {"staff": ("834", "Tammela staff"), "readers": ("981", "Ypäjä reader")}[role]
    person = getattr(every_room, role)[code]
    words = met(every_page(desk, who)) | met(every_list(person)) | met(rows_of(item, person))
    assert words == {}


def test_the_public_file_of_the_minutes_leaves_it_out(every_room: Louna, item: Item) -> None:
    client = Client()
    client.force_login(every_room.staff["834"])
    text = text_of(client.get(f"/meetings/{item.meeting_id}/minutes/public.docx"))
    assert "Johtajien kokous" in text
    assert STEM not in text


def test_directors_meet_all_of_it(every_room: Louna, item: Item) -> None:
    words = met(rows_of(item, every_room.directors["834"]))
    assert set(words) >= {"item", "decision", "task", "carried", "reason"}
    assert Task.objects.filter(internal=True).count() == 2
    work = Evidence.objects.filter(topic=TOPIC, date=clock.today())
    assert not work.filter(title__contains=STEM).exists()
    assert work.filter(title="Johtajien tehtävä").exists()
