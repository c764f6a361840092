"""Ten years of twelve meetings with fifteen items, and forty municipalities."""

import datetime as dt
import time

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
from kimppa.meetings.minutes.actions import ask_approval
from kimppa.meetings.minutes.releases import MINUTES, render_files
from kimppa.meetings.models import Approval, Attendance, Item, Meeting
from kimppa.meetings.session.actions import close_item

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


def test_pages_ask_few_times_and_pdfs_are_quick(louna: Louna, meeting: Meeting) -> None:
    ask_approval(by=SYSTEM, meeting=meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    meeting.refresh_from_db()
    freeze_versions(by=SYSTEM, kind=MINUTES, document=meeting, provisional=True)
    client = Client()
    client.force_login(louna.coordinator)
    item, link = meeting.items.all()[0], Approval.objects.all()[0]
    counts = {}
    for path in (
        "/meetings/", f"/meetings/{meeting.pk}/", f"/meetings/{meeting.pk}/wall/",
        f"/meetings/{meeting.pk}/minutes/", f"/meetings/items/{item.pk}/",
        f"/meetings/{meeting.pk}/pack/", f"/decisions/{item.decision_id}/",
    ):  # fmt: skip
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts[path] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(f"/muistio/{link.token}/").status_code == 200
    counts["link"] = len(queries)
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
