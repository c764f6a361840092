"""From a draft to the web library and away again."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, stored
from kimppa.core.evidence.actions import retract
from kimppa.core.permissions import Actor
from kimppa.publishing.actions.answers import answer_sender, tell_publishers
from kimppa.publishing.actions.items import require_publish, require_right
from kimppa.publishing.actions.work import note_work
from kimppa.publishing.models import Item

_Status = Item.Status


def in_state(item: Item, *states: Item.Status) -> Item:
    """The row as it stands. Raises ValidationError when somebody has decided meanwhile."""
    stored_item = stored(item)
    if stored_item.status not in states:
        raise ValidationError(
            _("“%(title)s” is now: %(state)s.")
            % {"title": stored_item.title, "state": stored_item.get_status_display()}
        )
    return stored_item


@transaction.atomic
def propose(*, by: Actor, item: Item) -> None:
    """Send a draft to whoever publishes. Raises PermissionDenied, ValidationError."""
    stored_item = in_state(item, _Status.DRAFT)
    require_right(by, stored_item.municipality)
    change(stored_item, by=by, action="publishing.propose", status=_Status.PROPOSED, note="")
    tell_publishers(stored_item, by=by)


@transaction.atomic
def take_proposal_back(*, by: Actor, item: Item) -> None:
    """Undo the sending: it is a draft again. Raises as `propose`."""
    stored_item = in_state(item, _Status.PROPOSED)
    require_right(by, stored_item.municipality)
    change(stored_item, by=by, action="publishing.unpropose", status=_Status.DRAFT)


def is_over(item: Item, moment: dt.datetime) -> bool:
    """Whether the last time of an event has passed."""
    last_occurrence = item.occurrences.order_by("-end").first()
    return last_occurrence is not None and last_occurrence.end <= moment


@transaction.atomic
def publish(*, by: Actor, item: Item, at: dt.datetime | None = None) -> None:
    """Publish, which is evidence of work for the municipalities that it concerns.

    Raises PermissionDenied, and ValidationError for what is not waiting or is over already.
    """
    stored_item = in_state(item, _Status.DRAFT, _Status.PROPOSED)
    require_publish(by, stored_item)
    moment = at or clock.now()
    if is_over(stored_item, moment):
        raise ValidationError(
            _("The event is over already: note it as held, or change its day first.")
        )
    change(
        stored_item,
        by=by,
        action="publishing.publish",
        status=_Status.PUBLISHED,
        published_at=moment,
        publish_at=stored_item.publish_at or moment,
        note="",
    )
    note_work(stored_item, by=by)
    answer_sender(stored_item)


@transaction.atomic
def withdraw(*, by: Actor, item: Item) -> None:
    """Undo the publishing: it waits again, and is no evidence. Raises as `publish`."""
    stored_item = in_state(item, _Status.PUBLISHED)
    require_publish(by, stored_item)
    change(
        stored_item, by=by, action="publishing.withdraw", status=_Status.PROPOSED, published_at=None
    )
    retract(stored_item.origin, by=by)


@transaction.atomic
def note_held(*, by: Actor, item: Item) -> None:
    """Keep an event that was held without having been published: it counts for the ministry's
    statistics, but nobody was told of it. Raises as `publish`, and for what is still to come.
    """
    stored_item = in_state(item, _Status.DRAFT, _Status.PROPOSED)
    require_publish(by, stored_item)
    if not is_over(stored_item, clock.now()):
        raise ValidationError(_("It is not over yet: publish it."))
    change(stored_item, by=by, action="publishing.hold", status=_Status.HELD, note="")


@transaction.atomic
def unnote_held(*, by: Actor, item: Item) -> None:
    """Undo the noting: it waits again. Raises as `publish`."""
    stored_item = in_state(item, _Status.HELD)
    require_publish(by, stored_item)
    change(stored_item, by=by, action="publishing.unhold", status=_Status.PROPOSED)


@transaction.atomic
def send_back(*, by: Actor, item: Item, note: str) -> None:
    """Give a proposal back to be completed, saying why. Raises as `publish`."""
    stored_item = in_state(item, _Status.PROPOSED)
    require_publish(by, stored_item)
    if not note.strip():
        raise ValidationError({"note": _("Write what should be completed.")})
    change(
        stored_item, by=by, action="publishing.send-back", status=_Status.DRAFT, note=note.strip()
    )
    answer_sender(stored_item, reason=stored_item.note)


@transaction.atomic
def call_off(*, by: Actor, item: Item) -> None:
    """The event is not held: it leaves every list at once. Its own library may say so."""
    stored_item = in_state(item, _Status.PUBLISHED)
    require_right(by, stored_item.municipality)
    change(stored_item, by=by, action="publishing.call-off", status=_Status.CANCELLED,
           sequence=stored_item.sequence + 1)  # fmt: skip


@transaction.atomic
def restore(*, by: Actor, item: Item) -> None:
    """Undo the calling off."""
    stored_item = in_state(item, _Status.CANCELLED)
    require_right(by, stored_item.municipality)
    change(stored_item, by=by, action="publishing.restore", status=_Status.PUBLISHED,
           sequence=stored_item.sequence + 1)  # fmt: skip


@transaction.atomic
def set_participants(*, by: Actor, item: Item, participants: int | None) -> None:
    """Keep how many took part, as the event's own library says afterwards."""
    stored_item = in_state(item, _Status.PUBLISHED, _Status.HELD)
    require_right(by, stored_item.municipality)
    change(stored_item, by=by, action="publishing.participants", participants=participants)
