"""The demo's meetings (`data/demo.toml`): no source tells of any, so each is an example."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from kimppa.core import clock
from kimppa.core.consortium.queries import directors, municipalities_on
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.meetings.agenda.actions import add_item, add_meeting, hold
from kimppa.meetings.dates.actions import answer_days, ask_days
from kimppa.meetings.dates.ticks import Suits
from kimppa.meetings.minutes.actions import approve, ask_approval, publish, write_words
from kimppa.meetings.minutes.queries import text_sha256
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.models import Attendance, Item, Meeting, Outcome
from kimppa.meetings.session.actions import close_item, note_attendance, set_outcome
from kimppa.meetings.ways.demo import load_ways

LETTERS = {"y": Suits.YES, "i": Suits.IF_NEEDED, "n": Suits.NO}


def load() -> None:
    """The meetings of a year, held, the next one with its agenda, and days that are asked about."""
    text = files("kimppa.meetings").joinpath("data/demo.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    for row in content["meeting"]:
        items, minutes = row.pop("item", []), row.pop("minutes", None)
        start = row.pop("start").replace(tzinfo=clock.ZONE)
        with clock.standing_on(min(start.date(), clock.today()) - dt.timedelta(days=7)):
            meeting = add_meeting(by=SYSTEM, start=start, example=True, **row)
            for item in items:
                _close(meeting, add_item(by=SYSTEM, meeting=meeting, example=True, **item))
        if start.date() < clock.today():
            with clock.standing_on(start.date()):
                hold(by=SYSTEM, meeting=meeting)
                if minutes:
                    _write_minutes(meeting, **minutes)
    for row in content["poll"]:
        _ask(**row)
    load_ways()


def _write_minutes(meeting: Meeting, closed: Mapping[str, str], opening: str, closing: str) -> None:
    """Minutes in the hands of the directors; an instance without any has none."""
    attendance = dict.fromkeys(municipalities_on(meeting.day), (Attendance.How.PRESENT, ""))
    note_attendance(by=SYSTEM, meeting=meeting, rows=attendance)
    for item in meeting.items.filter(title__in=closed):
        kind = Outcome.INFORMATION
        close_item(by=SYSTEM, item=item, kind=kind, words=closed[item.title])
    write_words(by=SYSTEM, meeting=meeting, opening=opening, closing=closing)
    if directors():
        ask_approval(by=SYSTEM, meeting=meeting)
        for approval in meeting.approvals.all():
            approve(by=SYSTEM, approval=approval, seen=text_sha256(meeting))
        freeze_versions(by=SYSTEM, kind=MINUTES, document=meeting, at=meeting.end)
        deliver_versions(by=SYSTEM, kind=MINUTES, document=meeting, at=meeting.end)
        publish(by=SYSTEM, meeting=meeting)


def _ask(
    *, on: dt.date, days: list[list[dt.datetime]], answers: dict[str, str], **values: Any
) -> None:
    """A poll; `answers` are letters by the code of a municipality: y(es), i(f needed), n(o)."""
    with clock.standing_on(min(on, clock.today())):
        meetings = [[start.replace(tzinfo=clock.ZONE) for start in starts] for starts in days]
        poll = ask_days(by=SYSTEM, meetings=meetings, example=True, **values)
        keys = [str(day.pk) for day in poll.days.all()]
        for ballot in poll.ballots.filter(municipality__code__in=answers):
            letters = answers[ballot.municipality.code]
            ticks = {key: LETTERS[letter] for key, letter in zip(keys, letters, strict=True)}
            answer_days(by=SYSTEM, ballot=ballot, answers=ticks)


def _close(meeting: Meeting, item: Item) -> None:
    """By the decision of the register that names the meeting and is of the item's topic."""
    decisions = Decision.objects.filter(meeting=str(meeting), topic=item.topic)
    if item.topic and (decision := decisions.first()):
        outcome = {"outcome": Outcome.DECISION, "outcome_text": decision.text}
        set_outcome(by=SYSTEM, item=item, decision=decision, **outcome)
