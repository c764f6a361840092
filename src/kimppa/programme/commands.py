"""What may be done with a programme, an action and a step."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.programme import actions
from kimppa.programme.actions.rights import may_complete, may_follow_up
from kimppa.programme.forms import (
    ActionForm,
    ApprovalForm,
    CommentForm,
    ProgrammeForm,
    ReasonForm,
    StatusForm,
    StepForm,
    UpdateForm,
    ValueForm,
)
from kimppa.programme.models import Action, Programme, Step
from kimppa.programme.views.common import (
    action_or_404,
    own_action_or_404,
    programme_or_404,
    step_or_404,
)
from kimppa.ui import pages as ui

YEAR, ACTION_AT = "<int:year>/", "<int:year>/action/<slug:number>/"


def _year_argument(programme: Programme) -> dict[str, Any]:
    return {"year": programme.year}


def _action_arguments(action: Action) -> dict[str, Any]:
    return {"year": action.programme.year, "number": action.number}


def _for_programme(programme: Programme, _person: Person) -> set[str]:
    names = {
        Programme.State.DRAFT: set(),
        Programme.State.AGREED: {"close"},
        Programme.State.CLOSED: {"open-again"},
    }[Programme.State(programme.state)]
    return names if programme.approved_at else names | {"remove"}


PROGRAMME = ui.Commands(
    name="programme:programme",
    at=YEAR,
    argument="programme",
    find=programme_or_404,
    key=_year_argument,
    permission=Permission.EDIT_PROGRAMME,
    available=_for_programme,
    commands=[
        ui.Command("close", _("Close the year"), actions.close),
        ui.Command("open-again", _("Open the year again"), actions.open_again),
        ui.Command("remove", _("Remove the draft"), actions.remove_draft, back="programme:home"),
        ui.Command(
            "settings",
            "",
            actions.change_programme,
            form=ProgrammeForm,
            title=_("Settings of the programme"),
            to="programme:settings",
        ),
        ui.Command(
            "new-action",
            "",
            actions.add_action,
            form=ActionForm,
            arguments=lambda _programme, _person: {"initial": {"for_all": True, "clauses": ""}},
            title=_("New action"),
            adds=True,
            to="programme:action-new",
            then=Action.get_absolute_url,
        ),
    ],
)


def _for_approval(programme: Programme, person: Person) -> set[str]:
    if programme.state == Programme.State.DRAFT:
        return {"approve"} if person.can(Permission.DECIDE) else set()
    return {"reopen"} if programme.state == Programme.State.AGREED else set()


APPROVAL = ui.Commands(
    name="programme:approval",
    at=YEAR,
    argument="programme",
    find=programme_or_404,
    key=_year_argument,
    permission=Permission.EDIT_PROGRAMME,
    available=_for_approval,
    commands=[
        ui.Command(
            "approve",
            _("Approve and lock the text"),
            actions.approve,
            form=ApprovalForm,
            message=_("The text of the programme is locked."),
        ),
        ui.Command(
            "reopen",
            _("Reopen as a new version"),
            actions.reopen,
            form=ReasonForm,
            fold=True,
            message=_("The programme is open as a new version. The approved text stands until it."),
        ),
    ],
)


def _for_action(action: Action, person: Person) -> set[str]:
    if action.programme.state == Programme.State.CLOSED:
        return set()
    names = {"edit", "comment", "status"}
    if action.status_override:
        names.add("clear-status")
    if action.programme.state == Programme.State.DRAFT and not action.approved:
        names.add("remove")
    return names


ACTION = ui.Commands(
    name="programme:action",
    at=ACTION_AT,
    argument="action",
    find=action_or_404,
    key=_action_arguments,
    permission=Permission.EDIT_PROGRAMME,
    available=_for_action,
    commands=[
        ui.Command(
            "edit",
            _("Edit"),
            actions.change_action,
            form=ActionForm,
            title=lambda action: _("Edit %(number)s") % {"number": action.number},
            icon="edit",
        ),
        ui.Command(
            "comment",
            _("New comment"),
            actions.add_comment,
            form=CommentForm,
            fold=True,
            permission=Permission.COMMENT,
            message=_("Comment sent."),
        ),
        ui.Command("clear-status", _("Let the status follow from the work"), actions.clear_status),
        ui.Command(
            "status",
            _("Set the status by hand"),
            actions.override_status,
            form=StatusForm,
            arguments=lambda action, _person: {
                "initial": {"status": action.status_override, "reason": action.status_reason}
            },
            fold=True,
        ),
        ui.Command(
            "remove",
            _("Remove the action"),
            actions.remove_action,
            icon="remove",
            back="programme:home",
        ),
    ],
)


def _for_follow_up(action: Action, person: Person) -> set[str]:
    if action.programme.state == Programme.State.CLOSED or not may_follow_up(person, action):
        return set()
    return {"step", "update", "value"}


# Whoever answers for an action follows it up: its own page refuses a stranger before any form.
FOLLOW_UP = ui.Commands(
    name="programme:action",
    at=ACTION_AT,
    argument="action",
    find=own_action_or_404,
    key=_action_arguments,
    permission=Permission.VIEW,
    available=_for_follow_up,
    commands=[
        ui.Command("step", _("Add the step"), actions.add_step, form=StepForm, fold=True),
        ui.Command("update", _("Write how it is going"), actions.write_update, form=UpdateForm),
        ui.Command(
            "value",
            _("Set the value"),
            actions.set_value,
            form=ValueForm,
            arguments=lambda action, _person: {"initial": {"value": action.indicator_value}},
            fold=True,
        ),
    ],
)


def _for_step(step: Step, person: Person) -> set[str]:
    is_closed = step.action.programme.state == Programme.State.CLOSED
    if is_closed or not may_complete(person, step):
        return set()
    return {"reopen" if step.done_at else "complete"}


STEP = ui.Commands(
    name="programme:step",
    at="step/<int:pk>/",
    argument="step",
    find=step_or_404,
    permission=Permission.VIEW,
    available=_for_step,
    commands=[
        ui.Command("complete", _("Mark done"), actions.complete_step),
        ui.Command("reopen", _("Open again"), actions.reopen_step, icon="undo"),
    ],
)
