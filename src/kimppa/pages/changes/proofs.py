"""Keeping what stood at an address before and after a change."""

import datetime as dt
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import add, remove, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep
from kimppa.core.permissions import Actor, require
from kimppa.pages.changes.actions import past_day
from kimppa.pages.models import Change, Proof

KINDS = {
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".pdf": ("application/pdf", b"%PDF-"),
    ".html": ("text/html", b""),
    ".mhtml": ("multipart/related", b""),
}
"""Ends of names, what they are, and how such a file begins."""


@transaction.atomic
def add_proof(
    *,
    by: Actor,
    change: Change,
    moment: str,
    address: str,
    content: bytes = b"",
    name: str = "",
    note: str = "",
    on: dt.date | None = None,
    example: bool = False,
    source: str = "",
) -> Proof:
    """Keep a saved page or a picture, or the words that there was nothing before.

    Raises ValidationError for a file that is not what its name says, for nothing at all, for a
    day to come, and once the change has been shown to work.
    """
    require(by, Permission.MANAGE_PAGES)
    _require_open(change)
    if not content and not (note.strip() and moment == Proof.Moment.BEFORE):
        raise ValidationError(_("Choose a saved page or a picture."))
    proof = Proof(
        change=change,
        moment=moment,
        address=address,
        stored=keep(content, name=name, media_type=_media_type(name, content)) if content else None,
        note=note.strip(),
        taken_on=past_day(on),
        by_name=by.name,
        example=example,
        source=source,
    )
    return add(proof, by=by, action="pages.proof")


@transaction.atomic
def remove_proof(*, by: Actor, proof: Proof) -> None:
    """Take a proof away; the log keeps what it was."""
    require(by, Permission.MANAGE_PAGES)
    _require_open(proof.change)
    remove(proof, by=by, action="pages.unproof")


check_undo_by(lambda by, _proof: require(by, Permission.MANAGE_PAGES), Proof)


def _require_open(change: Change) -> None:
    if stored(change).state == Change.State.PROVEN:
        raise ValidationError(_("It has been shown to work; take that back first."))


def _media_type(name: str, content: bytes) -> str:
    media_type, file_start = KINDS.get(PurePath(name).suffix.lower(), ("", b""))
    if not media_type or not content.startswith(file_start):
        raise ValidationError(_("The file is not what its name says."))
    return media_type
