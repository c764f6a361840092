"""An event that comes by a personal link."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.permissions import System
from kimppa.core.proposals.actions import use_link
from kimppa.publishing.actions.items import ItemInput, create_item
from kimppa.publishing.actions.publication import propose
from kimppa.publishing.models import Item, SendingLink
from kimppa.publishing.queries import just_sent


def send_by_link(*, link: SendingLink, content: ItemInput) -> Item:
    """An event of the link's municipality, proposed at once; the one that is there already when
    the button was pressed twice. Raises ValidationError.
    """
    values = {**content.values, "municipality": link.municipality}
    if twice := just_sent(link.holder, values):
        return twice
    with transaction.atomic():
        use_link(link)
        sender = System(name=_("%(holder)s (by link)") % {"holder": link.holder})
        item = create_item(
            by=sender,
            kind=Item.Kind.EVENT,
            content=replace(content, values=values),
            sender=link.holder,
            example=link.example,
        )
        propose(by=sender, item=item)
    item.refresh_from_db()
    return item
