"""What the desk would put on the agenda of a meeting: late tasks, answers missing or no."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.handover import Offer
from kimppa.core.offers.queries import AGENDA
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import (
    count_answers,
    visible_answers,
    visible_ratifications,
)
from kimppa.core.tasks.models import Task
from kimppa.desk.yearclock.dues import BEHIND
from kimppa.ui.numbers import day


def offers(place: str, person: Person) -> Iterator[Offer]:
    """For those who meet: three queries. What is left comes back at twice the age, an answer no
    when twice as many have said it.
    """
    if place != AGENDA or not (person.is_coordinator or person.can(Permission.RATIFY)):
        return
    today = clock.today()
    for task in Task.objects.visible_to(person).open().filter(due__lt=today):
        assert task.due is not None
        yield Offer(
            key=f"task-{task.pk}",
            title=task.title,
            url=reverse("desk:task", args=[task.pk]),
            topic=task.topic,
            text=_("A task that was due on %(day)s.") % {"day": day(task.due)},
            weight=_weeks(task.due, today),
            internal=task.internal,
            example=task.example,
        )
    questions = visible_ratifications(person).filter(withdrawn_at=None, settled_at=None)
    answers = Prefetch("confirmations", Confirmation.objects.select_related("municipality"))
    for question in questions.prefetch_related(answers):
        yield from _unanswered_offers(question, today)
        yield from _refused_offers(question, person, today)


def _unanswered_offers(question: Ratification, today: dt.date) -> Iterator[Offer]:
    """A question that some have not answered."""
    asked_on = question.asked_at.astimezone(clock.ZONE).date()
    count = count_answers(question)
    open_count = count.total - count.yes - count.no
    if open_count and asked_on < today:
        text = ngettext(
            "%(count)d municipality has not answered.",
            "%(count)d municipalities have not answered.",
            open_count,
        )
        key, weight = f"question-{question.pk}", _weeks(asked_on, today)
        yield _offer(question, key, text % {"count": open_count}, weight)


def _refused_offers(question: Ratification, person: Person, today: dt.date) -> Iterator[Offer]:
    """A question to which somebody has said no within a year, with who and why."""
    answers = [
        answer
        for answer in visible_answers(question, person)
        if answer.state == Confirmation.State.NO and answer.date and answer.date > today - BEHIND
    ]
    answers.sort(key=lambda answer: (answer.date, answer.pk))
    if answers:
        text = "\n".join(
            _("%(place)s said no on %(day)s: %(why)s")
            % {"place": answer.municipality, "day": day(answer.date), "why": answer.comment}
            for answer in answers
        )
        yield _offer(question, f"answer-{answers[0].pk}", text, len(answers))


def _offer(question: Ratification, key: str, text: str, weight: int) -> Offer:
    return Offer(
        key=key,
        title=question.title,
        url=reverse("desk:ratification", args=[question.pk]),
        topic=question.topic,
        text=text,
        weight=weight,
        internal=question.internal,
        example=question.example,
    )


def _weeks(first_day: dt.date, today: dt.date) -> int:
    return (today - first_day).days // 7 + 1
