"""The demo's meetings (`data/demo.toml`): no source tells of any, so each is an example."""

import datetime as dt
import tomllib
from importlib.resources import files

from kimppa.core import clock
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda.actions import add_item, add_meeting, hold
from kimppa.meetings.models import Item, Meeting, Outcome
from kimppa.meetings.session.actions import set_outcome


def load() -> None:
    """The meetings of a year, held, and the next one with its agenda."""
    text = files("kimppa.meetings").joinpath("data/demo.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["meeting"]:
        items = row.pop("item", [])
        start = row.pop("start").replace(tzinfo=clock.ZONE)
        with clock.standing_on(min(start.date(), clock.today()) - dt.timedelta(days=7)):
            meeting = add_meeting(by=SYSTEM, start=start, example=True, **row)
            for item in items:
                _close(meeting, add_item(by=SYSTEM, meeting=meeting, example=True, **item))
        if start.date() < clock.today():
            with clock.standing_on(start.date()):
                hold(by=SYSTEM, meeting=meeting)


def _close(meeting: Meeting, item: Item) -> None:
    """By the decision of the register that names the meeting and is of the item's topic."""
    decisions = Decision.objects.filter(meeting=str(meeting), topic=item.topic)
    if item.topic and (decision := decisions.first()):
        values = {"outcome": Outcome.DECISION, "outcome_text": decision.text}
        set_outcome(by=SYSTEM, item=item, decision=decision, **values)
