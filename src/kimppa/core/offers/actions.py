"""Taking or leaving what a room offers for an agenda."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import receiver
from kimppa.core.audit.actions import record, remove, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.handover import HandOver, Offer
from kimppa.core.offers.models import OfferChoice
from kimppa.core.permissions import Actor, person_or_none, require


@transaction.atomic
def take_offer(*, by: Actor, area: str, offer: Offer, verb: str = "task") -> OfferChoice:
    """Hand the offer to the room that receives the verb.

    Raises ValidationError when no room does.
    """
    require(by, Permission.DECIDE)
    target = receiver(verb)
    if target is None:
        raise ValidationError(_("No room takes this on."))
    matter = HandOver(
        title=offer.title[:300],
        topic=offer.topic,
        origin=(area, offer.key),
        text=offer.text,
        municipality=offer.municipality,
        due=offer.due,
        internal=offer.internal,
        example=offer.example,
    )
    target(matter, by=by)
    return _store_choice(by, area, offer, verb, "offer.take")


@transaction.atomic
def leave_offer(*, by: Actor, area: str, offer: Offer) -> OfferChoice:
    """It goes on no agenda, until it comes back with new weight; `reconsider` undoes it."""
    require(by, Permission.DECIDE)
    return _store_choice(by, area, offer, OfferChoice.LEAVE, "offer.leave")


def _store_choice(by: Actor, area: str, offer: Offer, verb: str, action: str) -> OfferChoice:
    choice = OfferChoice.objects.filter(area=area, key=offer.key).first()
    choice = choice or OfferChoice(area=area, key=offer.key)
    values_before = snapshot(choice) if choice.pk else {}
    choice.title, choice.verb, choice.weight = offer.title[:300], verb, offer.weight
    choice.by, choice.at = person_or_none(by), clock.now()
    choice.full_clean(exclude=["by"])
    choice.save()
    record(by=by, action=action, obj=choice, before=values_before, municipality=offer.municipality)
    return choice


@transaction.atomic
def reconsider(*, by: Actor, choice: OfferChoice) -> None:
    """Undo a choice: the offer stands open again. What it became is its room's to take back."""
    require(by, Permission.DECIDE)
    remove(choice, by=by, action="offer.reconsider")


check_undo_by(lambda by, _choice: require(by, Permission.DECIDE), OfferChoice)
