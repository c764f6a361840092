"""Personal links and what is proposed by them. Rights are asked at the municipality of each."""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.apps import apps
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored, via
from kimppa.core.audit.models import BY_LINK
from kimppa.core.audit.states import differs
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, System, person_or_none, require
from kimppa.core.proposals import letters
from kimppa.core.proposals.models import DirectorLink, Proposal, ProposalLink
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
    **field_values: Any,
) -> L:
    """A link for one holder; `field_values` are the room's own. Raises PermissionDenied
    unless `by` manages people there.
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
        **field_values,
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


def address_of(link: ProposalLink) -> str:
    """The path that it opens."""
    return reverse(link.page, args=[token_of(link)])


def link_of[L: ProposalLink](model: type[L], token: str) -> L | None:
    """The link of a token that is in force: signed by us, not closed, not expired, and of a
    municipality, and a director, who has not left.
    """
    try:
        text = signing.Signer(salt=model.salt).unsign(token.replace("~", ":"))
    except signing.BadSignature:
        return None
    number, _dot, nonce = text.partition(".")
    link = links_in_force(model).filter(pk=int(number), nonce=nonce).first()
    return link if link and link.opens else None


def links_in_force[L: ProposalLink](model: type[L]) -> models.QuerySet[L]:
    """The links that are neither closed nor expired, with their municipalities."""
    now = dt.datetime.now(dt.UTC)
    links = model._default_manager.filter(revoked_at__isnull=True, expires_at__gt=now)
    return links.select_related("municipality")


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


@contextmanager
def acting_by(link: DirectorLink) -> Iterator[Person]:
    """Count one use; what is written within the block is the director's, and the log says that it
    came by link. Raises as `use_link`.
    """
    use_link(link)
    with via(BY_LINK):
        yield link.person


@transaction.atomic
def send_proposal[P: Proposal](
    model: type[P],
    *,
    link: ProposalLink,
    subject: Any,
    values: Mapping[str, Any],
    deciders: Iterable[Person] = (),
) -> P:
    """Propose that fields of a row have other values, in the place of what the link's holder has
    proposed of it before and nobody has decided on. Deciders who want it at once are
    told by letter.

    Raises ValidationError when nothing would change or the link is used too often.
    """
    content = _differing_columns(subject, values)
    if not content:
        raise ValidationError(_("Nothing differs from what stands there already."))
    use_link(link)
    about: dict[str, Any] = {model.about: subject, "link": link}
    for earlier_proposal in model._default_manager.filter(state=Proposal.State.WAITING, **about):
        withdraw_proposal(link=link, proposal=earlier_proposal)
    proposal = model(content=content, sent_at=clock.now(), example=link.example, **about)
    proposal.full_clean()
    proposal.save()
    record(by=sender_of(link), action=_action(proposal, "proposal"), obj=proposal)
    letters.tell_deciders(
        deciders,
        key=f"{proposal._meta.label_lower}-{proposal.pk}",
        title=str(proposal.subject),
        holder=link.holder,
        address=proposal.get_absolute_url(),
    )
    return proposal


def withdraw_proposal(*, link: ProposalLink, proposal: Proposal) -> None:
    """The sender takes it back. Raises ValidationError when it is decided on."""
    _decide(proposal, sender_of(link), "proposal-withdraw", Proposal.State.WITHDRAWN)


@transaction.atomic
def accept_proposal(*, by: Actor, proposal: Proposal) -> None:
    """Accept it; the room writes the values, `proposed_values`, into the row itself.

    Raises PermissionDenied, and ValidationError when it is decided on.
    """
    require(by, proposal.right, proposal.municipality)
    _decide(proposal, by, "proposal-accept", Proposal.State.ACCEPTED)


@transaction.atomic
def refuse_proposal(*, by: Actor, proposal: Proposal, reason: str) -> None:
    """Leave the row as it stands, saying why. Raises as `accept_proposal`."""
    require(by, proposal.right, proposal.municipality)
    if not reason.strip():
        raise ValidationError({"reason": _("Write the reason: the sender reads it.")})
    _decide(proposal, by, "proposal-refuse", Proposal.State.REFUSED, reason.strip())


@transaction.atomic
def reopen_proposal(*, by: Actor, proposal: Proposal) -> None:
    """Undo the refusing: it waits again. Raises PermissionDenied."""
    require(by, proposal.right, proposal.municipality)
    action, state = _action(proposal, "proposal-reopen"), Proposal.State.WAITING
    change(proposal, by=by, action=action, state=state, reason="", decided_at=None)


def _decide(
    proposal: Proposal, by: Actor, verb: str, state: Proposal.State, reason: str = ""
) -> None:
    if stored(proposal).state != Proposal.State.WAITING:
        raise ValidationError(_("It has been decided on already: %(state)s.") % {
            "state": proposal.get_state_display()})  # fmt: skip
    action, decided_at = _action(proposal, verb), clock.now()
    change(proposal, by=by, action=action, state=state, reason=reason, decided_at=decided_at)


def sender_of(link: ProposalLink) -> System:
    """Who writes when something comes by a link."""
    return System(name=_("%(holder)s (by link)") % {"holder": link.holder})


def _differing_columns(row: models.Model, field_values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that differ from what the row says: columns as the log holds them."""
    proposed_row = copy(row)
    for name, field_value in field_values.items():
        setattr(proposed_row, name, field_value)
    content = snapshot(proposed_row)
    return {column: content[column] for column in sorted(differs(row, content))}


def prolong_links(links: models.QuerySet[Any], *, days: int) -> None:
    """Let links last for so many days from now."""
    links.update(expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=days))


def forget_links(age: dt.timedelta) -> int:
    """Remove every room's links that ended so long ago, with their holders; how many rows."""
    latest_end = dt.datetime.now(dt.UTC) - age
    has_ended = models.Q(expires_at__lt=latest_end) | models.Q(revoked_at__lt=latest_end)
    link_models = [model for model in apps.get_models() if issubclass(model, ProposalLink)]
    return sum(model._default_manager.filter(has_ended).delete()[0] for model in link_models)


def _action(row: ProposalLink | Proposal, verb: str) -> str:
    return f"{row._meta.app_label}.{verb}"
