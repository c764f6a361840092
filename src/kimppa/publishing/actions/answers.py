"""What the sender of an event is told of it, who came by a personal link."""

from django.urls import reverse

from kimppa.core.audit.actions import current_batch
from kimppa.core.proposals.actions import token_of
from kimppa.core.proposals.letters import tell_sender
from kimppa.publishing.models import Item


def answer_sender(item: Item, *, reason: str = "", about: str = "item") -> None:
    """Write that it is public, or why it is not yet. `about` tells letters of a press apart."""
    if item.link:
        tell_sender(
            item.link,
            key=f"publishing-{about}-{item.pk}-{current_batch() or item.changed_at.timestamp()}",
            title=item.title_fi,
            address=reverse("sent-event", args=[token_of(item.link), item.key]),
            accepted=not reason,
            reason=reason,
        )
