"""Recording and undoing work done."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.models import AFTER, BEFORE, Evidence, EvidenceFigure
from kimppa.core.files.models import StoredFile
from kimppa.core.permissions import Actor, person_or_none, require


def slot_of(date: dt.date, agreement_year: int) -> int:
    """The matrix column: 0 before the year, 1–12 its months, 13 after it."""
    if date.year == agreement_year:
        return date.month
    return BEFORE if date.year < agreement_year else AFTER


@transaction.atomic
def record_evidence(
    *,
    by: Actor,
    topic: str,
    title: str,
    date: dt.date | None = None,
    agreement_year: int | None = None,
    municipalities: Iterable[Municipality] | None = None,
    service: Service | None = None,
    kind: str = Evidence.Kind.WORK,
    note: str = "",
    link: str = "",
    figures: Mapping[str, Decimal | int] | None = None,
    files: Iterable[StoredFile] = (),
    origin: tuple[str, str] | None = None,
    example: bool = False,
    source: str = "",
) -> Evidence:
    """Record work done; the same `origin` (area, object id) for a topic and year updates its row.

    `municipalities` None = all of them. `figures` are numbers told with it, by what they count.
    Raises PermissionDenied, and ValidationError for an empty title or unknown topic.
    """
    concerned = None if municipalities is None else list(municipalities)
    _require_log_work(by, concerned)
    day = date or clock.today()
    year = agreement_year or day.year
    area, object_id = origin or ("", "")
    existing = (
        Evidence.objects.filter(
            area=area, object_id=object_id, topic=topic, agreement_year=year
        ).first()
        if area
        else None
    )
    before = snapshot(existing) if existing else {}
    evidence = existing or Evidence(area=area, object_id=object_id, topic=topic)
    evidence.agreement_year, evidence.date, evidence.slot = year, day, slot_of(day, year)
    evidence.title, evidence.note, evidence.link = title.strip(), note.strip(), link
    evidence.kind, evidence.service = kind, service
    evidence.for_all = concerned is None
    evidence.example, evidence.source = example, source
    evidence.by, evidence.recorded_at = person_or_none(by), clock.now()
    evidence.undone_at = None
    evidence.full_clean(exclude=["by"])
    evidence.save()
    evidence.municipalities.set(concerned or [])
    evidence.files.set(files)
    set_figures(evidence, figures or {})
    record(by=by, action="evidence.record", obj=evidence, before=before)
    return evidence


def set_figures(evidence: Evidence, figures: Mapping[str, Decimal | int]) -> None:
    """Replace the numbers told with the work."""
    evidence.figures.all().delete()
    EvidenceFigure.objects.bulk_create(
        EvidenceFigure(evidence=evidence, label=label, value=value)
        for label, value in figures.items()
    )


@transaction.atomic
def undo_evidence(*, by: Actor, evidence: Evidence) -> None:
    """Take work back: it stops counting but stays in the log."""
    _require_own(by, evidence)
    change(evidence, by=by, action="evidence.undo", undone_at=clock.now())


@transaction.atomic
def restore_evidence(*, by: Actor, evidence: Evidence) -> None:
    """Undo the undo."""
    _require_own(by, evidence)
    change(evidence, by=by, action="evidence.restore", undone_at=None)


@transaction.atomic
def retract(origin: tuple[str, str], *, by: Actor) -> None:
    """Stop counting the evidence of an object whose work was taken back; its room decides."""
    area, object_id = origin
    for evidence in Evidence.objects.standing().filter(area=area, object_id=object_id):
        change(evidence, by=by, action="evidence.undo", undone_at=clock.now())


@transaction.atomic
def correct_evidence(*, by: Actor, evidence: Evidence, **values: Any) -> None:
    """Correct the topic, date, year, service, title, note or link of work done.

    `municipalities` may be given as a list, or None for all; `figures` as numbers by what they
    count. Raises as `record_evidence`.
    """
    _require_own(by, evidence)
    if "figures" in values:
        set_figures(evidence, values.pop("figures"))
    if "municipalities" in values:
        concerned = values.pop("municipalities")
        _require_log_work(by, concerned)
        evidence.municipalities.set(concerned or [])
        values["for_all"] = concerned is None
    date = values.get("date", evidence.date)
    year = values.setdefault("agreement_year", evidence.agreement_year)
    change(evidence, by=by, action="evidence.correct", **values, slot=slot_of(date, year))
    evidence.full_clean(exclude=["by"])


@transaction.atomic
def attach_file(*, by: Actor, evidence: Evidence, stored: StoredFile) -> None:
    """Put a stored file beside the work."""
    _require_own(by, evidence)
    evidence.files.add(stored)
    record(by=by, action="evidence.attach", obj=evidence, after={"file": stored.name})


@transaction.atomic
def detach_file(*, by: Actor, evidence: Evidence, stored: StoredFile) -> None:
    """Take a file away from the work; its content stays stored."""
    _require_own(by, evidence)
    evidence.files.remove(stored)
    before = {"file": stored.name}
    record(by=by, action="evidence.detach", obj=evidence, before=before, after={})


def may_correct(by: Actor, evidence: Evidence) -> bool:
    """Whether `by` may correct or undo the work."""
    try:
        _require_own(by, evidence)
    except (PermissionDenied, ValidationError):
        return False
    return True


def _require_log_work(by: Actor, concerned: list[Municipality] | None) -> None:
    if not concerned:
        require(by, Permission.LOG_WORK)
    for municipality in concerned or []:
        require(by, Permission.LOG_WORK, municipality)


def _require_own(by: Actor, evidence: Evidence) -> None:
    if not evidence.handwritten:
        raise ValidationError(_("This work comes from its own page; change it there."))
    if evidence.for_all:
        if by.pk is not None and evidence.by_id == by.pk:
            return
        require(by, Permission.EDIT_REPORT)
        return
    for municipality in evidence.municipalities.all():
        require(by, Permission.LOG_WORK, municipality)
