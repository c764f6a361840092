"""Correcting what was recognised, and saying what each clause obliges to."""

from collections.abc import Callable, Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.agreement.actions.store import rewrite
from kimppa.agreement.messages import limit_title, refusal
from kimppa.agreement.models import Agreement, Paper
from kimppa.agreement.queries import (
    clauses_chosen_for_work,
    parties_of,
    service_register,
    structure_of,
)
from kimppa.agreement.reading import suggester
from kimppa.agreement.structure import edit, parts
from kimppa.agreement.structure.edit import EditError
from kimppa.agreement.structure.parts import DutyPart, Structure, Suggest
from kimppa.agreement.text.tree import AgreementText
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import check_undo_by, require_undo
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, require


def correct_clause(*, by: Actor, agreement: Agreement, number: str, text: str) -> AuditEvent | None:
    """Correct the words of a draft's clause; the event to undo it by, None when nothing changed.

    This and every other edit raises ValidationError when it cannot be done.
    """
    if not text.strip():
        raise ValidationError(_("The text cannot be empty."))
    return _change_structure(
        by,
        agreement,
        "correct",
        lambda structure, _suggest: parts.with_clause_text(structure, number, text),
    )


def split_clause(*, by: Actor, agreement: Agreement, number: str, at: int) -> AuditEvent | None:
    """Part a draft's clause before character `at`; the first part keeps the duties."""
    return _change_structure(
        by, agreement, "split", lambda old, suggest: parts.split_clause(old, number, at, suggest)
    )


def merge_with_next(*, by: Actor, agreement: Agreement, number: str) -> AuditEvent | None:
    """Join a draft's clause and the next one of its section, duties of both."""
    return _change_structure(
        by,
        agreement,
        "merge",
        lambda structure, suggest: parts.merge_with_next(structure, number, suggest),
    )


def move_clause(
    *, by: Actor, agreement: Agreement, number: str, section: str, position: int
) -> AuditEvent | None:
    """Move a draft's clause to a position (from 0) of a section; its duties follow."""
    return _edit_text(
        by, agreement, "move", lambda text: edit.move_clause(text, number, section, position)
    )


def start_section(*, by: Actor, agreement: Agreement, number: str) -> AuditEvent | None:
    """Make a draft's clause the title of a new section, with the clauses after it."""
    return _edit_text(by, agreement, "start-section", lambda text: edit.start_section(text, number))


def join_to_previous(*, by: Actor, agreement: Agreement, section: str) -> AuditEvent | None:
    """Make a draft's section a part of the one before it."""
    return _edit_text(by, agreement, "join", lambda text: edit.join_to_previous(text, section))


def oblige_nobody(*, by: Actor, agreement: Agreement, numbers: Sequence[str]) -> AuditEvent | None:
    """Put a draft's clauses among the words of their sections that oblige nobody.

    Refused where a person, or the programme, has said of some work that it counts for one of them:
    that would be forgotten with the line.
    """
    require(by, Permission.EDIT_AGREEMENT)
    if chosen_clauses := clauses_chosen_for_work(agreement.year, numbers):
        raise ValidationError(
            _("Work has been put on %(clauses)s by hand. Move it to another line first.")
            % {"clauses": ", ".join(chosen_clauses)}
        )
    return _edit_text(
        by, agreement, "oblige-nobody", lambda text: edit.oblige_nobody(text, numbers)
    )


def oblige(*, by: Actor, agreement: Agreement, section: str, note: int) -> AuditEvent | None:
    """Make a clause of a note of a draft's section, the last of the section."""
    return _edit_text(by, agreement, "oblige", lambda text: edit.oblige(text, section, note))


def place_leftover(
    *, by: Actor, agreement: Agreement, leftover: int, section: str = ""
) -> AuditEvent | None:
    """Make a text without a place the last clause of a section, or part of the preamble."""

    def place(text: AgreementText) -> AgreementText:
        if not section:
            return edit.promote_to_preamble(text, leftover)
        end_position = sum(len(s.clauses) for s in text.sections if s.number == section)
        return edit.promote_to_clause(text, leftover, section, end_position)

    return _edit_text(by, agreement, "place", place)


def name_section(
    *, by: Actor, agreement: Agreement, section: str, title: str, name: str
) -> AuditEvent | None:
    """Name a section. The short name is ours and may always change, the title only in a draft."""
    require(by, Permission.EDIT_AGREEMENT)
    structure = structure_of(agreement)
    is_same_title = any((s.number, s.title) == (section, title.strip()) for s in structure.sections)
    return _change_structure(
        by,
        agreement,
        "name-section",
        lambda other, _suggest: parts.with_section_names(other, section, title, name),
        in_force_too=is_same_title,
    )


