"""The lines of the agreement that work counts for: settling one piece, or a whole year anew."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import change, stored
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence, LineChoice
from kimppa.core.evidence.settling import Line, Piece, candidates, likeness, settle
from kimppa.core.permissions import Actor, require

CHUNK = 500
_BY_PERSON = frozenset({Evidence.Placing.PERSON, Evidence.Placing.PLAN})


def lines_of(year: int) -> list[Line]:
    """The duties of a year in the agreement's order: one query.

    One that no topic fits gets the work that people put on it.
    """
    duties = Duty.objects.filter(agreement_year=year).exclude(topic="", asks_topic=True)
    names = ("pk", "agreement_year", "clause", "topic", "service_id", "kind", "due")
    return [Line(*values) for values in duties.values_list(*names)]


def place(evidence: Evidence, clauses: Collection[str] = ()) -> None:
    """Set which duty of its year the piece counts for; the caller saves it.

    What a person chose, or the programme said, stands as long as the duty does.
    """
    lines = lines_of(evidence.agreement_year)
    if evidence.placing in _BY_PERSON and evidence.duty_id in {line.id for line in lines}:
        return
    piece = _piece(evidence, clauses)
    several = len(candidates(piece.topic, piece.service_id, lines)) > 1
    choices = _choices(evidence.agreement_year, [piece.topic]) if several else {}
    evidence.duty_id, evidence.placing = settle(piece, lines, choices)


def _piece(evidence: Evidence, clauses: Collection[str] = ()) -> Piece:
    return Piece(
        evidence.topic,
        evidence.service_id,
        evidence.kind,
        evidence.period,
        likeness(evidence.area, evidence.object_id, evidence.title),
        tuple(clauses),
    )


def _choices(year: int, topics: Collection[str]) -> dict[tuple[str, int | None, str], int]:
    """What was chosen in this year and before it, for the duties of this year: two queries.

    A duty of an earlier year is the one with the same words, whatever years they name.
    """
    line_choices = LineChoice.objects.filter(duty__agreement_year__lte=year, topic__in=topics)
    duties = Duty.objects.filter(agreement_year=year, topic__in=topics)
    by_words = {_sameness(duty): duty for duty in duties}
    choices = {}
    for choice in line_choices.select_related("duty").order_by("duty__agreement_year", "pk"):
        old = choice.duty
        now = by_words.get(_sameness(old))
        same_year = old.agreement_year == year
        if same_year or now is not None:
            key = (choice.topic, choice.service_id, choice.like)
            choices[key] = old.pk if same_year or now is None else now.pk
    return choices


def _sameness(duty: Duty) -> tuple[str, str, int | None, str]:
    words = " ".join(re.sub(r"\d+", "", duty.text.casefold()).split())
    return words, duty.topic, duty.service_id, duty.kind


@transaction.atomic
def settle_year(year: int) -> None:
    """Settle all work of a year anew, as when its duties have changed; choices of people stay."""
    lines = lines_of(year)
    ids = {line.id for line in lines}
    choices = _choices(year, {line.topic for line in lines}) if lines else {}
    moves: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for evidence in _rows(Evidence.objects.filter(agreement_year=year)):
        if evidence.placing in _BY_PERSON and evidence.duty_id in ids:
            continue
        settlement = settle(_piece(evidence), lines, choices)
        if settlement != (evidence.duty_id, evidence.placing):
            moves[settlement].append(evidence.pk)
    for (duty, placing), pks in moves.items():
        for start in range(0, len(pks), CHUNK):
            work_entries = Evidence.objects.filter(pk__in=pks[start : start + CHUNK])
            work_entries.update(duty_id=duty, placing=placing)


def _rows(work_entries: QuerySet[Evidence]) -> Iterable[Evidence]:
    names = ("topic", "service", "kind", "period", "area", "object_id", "title", "placing", "duty")
    return work_entries.only(*names).order_by()


def choices_for(evidence: Evidence) -> list[Duty]:
    """The duties among which its line is chosen: its candidates, else all of its year."""
    return choices_of(evidence.agreement_year)(evidence)


def choices_of(year: int) -> Callable[[Evidence], list[Duty]]:
    """The same for any piece of a year: one query for all of them."""
    duties = list(Duty.objects.filter(agreement_year=year).select_related("service"))
    lines = [
        Line(duty.pk, year, duty.clause, duty.topic, duty.service_id, duty.kind, duty.due)
        for duty in duties
        if duty.topic
    ]

    def choices(evidence: Evidence) -> list[Duty]:
        ids = {line.id for line in candidates(evidence.topic, evidence.service_id, lines)}
        return [duty for duty in duties if duty.pk in ids] or duties

    return choices


@transaction.atomic
def choose_line(*, by: Actor, evidence: Evidence, duty: Duty) -> None:
    """Say which duty the work counts for; open work like it then counts for the same.

    Raises PermissionDenied, and ValidationError for a duty of another year.
    """
    stored_evidence = stored(evidence)
    require_line(by, stored_evidence)
    if duty.agreement_year != stored_evidence.agreement_year:
        raise ValidationError(_("The line is of another year than the work."))
    change(
        stored_evidence, by=by, action="evidence.line", duty=duty, placing=Evidence.Placing.PERSON
    )
    _remember_choice(stored_evidence, duty)
    for similar in open_work_alike(stored_evidence):
        change(similar, by=by, action="evidence.line", duty=duty, placing=Evidence.Placing.CHOICE)
    evidence.refresh_from_db()


def _remember_choice(evidence: Evidence, duty: Duty) -> None:
    key = {
        "topic": evidence.topic,
        "service": evidence.service,
        "like": likeness(evidence.area, evidence.object_id, evidence.title),
    }
    LineChoice.objects.filter(duty__agreement_year=duty.agreement_year, **key).delete()
    LineChoice.objects.create(duty=duty, **key)


def open_work_alike(evidence: Evidence) -> Sequence[Evidence]:
    """Open work of the year that an equal choice settles too."""
    own = likeness(evidence.area, evidence.object_id, evidence.title)
    work_entries = Evidence.objects.unsettled().filter(
        agreement_year=evidence.agreement_year, topic=evidence.topic, service=evidence.service
    )
    return [
        evidence
        for evidence in work_entries.exclude(pk=evidence.pk)
        if likeness(evidence.area, evidence.object_id, evidence.title) == own
    ]


@transaction.atomic
def ask_line_again(*, by: Actor, evidence: Evidence) -> None:
    """Take a choice back: the work is settled as if nobody had chosen."""
    work = stored(evidence)
    require_line(by, work)
    like = likeness(work.area, work.object_id, work.title)
    LineChoice.objects.filter(
        duty=work.duty,
        topic=work.topic,
        service=work.service,
        like=like,
    ).delete()
    names = (
        "agreement_year", "topic", "service", "kind", "period", "area", "object_id", "title",
    )  # fmt: skip
    probe = Evidence(**{name: getattr(work, name) for name in names})
    place(probe)
    change(work, by=by, action="evidence.line", duty=probe.duty, placing=probe.placing)
    evidence.refresh_from_db()


def may_choose_line(by: Actor, evidence: Evidence) -> bool:
    """Whether `by` may say which line the work is of."""
    try:
        require_line(by, evidence)
    except PermissionDenied:
        return False
    return True


def require_line(by: Actor, evidence: Evidence) -> None:
    """Whoever wrote work down says which line it is of; of others' and rooms' work the coordinator.
    Raises PermissionDenied.
    """
    if by.pk is not None and evidence.by_id == by.pk and evidence.handwritten:
        require(by, Permission.LOG_WORK)
    else:
        require(by, Permission.EDIT_REPORT)
