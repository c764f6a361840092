"""Who is told of what is sent: whoever publishes it, and its sender by a personal link."""

from django.urls import reverse

from kimppa.core.audit.actions import current_batch
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import coordinators, publishers
from kimppa.core.permissions import Actor
from kimppa.core.proposals.actions import token_of
from kimppa.core.proposals.letters import tell_deciders, tell_sender
from kimppa.publishing.actions.items import may_publish
from kimppa.publishing.models import Item


def deciders(item: Item) -> list[Person]:
    """Whoever may publish it: coordinators, and directors who publish their own library's."""
    town = item.municipality
    people = [*coordinators(), *(publishers(town) if town else ())]
    return [person for person in people if may_publish(person, item)]


def tell_publishers(item: Item, *, by: Actor) -> None:
    """Tell those who want it at once that it awaits publishing; never whoever sent it."""
    tell_deciders(
        [person for person in deciders(item) if person != by],
        key=f"publishing-proposed-{item.pk}-{item.changed_at.timestamp()}",
        title=item.title,
        holder=item.sender or by.name,
        address=item.get_absolute_url(),
    )


def answer_sender(item: Item, *, reason: str = "", about: str = "item") -> None:
    """Write that it is public, or why it is not yet. `about` tells letters of a press apart."""
    if item.link:
        tell_sender(
            item.link,
            key=f"publishing-{about}-{item.pk}-{current_batch() or item.changed_at.timestamp()}",
            title=item.official_title,
            address=reverse("sent-event", args=[token_of(item.link), item.key]),
            accepted=not reason,
            reason=reason,
        )
