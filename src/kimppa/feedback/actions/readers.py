"""Who else has a ticket before them: told on its page, so that no customer is answered twice.

The rule is simple and told as it is: whoever opened the page within the last minutes is named with
the time, and whoever has begun an answer there is named as writing it. Nobody is kept from
answering; what was done meanwhile is told when the answer is sent (`forms.AnswerForm`).
"""

import datetime as dt

from django.db.models import Q

from kimppa.core.consortium.models import Person
from kimppa.feedback.actions.tickets import require_ticket
from kimppa.feedback.models import Opened, Ticket

LATELY = dt.timedelta(minutes=10)
WRITING = dt.timedelta(minutes=30)  # an answer takes longer to write than a page to read


def note_opened(*, by: Person, ticket: Ticket, writing: bool = False) -> None:
    """Note that somebody has the ticket before them, and whether they are writing an answer."""
    require_ticket(by, ticket)
    now = dt.datetime.now(dt.UTC)
    Opened.objects.bulk_create(
        [Opened(ticket=ticket, person=by, at=now, writing_at=now if writing else None)],
        update_conflicts=True,
        unique_fields=["ticket", "person"],
        update_fields=["at", *(["writing_at"] if writing else [])],
    )


def note_done(*, by: Person, ticket: Ticket) -> None:
    """Note that somebody has done what they opened the ticket for."""
    require_ticket(by, ticket)
    Opened.objects.filter(ticket=ticket, person=by).delete()


def others_at(ticket: Ticket, person: Person) -> list[Opened]:
    """Who else has it before them, those who are writing first; `writing_at` is None for those
    who only opened it."""
    now = dt.datetime.now(dt.UTC)
    is_recent = Q(at__range=(now - LATELY, now)) | Q(writing_at__range=(now - WRITING, now))
    openings = Opened.objects.filter(is_recent, ticket=ticket).exclude(person=person)
    readers = list(openings.select_related("person").order_by("-at", "pk"))
    for reader in readers:
        if reader.writing_at and not now - WRITING <= reader.writing_at <= now:
            reader.writing_at = None
    return sorted(readers, key=lambda reader: reader.writing_at is None)


def forget_opened() -> int:
    """Remove what tells nobody anything any more; how many."""
    oldest_time = dt.datetime.now(dt.UTC) - WRITING
    return Opened.objects.filter(at__lt=oldest_time).delete()[0]
