"""Doors: addresses at which a form of a web service, Finna's above all, leaves feedback."""

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Branch, Municipality, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.feedback import finna
from kimppa.feedback.actions.arrivals import Arrival, Sender, digest, take_in
from kimppa.feedback.languages import language_of
from kimppa.feedback.models import Door, Ticket


@transaction.atomic
def make_door(
    *,
    by: Actor,
    slug: str,
    service: Service | None,
    municipality: Municipality | None,
    example: bool = False,
) -> tuple[Door, str]:
    """A door and its secret, which is not stored. Raises ValidationError for a name in use."""
    require(by, Permission.MANAGE_CONSORTIUM)
    secret = secrets.token_urlsafe(24)
    door = Door(
        slug=slug, service=service, municipality=municipality, digest=_secret_digest(secret)
    )
    door.made_at, door.example = clock.now(), example
    door.full_clean(exclude=["service", "municipality"])
    door.save()
    record(by=by, action="feedback.door", obj=door)
    return door, secret


@transaction.atomic
def renew_door(*, by: Actor, door: Door) -> str:
    """A new secret; the old one opens nothing from now on."""
    require(by, Permission.MANAGE_CONSORTIUM)
    secret = secrets.token_urlsafe(24)
    stored_door = stored(door)
    stored_door.digest, stored_door.closed_at = _secret_digest(secret), None
    stored_door.save(update_fields=["digest", "closed_at"])
    record(by=by, action="feedback.door-renew", obj=stored_door, after={"secret": "***"})
    return secret


def close_door(*, by: Actor, door: Door) -> None:
    """Let nothing more in."""
    require(by, Permission.MANAGE_CONSORTIUM)
    if door.closed_at is not None:
        raise ValidationError(_("The door is closed already."))
    change(door, by=by, action="feedback.door-close", closed_at=clock.now())


def open_door(*, by: Actor, door: Door) -> None:
    """Undo a closing: the same secret opens it again."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(door, by=by, action="feedback.door-open", closed_at=None)


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Door)


def opens(door: Door, secret: str) -> bool:
    """Whether the secret is the door's, and the door is open."""
    is_its_secret = secrets.compare_digest(door.digest, _secret_digest(secret))
    return is_its_secret and door.closed_at is None


def receive(door: Door, payload: dict[str, object]) -> tuple[Ticket, bool]:
    """Take in what Finna's form has sent; the ticket, and whether it is new."""
    form = finna.parse(payload)
    return take_in(
        by=SYSTEM,
        arrival=Arrival(
            channel=Ticket.Channel.FINNA,
            text=form.text,
            subject=form.subject,
            service=door.service,
            municipality=_municipality(form.branches) or door.municipality,
            theme=form.theme,
            language=language_of(form.text),
            sender=Sender(form.name, form.email, form.phone, form.private, form.names),
            page=form.page,
            record=form.record,
            more=form.more,
            content=digest("door", door.pk, finna.canonical(payload)),
        ),
    )


def _municipality(codes: tuple[str, ...]) -> Municipality | None:
    """Whose branch the customer has chosen."""
    for code in codes:
        branches = Branch.objects.filter(code__iexact=code).select_related("municipality")
        if branch := branches.first():
            return branch.municipality
    return None


def _secret_digest(secret: str) -> str:
    """Nobody guesses 190 bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
