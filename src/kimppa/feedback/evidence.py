"""Feedback that has been handled, as work done: one row for each queue and month.

What is told of the national e-library is work of its own line of the agreement: it counts for the
topic `elibrary`, and for the e-library's feedback where a duty names that. It never counts as
feedback of another service.
"""

import datetime as dt

from django.db.models import Max
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.language import official
from kimppa.core.permissions import Actor
from kimppa.feedback.models import Queue, Ticket

TOPIC, E_LIBRARY = "feedback", "elibrary"
E_LIBRARY_SERVICE = "ekirjasto"
AREA = "feedback"


def is_of_e_library(queue: Queue) -> bool:
    """Whether a queue is of the national e-library."""
    return queue.service is not None and queue.service.slug == E_LIBRARY_SERVICE


def topics_of(queue: Queue, year: int) -> tuple[str, ...]:
    """The topics that a queue's handled feedback counts for."""
    if not is_of_e_library(queue):
        return (TOPIC,)
    feedback_duties = Duty.objects.filter(agreement_year=year, topic=TOPIC, service=queue.service)
    return (E_LIBRARY, TOPIC) if feedback_duties.exists() else (E_LIBRARY,)


def count_month(queue: Queue, moment: dt.datetime, *, by: Actor) -> None:
    """Count anew what has been handled in the queue in the month of the moment."""
    month = moment.astimezone(clock.ZONE).date().replace(day=1)
    start = dt.datetime.combine(month, dt.time(), clock.ZONE)
    end = dt.datetime.combine((month + dt.timedelta(days=32)).replace(day=1), dt.time(), clock.ZONE)
    tickets = Ticket.objects.filter(queue=queue, answered_at__gte=start, answered_at__lt=end)
    count = tickets.count()
    origin = (AREA, f"queue-{queue.pk}-{month:%Y-%m}")
    if not count:
        retract(origin, by=by)
        return
    latest_answer = tickets.aggregate(at=Max("answered_at"))["at"]
    with official():
        title = _("Customer feedback handled: %(queue)s") % {"queue": queue}
        label = _("pieces of feedback")
    for topic in topics_of(queue, month.year):
        record_evidence(
            by=by,
            topic=topic,
            title=title,
            date=latest_answer.astimezone(clock.ZONE).date(),
            municipalities=[queue.municipality] if queue.municipality else None,
            service=queue.service,
            figures={label: count},
            origin=origin,
            example=not tickets.filter(example=False).exists(),
        )
