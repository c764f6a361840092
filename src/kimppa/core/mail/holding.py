"""Letters of which nobody knows whether they have gone."""

import datetime as dt

from kimppa.core.mail.models import OutgoingMail


def hold_queued(*, moment: dt.datetime) -> int:
    """Hold every letter that was queued when the backup was made; how many.

    The instance that was lost may have sent them after that. They become letters in doubt, as
    after a broken connection: a person says under Messages whether each has gone.
    """
    return OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).update(
        state=OutgoingMail.State.SENDING,
        error=f"Queued in the backup of {moment:%Y-%m-%d %H:%M} UTC, may have gone after it",
    )
