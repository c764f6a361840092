"""Personal links: made, closed, and used to send an event without an account."""

import datetime as dt
import secrets

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, System, person_or_none, require
from kimppa.core.throttle.actions import Limit, take
from kimppa.publishing.actions.items import ItemInput, create_item
from kimppa.publishing.actions.publication import propose
from kimppa.publishing.models import Item, SendingLink
from kimppa.publishing.queries import just_sent

DAYS = 365
LIMIT = Limit("event-link", times=20, minutes=60)
_SALT = "kimppa.publishing.link"


check_undo_by(
    lambda by, link: require(by, Permission.MANAGE_PEOPLE, link.municipality), SendingLink
)


@transaction.atomic
def make_link(
    *,
    by: Actor,
    municipality: Municipality,
    holder: str,
    days: int = DAYS,
    example: bool = False,
) -> SendingLink:
    """A link for one holder. Raises PermissionDenied unless `by` manages people there."""
    require(by, Permission.MANAGE_PEOPLE, municipality)
    # What a link lasts is of real time, as every expiry.
    now = dt.datetime.now(dt.UTC)
    link = SendingLink(
        municipality=municipality,
        holder=holder.strip(),
        nonce=secrets.token_hex(16),
        created_by=person_or_none(by),
        created_at=clock.now(),
        expires_at=now + dt.timedelta(days=days),
        example=example,
    )
    link.full_clean(exclude=["created_by"])
    link.save()
    record(by=by, action="publishing.link", obj=link)
    return link


@transaction.atomic
def revoke_link(*, by: Actor, link: SendingLink) -> None:
    """Close a link; whoever opens it is told so. Raises PermissionDenied."""
    require(by, Permission.MANAGE_PEOPLE, link.municipality)
    change(link, by=by, action="publishing.link-close", revoked_at=dt.datetime.now(dt.UTC))


def reopen_link(*, by: Actor, link: SendingLink) -> None:
    """Open a closed link again, until its own last day. Raises PermissionDenied."""
    require(by, Permission.MANAGE_PEOPLE, link.municipality)
    change(link, by=by, action="publishing.link-reopen", revoked_at=None)


def token_of(link: SendingLink) -> str:
    """The secret part of the link's address: signed, so that it cannot be made up."""
    return signing.Signer(salt=_SALT).sign(f"{link.pk}.{link.nonce}").replace(":", "~")


def link_of(token: str) -> SendingLink | None:
    """The link of a token that is in force: signed by us, not closed, not expired, and of a
    municipality that has not left.
    """
    try:
        text = signing.Signer(salt=_SALT).unsign(token.replace("~", ":"))
    except signing.BadSignature:
        return None
    number, _dot, nonce = text.partition(".")
    links = SendingLink.objects.filter(
        pk=int(number),
        nonce=nonce,
        revoked_at__isnull=True,
        expires_at__gt=dt.datetime.now(dt.UTC),
    )
    link = links.select_related("municipality").first()
    return link if link and link.municipality.in_force_on(clock.today()) else None


def send_by_link(*, link: SendingLink, content: ItemInput) -> Item:
    """An event of the link's municipality, proposed at once; the one that is there already when
    the button was pressed twice. Raises ValidationError.
    """
    values = {**content.values, "municipality": link.municipality}
    if twice := just_sent(link.holder, values):
        return twice
    if wait := take(LIMIT, str(link.pk)):
        minutes = -(-wait // 60)
        raise ValidationError(
            ngettext(
                "Many events have been sent by this link. Try again in %(count)d minute.",
                "Many events have been sent by this link. Try again in %(count)d minutes.",
                minutes,
            )
            % {"count": minutes}
        )
    with transaction.atomic():
        sender = System(name=_("%(holder)s (by link)") % {"holder": link.holder})
        own_content = ItemInput(
            values, content.categories, content.audiences, content.words, picture=content.picture
        )
        item = create_item(
            by=sender,
            kind=Item.Kind.EVENT,
            content=own_content,
            sender=link.holder,
            example=link.example,
        )
        propose(by=sender, item=item)
        SendingLink.objects.filter(pk=link.pk).update(used_at=clock.now())
    item.refresh_from_db()
    return item
