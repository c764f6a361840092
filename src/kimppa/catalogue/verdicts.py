"""What people say of findings, and the rows of work lists that they have done."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue.identity import identity
from kimppa.catalogue.models import Check, Rule, Tick, Verdict
from kimppa.catalogue.records import Row
from kimppa.catalogue.results import AREA, TOPIC
from kimppa.core import clock
from kimppa.core.audit.actions import record, remove, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.language import official
from kimppa.core.permissions import SYSTEM, Actor, person_or_none, require
from kimppa.ui.numbers import number


@transaction.atomic
def judge(
    *, by: Actor, check: Check, rule: Rule, finding: Row, kind: str, note: str = ""
) -> Verdict:
    """Say that a finding may stay or is a false alarm; remembered in later exports."""
    require(by, Permission.MANAGE_CATALOGUE)
    control, place, text = identity(finding)
    if not control:
        raise ValidationError(
            _("The record has no number by which the finding could be known again.")
        )
    key = {"rule": rule, "control": control, "place": place, "text": text}
    verdict = Verdict.objects.select_for_update().filter(**key).first() or Verdict(**key)
    earlier_values = snapshot(verdict) if verdict.pk else {}
    verdict.kind, verdict.note = kind, note.strip()
    verdict.by, verdict.said_at = person_or_none(by), clock.now()
    verdict.seen_in, verdict.rec = check, finding.rec
    verdict.fno, verdict.at = finding.spot.fno, finding.spot.at
    verdict.example = check.example
    verdict.full_clean(exclude=["by"], validate_unique=False, validate_constraints=False)
    verdict.save()
    record(by=by, action="catalogue.judge", obj=verdict, before=earlier_values)
    return verdict


@transaction.atomic
def take_back(*, by: Actor, verdict: Verdict) -> None:
    require(by, Permission.MANAGE_CATALOGUE)
    remove(verdict, by=by, action="catalogue.unjudge")


@transaction.atomic
def tick(
    *, by: Actor, check: Check, rule: Rule, branch: Branch, rows: dict[str, tuple[bool, str]]
) -> int:
    """Write down which rows of a branch's list are done and what was noted; how many changed.

    `rows` has for each control number whether it is done, and the note. Raises PermissionDenied
    for another municipality's list.
    """
    _require_work(by, branch)
    ticks = {
        tick.control: tick
        for tick in Tick.objects.select_for_update(of=("self",))
        .select_related("branch__municipality")
        .filter(check_of=check, rule=rule, control__in=rows)
    }
    municipalities = {branch.municipality, *(tick.branch.municipality for tick in ticks.values())}
    changed_count = 0
    for control, (is_done, note) in rows.items():
        changed_count += _tick_finding(
            by, ticks.get(control), check, rule, branch, control, is_done, note
        )
    if changed_count:
        for municipality in municipalities:
            _evidence(by if municipality == branch.municipality else SYSTEM, check, municipality)
    return changed_count


def _tick_finding(
    by: Actor,
    tick: Tick | None,
    check: Check,
    rule: Rule,
    branch: Branch,
    control: str,
    is_done: bool,
    note: str,
) -> bool:
    note = note.strip()[:200]
    if (tick.done, tick.note) == (is_done, note) if tick else not is_done and not note:
        return False
    state = snapshot(tick) if tick else {}
    mended_before = tick is not None and tick.done and is_done  # by whom and when stays as it was
    tick = tick or Tick(check_of=check, rule=rule, control=control, example=check.example)
    tick.done, tick.note = is_done, note
    if not mended_before:
        tick.branch, tick.by, tick.at = branch, person_or_none(by), clock.now()
    tick.save()
    record(by=by, action="catalogue.tick", obj=tick, before=state, municipality=branch.municipality)
    return True


def _require_work(by: Actor, branch: Branch) -> None:
    if not by.can(Permission.DO_TASKS, branch.municipality):
        raise PermissionDenied(_("The work list is of another municipality."))


def _evidence(by: Actor, check: Check, municipality: Municipality) -> None:
    """The municipality's work of this year on the export's lists, as one piece that grows."""
    year = clock.today().year
    ticks = Tick.objects.filter(check_of=check, done=True, branch__municipality=municipality)
    count = ticks.filter(at__year=year).count()
    origin = (AREA, f"work-{check.pk}-{municipality.code}")
    if not count:
        retract(origin, by=by, year=year)
        return
    with official():  # what stands in the log and in reports is written once
        title = ngettext(
            "%(count)s record mended from the work lists of the catalogue",
            "%(count)s records mended from the work lists of the catalogue",
            count,
        ) % {"count": number(count, 0)}
        label = _("records mended")
    record_evidence(
        by=by,
        topic=TOPIC,
        title=title,
        municipalities=[municipality],
        figures={label: count},
        origin=origin,
        example=check.example,
    )


check_undo_by(lambda by, _verdict: require(by, Permission.MANAGE_CATALOGUE), Verdict)


def ticks(rule: Rule, controls: Collection[str]) -> list[Tick]:
    """What has been written of these rows of work lists, the newest first."""
    ticks = Tick.objects.filter(rule=rule, control__in=controls)
    return list(ticks.select_related("by", "branch", "check_of__snapshot").order_by("-at"))


def ticked(check: Check, rule: Rule) -> set[str]:
    """The control numbers whose row is done on this export's lists."""
    ticks = Tick.objects.filter(check_of=check, rule=rule, done=True)
    return set(ticks.values_list("control", flat=True))


def ticks_and_notes(check: Check, rule: Rule) -> tuple[set[str], dict[str, str]]:
    """The rows of a rule that are done, and the notes on rows, by control number: one query."""
    ticks = list(Tick.objects.filter(check_of=check, rule=rule))
    return {tick.control for tick in ticks if tick.done}, {
        tick.control: tick.note for tick in ticks
    }
