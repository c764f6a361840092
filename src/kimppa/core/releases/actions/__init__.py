"""Freezing, delivering, receipts and passing on: the only writers of releases."""

from kimppa.core.releases.actions.delivering import (
    deliver,
    link_of,
    renew,
    reopen,
    resend,
    revoke,
)
from kimppa.core.releases.actions.freezing import RenderedFile, Subject, freeze, latest, withdraw
from kimppa.core.releases.actions.receipts import (
    mark_downloaded,
    mark_opened,
    pass_on,
    undo_pass_on,
)

__all__ = [
    "RenderedFile",
    "Subject",
    "deliver",
    "freeze",
    "latest",
    "link_of",
    "mark_downloaded",
    "mark_opened",
    "pass_on",
    "renew",
    "reopen",
    "resend",
    "revoke",
    "undo_pass_on",
    "withdraw",
]
