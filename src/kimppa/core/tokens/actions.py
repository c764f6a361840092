"""Making and revoking personal tokens, noting their use, keeping answers."""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.fulldisk import dispensable
from kimppa.core.grants.queries import new_grants
from kimppa.core.locks import one_at_a_time
from kimppa.core.tokens.models import ApiToken, KeptAnswer
from kimppa.core.tokens.queries import tokens_of
from kimppa.core.tokens.scopes import Scope, offered_scopes
from kimppa.core.tokens.secret import digest, new_secret, visible_part

MOST_DAYS = 366
MOST_TOKENS = 20
ANSWER_LIFE = dt.timedelta(hours=24)
_USE_STEP = dt.timedelta(minutes=5)


@transaction.atomic
def create_token(
    *,
    by: Person,
    name: str,
    scopes: Collection[str],
    days: int,
    municipality: Municipality | None = None,
) -> tuple[ApiToken, str]:
    """A new token of one's own and its secret, which is told this once.

    Raises ValidationError for an empty name, no scope, a scope that would open nothing, a life of
    no days or more than a year, a municipality that is not one's own, too many tokens, or the name
    of another token: a form that is sent twice makes one.
    """
    one_at_a_time("tokens", by.pk)
    ordered_scopes = [scope for scope in Scope if scope in scopes]
    _check_order(by, name, ordered_scopes, scopes, days, municipality)
    now, secret = dt.datetime.now(dt.UTC), new_secret()
    token = ApiToken(
        person=by,
        name=name.strip(),
        prefix=visible_part(secret),
        digest=digest(secret),
        scopes=[str(scope) for scope in ordered_scopes],
        municipality=municipality,
        grants=new_grants(by, municipality),
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    token.full_clean(exclude=["person"])
    token.save()
    record(by=by, action="token.create", obj=token)
    return token, secret


def _check_order(
    by: Person,
    name: str,
    ordered_scopes: Collection[Scope],
    scopes: Collection[str],
    days: int,
    municipality: Municipality | None,
) -> None:
    if not ordered_scopes or set(scopes) - set(offered_scopes(by)):
        raise ValidationError({"scopes": _("Choose what the token may do.")})
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("A token lives from one day to a year.")})
    is_own = by.is_coordinator or any(
        membership.municipality_id == municipality.pk
        for membership in by.current_memberships
        if municipality
    )
    if municipality is not None and not is_own:
        raise ValidationError({"municipality": _("Choose a municipality of your own.")})
    names = [token.name.casefold() for token in tokens_of(by)]
    if name.strip().casefold() in names:
        text = _("You already have a token of this name. Give another name, or revoke that one.")
        raise ValidationError({"name": text})
    if len(names) >= MOST_TOKENS:
        raise ValidationError(_("You have too many tokens. Revoke one that is not used."))


@transaction.atomic
def revoke_token(*, by: Person, token: ApiToken) -> None:
    """Close a token of one's own for good. Raises PermissionDenied for somebody else's."""
    if token.person_id != by.pk:
        raise PermissionDenied(_("This token is somebody else's."))
    change(token, by=by, action="token.close", revoked_at=dt.datetime.now(dt.UTC))


def note_use(token: ApiToken) -> None:
    """Remember when the token was last used, to five minutes: a read is not made a write."""
    now = dt.datetime.now(dt.UTC)
    if token.last_used_at is None or now - token.last_used_at >= _USE_STEP:
        with dispensable("when a token was last used"):
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def claim_answer(token: ApiToken, key: str, fingerprint: str) -> tuple[KeptAnswer, bool]:
    """The answer kept for a key, and whether the caller is the first to use the key.

    Call in the transaction of the write: whoever comes second waits until the first has ended.
    Keys older than a day are forgotten.
    """
    now = dt.datetime.now(dt.UTC)
    KeptAnswer.objects.filter(at__lte=now - ANSWER_LIFE).delete()
    try:
        with transaction.atomic():
            kept_answer = KeptAnswer.objects.create(
                token=token, key=key, fingerprint=fingerprint, at=now
            )
    except IntegrityError:
        return KeptAnswer.objects.get(token=token, key=key), False
    return kept_answer, True


def keep_answer(kept_answer: KeptAnswer, *, status: int, body: str, location: str = "") -> None:
    """Store what was answered."""
    kept_answer.status, kept_answer.body, kept_answer.location = status, body, location
    kept_answer.save(update_fields=["status", "body", "location"])


def drop_answer(kept_answer: KeptAnswer) -> None:
    """Free the key: the request was refused and wrote nothing."""
    kept_answer.delete()
