"""What has a stated age goes by itself; docs/operations/privacy.md tells the ages."""

import datetime as dt

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.imports.actions import prune as prune_imports
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.proposals.actions import forget_links
from kimppa.core.throttle.actions import forget_tries
from kimppa.core.yearclock.models import CalendarFeed

LETTERS = LINKS = dt.timedelta(days=365)
TRIES = dt.timedelta(days=1)
EMPTY = ""


def prune() -> int:
    """Empty old letters, remove old tries, calendar addresses of people whose time ended, links of
    senders without an account that ended long ago, and files that were brought to be taken in
    when their day is over.

    How many rows. A letter's row stays: to whom it went and when is part of the record, and its
    key keeps it from going twice.
    """
    now = clock.now()
    letters = OutgoingMail.objects.filter(
        state=OutgoingMail.State.SENT, sent_at__lt=now - LETTERS
    ).exclude(body=EMPTY)
    emptied_count = letters.update(body=EMPTY, calendar="", error="")
    tries_count = forget_tries(TRIES)
    people_ended = Person.objects.exclude(pk__in=Person.objects.valid_on(clock.today()))
    feed_count, _tables = CalendarFeed.objects.filter(person__in=people_ended).delete()
    return emptied_count + tries_count + feed_count + prune_imports() + forget_links(LINKS)
