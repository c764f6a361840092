"""Asking municipalities for a confirmation, and their answers."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import directors
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.models import StoredFile
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.ratification.letters import write_letters
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import reminders, to_remind
from kimppa.core.sections import section_number


def _save_valid(ratification: Ratification) -> None:
    ratification.full_clean()
    ratification.save()


def _require_coming(due: dt.date | None, at: dt.datetime | None) -> None:
    """Raise ValidationError for a day before the one on which it is asked."""
    asked_on = at.astimezone(clock.ZONE).date() if at else clock.today()
    if due and due < asked_on:
        raise ValidationError({"due": _("The day is past.")})


@transaction.atomic
def ask(
    *,
    by: Actor,
    origin: tuple[str, str],
    title: str,
    municipalities: Iterable[Municipality],
    level: str = Ratification.Level.DIRECTOR,
    topic: str = "",
    text: str = "",
    due: dt.date | None = None,
    at: dt.datetime | None = None,
    agreed: Collection[Municipality] = (),
    by_body: Collection[Municipality] = (),
    internal: bool = False,
    example: bool = False,
    source: str = "",
) -> Ratification:
    """Put a question about (area, object id) to municipalities; an open one is returned as is.

    No letter goes of an example, nor of what was asked earlier, `at` a moment. Who `agreed` said
    yes; `by_body` a body decides. ValidationError: no municipalities, a bad title, a past `due`.
    """
    require(by, Permission.DECIDE)
    if open_question := _open_ratifications(*origin).first():
        return open_question
    _require_coming(due, at)
    ratification = Ratification(
        area=origin[0],
        object_id=origin[1],
        title=title.strip(),
        text=text,
        level=level,
        topic=topic,
        due=due,
        internal=internal,
        asked_at=at or clock.now(),
        example=example,
        source=source,
    )
    _save_valid(ratification)
    _put_to(ratification, _recipients(municipalities), agreed, by_body, by=by)
    if at is None and not example:
        write_letters(ratification, _awaited_directors(ratification), by=by)
    return ratification


def _recipients(municipalities: Iterable[Municipality]) -> list[Municipality]:
    if recipients := list(municipalities):
        return recipients
    raise ValidationError(_("Choose the municipalities that are asked."))


def _put_to(
    ratification: Ratification,
    recipients: Iterable[Municipality],
    agreed: Collection[Municipality],
    by_body: Collection[Municipality],
    *,
    by: Actor,
) -> None:
    record(by=by, action="ratification.ask", obj=ratification)
    marks = {"example": ratification.example, "source": ratification.source}
    municipal = Ratification.Level.MUNICIPAL
    answers = [
        Confirmation(
            ratification=ratification,
            municipality=municipality,
            level=municipal if municipality in by_body and ratification.level != municipal else "",
            **marks,
        )
        for municipality in recipients
    ]
    Confirmation.objects.bulk_create(answers)
    for confirmation in answers:
        if confirmation.municipality in agreed:
            answer(by=by, confirmation=confirmation, yes=True)


@transaction.atomic
def answer(
    *,
    by: Actor,
    confirmation: Confirmation,
    yes: bool,
    date: dt.date | None = None,
    body: str = "",
    section: str = "",
    document: StoredFile | None = None,
    comment: str = "",
) -> None:
    """Record a municipality's answer.

    A municipal decision needs its body and §; a no needs a comment. Raises ValidationError, also
    when the question has been withdrawn or settled, or the date is still to come.
    """
    require(by, Permission.RATIFY, confirmation.municipality)
    _require_open(confirmation.ratification)
    if date and date > clock.today():
        raise ValidationError({"date": _("The date is still to come.")})
    if (
        confirmation.way == Ratification.Level.MUNICIPAL
        and yes
        and not (body.strip() and section_number(section))
    ):
        raise ValidationError(_("A municipal decision needs the deciding body and the §."))
    if not yes and not comment.strip():
        raise ValidationError({"comment": _("Say in a few words why the answer is no.")})
    change(
        confirmation,
        by=by,
        action="ratification.answer",
        state=Confirmation.State.YES if yes else Confirmation.State.NO,
        answered_by=person_or_none(by),
        date=date or clock.today(),
        body=body.strip(),
        section=section_number(section),
        document=document,
        comment=comment.strip(),
    )


@transaction.atomic
def take_back(*, by: Actor, confirmation: Confirmation) -> None:
    """Undo an answer: the municipality is asked again. What it said stays as a start."""
    require(by, Permission.RATIFY, confirmation.municipality)
    _require_open(confirmation.ratification)
    change(
        confirmation,
        by=by,
        action="ratification.take-back",
        state=Confirmation.State.AWAITING,
        date=None,
    )


@transaction.atomic
def withdraw(*, by: Actor, ratification: Ratification) -> None:
    """Take a question back; the answers stay readable. Raises ValidationError for a settled one."""
    require(by, Permission.DECIDE)
    _refuse_settled(ratification)
    change(ratification, by=by, action="ratification.withdraw", withdrawn_at=clock.now())


@transaction.atomic
def settle(*, by: Actor, ratification: Ratification, final: bool = True) -> None:
    """Close a question whose outcome has been carried out: its answers stand. What is not `final`
    is opened again when that which carried it out is taken back.
    """
    require(by, Permission.DECIDE)
    action = "ratification.close" if final else "ratification.carry-out"
    if ratification.settled_at is None:
        change(ratification, by=by, action=action, settled_at=clock.now())


@transaction.atomic
def open_again(*, by: Actor, ratification: Ratification) -> None:
    """Undo the closing of a question: answers are awaited again."""
    require(by, Permission.DECIDE)
    change(ratification, by=by, action="ratification.open-again", settled_at=None)


@transaction.atomic
def reopen(*, by: Actor, ratification: Ratification) -> None:
    """Undo a withdrawal; letters that were withdrawn with it are written anew.

    Raises ValidationError when the same has been asked anew since.
    """
    require(by, Permission.DECIDE)
    same_questions = _open_ratifications(ratification.area, ratification.object_id)
    if same_questions.exclude(pk=ratification.pk).exists():
        raise ValidationError(_("The same question has been asked anew; this one stays withdrawn."))
    change(ratification, by=by, action="ratification.put-again", withdrawn_at=None)
    if not ratification.example:
        write_letters(ratification, _awaited_directors(ratification), by=by)


@transaction.atomic
def set_internal(*, by: Actor, ratification: Ratification, internal: bool) -> None:
    """Show a question to directors only, or to all of the municipalities, as its object is shown;
    an open, a settled or a withdrawn one.
    """
    require(by, Permission.DECIDE)
    change(ratification, by=by, action="ratification.internal", internal=internal)


@transaction.atomic
def remind(*, by: Actor, ratification: Ratification) -> None:
    """Write to the directors whose municipality has not answered; nobody gets two letters a day.

    Raises ValidationError when there is nobody to write to.
    """
    require(by, Permission.DECIDE)
    _require_open(ratification)
    one_at_a_time("remind", "ratification", str(ratification.pk))
    people = to_remind(ratification, reminders([ratification.pk]))
    if not people:
        raise ValidationError(_("There is nobody to remind today."))
    write_letters(ratification, people, by=by, again=True)
    names = ", ".join(str(municipality) for municipality, _person in people)
    record(by=by, action="ratification.remind", obj=ratification, after={"reminded": names})


@transaction.atomic
def take_reminder_back(*, by: Actor, ratification: Ratification) -> None:
    """Log that a reminder was undone; its letters are withdrawn with the press."""
    require(by, Permission.DECIDE)
    record(by=by, action="ratification.remind-back", obj=ratification)


def open_about(origin: tuple[str, str]) -> QuerySet[Ratification]:
    """The question about (area, object id) that has not been withdrawn: one or none."""
    return _open_ratifications(*origin)


def _open_ratifications(area: str, object_id: str) -> QuerySet[Ratification]:
    one_at_a_time("ratification", area, object_id)
    return Ratification.objects.filter(area=area, object_id=object_id, withdrawn_at=None)


def _require_open(ratification: Ratification) -> None:
    if stored(ratification).withdrawn_at:
        raise ValidationError(_("The question has been withdrawn; no answer is needed."))
    _refuse_settled(ratification)


def _refuse_settled(ratification: Ratification) -> None:
    if stored(ratification).settled_at:
        raise ValidationError(
            _("What was asked about has been carried out by the answers, so they stand.")
        )


def _awaited_directors(ratification: Ratification) -> list[tuple[Municipality, Person]]:
    """The directors who have an answer to give."""
    awaited_answers = ratification.confirmations.filter(state=Confirmation.State.AWAITING)
    return directors(
        [answer.municipality for answer in awaited_answers.select_related("municipality")]
    )


def _check_answer(by: Actor, confirmation: Confirmation) -> None:
    require(by, Permission.RATIFY, confirmation.municipality)


check_undo_by(lambda by, _row: require(by, Permission.DECIDE), Ratification)
check_undo_by(_check_answer, Confirmation)
