"""January's roll-over: the next year's draft from what became of this year's actions."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.programme.actions.drafting import add_clauses, create_programme, number_of
from kimppa.programme.models import Action, Programme, Step
from kimppa.programme.queries import clauses_of
from kimppa.programme.rollover import Choice, ChoiceError, Decision, carried_due, check


@transaction.atomic
def roll_over(*, by: Actor, programme: Programme, choices: Sequence[Choice]) -> Programme:
    """Draft the next year: what continues is copied with a link to its origin, every choice is
    kept on the old action, and clauses of the new agreement without an action get one.

    `choices` has one for each action. Raises ValidationError for a drop without a reason, a merge
    into nothing, a programme never approved, or a next year that has a programme already.
    """
    require(by, Permission.EDIT_PROGRAMME)
    if programme.approved_at is None:
        raise ValidationError(
            _("The programme of %(year)d has not been approved, so there is nothing to carry over.")
            % {"year": programme.year}
        )
    old_actions = list(
        programme.actions.prefetch_related("steps", "municipalities").order_by("number")
    )
    _check_choices(old_actions, choices)
    draft = create_programme(
        by=by, year=programme.year + 1, example=programme.example, source=programme.source
    )
    choice_by_number = {choice.number: choice for choice in choices}
    continued_actions = [
        a for a in old_actions if choice_by_number[a.number].decision is Decision.CONTINUE
    ]
    successors = _copy_actions(draft, continued_actions)
    _note_decisions(old_actions, choice_by_number, successors)
    covered_numbers = {number for action in continued_actions for number in action.clauses}
    new_clauses = [
        clause for clause in clauses_of(draft.year) if clause.number not in covered_numbers
    ]
    add_clauses(
        by=by, programme=draft, clauses=new_clauses, first_number=len(continued_actions) + 1
    )
    record(
        by=by,
        action="programme.roll-over",
        obj=programme,
        before={},
        after={"choices": {c.number: [str(c.decision), c.reason, c.into] for c in choices}},
    )
    return draft


def _check_choices(old_actions: Sequence[Action], choices: Sequence[Choice]) -> None:
    try:
        check([action.number for action in old_actions], choices)
    except ChoiceError as error:
        problems = {
            "undecided": _("%(number)s: choose what becomes of it."),
            "drop-without-reason": _("%(number)s: say why it is dropped."),
            "merge-target": _("%(number)s: choose a continuing action to merge it into."),
        }
        raise ValidationError(problems[error.problem] % {"number": error.number}) from error


def _copy_actions(draft: Programme, continued_actions: Sequence[Action]) -> dict[str, Action]:
    """The new actions by the old numbers."""
    successors = {
        old_action.number: _continued_action(draft, old_action, number_of(draft.year, position))
        for position, old_action in enumerate(continued_actions, start=1)
    }
    Action.objects.bulk_create(successors.values())
    Action.municipalities.through.objects.bulk_create(
        Action.municipalities.through(action=successors[old_action.number], municipality=town)
        for old_action in continued_actions
        for town in _municipalities(old_action)
    )
    Step.objects.bulk_create(
        Step(
            action=successors[old_action.number],
            position=position,
            title=step.title,
            due=carried_due(step.due, draft.year, continuous=old_action.continuous),
            person_id=step.person_id,
            example=draft.example,
            source=draft.source,
        )
        for old_action in continued_actions
        for position, step in enumerate(_open_steps(old_action), start=1)
    )
    return successors


COPIED = (
    "clauses",
    "section",
    "topic",
    "title",
    "goal",
    "measure",
    "indicator",
    "indicator_direction",
    "indicator_target",
    "indicator_unit",
    "indicator_variable",
    "responsible",
    "responsible_person_id",
    "for_all",
    "continuous",
)


def _continued_action(draft: Programme, old_action: Action, number: str) -> Action:
    return Action(
        programme=draft,
        number=number,
        carried_from=old_action,
        example=draft.example,
        source=draft.source,
        **{name: getattr(old_action, name) for name in COPIED},
    )


def _municipalities(action: Action) -> list[Municipality]:
    return [] if action.for_all else list(action.municipalities.all())


def _open_steps(action: Action) -> list[Step]:
    steps = list(action.steps.all())
    return steps if action.continuous else [step for step in steps if step.done_at is None]


def _note_decisions(
    old_actions: Sequence[Action], choices: dict[str, Choice], successors: dict[str, Action]
) -> None:
    for action in old_actions:
        choice = choices[action.number]
        action.carry_decision = str(choice.decision)
        action.carry_reason = choice.reason.strip()
        is_merged = choice.decision is Decision.MERGE
        action.merged_into = successors[choice.into] if is_merged else None
    Action.objects.bulk_update(old_actions, ["carry_decision", "carry_reason", "merged_into"])
