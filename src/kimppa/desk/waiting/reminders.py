"""The letters that go by themselves, each morning, to those who owe an answer to a question."""

import datetime as dt

from kimppa.core import clock
from kimppa.core.mail.reminders import BEFORE, is_reminder_due
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import remind
from kimppa.core.ratification.models import Ratification
from kimppa.core.ratification.queries import reminders, to_remind

DAY = dt.timedelta(days=1)


def send_reminders() -> int:
    """Remind of questions with a day for the answer, three days before it and the day after; how
    many questions were reminded of.
    """
    questions = Ratification.objects.filter(
        withdrawn_at=None, settled_at=None, example=False, due__isnull=False
    )
    return sum(map(_remind, questions.prefetch_related("confirmations__municipality")))


def _remind(question: Ratification) -> bool:
    assert question.due is not None
    days = reminders([question.pk])
    asked_on = question.asked_at.astimezone(clock.ZONE).date()
    last, marks = max([asked_on, *days.values()]), (question.due - BEFORE, question.due + DAY)
    if not is_reminder_due(marks, last=last, today=clock.today()) or not to_remind(question, days):
        return False
    remind(by=SYSTEM, ratification=question)
    return True
