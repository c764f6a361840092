"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import values_of
from kimppa.core.audit.undo import FOLLOWS, Undo, earlier_values, opposite, put_back
from kimppa.core.permissions import Actor
from kimppa.programme import actions
from kimppa.programme.actions.editing import EDITABLE
from kimppa.programme.models import Action, Comment, Programme, Step, Update


def _remove_unedited(by: Actor, event: AuditEvent, draft: Programme) -> None:
    """The whole draft goes, so nobody may have worked on its actions since it was made."""
    edits = Q(model="programme.action", object_id__in=_pks(draft.actions.all()))
    edits |= Q(
        model="programme.step", object_id__in=_pks(Step.objects.filter(action__programme=draft))
    )
    if AuditEvent.objects.filter(edits, pk__gt=event.pk).exists():
        raise ValidationError(_("The draft has been edited since; remove it on its own page."))
    actions.remove_draft(by=by, programme=draft)


def _pks(actions_or_steps: QuerySet[Action] | QuerySet[Step]) -> list[str]:
    return [str(pk) for pk in actions_or_steps.values_list("pk", flat=True)]


def _change_back(by: Actor, event: AuditEvent, action: Action) -> None:
    earlier_values = values_of(Action, event.before)
    values = {name: earlier_values[name] for name in EDITABLE & earlier_values.keys()}
    towns = earlier_values.get("municipalities", list(action.municipalities.all()))
    municipalities = None if earlier_values.get("for_all", action.for_all) else towns
    actions.change_action(by=by, action=action, municipalities=municipalities, **values)


def _status_back(by: Actor, event: AuditEvent, action: Action) -> None:
    status = event.before.get("status_override", action.status_override)
    reason = event.before.get("status_reason", action.status_reason)
    if status:
        actions.override_status(by=by, action=action, status=status, reason=reason)
    else:
        actions.clear_status(by=by, action=action)


def _value_back(by: Actor, event: AuditEvent, action: Action) -> None:
    value = values_of(Action, event.before)["indicator_value"]
    actions.set_value(by=by, action=action, value=value)


def _complete_again(by: Actor, event: AuditEvent, step: Step) -> None:
    date = values_of(Step, event.before)["done_at"]
    actions.complete_step(by=by, step=step, date=date)


UNDO = {
    "programme.create": Undo(Programme, _remove_unedited, back="programme:home"),
    "programme.draft": FOLLOWS,
    "programme.roll-over": FOLLOWS,
    "programme.change": earlier_values(Programme, actions.change_programme, "programme"),
    "programme.close": opposite(Programme, actions.open_again, "programme"),
    "programme.open-again": opposite(Programme, actions.close, "programme"),
    "programme.add-action": opposite(
        Action, actions.remove_action, "action", back="programme:home"
    ),
    "programme.change-action": Undo(Action, _change_back),
    "programme.override-status": Undo(Action, _status_back),
    "programme.clear-status": Undo(Action, _status_back),
    "programme.set-value": Undo(Action, _value_back),
    "programme.add-step": opposite(Step, actions.remove_step, "step"),
    "programme.change-step": earlier_values(Step, actions.change_step, "step"),
    "programme.remove-step": put_back(Step, "programme.add-step"),
    "programme.complete-step": opposite(Step, actions.reopen_step, "step"),
    "programme.reopen-step": Undo(Step, _complete_again),
    "programme.write-update": opposite(Update, actions.remove_update, "update"),
    "programme.comment": opposite(Comment, actions.remove_comment, "comment"),
    "programme.handle-comment": opposite(Comment, actions.reopen_comment, "comment"),
    "programme.remove-comment": put_back(Comment, "programme.comment"),
}
