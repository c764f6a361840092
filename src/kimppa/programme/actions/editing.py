"""Editing the actions of a programme."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.agreement.queries import line_numbers
from kimppa.core.area import counts
from kimppa.core.audit.actions import change, record, remove, snapshot
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.models import Variable
from kimppa.core.permissions import Actor, require
from kimppa.programme.actions.drafting import number_of
from kimppa.programme.actions.rights import require_draft, require_follow_up, require_open
from kimppa.programme.models import Action, Programme
from kimppa.programme.queries import clauses_of


@transaction.atomic
def add_action(
    *,
    by: Actor,
    programme: Programme,
    municipalities: Iterable[Municipality] | None = None,
    example: bool = False,
    source: str = "",
    **values: Any,
) -> Action:
    """Add an action to a draft; it gets the next number. `municipalities` None = all.

    Raises ValidationError when the programme is agreed or the values do not fit together.
    """
    require(by, Permission.EDIT_PROGRAMME)
    require_draft(programme)
    _check_clauses(programme.year, values)
    action = Action(
        programme=programme,
        number=number_of(programme.year, _next_place(programme)),
        example=example,
        source=source,
        **_tidy(values),
    )
    return _save_action(by, action, municipalities, "programme.add-action", {})


@transaction.atomic
def change_action(
    *, by: Actor, action: Action, municipalities: Iterable[Municipality] | None, **values: Any
) -> Action:
    """Change the working text, indicator, responsible, dates and municipalities (None = all).

    The approved text is not among the values: it changes by approval only.
    """
    require(by, Permission.EDIT_PROGRAMME)
    require_open(action.programme)
    _check_clauses(action.programme.year, values)
    before = snapshot(action) | _codes(action)
    for field_name, field_value in _tidy(values).items():
        setattr(action, field_name, field_value)
    return _save_action(by, action, municipalities, "programme.change-action", before)


def _save_action(
    by: Actor,
    action: Action,
    municipalities: Iterable[Municipality] | None,
    name: str,
    before: dict[str, Any],
) -> Action:
    chosen_municipalities = None if municipalities is None else list(municipalities)
    action.for_all = chosen_municipalities is None
    if chosen_municipalities == []:
        raise ValidationError(
            {"municipalities": _("Choose at least one municipality, or say that it concerns all.")}
        )
    _check_variable(action.indicator_variable)
    action.section = action.section or _section_of(action)
    action.full_clean(exclude=["responsible_person", "carried_from", "merged_into"])
    action.save()
    action.municipalities.set(chosen_municipalities or [])
    record(by=by, action=name, obj=action, before=before, after=snapshot(action) | _codes(action))
    return action


def _section_of(action: Action) -> str:
    """The section of the first line of the agreement that the action names; empty without one."""
    if not action.clauses:
        return ""
    sections = {clause.number: clause.section for clause in clauses_of(action.programme.year)}
    return next(filter(None, (sections.get(number) for number in action.clauses)), "")


def _codes(action: Action) -> dict[str, Any]:
    """The municipalities as the audit log keeps them beside the fields."""
    return {"municipalities": sorted(action.municipalities.values_list("code", flat=True))}


def _check_clauses(year: int, values: dict[str, Any]) -> None:
    """Without an agreement of the year any number will do: it may be known from paper."""
    numbers = line_numbers(year)
    unknown = [number for number in values.get("clauses", ()) if number not in numbers]
    if numbers and unknown:
        text = _("The agreement of %(year)d has no line %(number)s.")
        errors = [text % {"year": year, "number": number} for number in unknown]
        raise ValidationError({"clauses": errors})


def _check_variable(code: str) -> None:
    if code and code not in counts() and not Variable.objects.filter(code=code).exists():
        raise ValidationError(
            {"indicator_variable": _("There is no variable “%(code)s”.") % {"code": code}}
        )


EDITABLE = frozenset(
    {
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
        "indicator_value",
        "responsible",
        "responsible_person",
        "start",
        "end",
        "continuous",
    }
)


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    """The values with stray spaces removed. Raises TypeError for what is not edited here."""
    unknown_names = values.keys() - EDITABLE
    if unknown_names:
        raise TypeError(f"not edited here: {', '.join(sorted(unknown_names))}")
    return {name: text.strip() if isinstance(text, str) else text for name, text in values.items()}


def _next_place(programme: Programme) -> int:
    numbers = programme.actions.values_list("number", flat=True)
    return max((int(number.rpartition("-")[2]) for number in numbers), default=0) + 1


@transaction.atomic
def remove_action(*, by: Actor, action: Action) -> None:
    """Remove an action that has never been approved; an approved one is left out with a reason."""
    require(by, Permission.EDIT_PROGRAMME)
    require_draft(action.programme)
    if action.approved:
        raise ValidationError(
            _("This action has been approved. Set its status to left out, with the reason.")
        )
    remove(action, by=by, action="programme.remove-action")


@transaction.atomic
def override_status(*, by: Actor, action: Action, status: str, reason: str) -> None:
    """Set the status by hand. Raises ValidationError without a reason."""
    require(by, Permission.EDIT_PROGRAMME)
    require_open(action.programme)
    if status not in Action.Status.values:
        raise ValidationError({"status": _("Choose a status.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the status is set by hand.")})
    change(
        action,
        by=by,
        action="programme.override-status",
        status_override=status,
        status_reason=reason.strip(),
    )


@transaction.atomic
def clear_status(*, by: Actor, action: Action) -> None:
    """Let the status follow from the work again."""
    require(by, Permission.EDIT_PROGRAMME)
    require_open(action.programme)
    change(action, by=by, action="programme.clear-status", status_override="", status_reason="")


@transaction.atomic
def set_value(*, by: Actor, action: Action, value: Decimal | None) -> None:
    """Set the indicator's value by hand; for indicators that the figures do not give."""
    require_follow_up(by, action)
    if not action.indicator:
        raise ValidationError(_("The action has no indicator. Add one first."))
    change(action, by=by, action="programme.set-value", indicator_value=value)
