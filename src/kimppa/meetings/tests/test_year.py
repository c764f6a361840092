"""The year's meetings are planned in two steps: what is wanted, which days are taken."""

import datetime as dt
import re

import pytest

from conftest import Louna
from kimppa.core import clock
from kimppa.core.duties.models import Duty
from kimppa.meetings.dates.queries import duties_between, open_span
from kimppa.meetings.models import Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on, undo_last

WISH = {"first": "15.1.2025", "last": "31.12.2025", "count": "6", "gap": "4", "weekday": "2",
        "time": "9.00", "weeks": "8, 27–31, 42"}  # fmt: skip
SAME = {"name": "Johtajien kokous", "minutes": "90", "place": "Forssa", "link": ""}


def starts(page: str) -> list[str]:
    return re.findall(r'name="days" value="([^"]+)"', page)


def test_a_year_is_planned_in_two_steps_and_taken_back(louna: Louna) -> None:
    client = browser(louna.coordinator)
    assert "Suunnittele vuosi" in client.get("/meetings/").content.decode()
    answer = client.post("/meetings/plan/", WISH)
    page = client.get(answer.url).content.decode()
    days = starts(page)
    assert len(days) == 6
    assert "pitää välit tasaisina" in page
    for day in map(dt.datetime.fromisoformat, days):
        assert day.isocalendar().week not in {8, 27, 28, 29, 30, 31, 42}
        assert (day.hour, day.weekday() < 5) == (9, True)
    client.post(answer.url, {"days": days[:5], **SAME})
    meetings = Meeting.objects.order_by("start")
    assert [meeting.local_start.isoformat() for meeting in meetings] == days[:5]
    assert [meeting.number for meeting in meetings] == [1, 2, 3, 4, 5]
    undo_last(client, "meetings.add")
    assert not Meeting.objects.exists()


def test_the_days_serve_what_falls_due_by_the_agreement(louna: Louna) -> None:
    dues = {"report": "by 01-31 +1", "feedback": "by 01-31 +1", "statistics": "by 03-31",
            "meetings": "monthly"}  # fmt: skip
    for topic, due in dues.items():
        Duty.objects.create(agreement_year=2024, clause=topic, text=topic, topic=topic, due=due)
    duties = duties_between(dt.date(2025, 1, 15), dt.date(2025, 12, 31))
    dates = [duty.date for duty in duties]
    assert dates == [dt.date(2025, 1, 31), dt.date(2025, 3, 31)]
    assert ", " in duties[0].title
    page = browser(louna.coordinator).get("/meetings/plan/", WISH).content.decode()
    assert "ehtii ennen määräpäivää 31.1.2025: " in page
    assert "ehtii ennen määräpäivää 31.3.2025: " in page


@pytest.mark.parametrize(
    ("due", "count"), [("quarterly", 4), ("two-monthly", 6), ("continuous", 6), ("half-yearly", 2)]
)
def test_as_many_meetings_are_proposed_as_the_agreement_asks_for(
    louna: Louna, due: str, count: int
) -> None:
    Duty.objects.create(agreement_year=2024, clause="5.1", text="x", topic="meetings", due=due)
    client = browser(louna.coordinator)
    assert f'name="count" value="{count}"' in client.get("/meetings/plan/").text
    meeting_on(dt.date(2025, 2, 5))
    assert f'name="count" value="{count - 1}"' in client.get("/meetings/plan/").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": "20"}, "Kokouksia mahtuu vain"),
        ({"last": "1.1.2025"}, "Viimeinen päivä on ennen"),
        ({"weeks": "60"}, "Tämä ei ole viikko: 60"),
        ({"weeks": "kesä"}, "Tämä ei ole viikko: kesä"),
        ({"first": "ensi vuosi"}, "k-error"),
    ],
)
def test_what_cannot_be_planned_says_why(louna: Louna, changes: dict[str, str], words: str) -> None:
    client = browser(louna.coordinator)
    asked = client.post("/meetings/plan/", WISH | changes)
    linked = client.get("/meetings/plan/", WISH | changes)
    assert (asked.status_code, linked.status_code) == (422, 422)
    assert words in asked.content.decode()
    assert words in linked.content.decode()


def test_a_day_that_was_not_proposed_is_refused(louna: Louna) -> None:
    client = browser(louna.coordinator)
    address = client.post("/meetings/plan/", WISH).url
    answer = client.post(address, {"days": ["2025-12-25T09:00:00+02:00"], **SAME})
    assert answer.status_code == 422
    assert not Meeting.objects.exists()


def test_planning_begins_after_the_last_planned_meeting(louna: Louna) -> None:
    assert open_span() == (clock.today() + dt.timedelta(days=1), dt.date(2025, 12, 31))
    meeting_on(dt.date(2025, 10, 8))
    assert open_span() == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def test_the_next_year_is_planned_by_its_own_agreement(louna: Louna) -> None:
    """In autumn, when the agreement of the year is there and the year is not."""
    client, day = browser(louna.coordinator), dt.date(2025, 11, 16)
    Duty.objects.create(
        agreement_year=2026, section="1", clause="1.1", text="Möten", topic="meetings",
        kind="duty", due="quarterly", responsible="coordinator",
    )  # fmt: skip
    with clock.standing_on(day):
        assert 'name="count" value="4"' in re.sub(
            r'<input[^>]*name="count"[^>]*value="(\d+)"[^>]*>', r'name="count" value="\1"',
            client.get("/meetings/plan/").text,
        )  # fmt: skip


def test_the_first_meetings_have_a_name(louna: Louna) -> None:
    client = browser(louna.coordinator)
    assert 'value="Johtajien kokous"' in client.get("/meetings/plan/", WISH).text
    assert 'value="Johtajien kokous"' in client.get("/meetings/polls/add/").text
