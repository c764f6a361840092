"""Calendar addresses of people: made and closed by their owner."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.models import Person
from kimppa.core.grants.queries import new_grants
from kimppa.core.yearclock.models import CalendarFeed


@transaction.atomic
def subscribe(*, by: Person) -> CalendarFeed:
    """A new address of one's own year clock."""
    feed = CalendarFeed.objects.create(person=by, created_at=clock.now(), grants=new_grants(by))
    record(by=by, action="calendar.subscribe", obj=feed)
    return feed


@transaction.atomic
def revoke_feed(*, by: Person, feed: CalendarFeed) -> None:
    """Close an address; programs that ask it get nothing more."""
    if feed.person_id != by.pk:
        raise PermissionDenied(_("This calendar is somebody else's."))
    change(feed, by=by, action="calendar.revoke", revoked_at=clock.now())
