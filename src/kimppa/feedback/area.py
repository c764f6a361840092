"""What the feedback room answers when the rest of the desk asks."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Avg, Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.search.sources import resolve_documents
from kimppa.feedback import offers
from kimppa.feedback.evidence import E_LIBRARY, E_LIBRARY_SERVICE, TOPIC
from kimppa.feedback.models import Ticket
from kimppa.feedback.search import DOCUMENTS
from kimppa.ui.numbers import number


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """Tickets by their documents' ids ("ticket-3"), groups and themes by their offers' keys."""
    return dict(resolve_documents(DOCUMENTS, ids, person)) | offers.resolve(ids, person)


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """How much feedback came and how it was answered, by service: one query.

    A service's own line tells of that service; a line without one, of those that no other line
    tells of. The e-library's is told on its own line of the agreement, never among the others.
    """
    figures = _figures(year, municipality)
    if not figures:
        return {}
    services = {name.partition("@")[2] for name in subjects if name.startswith(f"{TOPIC}@")}
    sentences = {}
    for subject in subjects:
        topic, _at, service = subject.partition("@")
        if topic == E_LIBRARY:
            slugs = [E_LIBRARY_SERVICE] if service in ("", E_LIBRARY_SERVICE) else []
        elif service:
            slugs = [service] if service != E_LIBRARY_SERVICE else []
        else:
            slugs = [name for name in figures if name != E_LIBRARY_SERVICE and name not in services]
        rows = [figures[name] for name in slugs if name in figures]
        if rows:
            sentences[subject] = [_sentence(rows)]
    return sentences


type Row = tuple[int, int, int, float | None, int]
"""Arrived, answered, answered in time, mean answering time in days, real (no example)."""


def _figures(year: int, municipality: Municipality | None) -> dict[str, Row]:
    """By the service's slug ("" without one)."""
    start = dt.datetime(year, 1, 1, tzinfo=clock.ZONE)
    end = dt.datetime(year + 1, 1, 1, tzinfo=clock.ZONE)
    rows: QuerySet[Ticket] = Ticket.objects.filter(arrived_at__gte=start, arrived_at__lt=end)
    if municipality is not None:
        there = municipality.while_in_force("arrived_at__date")
        common = Q(queue__municipality=None) & there
        rows = rows.filter(common | Q(queue__municipality=municipality))
    counts = (
        rows.order_by()
        .values_list("queue__service__slug")
        .annotate(
            count=Count("pk"),
            answered=Count("answered_at"),
            in_time=Count("pk", filter=Q(answered_at__date__lte=F("due_on"))),
            mean=Avg(F("answered_at") - F("arrived_at")),
            real=Count("pk", filter=Q(example=False)),
        )
    )
    return {
        slug or "": (count, answered, in_time, _days(mean), real)
        for slug, count, answered, in_time, mean, real in counts
    }


def _days(duration: dt.timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds() / 86400


def _sentence(rows: Sequence[Row]) -> Sentence:
    count, answered, in_time = (
        sum(row[0] for row in rows),
        sum(row[1] for row in rows),
        sum(row[2] for row in rows),
    )
    spent = sum(row[1] * row[3] for row in rows if row[3] is not None)
    text = ngettext(
        "%(count)s piece of feedback came from customers; handled: %(answered)s",
        "%(count)s pieces of feedback came from customers; handled: %(answered)s",
        count,
    ) % {"count": number(count, 0), "answered": number(answered, 0)}
    figures = [(_("pieces of feedback"), number(count, 0)), (_("handled"), number(answered, 0))]
    if answered:
        days = number(spent / answered, 1)
        text += _(", %(in_time)s in the time promised and in %(days)s days on average") % {
            "in_time": number(in_time, 0),
            "days": days,
        }
        figures += [(_("handled in time"), number(in_time, 0)), (_("days on average"), days)]
    return Sentence(
        f"{text}.",
        figures=tuple(figures),
        url=reverse("feedback:figures"),
        example=not any(row[4] for row in rows),
    )


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """The statutory days of feedback on accessibility, which passing it on does not put off, and
    the days on which those outside are asked again."""
    if not person.can(Permission.DO_TASKS):
        return
    asked_again = Q(state=Ticket.State.FORWARDED, follow_up_on__range=(start, end))
    rows = Ticket.objects.visible_to(person)
    rows = rows.filter(Q(answer_by__range=(start, end)) | asked_again)
    for row in rows.select_related("queue__municipality", "assignee").order_by("due_on", "pk"):
        for day, follows in ((row.answer_by, False), (_asked_again_on(row), True)):
            if day is not None and start <= day <= end:
                yield _due(row, day, follows=follows)


def _asked_again_on(row: Ticket) -> dt.date | None:
    return row.follow_up_on if row.state == Ticket.State.FORWARDED else None


def _due(row: Ticket, day: dt.date, *, follows: bool) -> Due:
    place = row.queue.municipality
    words = {"number": row.pk, "whom": row.forwarded_to}
    return Due(
        date=day,
        title=_("Ask %(whom)s about feedback %(number)d") % words
        if follows
        else _("Answer feedback %(number)d on accessibility") % words,
        url=row.get_absolute_url(),
        topic=TOPIC,
        municipality=place.code if place else "",
        responsible=row.assignee.name if row.assignee else "",
        done=row.answered_at is not None and not follows,
    )
