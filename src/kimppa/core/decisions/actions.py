"""Recording decisions."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import Actor, require


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
        section=section,
        topic=topic,
        agreement_year=agreement_year or date.year,
        area=origin[0],
        object_id=origin[1],
        example=example,
        source=source,
    )
    decision.full_clean(exclude=["ratification"])
    decision.save()
    decision.municipalities.set(municipalities)
    record(by=by, action="decision.record", obj=decision)
    return decision


@transaction.atomic
def correct_decision(*, by: Actor, decision: Decision, **values: Any) -> None:
    """Correct a decision's words or facts; the audit log keeps the old ones."""
    require(by, Permission.DECIDE)
    change(decision, by=by, action="decision.correct", **values)
