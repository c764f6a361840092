"""Adding the meetings of a year."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from kimppa.core import clock
from kimppa.core.permissions import Actor
from kimppa.meetings.agenda.actions import add_meeting
from kimppa.meetings.models import Meeting


@transaction.atomic
def add_meetings(*, by: Actor, starts: Sequence[dt.datetime], **values: Any) -> list[Meeting]:
    """A meeting of each day. Raises as `add_meeting`."""
    return [
        add_meeting(by=by, start=start.astimezone(clock.ZONE), **values) for start in sorted(starts)
    ]
