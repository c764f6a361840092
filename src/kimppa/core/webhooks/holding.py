"""Messages of which nobody knows whether they have gone."""

import datetime as dt

from kimppa.core.webhooks.models import WebhookMessage


def hold_queued(*, moment: dt.datetime) -> int:
    """Hold every message that was queued in the backup of that moment; how many.

    A person may send each again. The receiver knows a repeated one by its id.
    """
    return WebhookMessage.objects.filter(state=WebhookMessage.State.QUEUED).update(
        state=WebhookMessage.State.FAILED,
        error=f"Queued in the backup of {moment:%Y-%m-%d %H:%M} UTC, may have gone after it",
    )
