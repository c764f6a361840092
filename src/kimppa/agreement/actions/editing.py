"""Correcting what was recognised, and saying what each clause obliges to."""

from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.agreement import structure as rules
from kimppa.agreement.actions.store import rewrite
from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import structure_of
from kimppa.agreement.structure import DutyPart, EditError, Structure
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require


def correct_clause(*, by: Actor, agreement: Agreement, number: str, text: str) -> AuditEvent | None:
    """Correct a draft's clause; the event to undo it by, None when nothing changed."""
    return _edit_text(by, agreement, "correct", lambda s: rules.correct(s, number, text))


def split_clause(*, by: Actor, agreement: Agreement, number: str, at: int) -> AuditEvent | None:
    """Part a draft's clause before character `at`; the first part keeps the duties."""
    return _edit_text(by, agreement, "split", lambda s: rules.split(s, number, at))


def merge_with_next(*, by: Actor, agreement: Agreement, number: str) -> AuditEvent | None:
    """Join a draft's clause and the next one of its section, duties of both."""
    return _edit_text(by, agreement, "merge", lambda s: rules.merge(s, number))


def move_clause(
    *, by: Actor, agreement: Agreement, number: str, section: int, place: int
) -> AuditEvent | None:
    """Move a draft's clause; section and place count from 0."""
    return _edit_text(by, agreement, "move", lambda s: rules.move(s, number, section, place))


def retitle_section(
    *, by: Actor, agreement: Agreement, at: int, title: str, short_title: str
) -> AuditEvent | None:
    """Name a section. The short name is ours and may always change, the title only in a draft."""

    def change(structure: Structure) -> Structure:
        return rules.retitle(structure, at, title, short_title)

    unchanged = at < len(current := structure_of(agreement)) and current[at].title == title.strip()
    if unchanged:
        return _edit(by, agreement, "retitle", change)
    return _edit_text(by, agreement, "retitle", change)


def set_duties(
    *, by: Actor, agreement: Agreement, number: str, duties: Sequence[DutyPart]
) -> AuditEvent | None:
    """Say what a clause obliges to; allowed in force too. Raises ValidationError."""
    return _edit(by, agreement, "duties", lambda s: rules.with_duties(s, number, duties))


@transaction.atomic
def restore(*, by: Actor, agreement: Agreement, event: AuditEvent) -> AuditEvent | None:
    """Undo an edit. Raises ValidationError when the same section has changed since."""
    require(by, Permission.EDIT_AGREEMENT)
    if (event.model, event.object_id) != (agreement._meta.label_lower, str(agreement.pk)):
        raise ValidationError(_("This change is of another agreement."))
    stored = rules.to_json(structure_of(agreement))
    if any(stored.get(key) != value for key, value in event.after.items()):
        raise ValidationError(
            _("The same section has been changed since; undo the later change first.")
        )
    kept = {key: value for key, value in stored.items() if key not in event.after}
    earlier = rules.from_json([*kept.values(), *event.before.values()])
    return rewrite(agreement, earlier, by=by, action="agreement.undo")


def _edit_text(
    by: Actor, agreement: Agreement, name: str, change: Callable[[Structure], Structure]
) -> AuditEvent | None:
    require(by, Permission.EDIT_AGREEMENT)
    if not agreement.is_draft:
        raise ValidationError(
            _("The agreement is in force, so its text is locked. Return it to a draft first.")
        )
    return _edit(by, agreement, name, change)


@transaction.atomic
def _edit(
    by: Actor, agreement: Agreement, name: str, change: Callable[[Structure], Structure]
) -> AuditEvent | None:
    require(by, Permission.EDIT_AGREEMENT)
    try:
        edited = change(structure_of(agreement))
    except EditError as error:
        raise ValidationError(_words(str(error))) from error
    return rewrite(agreement, edited, by=by, action=f"agreement.{name}")


def _words(code: str) -> str:
    return {
        "no-clause": _("There is no such clause any more. Load the page again."),
        "no-section": _("There is no such section any more. Load the page again."),
        "empty": _("The text cannot be empty."),
        "empty-side": _("Choose a place inside the clause: both parts need words."),
        "last": _("This is the last clause of its section; there is no next one to merge with."),
    }[code]
