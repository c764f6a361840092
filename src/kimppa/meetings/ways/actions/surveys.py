"""Asking all staff, and taking in their answers without names."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kimppa.core import changes, clock
from kimppa.core.audit.actions import add, change, record, remove, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.language import official
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.core.proposals.actions import links_in_force, make_link
from kimppa.core.throttle.actions import Limit, take
from kimppa.meetings.models import Question, Remark, StaffLink, Survey, Tally
from kimppa.meetings.ways.disclosure import LEAST

RIGHT, TOPIC = Permission.DECIDE, "working-methods"
MOST_QUESTIONS = 3
BY_LINK = Limit("meetings.survey", times=120, minutes=60)  # a whole staff answers by one link
SHEET_ONCE = Limit("meetings.sheet", times=1, minutes=60)
WORDS = 0  # the value of the tally that counts who wrote words
VALUES = range(1, 6)


@transaction.atomic
def open_survey(
    *,
    by: Actor,
    title: str,
    closes_on: dt.date,
    questions: Sequence[tuple[str, str]],
    example: bool = False,
) -> Survey:
    """Ask all staff; `questions` are their texts and kinds (`Question.Kind`). Each municipality
    without a link for its staff gets one.

    Raises PermissionDenied, and ValidationError without a question, with more than three, or for a
    day that is over.
    """
    require(by, RIGHT)
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise ValidationError(_("Write one to three questions."))
    _require_to_come(closes_on)
    survey = Survey(title=title.strip(), opened_on=clock.today(), closes_on=closes_on)
    survey.example = example
    add(survey, by=by, action="meetings.survey-add")
    for position, (text, kind) in enumerate(questions, 1):
        question = Question(survey=survey, position=position, text=text.strip(), kind=kind)
        question.example = example
        add(question, by=by, action="meetings.question-add")
    ensure_links(by=by, example=example)
    return survey


@transaction.atomic
def ensure_links(*, by: Actor, example: bool = False) -> list[StaffLink]:
    """A link for the staff of each municipality that has none in force; the new ones."""
    linked_ids = set(links_in_force(StaffLink).values_list("municipality", flat=True))
    with official():
        holder = _("Staff of the library")
    return [
        make_link(StaffLink, by=by, municipality=town, holder=holder, example=example)
        for town in municipalities_on()
        if town.pk not in linked_ids
    ]


@transaction.atomic
def remove_survey(*, by: Actor, survey: Survey) -> None:
    """Undo the opening. Raises ValidationError when somebody has answered."""
    require(by, RIGHT)
    if stored(survey).answers:
        raise ValidationError(_("Somebody has answered already: close it instead."))
    for question in survey.questions.all():
        before = snapshot(question)
        record(by=by, action="meetings.question-remove", obj=question, before=before, after={})
        question.delete()
    remove(survey, by=by, action="meetings.survey-remove")


@transaction.atomic
def change_day(*, by: Actor, survey: Survey, closes_on: dt.date) -> None:
    """Another last day, while the survey is open. Raises ValidationError by field."""
    require(by, RIGHT)
    if not stored(survey).is_open:
        raise ValidationError(_("The survey is closed."))
    _require_to_come(closes_on)
    change(survey, by=by, action="meetings.survey-change", closes_on=closes_on)


@transaction.atomic
def close_survey(*, by: Actor, survey: Survey) -> None:
    """Close it before its last day; the results are shown from tomorrow, until then it may be
    opened again. Raises ValidationError for one that is closed.
    """
    require(by, RIGHT)
    if not stored(survey).is_open:
        raise ValidationError(_("The survey is closed."))
    _close(by, survey, clock.today())


@transaction.atomic
def reopen_survey(*, by: Actor, survey: Survey) -> None:
    """Undo `close_survey`. Raises ValidationError once results are shown: what came after them
    would tell what the last few answered.
    """
    require(by, RIGHT)
    if stored(survey).is_over or survey.closes_on < clock.today():
        raise ValidationError(_("The results are shown already, so it stays closed."))
    if change(survey, by=by, action="meetings.survey-reopen", closed_on=None):
        retract(("meetings", survey.key), by=by)


@transaction.atomic
def close_due() -> int:
    """What the night does: close surveys whose last day is over; how many."""
    due_surveys = Survey.objects.filter(closed_on=None, closes_on__lt=clock.today())
    for survey in due_surveys:
        _close(SYSTEM, survey, survey.closes_on)
    return len(due_surveys)


def _close(by: Actor, survey: Survey, day: dt.date) -> None:
    """It counts as work when enough have answered for the results to be shown."""
    change(survey, by=by, action="meetings.survey-close", closed_on=day)
    if survey.answers < LEAST:
        return
    with official():
        title = _("Survey to the staff: %(title)s") % {"title": survey.title}
    record_evidence(
        by=by,
        topic=TOPIC,
        title=title[:300],
        date=day,
        origin=("meetings", survey.key),
        example=survey.example,
        source=survey.source,
    )


@transaction.atomic
def answer_survey(
    *, link: StaffLink, survey: Survey, answers: Mapping[int, int | str], sheet: str = ""
) -> None:
    """Count the answers of one sheet, by the question's id: a number from 1 to 5, or words. A
    `sheet` (a random name of the page that was filled in) that comes again is not counted again.

    Nothing is kept of who answered, when, or what was answered together; so the audit log has no
    row of it. Raises ValidationError for an empty sheet, a closed survey, or too many by the link.
    """
    if wait := take(BY_LINK, str(link.pk)):
        minutes = {"minutes": -(-wait // 60)}
        raise ValidationError(
            _("Much has been sent by this link. Try again in %(minutes)d minutes.") % minutes
        )
    if not stored(survey).is_open:
        raise ValidationError(_("The survey is closed."))
    filled = {pk: answer for pk, answer in answers.items() if answer}
    if not filled:
        raise ValidationError(_("Answer at least one question."))
    if sheet and take(SHEET_ONCE, f"{survey.pk} {sheet}"):
        return
    for question in survey.questions.filter(pk__in=filled):
        count_answer(question, link.municipality, filled[question.pk])
    Survey.objects.filter(pk=survey.pk).update(answers=F("answers") + 1)
    changes.bump_after_commit()


def count_answer(question: Question, municipality: Municipality, value: int | str) -> None:
    """Count one answer; words are kept apart from the municipality."""
    scale = question.kind == Question.Kind.SCALE
    number = int(value) if scale else WORDS
    if scale and number not in VALUES:
        raise ValidationError(_("Choose a number from 1 to 5."))
    tallies = question.tallies.filter(municipality=municipality)
    if not tallies.filter(value=number).exists():
        # All at once, so that the order of the rows tells nothing.
        empty_tallies = [
            Tally(question=question, municipality=municipality, value=n, example=question.example)
            for n in (VALUES if scale else (WORDS,))
        ]
        Tally.objects.bulk_create(empty_tallies, ignore_conflicts=True)
    tallies.filter(value=number).update(count=F("count") + 1)
    if not scale:
        remark = Remark(key=secrets.token_hex(16), question=question, text=str(value).strip())
        remark.example = question.example
        remark.full_clean()
        remark.save()


def _require_to_come(day: dt.date) -> None:
    if day < clock.today():
        raise ValidationError({"closes_on": _("The day is over: choose one that is to come.")})


check_undo_by(lambda by, _row: require(by, RIGHT), Survey, Question)