def set_duties(
    *, by: Actor, agreement: Agreement, number: str, duties: Sequence[DutyPart]
) -> AuditEvent | None:
    """Say what a clause obliges to; allowed in force too."""
    return _change_structure(
        by,
        agreement,
        "duties",
        lambda structure, _suggest: parts.with_duties(structure, number, duties),
        in_force_too=True,
    )


def limit_clause(
    *, by: Actor, agreement: Agreement, number: str, municipalities: Collection[Municipality]
) -> AuditEvent | None:
    """Say whom of its parties a line concerns; allowed in force too. All of them is no limit.

    Raises ValidationError for nobody, and for others than parties.
    """
    require(by, Permission.EDIT_AGREEMENT)
    parties = set(parties_of(agreement.year))
    selection = set(municipalities)
    if not selection:
        raise ValidationError(_("Choose at least one municipality."))
    if strange := selection - parties:
        names = ", ".join(sorted(municipality.name for municipality in strange))
        raise ValidationError(_("Not a party of the agreement: %(names)s.") % {"names": names})
    limit = [] if selection == parties else [municipality.pk for municipality in selection]
    return _change_structure(
        by,
        agreement,
        "limit",
        lambda old, _suggest: parts.with_limit(old, number, limit),
        in_force_too=True,
        title=limit_title([number]),
    )


@transaction.atomic
def limit_to_parties(*, by: Actor, agreement: Agreement) -> AuditEvent | None:
    """Take whoever is no party off the lines that name them, as `limits.among_parties` says."""
    require(by, Permission.EDIT_AGREEMENT)
    one_at_a_time("agreement", agreement.year)
    party_ids = agreement.parties.values_list("municipality", flat=True)
    old = structure_of(agreement)
    new = parts.limited_to_parties(old, list(party_ids))
    pairs = zip(old.clauses, new.clauses, strict=True)
    numbers = [clause.number for clause, other in pairs if clause.limit != other.limit]
    title = limit_title(numbers)
    return rewrite(agreement, new, by=by, action="agreement.limit", title=title)


def link_services(*, by: Actor, agreement: Agreement) -> AuditEvent | None:
    """Tie each duty without a service to the one of the register that its clause names."""
    return _change_structure(by, agreement, "services", parts.with_services, in_force_too=True)


@transaction.atomic
def restore(*, by: Actor, agreement: Agreement, event: AuditEvent) -> AuditEvent | None:
    """Undo an edit. Raises ValidationError when the same part has changed since, and for the text
    of an agreement in force.
    """
    require_undo(by, agreement)  # a right to the agreement is one to all its parts
    if (event.model, event.object_id) != (agreement._meta.label_lower, str(agreement.pk)):
        raise ValidationError(_("This change is of another agreement."))
    structure = structure_of(agreement)
    current_parts = parts.to_json(structure)
    changed_keys = event.before.keys() | event.after.keys()
    if any(current_parts.get(key) != event.after.get(key) for key in changed_keys):
        raise ValidationError(_("The same part has been changed since; undo that change first."))
    restored = parts.with_parts(structure, event.before, event.after.keys() - event.before.keys())
    if parts.locked_text(restored) != parts.locked_text(structure):
        _require_draft(agreement)
    # A paper whose text is taken back can be mended again.
    Paper.objects.filter(event=event).update(saved_at=None, event=None)
    return rewrite(agreement, restored, by=by, action="agreement.undo", title=event.title)


def _require_draft(agreement: Agreement) -> None:
    if not agreement.is_draft:
        raise ValidationError(
            _("The agreement is in force, so its text is locked. Return it to a draft first.")
        )


check_undo_by(lambda by, _row: require(by, Permission.EDIT_AGREEMENT), Agreement)


def _edit_text(
    by: Actor,
    agreement: Agreement,
    name: str,
    operation: Callable[[AgreementText], AgreementText],
) -> AuditEvent | None:
    return _change_structure(
        by,
        agreement,
        name,
        lambda structure, suggest: parts.apply_edit(structure, operation, suggest),
    )


@transaction.atomic
def _change_structure(
    by: Actor,
    agreement: Agreement,
    name: str,
    make: Callable[[Structure, Suggest], Structure],
    *,
    in_force_too: bool = False,
    title: str = "",
) -> AuditEvent | None:
    require(by, Permission.EDIT_AGREEMENT)
    one_at_a_time("agreement", agreement.year)
    if not in_force_too:
        _require_draft(agreement)
    suggest = suggester(agreement.year, service_register())
    try:
        new_structure = make(structure_of(agreement), suggest)
    except EditError as error:
        raise ValidationError(refusal(error)) from error
    return rewrite(agreement, new_structure, by=by, action=f"agreement.{name}", title=title)
