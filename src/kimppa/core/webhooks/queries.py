"""Reading receivers and what was sent to them."""

from django.db.models import QuerySet

from kimppa.core.consortium.roles import Permission
from kimppa.core.webhooks.models import Webhook, WebhookMessage

MOST_SHOWN = 50


def webhooks() -> QuerySet[Webhook]:
    """Every receiver, by name."""
    return Webhook.objects.select_related("owner")


def receivers(kind: str) -> list[Webhook]:
    """The receivers in use that are told of a kind: one query."""
    active_webhooks = Webhook.objects.filter(state=Webhook.State.ACTIVE)
    return [webhook for webhook in active_webhooks if kind in webhook.kinds]


def has_owner(webhook: Webhook) -> bool:
    """Whether whoever answers for the receiver may still name receivers."""
    owner = webhook.owner
    return owner is None or owner.can(Permission.MANAGE_CONSORTIUM)


def last_messages(webhook: Webhook) -> list[WebhookMessage]:
    """The last messages, the newest first."""
    return list(webhook.messages.all()[:MOST_SHOWN])
