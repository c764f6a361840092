"""What the desk would put on the agenda of a meeting: late tasks and answers that are missing."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.handover import Offer
from kimppa.core.offers.queries import AGENDA
from kimppa.core.ratification.queries import count_answers, visible_ratifications
from kimppa.core.tasks.models import Task
from kimppa.ui.numbers import day


def offers(place: str, person: Person) -> Iterator[Offer]:
    """For those who meet: three queries. What is left comes back at twice the age."""
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
            example=task.example,
        )
    questions = visible_ratifications(person).filter(withdrawn_at=None, settled_at=None)
    for question in questions.prefetch_related("confirmations"):
        asked = question.asked_at.astimezone(clock.ZONE).date()
        count = count_answers(question)
        lacking = count.total - count.yes - count.no
        if lacking and asked < today:
            yield Offer(
                key=f"question-{question.pk}",
                title=question.title,
                url=reverse("desk:ratification", args=[question.pk]),
                topic=question.topic,
                text=ngettext(
                    "%(count)d municipality has not answered.",
                    "%(count)d municipalities have not answered.",
                    lacking,
                )
                % {"count": lacking},
                weight=_weeks(asked, today),
                example=question.example,
            )


def _weeks(since: dt.date, today: dt.date) -> int:
    return (today - since).days // 7 + 1
