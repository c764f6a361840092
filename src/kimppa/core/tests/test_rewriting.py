"""Logged lines that the report leaves out until they are rewritten are listed."""

import datetime as dt

from conftest import Louna
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.hints import unfit
from tests.lines import make_lines


def test_a_line_to_rewrite_is_not_asked_of_another_municipality(louna: Louna) -> None:
    make_lines(2030, "events")
    own = louna.municipalities["981"]
    title, day = "Hyllytin 40 kirjaa", dt.date(2030, 3, 1)
    by = louna.coordinator
    record_evidence(by=by, topic="events", title=title, date=day, municipalities=[own])
    assert [work.title for work in unfit(2030, own)] == [title]
    assert unfit(2030, louna.municipalities["061"]) == []


def test_a_heading_is_listed_to_be_rewritten_but_a_meeting_is_counted(louna: Louna) -> None:
    make_lines(2030, "events", "meetings")
    by, day = louna.coordinator, dt.date(2030, 3, 1)
    record_evidence(by=by, topic="events", title="Tarina lapsille Ypäjällä", date=day)
    record_evidence(by=by, topic="meetings", title="Johtajien kokous 1/2030", date=day)
    assert [work.title for work in unfit(2030)] == ["Tarina lapsille Ypäjällä"]
