"""The lines of the agreement that work counts for: settling one piece, or a whole year anew."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, stored
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.limits import Limit, concerns_any
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import sights_of
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
    return [_line(duty) for duty in duties.only(*_OF_LINE)]


_OF_LINE = (
    "pk", "agreement_year", "clause", "topic", "service_id", "kind", "due", "municipality_ids",
)  # fmt: skip


def _line(duty: Duty) -> Line:
    return Line(
        duty.pk,
        duty.agreement_year,
        duty.clause,
        duty.topic,
        duty.service_id,
        duty.kind,
        duty.due,
        duty.limit,
    )


def place(
    evidence: Evidence,
    clauses: Collection[str] = (),
    *,
    concerned: Collection[Municipality] | None,
) -> None:
    """Set which duty of its year the piece counts for; the caller saves it. `concerned` are those
    whose work it is, None = all.

    What a person chose, or the programme said, stands as long as the duty does and concerns some
    of them. Without a choice it counts for no line that concerns none of them.
    """
    lines = lines_of(evidence.agreement_year)
    ids = None if concerned is None else frozenset(town.pk for town in concerned)
    if _is_chosen(evidence, {line.id: line for line in lines}, ids):
        return
    is_limited = any(line.limit for line in lines)
    sight = sights_of([evidence.by_id] if is_limited and evidence.by_id else [])
    piece = _piece(evidence, _within_sight(evidence, ids, sight) if is_limited else ids, clauses)
    is_ambiguous = len(candidates(piece.topic, piece.service_id, lines)) > 1
    choices = _choices(evidence.agreement_year, [piece.topic]) if is_ambiguous else {}
    evidence.duty_id, evidence.placing = settle(piece, lines, choices)


def _is_chosen(evidence: Evidence, by_id: Mapping[int, Line], concerned: Limit | None) -> bool:
    """Whether a line was chosen for work that still is of its year and concerns some of those."""
    line = by_id.get(evidence.duty_id or 0)
    if line is None or evidence.placing not in _BY_PERSON:
        return False
    return concerns_any(line.limit, concerned)


type Sight = Callable[[int, dt.date], Limit | None]


def _within_sight(evidence: Evidence, concerned: Limit | None, sight: Sight) -> Limit | None:
    """Whose lines work may be of without a choice, None = all: joint work that a person logged
    only of those that the person was told of on that day (`sights_of`).
    """
    if concerned is not None or not evidence.handwritten or evidence.by_id is None:
        return concerned
    return sight(evidence.by_id, evidence.recorded_at.astimezone(clock.ZONE).date())


def _writers_sight(year: int) -> Sight:
    joint_work = Evidence.objects.filter(agreement_year=year, area="", for_all=True)
    return sights_of(joint_work.order_by().values("by"))


def require_concerned(duty: Duty, concerned: Iterable[Municipality]) -> None:
    """Raises ValidationError where a line that was chosen by hand does not concern some of them."""
    strange = [town.name for town in concerned if not duty.concerns(town)]
    if not strange:
        return
    own = Municipality.objects.filter(pk__in=duty.limit)
    raise ValidationError(
        _(
            "Line %(clause)s concerns only %(names)s, not %(strange)s. Choose other municipalities "
            "or another line."
        )
        % {
            "clause": duty.clause,
            "names": ", ".join(town.name for town in own),
            "strange": ", ".join(strange),
        }
    )


def _whose(evidence: Evidence) -> list[Municipality] | None:
    """Those whose work a stored piece is; None = all."""
    return None if evidence.for_all else list(evidence.municipalities.all())


def _ids_of(evidence: Evidence) -> Limit | None:
    concerned = _whose(evidence)
    return None if concerned is None else frozenset(town.pk for town in concerned)


def _piece(evidence: Evidence, concerned: Limit | None, clauses: Collection[str] = ()) -> Piece:
    return Piece(
        evidence.topic,
        evidence.service_id,
        evidence.kind,
        evidence.period,
        likeness(evidence.area, evidence.object_id, evidence.title),
        tuple(clauses),
        concerned,
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
        chosen_duty = choice.duty
        duty_of_year = by_words.get(_sameness(chosen_duty))
        same_year = chosen_duty.agreement_year == year
        if same_year or duty_of_year is not None:
            key = (choice.topic, choice.service_id, choice.like)
            choices[key] = chosen_duty.pk if same_year or duty_of_year is None else duty_of_year.pk
    return choices


def _sameness(duty: Duty) -> tuple[str, str, int | None, str]:
    """What makes two years' duties one: words without numbers, topic, service's id, kind."""
    words = " ".join(re.sub(r"\d+", "", duty.text.casefold()).split())
    return words, duty.topic, duty.service_id, duty.kind


@transaction.atomic
def settle_year(year: int) -> None:
    """Settle all work of a year anew, as when its duties have changed; choices of people stay."""
    lines = lines_of(year)
    by_id = {line.id: line for line in lines}
    choices = _choices(year, {line.topic for line in lines}) if lines else {}
    moves: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    work = _slim_entries(Evidence.objects.filter(agreement_year=year))
    is_limited = any(line.limit for line in lines)
    sight = _writers_sight(year) if is_limited else sights_of([])
    for evidence in work.prefetch_related("municipalities") if is_limited else work:
        concerned = _ids_of(evidence) if is_limited else None
        if _is_chosen(evidence, by_id, concerned):
            continue
        if is_limited:
            concerned = _within_sight(evidence, concerned, sight)
        settlement = settle(_piece(evidence, concerned), lines, choices)
        if settlement != (evidence.duty_id, evidence.placing):
            moves[settlement].append(evidence.pk)
    for (duty, placing), pks in moves.items():
        for start in range(0, len(pks), CHUNK):
            work_entries = Evidence.objects.filter(pk__in=pks[start : start + CHUNK])
            work_entries.update(duty_id=duty, placing=placing)


def _slim_entries(work_entries: QuerySet[Evidence]) -> QuerySet[Evidence]:
    names = (
        "topic", "service", "kind", "period", "area", "object_id", "title", "placing", "duty",
        "for_all", "by", "recorded_at",
    )  # fmt: skip
    return work_entries.only(*names).order_by()


def choices_for(evidence: Evidence) -> list[Duty]:
    """The duties among which its line is chosen: its candidates, else all of its year, of those
    that concern whose work it is.
    """
    return choices_of(evidence.agreement_year)(evidence)


def choices_of(year: int) -> Callable[[Evidence], list[Duty]]:
    """The same for any piece of a year: one query for all of them."""
    duties = list(Duty.objects.filter(agreement_year=year).select_related("service"))
    lines = [_line(duty) for duty in duties if duty.topic]
    is_limited = any(duty.limit for duty in duties)
    sight = _writers_sight(year) if is_limited else sights_of([])

    def choices(evidence: Evidence) -> list[Duty]:
        concerned = _within_sight(evidence, _ids_of(evidence), sight) if is_limited else None
        possible = [line for line in lines if concerns_any(line.limit, concerned)]
        ids = {line.id for line in candidates(evidence.topic, evidence.service_id, possible)}
        own = [duty for duty in duties if concerns_any(duty.limit, concerned)]
        return [duty for duty in own if duty.pk in ids] or own

    return choices


@transaction.atomic
def choose_line(*, by: Actor, evidence: Evidence, duty: Duty) -> None:
    """Say which duty the work counts for; open work like it then counts for the same.

    Raises PermissionDenied, and ValidationError for a duty of another year or of others.
    """
    stored_evidence = stored(evidence)
    require_line(by, stored_evidence)
    if duty.agreement_year != stored_evidence.agreement_year:
        raise ValidationError(_("The line is of another year than the work."))
    concerned = _whose(stored_evidence) or ()
    if stored_evidence.handwritten or not concerns_any(duty.limit, _ids_of(stored_evidence)):
        require_concerned(duty, concerned)
    change(
        stored_evidence, by=by, action="evidence.line", duty=duty, placing=Evidence.Placing.PERSON
    )
    _remember_choice(stored_evidence, duty)
    for similar_entry in open_work_alike(stored_evidence):
        change(
            similar_entry, by=by, action="evidence.line", duty=duty, placing=Evidence.Placing.CHOICE
        )
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
    likeness_of_evidence = likeness(evidence.area, evidence.object_id, evidence.title)
    work_entries = Evidence.objects.unsettled().filter(
        agreement_year=evidence.agreement_year, topic=evidence.topic, service=evidence.service
    )
    return [
        evidence
        for evidence in work_entries.exclude(pk=evidence.pk)
        if likeness(evidence.area, evidence.object_id, evidence.title) == likeness_of_evidence
    ]


@transaction.atomic
def ask_line_again(*, by: Actor, evidence: Evidence) -> None:
    """Take a choice back: the work is settled as if nobody had chosen."""
    work = stored(evidence)
    require_line(by, work)
    likeness_of_work = likeness(work.area, work.object_id, work.title)
    LineChoice.objects.filter(
        duty=work.duty,
        topic=work.topic,
        service=work.service,
        like=likeness_of_work,
    ).delete()
    names = (
        "agreement_year", "topic", "service", "kind", "period", "area", "object_id", "title", "by",
        "recorded_at",
    )  # fmt: skip
    probe = Evidence(**{name: getattr(work, name) for name in names})
    place(probe, concerned=_whose(work))
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
