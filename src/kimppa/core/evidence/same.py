"""Rows that tell of one piece of work: a step of the programme, a task, and their log entries."""

import datetime as dt
import re

from django.db import transaction

from kimppa.core.audit.actions import change, stored
from kimppa.core.evidence.lines import require_line
from kimppa.core.evidence.models import Evidence, slot_of
from kimppa.core.permissions import Actor

WITHIN = dt.timedelta(days=7)
_LETTERS = 5  # Finnish inflects at the end
_WRITERS = ("", "programme", "desk", "meetings")


def same_words(title: str, later_title: str) -> bool:
    """Whether two titles seem to tell of the same work: at least half of the shorter one's words,
    and two, are in the other.
    """
    first_stems, second_stems = _stems(title), _stems(later_title)
    common_count = len(first_stems & second_stems)
    return common_count > 1 and 2 * common_count >= min(len(first_stems), len(second_stems))


def _stems(text: str) -> set[str]:
    return {word[:_LETTERS] for word in re.findall(r"[^\W\d_]{4,}", text.casefold())}


def pair(evidence: Evidence) -> None:
    """Make the row one with what tells of the same work already, unless somebody has said that it
    is a piece of its own. Its municipalities have been set.
    """
    if evidence.apart or evidence.same_as_id or evidence.kind != Evidence.Kind.WORK:
        return
    first_entry = next(
        (candidate for candidate in _work_near(evidence) if _is_same(candidate, evidence)), None
    )
    if first_entry is not None and evidence.area in _WRITERS:
        leader = first_entry.same_as or first_entry
        Evidence.objects.filter(pk=evidence.pk).update(same_as=leader, slot=leader.slot)
        evidence.same_as, evidence.slot = leader, leader.slot


def _work_near(evidence: Evidence) -> list[Evidence]:
    work_entries = Evidence.objects.standing().filter(
        agreement_year=evidence.agreement_year,
        topic=evidence.topic,
        kind=Evidence.Kind.WORK,
        area__in=_WRITERS,
        apart=False,
        date__range=(evidence.date - WITHIN, evidence.date + WITHIN),
    )
    work_entries = work_entries.exclude(pk=evidence.pk).select_related("same_as")
    return list(work_entries.prefetch_related("municipalities").order_by("pk"))


def _is_same(candidate: Evidence, evidence: Evidence) -> bool:
    return (
        _origin(candidate) != _origin(evidence)
        and candidate.duty_id == evidence.duty_id
        and _share_whom(candidate, evidence)
        and same_words(candidate.title, evidence.title)
    )


def _origin(evidence: Evidence) -> tuple[str, str]:
    """The room and what its object is ("event-12" gives "event-")."""
    return evidence.area, re.sub(r"\d.*", "", evidence.object_id)


def _share_whom(candidate: Evidence, evidence: Evidence) -> bool:
    if candidate.for_all or evidence.for_all:
        return True
    municipality_ids = {municipality.pk for municipality in evidence.municipalities.all()}
    return any(
        municipality.pk in municipality_ids for municipality in candidate.municipalities.all()
    )


def part(evidence: Evidence) -> None:
    """Count the row, and what was counted with it, without one another: it is taken back or says
    something else now.
    """
    followers = Evidence.objects.filter(same_as=evidence).order_by("pk")
    heir = followers.first()
    if heir is not None:
        slot = slot_of(heir.date, heir.agreement_year)
        Evidence.objects.filter(pk=heir.pk).update(same_as=None, slot=slot)
        Evidence.objects.filter(same_as=evidence).update(same_as=heir)
    if evidence.same_as_id:
        evidence.same_as = None
        evidence.slot = slot_of(evidence.date, evidence.agreement_year)
        Evidence.objects.filter(pk=evidence.pk).update(same_as=None, slot=evidence.slot)


@transaction.atomic
def hold_apart(*, by: Actor, evidence: Evidence) -> None:
    """Say that the row is a piece of work of its own."""
    stored_evidence = stored(evidence)
    require_line(by, stored_evidence)
    part(stored_evidence)
    change(stored_evidence, by=by, action="evidence.apart", apart=True)
    evidence.refresh_from_db()


@transaction.atomic
def hold_together(*, by: Actor, evidence: Evidence) -> None:
    """Take back that it is a piece of its own."""
    stored_evidence = stored(evidence)
    require_line(by, stored_evidence)
    change(stored_evidence, by=by, action="evidence.together", apart=False)
    pair(stored_evidence)
    evidence.refresh_from_db()
