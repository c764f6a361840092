"""Recording and undoing work done."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.lines import place, require_concerned
from kimppa.core.evidence.models import Evidence, EvidenceFigure, slot_of
from kimppa.core.evidence.same import pair, part
from kimppa.core.files.models import StoredFile
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, person_or_none, require

CORRECTABLE = frozenset(
    ["topic", "topic_chosen", "date", "agreement_year", "service", "kind", "title", "note", "link"]
)


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
    duty: Duty | None = None,
    clauses: Collection[str] = (),
    period: str = "",
    same_as: Collection[str] = (),
    topic_chosen: bool = False,
    example: bool = False,
    source: str = "",
) -> Evidence:
    """Record work done; the same `origin` (area, object id) for a topic and year updates its row.

    `municipalities` None = all; `figures` are numbers by what they count. It counts for `duty` if
    one has been chosen, else by the `clauses` of a plan and the `period` of a delivery; `same_as`
    are object ids of the same work. Raises PermissionDenied, and ValidationError for an empty
    title, an unknown topic, nobody concerned or, without `origin`, somebody who was not there or
    whom the chosen `duty` does not concern.
    """
    towns = _municipalities_for_log(by, municipalities)
    day = date or clock.today()
    evidence = _evidence_for(origin, topic, agreement_year or day.year, topic_chosen=topic_chosen)
    _require_there(None if origin else towns, day, evidence.agreement_year)
    old_facts = _facts(evidence) if evidence.pk else {}
    evidence.date, evidence.slot = day, slot_of(day, evidence.agreement_year)
    evidence.title, evidence.note, evidence.link = title.strip(), note.strip(), link
    evidence.kind, evidence.service, evidence.period = kind, service, period
    evidence.for_all, evidence.example, evidence.source = towns is None, example, source
    evidence.by, evidence.recorded_at, evidence.undone_at = person_or_none(by), clock.now(), None
    evidence.full_clean(exclude=["by"])
    _settle_line(evidence, duty, clauses, same_as, towns)
    evidence.save()
    _set_beside(evidence, towns or [], files, figures or {})
    record(by=by, action="evidence.record", obj=evidence, before=old_facts, after=_facts(evidence))
    return evidence


def _evidence_for(
    origin: tuple[str, str] | None, topic: str, year: int, *, topic_chosen: bool
) -> Evidence:
    """The row that stands for an object, topic and year already, else a new one."""
    area, object_id = origin or ("", "")
    new_evidence = Evidence(area=area, object_id=object_id, topic=topic, agreement_year=year)
    new_evidence.topic_chosen = topic_chosen
    if not area:
        return new_evidence
    one_at_a_time("evidence", area, object_id)
    origin_fields = {"area": area, "object_id": object_id, "topic": topic, "agreement_year": year}
    return Evidence.objects.filter(**origin_fields).first() or new_evidence


def _settle_line(
    evidence: Evidence,
    duty: Duty | None,
    clauses: Collection[str],
    same_as: Collection[str],
    towns: Collection[Municipality] | None,
) -> None:
    if duty is not None:
        if evidence.handwritten:
            require_concerned(duty, towns or ())
        evidence.duty, evidence.placing = duty, Evidence.Placing.PERSON
    place(evidence, clauses, concerned=towns)
    if same_as:
        work_entries = Evidence.objects.standing().filter(area=evidence.area, object_id__in=same_as)
        first_entry = work_entries.exclude(pk=evidence.pk).order_by("pk").first()
        evidence.same_as = (first_entry.same_as or first_entry) if first_entry else None


def _settle_anew(
    evidence: Evidence,
    old_values: Mapping[str, Any],
    towns: Collection[Municipality] | None,
) -> None:
    """Find the line of corrected work; a choice was of the old topic, service and kind. Raises
    ValidationError for a municipality added that the chosen line does not concern.
    """
    new_values = snapshot(evidence)
    if any(old_values.get(name) != new_values[name] for name in ("topic", "service_id", "kind")):
        evidence.duty, evidence.placing = None, Evidence.Placing.OUTSIDE
    if evidence.placing == Evidence.Placing.PERSON and evidence.duty is not None:
        new_towns = [town for town in towns or () if town.code not in old_values["municipalities"]]
        if evidence.duty.agreement_year == evidence.agreement_year:
            require_concerned(evidence.duty, new_towns)
    place(evidence, concerned=towns)


def _facts(evidence: Evidence) -> dict[str, Any]:
    """Everything stored of the work, for the audit log: also whom it concerned and its numbers."""
    return snapshot(evidence) | {
        "municipalities": sorted(evidence.municipalities.values_list("code", flat=True)),
        "files": sorted(evidence.files.values_list("name", flat=True)),
        "figures": {
            figure.label: f"{figure.value.normalize():f}" for figure in evidence.figures.all()
        },
    }


def _set_beside(
    evidence: Evidence,
    municipalities: Iterable[Municipality],
    files: Iterable[StoredFile],
    figures: Mapping[str, Decimal | int],
) -> None:
    evidence.municipalities.set(municipalities)
    evidence.files.set(files)
    _set_figures(evidence, figures)
    pair(evidence)


def _set_figures(evidence: Evidence, figures: Mapping[str, Decimal | int]) -> None:
    evidence_figures = [
        EvidenceFigure(evidence=evidence, label=k, value=v) for k, v in figures.items()
    ]
    for figure in evidence_figures:
        figure.clean_fields(exclude=["evidence"])
    evidence.figures.all().delete()
    EvidenceFigure.objects.bulk_create(evidence_figures)


@transaction.atomic
def undo_evidence(*, by: Actor, evidence: Evidence) -> None:
    """Take work back: it stops counting but stays in the log."""
    _require_own(by, evidence)
    if stored(evidence).undone_at is None:
        part(evidence)
        change(evidence, by=by, action="evidence.undo", undone_at=clock.now())


@transaction.atomic
def restore_evidence(*, by: Actor, evidence: Evidence) -> None:
    """Undo the undo."""
    _require_own(by, evidence)
    change(evidence, by=by, action="evidence.restore", undone_at=None)
    pair(evidence)


@transaction.atomic
def retract(origin: tuple[str, str], *, by: Actor, year: int | None = None) -> None:
    """Stop counting the evidence of an object whose work was taken back; its room decides.

    `year` is the agreement year whose work it was; None = all.
    """
    area, object_id = origin
    work_entries = Evidence.objects.standing().filter(area=area, object_id=object_id)
    for evidence in work_entries.filter(agreement_year=year) if year else work_entries:
        part(evidence)
        change(evidence, by=by, action="evidence.undo", undone_at=clock.now())


@transaction.atomic
def reinstate(origin: tuple[str, str], *, by: Actor) -> None:
    """Count the evidence of an object again that `retract` took out; its room decides."""
    area, object_id = origin
    for evidence in Evidence.objects.filter(area=area, object_id=object_id).exclude(undone_at=None):
        change(evidence, by=by, action="evidence.restore", undone_at=None)
        pair(evidence)


@transaction.atomic
def correct_evidence(*, by: Actor, evidence: Evidence, **values: Any) -> None:
    """Correct the topic, date, year, service, title, note or link of work done. A topic corrected
    is one chosen, unless `topic_chosen` says otherwise.

    `municipalities` may be given as a list, or None for all; `figures` as numbers by what they
    count. Raises as `record_evidence`.
    """
    if unknown_names := values.keys() - CORRECTABLE - {"municipalities", "figures"}:
        raise TypeError(f"not for correcting: {', '.join(sorted(unknown_names))}")
    stored_evidence = stored(evidence)
    _require_own(by, stored_evidence)
    facts_before = _facts(stored_evidence)
    if values.get("topic", stored_evidence.topic) != stored_evidence.topic:
        values.setdefault("topic_chosen", True)
    for name in CORRECTABLE & values.keys():
        setattr(stored_evidence, name, values[name])
    stored_evidence.title, stored_evidence.slot = (
        stored_evidence.title.strip(),
        slot_of(stored_evidence.date, stored_evidence.agreement_year),
    )
    if "municipalities" in values:
        _require_log_work(by, values["municipalities"])
        stored_evidence.for_all = values["municipalities"] is None
    concerned = _concerned_by(stored_evidence, values)
    _require_still_there(stored_evidence, values, concerned)
    stored_evidence.full_clean(exclude=["by"])
    _settle_anew(stored_evidence, facts_before, concerned)
    stored_evidence.save()
    part(stored_evidence)
    if "municipalities" in values:
        stored_evidence.municipalities.set(values["municipalities"] or [])
    if "figures" in values:
        _set_figures(stored_evidence, values["figures"])
    pair(stored_evidence)
    facts_after = _facts(stored_evidence)
    if facts_after != facts_before:
        record(
            by=by,
            action="evidence.correct",
            obj=stored_evidence,
            before=facts_before,
            after=facts_after,
        )
    evidence.refresh_from_db()


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
    values_before = {"file": stored.name}
    record(by=by, action="evidence.detach", obj=evidence, before=values_before, after={})


def may_correct(by: Actor, evidence: Evidence) -> bool:
    """Whether `by` may correct or undo the work."""
    try:
        _require_own(by, evidence)
    except (PermissionDenied, ValidationError):
        return False
    return True


def _municipalities_for_log(
    by: Actor, municipalities: Iterable[Municipality] | None
) -> list[Municipality] | None:
    """Those for whom `by` may log work; None = all."""
    towns = None if municipalities is None else list(municipalities)
    _require_log_work(by, towns)
    return towns


def _require_log_work(by: Actor, towns: list[Municipality] | None) -> None:
    """Joint work may be logged by whoever logs work: the log and the list tell who did."""
    if towns is None:
        require(by, Permission.LOG_WORK)
    elif not towns:
        raise ValidationError(_("Choose the municipalities that the work concerned."))
    else:
        for municipality in towns:
            require(by, Permission.LOG_WORK, municipality)


def _require_there(towns: Iterable[Municipality] | None, day: dt.date, year: int) -> None:
    """Each municipality has joined and not left by the day, or the work is done of its year after
    the year's end.
    """
    absent_towns = [town for town in towns or () if not town.shares(day, year)]
    if not absent_towns:
        return
    times = [
        "–".join(_short_date(end) if end else "" for end in (town.valid_from, town.valid_to))
        for town in absent_towns
    ]
    names = [f"{town.name} ({time})" for town, time in zip(absent_towns, times, strict=True)]
    raise ValidationError(
        _("Not in the consortium on %(day)s: %(names)s. Check the day and the municipalities.")
        % {"day": _short_date(day), "names": ", ".join(names)}
    )


def _concerned_by(evidence: Evidence, values: Mapping[str, Any]) -> list[Municipality] | None:
    """Those whose work it is by a correction; None = all."""
    if evidence.for_all:
        return None
    return list(values.get("municipalities", evidence.municipalities.all()))


def _require_still_there(
    evidence: Evidence, values: Mapping[str, Any], concerned: list[Municipality] | None
) -> None:
    """The same of a correction that says the day, the year or the municipalities anew."""
    if values.keys() & {"date", "agreement_year", "municipalities"}:
        _require_there(concerned, evidence.date, evidence.agreement_year)


def _short_date(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _require_own(by: Actor, evidence: Evidence) -> None:
    """Whoever wrote it down, the coordinator, and the director of all it concerned may change it.

    Others' work is not theirs to take out of a report.
    """
    if not evidence.handwritten:
        raise ValidationError(_("This work comes from its own page; change it there."))
    towns = [] if evidence.for_all else list(evidence.municipalities.all())
    if by.pk is not None and evidence.by_id == by.pk:
        # An earlier state, asked of by an undo, has its municipalities beside it, not in its rows.
        _require_log_work(by, towns or None)
    elif evidence.for_all or not towns:
        require(by, Permission.EDIT_REPORT)
    else:
        for municipality in towns:
            require(by, Permission.RATIFY, municipality)


check_undo_by(_require_own, Evidence)
