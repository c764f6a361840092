"""Managing receivers, and queueing their messages in the transaction of the write."""

import datetime as dt
import json
import secrets
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import change, record, remove
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.webhooks.kinds import ACTIONS, KINDS, TEST, payload
from kimppa.core.webhooks.models import Webhook, WebhookMessage
from kimppa.core.webhooks.queries import receivers
from kimppa.core.webhooks.sending import send
from kimppa.core.webhooks.signatures import new_secret
from kimppa.sources.guard import ForbiddenAddressError, guard

BOTH_SECRETS = dt.timedelta(hours=24)
CHANGEABLE = frozenset({"name", "url", "kinds"})


def add_webhook(*, by: Actor, name: str, url: str, kinds: Collection[str]) -> Webhook:
    """Name a receiver; its new secret is on the row. Raises ValidationError for an address that
    may not be asked, for no kind, or for the name of another receiver: a form that is sent twice
    makes one.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    webhook = Webhook(
        name=name.strip(),
        url=url,
        kinds=_kinds(kinds),
        secret=new_secret(),
        owner=person_or_none(by),
        created_at=dt.datetime.now(dt.UTC),
    )
    webhook.full_clean(exclude=["owner"])
    _check_address(url)
    with transaction.atomic():
        one_at_a_time("webhooks")
        names = Webhook.objects.values_list("name", flat=True)
        if webhook.name.casefold() in map(str.casefold, names):
            text = _("There is already a receiver of this name. Give another name.")
            raise ValidationError({"name": text})
        webhook.save()
        record(by=by, action="webhook.add", obj=webhook)
    return webhook


def change_webhook(*, by: Actor, webhook: Webhook, **field_values: Any) -> bool:
    """Change the name, address or kinds. Raises ValidationError."""
    require(by, Permission.MANAGE_CONSORTIUM)
    if unknown_names := field_values.keys() - CHANGEABLE:
        raise TypeError(f"not for changing: {', '.join(sorted(unknown_names))}")
    if "kinds" in field_values:
        field_values["kinds"] = _kinds(field_values["kinds"])
    if "url" in field_values:
        _check_address(field_values["url"])
    return change(webhook, by=by, action="webhook.edit", **field_values)


def _kinds(kinds: Collection[str]) -> list[str]:
    ordered_kinds = [kind for kind in KINDS if kind in kinds]
    if not ordered_kinds or set(kinds) - set(KINDS):
        raise ValidationError({"kinds": _("Choose what the receiver is told.")})
    return ordered_kinds


def _check_address(url: str) -> None:
    """Refuse at once an address that every sending would refuse.

    Call outside a transaction: the name look-up may be slow.
    """
    parts = urlsplit(url)
    try:
        guard(settings.KIMPPA_OUTBOUND_ALLOW).addresses(
            parts.scheme, parts.hostname or "", parts.port
        )
    except (ForbiddenAddressError, ValueError) as error:
        raise ValidationError(
            {"url": _("Kimppa may not send there. Give a public https address.")}
        ) from error
    except OSError:
        return  # the name is not known now; sending tells so if it stays that way


@transaction.atomic
def pause_webhook(*, by: Actor, webhook: Webhook) -> None:
    """Tell the receiver nothing for now; what happens meanwhile is not sent later."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(webhook, by=by, action="webhook.pause", state=Webhook.State.PAUSED)


@transaction.atomic
def resume_webhook(*, by: Actor, webhook: Webhook) -> None:
    """Tell the receiver again, from now on; whoever starts it answers for it."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(
        webhook,
        by=by,
        action="webhook.resume",
        state=Webhook.State.ACTIVE,
        owner=person_or_none(by),
        failing_since=None,
    )


@transaction.atomic
def rotate_secret(*, by: Actor, webhook: Webhook) -> str:
    """A new secret, which is told this once; for a day messages are signed with both."""
    require(by, Permission.MANAGE_CONSORTIUM)
    webhook.old_secret, webhook.secret = webhook.secret, new_secret()
    webhook.old_secret_until = dt.datetime.now(dt.UTC) + BOTH_SECRETS
    webhook.save(update_fields=["old_secret", "secret", "old_secret_until"])
    event_values = {"old_secret_until": webhook.old_secret_until.isoformat()}
    record(by=by, action="webhook.renew-secret", obj=webhook, after=event_values)
    return webhook.secret


@transaction.atomic
def remove_webhook(*, by: Actor, webhook: Webhook) -> None:
    """Forget a receiver and what was sent to it."""
    require(by, Permission.MANAGE_CONSORTIUM)
    remove(webhook, by=by, action="webhook.remove")


@transaction.atomic
def send_test(*, by: Actor, webhook: Webhook) -> WebhookMessage:
    """A message that tells nothing but that messages arrive."""
    require(by, Permission.MANAGE_CONSORTIUM)
    record(by=by, action="webhook.test", obj=webhook, after={"kind": TEST})
    return _queue_message(webhook, TEST, "", 0)


@transaction.atomic
def send_again(*, by: Actor, message: WebhookMessage) -> None:
    """Send a message once more, under the same id: a receiver that has it knows it again."""
    require(by, Permission.MANAGE_CONSORTIUM)
    message.state, message.attempts, message.error = WebhookMessage.State.QUEUED, 0, ""
    message.save(update_fields=["state", "attempts", "error"])
    event_values = {"message": message.message_id}
    record(by=by, action="webhook.again", obj=message.webhook, after=event_values)
    send.enqueue(message.pk)


def queue_event(sender: object, *, event: AuditEvent, obj: models.Model, **_kwargs: object) -> None:
    """Receiver of `recorded`: queue a message to each webhook of the event's kind."""
    kind = ACTIONS.get(event.action)
    if kind is None:
        return
    # A municipality's answer is read as part of its question.
    object_id = getattr(obj, "ratification_id", None) if kind.startswith("ratific") else obj.pk
    for webhook in receivers(kind):
        _queue_message(webhook, kind, event.model, object_id)


def _queue_message(webhook: Webhook, kind: str, model: str, object_id: Any) -> WebhookMessage:
    now = dt.datetime.now(dt.UTC)
    timestamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    content = payload(kind, timestamp, model, object_id, settings.KIMPPA_PUBLIC_URL)
    message_id = f"msg_{secrets.token_urlsafe(18)}"
    message = WebhookMessage.objects.create(
        webhook=webhook,
        message_id=message_id,
        kind=kind,
        body=json.dumps({"id": message_id, **content}, separators=(",", ":")),
        queued_at=now,
    )
    send.enqueue(message.pk)
    return message


def hold_queued(*, moment: dt.datetime) -> int:
    """After a restore: mark every queued message as failed, since the lost instance may have sent
    it after the backup of `moment`; how many. The receiver knows a repeated one by its id.
    """
    return WebhookMessage.objects.filter(state=WebhookMessage.State.QUEUED).update(
        state=WebhookMessage.State.FAILED,
        error=f"Queued in the backup of {moment:%Y-%m-%d %H:%M} UTC, may have gone after it",
    )


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Webhook)
