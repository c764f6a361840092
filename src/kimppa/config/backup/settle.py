"""After a restore: what was under way in the backup waits for a person, so that nothing goes twice.

Between the backup and the loss the old instance went on: letters left, jobs ran, links were used.
The backup knows nothing of it. So whatever would go out by itself is held.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from kimppa.core.mail import actions as mail
from kimppa.core.privacy.actions import repeat_erasures
from kimppa.core.privacy.erasures import Erasure
from kimppa.core.signin.sessions import close_all
from kimppa.core.webhooks import actions as webhooks
from kimppa.jobs.actions import hold_all


@dataclass(frozen=True, slots=True)
class Settled:
    """How many things wait for a person's word."""

    letters: int
    messages: int
    jobs: int
    erased: int = 0  # people whose erasure was repeated


@transaction.atomic
def settle(moment: dt.datetime, erasures: Collection[Erasure] = ()) -> Settled:
    """Hold letters, tasks and scheduled starts, end sessions and links, repeat erasures; in one
    transaction. `moment` is that of the backup.
    """
    erased = repeat_erasures(erasures)
    close_all(moment=moment)
    return Settled(
        letters=mail.hold_queued(moment=moment),
        messages=webhooks.hold_queued(moment=moment),
        jobs=hold_all(moment=moment),
        erased=erased,
    )
