"""Sending one message: signed, with growing waits, until it arrives or its receiver is stopped.

At least once: a worker killed after the receiver answered sends again, under the same id.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.answers import Text
from kimppa.core.audit.actions import change
from kimppa.core.background import task
from kimppa.core.consortium.queries import coordinators
from kimppa.core.mail.actions import write_to
from kimppa.core.permissions import SYSTEM
from kimppa.core.retry import PermanentError, Retry, TryLaterError
from kimppa.core.webhooks.models import Webhook, WebhookMessage
from kimppa.core.webhooks.queries import has_owner
from kimppa.core.webhooks.signatures import headers
from kimppa.sources.guard import ForbiddenAddressError
from kimppa.sources.http import Limits, OutboundError, guarded

# 10 s, 1 min, 6 min, 36 min, 3 h 36 min, then every 12 h: in all about four days.
RETRY = Retry(attempts=12, first=10, factor=6, ceiling=12 * 3600)
PATIENCE = dt.timedelta(days=3)
LIMITS = Limits(connect=5, read=15, total=20, size=64_000)
_HTTP_GONE = 410


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How an attempt went: the status if there was an answer, else why there was none."""

    status: int | None = None
    error: str = ""
    after: dt.timedelta | None = None
    hopeless: bool = False

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@task(title=_("Send to a receiver outside"), retry=RETRY)
def send(message_id: int) -> None:
    """Send a message. Raises TryLaterError or PermanentError, by which the queue goes on."""
    messages = WebhookMessage.objects.select_related("webhook__owner").filter(pk=message_id)
    message = messages.exclude(state=WebhookMessage.State.SENT).first()
    if message is None:
        return
    if not has_owner(message.webhook):
        _stop(message.webhook, Webhook.State.PAUSED)
    if message.webhook.state != Webhook.State.ACTIVE:
        messages.update(state=WebhookMessage.State.HELD)
        return
    messages.update(attempts=F("attempts") + 1, tried_at=dt.datetime.now(dt.UTC))
    outcome = _post_message(message)
    if outcome.good:
        _mark_sent(message, outcome)
        return
    _mark_failed(message, outcome)


def _post_message(message: WebhookMessage) -> _Outcome:
    moment = int(dt.datetime.now(dt.UTC).timestamp())
    signed_headers = headers(_secrets(message.webhook), message.message_id, moment, message.body)
    try:
        with guarded(settings.KIMPPA_OUTBOUND_ALLOW, LIMITS) as client:
            reply = client.post(message.webhook.url, message.body.encode(), signed_headers)
    except ForbiddenAddressError as error:
        return _Outcome(error=str(error)[:300], hopeless=True)
    except OutboundError as error:
        return _Outcome(error=str(error)[:300])
    return _Outcome(reply.status, after=_asked_wait(reply.headers.get("retry-after", "")))


def _secrets(webhook: Webhook) -> list[str]:
    """The secret, and the one before it while both are good."""
    valid_until = webhook.old_secret_until
    are_both_good = valid_until is not None and valid_until > dt.datetime.now(dt.UTC)
    return [webhook.secret, webhook.old_secret] if are_both_good else [webhook.secret]


def _asked_wait(text: str) -> dt.timedelta | None:
    """How long the receiver asked to wait: seconds, at most a day."""
    if not text.isascii() or not text.isdecimal():
        return None
    return dt.timedelta(seconds=min(int(text[:9]), 86_400))


@transaction.atomic
def _mark_sent(message: WebhookMessage, outcome: _Outcome) -> None:
    WebhookMessage.objects.filter(pk=message.pk).update(
        state=WebhookMessage.State.SENT, status=outcome.status, error=""
    )
    Webhook.objects.filter(pk=message.webhook_id).update(failing_since=None)


def _mark_failed(message: WebhookMessage, outcome: _Outcome) -> None:
    """Store the failure; stop a receiver that has failed for days. Raises for the queue's retry."""
    now = dt.datetime.now(dt.UTC)
    failing_since = message.webhook.failing_since or now
    has_stopped = outcome.status == _HTTP_GONE or now - failing_since >= PATIENCE
    is_final = outcome.hopeless or has_stopped or message.attempts + 1 >= RETRY.attempts
    state = WebhookMessage.State.FAILED if is_final else WebhookMessage.State.QUEUED
    with transaction.atomic():
        WebhookMessage.objects.filter(pk=message.pk).update(
            state=state, status=outcome.status, error=outcome.error
        )
        Webhook.objects.filter(pk=message.webhook_id, failing_since=None).update(failing_since=now)
        if has_stopped:
            _stop(message.webhook, Webhook.State.FAILED)
    reason = outcome.error or f"HTTP {outcome.status}"
    if is_final:
        raise PermanentError(reason)
    raise TryLaterError(reason, after=outcome.after)


@transaction.atomic
def _stop(webhook: Webhook, state: Webhook.State) -> None:
    """Stop a receiver that is gone, silent or without a coordinator; write to the coordinators."""
    if not change(webhook, by=SYSTEM, action="webhook.stop", state=state):
        return
    for person in coordinators():
        write_to(
            person,
            key=f"webhook-stopped-{webhook.pk}-{dt.datetime.now(dt.UTC):%Y%m%d}-{person.pk}",
            subject=_("%(name)s is not told any more"),
            body=_letter(state),
            words=lambda: {"name": webhook.name},
            link=_path(webhook),
        )


def _letter(state: Webhook.State) -> Text:
    if state == Webhook.State.FAILED:
        return _(
            "Hello,\n\nthe receiver “%(name)s” has not taken what Kimppa sends, so it is"
            " told nothing more. See what it answered and start it again:\n%(link)s\n"
        )
    return _(
        "Hello,\n\nwhoever named the receiver “%(name)s” is not a coordinator any more, so it is"
        " told nothing. If it is still needed, start it again; it is yours then:\n%(link)s\n"
    )


def _path(webhook: Webhook) -> str:
    try:
        return reverse("desk:webhook", args=[webhook.pk])
    except NoReverseMatch:
        return ""
