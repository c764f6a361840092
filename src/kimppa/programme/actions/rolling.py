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
    old = list(programme.actions.prefetch_related("steps", "municipalities").order_by("number"))
    _check_choices(old, choices)
    draft = create_programme(
        by=by, year=programme.year + 1, example=programme.example, source=programme.source
    )
    decided = {choice.number: choice for choice in choices}
    continuing = [a for a in old if decided[a.number].decision is Decision.CONTINUE]
    successors = _copy(draft, continuing)
    _note_decisions(old, decided, successors)
    covered = {number for action in continuing for number in action.clauses}
    new = [clause for clause in clauses_of(draft.year) if clause.number not in covered]
    add_clauses(by=by, programme=draft, clauses=new, first=len(continuing) + 1)
    record(
        by=by,
        action="programme.roll-over",
        obj=programme,
        before={},
        after={"choices": {c.number: [str(c.decision), c.reason, c.into] for c in choices}},
    )
    return draft


def _check_choices(old: Sequence[Action], choices: Sequence[Choice]) -> None:
    try:
        check([action.number for action in old], choices)
    except ChoiceError as error:
        problems = {
            "undecided": _("%(number)s: choose what becomes of it."),
            "drop-without-reason": _("%(number)s: say why it is dropped."),
            "merge-target": _("%(number)s: choose a continuing action to merge it into."),
        }
        raise ValidationError(problems[error.problem] % {"number": error.number}) from error


def _copy(draft: Programme, continuing: Sequence[Action]) -> dict[str, Action]:
    """The new actions by the old numbers."""
    successors = {
        old.number: _continued_action(draft, old, number_of(draft.year, place))
        for place, old in enumerate(continuing, start=1)
    }
    Action.objects.bulk_create(successors.values())
    Action.municipalities.through.objects.bulk_create(
        Action.municipalities.through(action=successors[old.number], municipality=place)
        for old in continuing
        for place in _places(old)
    )
    Step.objects.bulk_create(
        Step(
            action=successors[old.number],
            position=place,
            title=step.title,
            due=carried_due(step.due, draft.year, continuous=old.continuous),
            person_id=step.person_id,
            example=draft.example,
            source=draft.source,
        )
        for old in continuing
        for place, step in enumerate(_open_steps(old), start=1)
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


def _continued_action(draft: Programme, old: Action, number: str) -> Action:
    return Action(
        programme=draft,
        number=number,
        carried_from=old,
        example=draft.example,
        source=draft.source,
        **{name: getattr(old, name) for name in COPIED},
    )


def _places(action: Action) -> list[Municipality]:
    return [] if action.for_all else list(action.municipalities.all())


def _open_steps(action: Action) -> list[Step]:
    steps = list(action.steps.all())
    return steps if action.continuous else [step for step in steps if step.done_at is None]


def _note_decisions(
    old: Sequence[Action], decided: dict[str, Choice], successors: dict[str, Action]
) -> None:
    for action in old:
        choice = decided[action.number]
        action.carry_decision = str(choice.decision)
        action.carry_reason = choice.reason.strip()
        merged = choice.decision is Decision.MERGE
        action.merged_into = successors[choice.into] if merged else None
    Action.objects.bulk_update(old, ["carry_decision", "carry_reason", "merged_into"])
