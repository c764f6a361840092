"""Recording decisions."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.area import receiver
from kimppa.core.audit.actions import record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.handover import HandOver
from kimppa.core.permissions import Actor, require
from kimppa.core.ratification.models import Ratification
from kimppa.core.sections import section_number

PLACES = "municipalities"


@transaction.atomic
def record_decision(
    *,
    by: Actor,
    text: str,
    date: dt.date,
    meeting: str = "",
    section: str = "",
    topic: str = "",
    agreement_year: int | None = None,
    municipalities: Iterable[Municipality] = (),
    ratification: Ratification | None = None,
    replaces: Decision | None = None,
    internal: bool = False,
    origin: tuple[str, str] = ("", ""),
    example: bool = False,
    source: str = "",
) -> Decision:
    """Keep a decision; no municipalities = it concerns all. Raises ValidationError if empty."""
    require(by, Permission.DECIDE)
    decision = Decision(
        text=text.strip(),
        date=date,
        meeting=meeting,
        section=section_number(section),
        topic=topic,
        agreement_year=agreement_year or date.year,
        ratification=ratification,
        replaces=replaces,
        internal=internal,
        area=origin[0],
        object_id=origin[1],
        example=example,
        source=source,
    )
    decision.full_clean()
    decision.save()
    decision.municipalities.set(municipalities)
    record(by=by, action="decision.record", obj=decision, after=_decision_values(decision))
    _tell_origin(decision, by, _("Decided: %(text)s"))
    return decision


def _tell_origin(decision: Decision, by: Actor, text: str) -> None:
    """Tell the room whose object was decided on, when it receives `decided`, unless internal."""
    is_told = decision.area and not decision.internal
    target = receiver("decided", decision.area) if is_told else None
    if target is not None:
        matter = HandOver(
            title=str(decision),
            topic=decision.topic,
            origin=(decision.area, decision.object_id),
            text=text % {"text": decision.text},
            example=decision.example,
            source=decision.source,
        )
        target(matter, by=by)


@transaction.atomic
def correct_decision(*, by: Actor, decision: Decision, **field_values: Any) -> bool:
    """Correct a decision's words or facts; the audit log keeps the old ones.

    `municipalities` may be given as a list (empty = it concerns all). False when nothing differs.
    Raises ValidationError.
    """
    require(by, Permission.DECIDE)
    values_before = _decision_values(stored(decision))
    municipalities = field_values.pop("municipalities", None)
    if "section" in field_values:
        field_values["section"] = section_number(field_values["section"])
    for name, field_value in field_values.items():
        setattr(decision, name, field_value)
    decision.full_clean()
    if field_values:
        decision.save(update_fields=list(field_values))
    if municipalities is not None:
        decision.municipalities.set(municipalities)
    values_after = _decision_values(decision)
    if values_before == values_after:
        return False
    record(by=by, action="decision.correct", obj=decision, before=values_before, after=values_after)
    return True


@transaction.atomic
def remove_decision(*, by: Actor, decision: Decision) -> None:
    """Take a decision out of the register; the audit log keeps what it said. The room of its object
    is told once it is gone.
    """
    require(by, Permission.DECIDE)
    values_before = _decision_values(decision)
    record(by=by, action="decision.remove", obj=decision, before=values_before, after={})
    decision.delete()
    _tell_origin(decision, by, _("Decided no more: %(text)s"))


check_undo_by(lambda by, _row: require(by, Permission.DECIDE), Decision)


def _decision_values(decision: Decision) -> dict[str, Any]:
    """What the log holds of a decision: its fields, and the municipalities' codes under PLACES."""
    codes = sorted(decision.municipalities.values_list("code", flat=True))
    return snapshot(decision) | {PLACES: codes}
