"""Who may write what in a programme, and when."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.programme.models import Action, Comment, Programme, Step, Update


def require_open(programme: Programme) -> None:
    """Raise ValidationError when the year has been closed, as it now stands in the database."""
    if stored(programme).state == Programme.State.CLOSED:
        raise ValidationError(
            _("The programme of %(year)d is closed. Open it again before changing it.")
            % {"year": programme.year}
        )


def require_draft(programme: Programme) -> None:
    """Raise ValidationError when the programme is agreed: its list of actions is locked."""
    require_open(programme)
    if stored(programme).state != Programme.State.DRAFT:
        raise ValidationError(
            _("The programme of %(year)d has been approved. Reopen it as a new version first.")
            % {"year": programme.year}
        )


def may_follow_up(by: Actor, action: Action) -> bool:
    """The coordinator, and the person who answers for the action."""
    if by.can(Permission.EDIT_PROGRAMME):
        return True
    is_responsible = by.pk is not None and action.responsible_person_id == by.pk
    return is_responsible and by.can(Permission.LOG_WORK)


def may_complete(by: Actor, step: Step) -> bool:
    """Those who may follow up the action, and the person the step was given to."""
    is_step_person = by.pk is not None and step.person_id == by.pk
    return may_follow_up(by, step.action) or (is_step_person and by.can(Permission.DO_TASKS))


def require_right_to_follow_up(by: Actor, action: Action) -> None:
    """Raise PermissionDenied."""
    if not may_follow_up(by, action):
        require(by, Permission.EDIT_PROGRAMME)


def require_follow_up(by: Actor, action: Action) -> None:
    """Raise PermissionDenied or, in a closed year, ValidationError."""
    require_right_to_follow_up(by, action)
    require_open(action.programme)


def require_complete(by: Actor, step: Step) -> None:
    """Raise PermissionDenied or, in a closed year, ValidationError."""
    _check_step(by, step)
    require_open(step.action.programme)


def concerned(by: Actor, action: Action) -> list[Municipality] | None:
    """Whose work it is that `by` did for the action: None = everybody's."""
    if action.for_all:
        return None
    return [m for m in action.municipalities.all() if by.can(Permission.LOG_WORK, m)]


def require_own_comment(by: Actor, comment: Comment) -> None:
    """A comment is its writer's and the coordinator's. Raises PermissionDenied."""
    if comment.person_id is None or comment.person_id != by.pk:
        require(by, Permission.EDIT_PROGRAMME)


def _check_step(by: Actor, step: Step) -> None:
    if not may_complete(by, step):
        require(by, Permission.EDIT_PROGRAMME)


check_undo_by(lambda by, _row: require(by, Permission.EDIT_PROGRAMME), Programme)
check_undo_by(require_right_to_follow_up, Action)
check_undo_by(_check_step, Step)
check_undo_by(lambda by, update: require_right_to_follow_up(by, update.action), Update)
check_undo_by(require_own_comment, Comment)
