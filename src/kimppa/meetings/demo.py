"""The demo's meetings (`data/demo.toml`): no source tells of any, so each is an example."""

import datetime as dt
import tomllib
from importlib.resources import files

from kimppa.core import clock
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda.actions import add_item, add_meeting, hold


def load() -> None:
    """The meetings of a year, held, and the next one with its agenda."""
    text = files("kimppa.meetings").joinpath("data/demo.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["meeting"]:
        items = row.pop("item", [])
        start = row.pop("start").replace(tzinfo=clock.ZONE)
        with clock.standing_on(min(start.date(), clock.today()) - dt.timedelta(days=7)):
            meeting = add_meeting(by=SYSTEM, start=start, example=True, **row)
            for item in items:
                add_item(by=SYSTEM, meeting=meeting, example=True, **item)
        if start.date() < clock.today():
            with clock.standing_on(start.date()):
                hold(by=SYSTEM, meeting=meeting)
