"""Freezing, delivering, receipts and passing on: the only writers of releases."""

from kimppa.core.releases.actions.delivering import (
    deliver,
    deliver_versions,
    letter,
    link_of,
    remind,
    reminder,
    renew,
    reopen,
    resend,
    revoke,
    take_reminder_back,
)
from kimppa.core.releases.actions.freezing import (
    UNCHANGED,
    freeze,
    freeze_versions,
    latest,
    versions_to_freeze,
    withdraw,
)
from kimppa.core.releases.actions.receipts import (
    mark_downloaded,
    mark_opened,
    pass_on,
    undo_pass_on,
)
from kimppa.core.releases.drafts import RenderedFile, Subject

__all__ = [
    "UNCHANGED",
    "RenderedFile",
    "Subject",
    "deliver",
    "deliver_versions",
    "freeze",
    "freeze_versions",
    "latest",
    "letter",
    "link_of",
    "mark_downloaded",
    "mark_opened",
    "pass_on",
    "remind",
    "reminder",
    "renew",
    "reopen",
    "resend",
    "revoke",
    "take_reminder_back",
    "undo_pass_on",
    "versions_to_freeze",
    "withdraw",
]
