"""Ten years of twelve meetings, forty municipalities: no page asks more than twelve times."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.dates.actions import ask_days
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import Ballot, Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on

MOST = 12


@pytest.fixture
def years(louna: Louna) -> Meeting:
    """The next meeting of many, with its invitations; a poll of a year's days is open."""
    for number in range(40 - len(louna.municipalities)):
        place = Municipality.objects.create(
            code=f"9{number:02}", name_fi=f"Kunta {number}", position=50 + number
        )
        person = Person.objects.create_person(email=f"j{number}@kunta.example", name=f"J{number}")
        Membership.objects.create(person=person, role=Role.DIRECTOR, municipality=place)
    Meeting.objects.bulk_create(
        Meeting(
            name="Johtajien kokous",
            number=month,
            start=dt.datetime(year, month, 12, 10, tzinfo=clock.ZONE),
            state=Meeting.State.HELD,
        )
        for year in range(2015, 2025)
        for month in range(1, 13)
    )
    days = [[dt.datetime(2025, month, day, 10, tzinfo=clock.ZONE) for day in (12, 13)]
            for month in range(2, 13)]  # fmt: skip
    due = clock.today() + dt.timedelta(days=9)
    ask_days(by=SYSTEM, meetings=days, due=due, name="Johtajien kokous")
    meeting = meeting_on(clock.today() + dt.timedelta(days=14))
    invite(by=SYSTEM, meeting=meeting)
    return meeting


def test_pages_ask_the_database_at_most_twelve_times(louna: Louna, years: Meeting) -> None:
    ballot = Ballot.objects.get(municipality__code="834")
    paths = [
        "/meetings/",
        f"/meetings/{years.pk}/",
        "/meetings/polls/",
        f"/meetings/polls/{ballot.poll_id}/",
        f"/meetings/polls/answers/{ballot.pk}/",
        "/meetings/polls/add/",
        "/meetings/weeks/",
    ]
    over = {}
    for person in (louna.coordinator, louna.directors["834"]):
        client = browser(person)
        for path in paths:
            if client.get(path).status_code == 200:
                with CaptureQueriesContext(connection) as queries:
                    client.get(path)
                if len(queries) > MOST:
                    over[f"{person.role} {path}"] = [each["sql"][:120] for each in queries]
    assert not over
