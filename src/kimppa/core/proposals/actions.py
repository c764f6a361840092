"""Personal links: made, closed, and used. Rights are asked at the link's municipality."""

import datetime as dt
import secrets
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.proposals.models import ProposalLink
from kimppa.core.throttle.actions import Limit, take

DAYS = 365
TIMES, MINUTES = 20, 60  # so often may one link be used


@transaction.atomic
def make_link[L: ProposalLink](
    model: type[L],
    *,
    by: Actor,
    municipality: Municipality,
    holder: str,
    days: int = DAYS,
    example: bool = False,
    **values: Any,
) -> L:
    """A link for one holder; `values` are the room's own. Raises PermissionDenied unless `by`
    manages people there.
    """
    require(by, Permission.MANAGE_PEOPLE, municipality)
    # What a link lasts is of real time, as every expiry.
    now = dt.datetime.now(dt.UTC)
    link = model(
        municipality=municipality,
        holder=holder.strip(),
        nonce=secrets.token_hex(16),
        created_by=person_or_none(by),
        created_at=clock.now(),
        expires_at=now + dt.timedelta(days=days),
        example=example,
        **values,
    )
    link.full_clean(exclude=["created_by"])
    link.save()
    record(by=by, action=_action(link, "link"), obj=link)
    return link


@transaction.atomic
def close_link(*, by: Actor, link: ProposalLink) -> None:
    """Close a link; whoever opens it is told so. Raises PermissionDenied."""
    require(by, Permission.MANAGE_PEOPLE, link.municipality)
    change(link, by=by, action=_action(link, "link-close"), revoked_at=dt.datetime.now(dt.UTC))


@transaction.atomic
def reopen_link(*, by: Actor, link: ProposalLink) -> None:
    """Open a closed link again, until its own last day. Raises PermissionDenied."""
    require(by, Permission.MANAGE_PEOPLE, link.municipality)
    change(link, by=by, action=_action(link, "link-reopen"), revoked_at=None)


def token_of(link: ProposalLink) -> str:
    """The secret part of the link's address: signed, so that it cannot be made up."""
    return signing.Signer(salt=link.salt).sign(f"{link.pk}.{link.nonce}").replace(":", "~")


def link_of[L: ProposalLink](model: type[L], token: str) -> L | None:
    """The link of a token that is in force: signed by us, not closed, not expired, and of a
    municipality that has not left.
    """
    try:
        text = signing.Signer(salt=model.salt).unsign(token.replace("~", ":"))
    except signing.BadSignature:
        return None
    number, _dot, nonce = text.partition(".")
    links = model._default_manager.filter(
        pk=int(number),
        nonce=nonce,
        revoked_at__isnull=True,
        expires_at__gt=dt.datetime.now(dt.UTC),
    )
    link = links.select_related("municipality").first()
    return link if link and link.municipality.in_force_on(clock.today()) else None


def use_link(link: ProposalLink) -> None:
    """Count one use. Raises ValidationError for a link that has been used too often of late."""
    limit = Limit(_action(link, "link"), times=TIMES, minutes=MINUTES)
    if wait := take(limit, str(link.pk)):
        minutes = -(-wait // 60)
        raise ValidationError(
            ngettext(
                "Much has been sent by this link. Try again in %(count)d minute.",
                "Much has been sent by this link. Try again in %(count)d minutes.",
                minutes,
            )
            % {"count": minutes}
        )
    type(link)._default_manager.filter(pk=link.pk).update(used_at=clock.now())


def _action(link: ProposalLink, verb: str) -> str:
    return f"{link._meta.app_label}.{verb}"
