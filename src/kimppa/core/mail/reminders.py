"""When those who have not answered are written to again without anybody's press. Pure."""

import datetime as dt
from collections.abc import Sequence

FORTNIGHT = dt.timedelta(days=14)
BEFORE = dt.timedelta(days=3)  # before the last day for an answer


def is_reminder_due(marks: Sequence[dt.date], *, last: dt.date, today: dt.date) -> bool:
    """Whether one of the days, the first first, has come since they were `last` written to.

    Days that passed while no worker ran give one letter; a fortnight after the last day none goes.
    """
    return any(last < mark <= today for mark in marks) and today <= marks[-1] + FORTNIGHT
