"""An event that comes by a personal link: sent, corrected, withdrawn."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.states import values_of
from kimppa.core.permissions import Actor
from kimppa.core.proposals.actions import (
    accept_proposal,
    refuse_proposal,
    send_proposal,
    sender_of,
    use_link,
    withdraw_proposal,
)
from kimppa.publishing.actions.answers import answer_sender, deciders
from kimppa.publishing.actions.items import (
    ItemInput,
    change_item,
    clean_value,
    create_item,
    with_own_keywords,
)
from kimppa.publishing.actions.publication import propose
from kimppa.publishing.actions.removal import remove
from kimppa.publishing.models import Item, ItemChange, SendingLink
from kimppa.publishing.queries import just_sent


def send_by_link(*, link: SendingLink, content: ItemInput) -> Item:
    """An event of the link's municipality, proposed at once; the one that is there already when
    the button was pressed twice. Raises ValidationError.
    """
    columns = {**content.values, "municipality": link.municipality}
    if earlier_item := just_sent(link.holder, columns):
        return earlier_item
    with transaction.atomic():
        use_link(link)
        item = create_item(
            by=sender_of(link),
            kind=Item.Kind.EVENT,
            content=replace(content, values=columns),
            sender=link.holder,
            link=link,
            example=link.example,
        )
        propose(by=sender_of(link), item=item)
    item.refresh_from_db()
    return item


@transaction.atomic
def correct_by_link(*, link: SendingLink, item: Item, values: Mapping[str, Any]) -> None:
    """Write what waits anew, and propose it; what is published stays as it is until the change has
    been accepted. Raises ValidationError.
    """
    if item.status == Item.Status.PUBLISHED:
        proposed_values = {name: clean_value(name, value) for name, value in values.items()}
        send_proposal(
            ItemChange, link=link, subject=item, values=proposed_values, deciders=deciders(item)
        )
        return
    if item.status not in (Item.Status.DRAFT, Item.Status.PROPOSED):
        raise ValidationError(_("This can be corrected no more."))
    use_link(link)
    corrected_item = change_item(
        by=sender_of(link), item=item, content=with_own_keywords(item, values)
    )
    if corrected_item.status == Item.Status.DRAFT:
        propose(by=sender_of(link), item=corrected_item)


@transaction.atomic
def withdraw_by_link(*, link: SendingLink, item: Item) -> None:
    """Take back what waits: the proposed change, else the event itself. Raises ValidationError."""
    waiting_changes = item.changes.filter(state=ItemChange.State.WAITING, link=link)
    if item.status != Item.Status.PUBLISHED:
        remove(by=sender_of(link), item=item)
    for proposal in waiting_changes:
        withdraw_proposal(link=link, proposal=proposal)


@transaction.atomic
def accept_change(*, by: Actor, proposal: ItemChange) -> None:
    """Let the event say what was proposed; its sender is told. Raises PermissionDenied,
    ValidationError.
    """
    accept_proposal(by=by, proposal=proposal)
    columns = values_of(Item, proposal.content)
    change_item(by=by, item=proposal.item, content=with_own_keywords(proposal.item, columns))
    answer_sender(proposal.item, about=f"change-{proposal.pk}")


@transaction.atomic
def refuse_change(*, by: Actor, proposal: ItemChange, reason: str) -> None:
    """Leave the event as it is; its sender is told why. Raises as `accept_change`."""
    refuse_proposal(by=by, proposal=proposal, reason=reason)
    answer_sender(proposal.item, reason=proposal.reason, about=f"change-{proposal.pk}")
