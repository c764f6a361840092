"""Ten years of twelve meetings with fifteen items, and forty municipalities."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import freeze_versions
from kimppa.core.releases.facts import Stamp
from kimppa.meetings.agenda.pack import write_pack
from kimppa.meetings.agenda.queries import agenda_of
from kimppa.meetings.minutes.actions import ask_approval, publish
from kimppa.meetings.minutes.releases import MINUTES, render_files
from kimppa.meetings.models import (
    Approval,
    Attendance,
    Item,
    Meeting,
    Practice,
    Question,
    Suggestion,
    Survey,
)
from kimppa.meetings.session.actions import close_item
from kimppa.meetings.ways.actions.surveys import count_answer

MOST = 12
SECOND = 1.0


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    """The meeting of today in 40 municipalities, after ten years of others."""
    Municipality.objects.bulk_create(
        Municipality(code=f"7{n:02}", name_fi=f"Kunta {n}", position=n) for n in range(35)
    )
    places = list(Municipality.objects.all())
    rows = []
    for year in range(2016, 2026):
        for month in range(1, 13):
            start = dt.datetime(year, month, 14, 10, tzinfo=clock.ZONE)
            state = "held" if start.date() < clock.today() else "planned"
            rows.append(Meeting(name="Kokous", number=month, start=start, state=state))
    Meeting.objects.bulk_create(rows)
    meetings = list(Meeting.objects.filter(name="Kokous"))
    Item.objects.bulk_create(
        Item(meeting=row, position=n, title=f"Kohta {n}", minutes=5, text="Esitys. " * 30,
             topic="eresource-selection", standing=n < 3)
        for row in meetings for n in range(15)
    )  # fmt: skip
    today = Meeting.objects.get(name="Kokous", start__date=clock.today())
    Attendance.objects.bulk_create(
        Attendance(meeting=today, municipality=place, how="present") for place in places
    )
    question = {"level": "director", "municipalities": places, "agreed": places[:30]}
    for item in today.items.all()[:12]:
        close_item(by=SYSTEM, item=item, kind="decision", words="Päätettiin jatkaa. " * 20,
                   question=question, task=f"Tee {item}")  # fmt: skip
    return today


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def of_ways() -> Iterator[str]:
    """The pages of the ways of working after ten years of them."""
    days = [dt.date(2015 + n // 12, n % 12 + 1, 10) for n in range(120)]
    places = list(Municipality.objects.all())
    Suggestion.objects.bulk_create(
        Suggestion(title=f"Ehdotus {n}", municipality=places[n % 40], arrived_on=day, due_on=day)
        for n, day in enumerate(days)
    )
    Practice.objects.bulk_create(
        Practice(title=f"Tapa {day}", begins_on=day, ask_on=day + dt.timedelta(days=90))
        for day in days
    )
    Survey.objects.bulk_create(
        Survey(title=f"Kysely {day}", opened_on=day, closes_on=day, closed_on=day) for day in days
    )
    survey = Survey.objects.all()[0]
    question = Question.objects.create(survey=survey, position=1, text="Miten menee?")
    for place in places:
        count_answer(question, place, 4)
    rows = (survey, Suggestion.objects.all()[0], Practice.objects.all()[0])
    yield from (row.get_absolute_url() for row in rows)
    yield from ("/meetings/ways/", "/meetings/ways/suggest/", "/meetings/ways/surveys/add/")
    yield from ("/meetings/ways/practices/add/", "/meetings/ways/time/", "/meetings/links/")


def of_meeting(meeting: Meeting, item: Item) -> Iterator[str]:
    url = f"/meetings/{meeting.pk}/"
    yield from ("/meetings/", "/meetings/add/", "/meetings/plan/", "/meetings/propose/", url)
    yield from (f"{url}wall/", f"{url}minutes/", f"{url}agenda.pdf", f"{url}minutes/draft.pdf")
    yield from (f"/meetings/items/{item.pk}/", f"/decisions/{item.decision_id}/", "/decisions/")
    coming = Meeting.objects.filter(state=Meeting.State.PLANNED).earliest("start")
    url, waiting = f"/meetings/{coming.pk}/", coming.items.all()[0]
    yield from (url, f"{url}edit/", f"{url}items/add/", f"{url}agenda.pdf")
    yield from (f"/meetings/items/{waiting.pk}/", f"/meetings/items/{waiting.pk}/edit/")


def test_pages_ask_few_times_and_pdfs_are_quick(louna: Louna, meeting: Meeting) -> None:
    ask_approval(by=SYSTEM, meeting=meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    meeting.refresh_from_db()
    freeze_versions(by=SYSTEM, kind=MINUTES, document=meeting, reason="")
    publish(by=SYSTEM, meeting=meeting)
    item, link = meeting.items.all()[0], Approval.objects.all()[0]
    paths = [*of_meeting(meeting, item), *of_ways()]
    counts: dict[str, int] = {}
    for person in (louna.coordinator, louna.directors["834"], louna.staff["834"]):
        client = Client()
        client.force_login(person)
        for path in paths:
            if client.get(path).status_code == 200:
                counts[f"{person.role} {path}"] = queries_of(client, path)
    assert {path for path in paths if f"coordinator {path}" not in counts} == set()
    for path in (f"/muistio/{link.token}/", f"/muistiot/{meeting.pk}/"):
        counts[path] = queries_of(Client(), path)
    assert {path: count for path, count in counts.items() if count > MOST} == {}
    (draft,) = MINUTES.drafts(meeting)
    agenda = agenda_of(meeting, louna.coordinator)
    for write in (
        lambda: render_files(dict(draft.facts), Stamp(clock.today(), 1)),
        lambda: write_pack(meeting, agenda),
    ):
        write()  # the fonts are read once
        begun = time.process_time()
        write()
        assert time.process_time() - begun < SECOND
