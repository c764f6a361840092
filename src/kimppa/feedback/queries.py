"""Reading feedback."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.consortium.roles import ROLE_PERMISSIONS, Permission
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.tasks.models import Task
from kimppa.feedback.finna import is_email
from kimppa.feedback.models import Group, Mailbox, Message, Queue, Ticket, TicketQuerySet

MINE = 5
WARN = dt.timedelta(days=5)  # how long before the statutory day the inbox says so
_HANDLING = [role for role, allowed in ROLE_PERMISSIONS.items() if Permission.DO_TASKS in allowed]
_WITH = ("queue__service", "queue__municipality", "assignee", "group")


def tickets_for(person: Person, municipality: Municipality | None = None) -> TicketQuerySet:
    """What the person may handle, with what a list shows; of one municipality and common."""
    tickets = Ticket.objects.visible_to(person).select_related(*_WITH)
    if municipality is not None:
        tickets = tickets.filter(Q(queue__municipality=municipality) | Q(queue__municipality=None))
    return tickets


def ticket_for(person: Person, pk: int) -> Ticket | None:
    """One ticket with its sender; None when it is not the person's to see."""
    tickets = Ticket.objects.visible_to(person).select_related(*_WITH, "contact")
    return tickets.filter(pk=pk).first()


def my_five(person: Person, municipality: Municipality | None = None) -> list[Ticket]:
    """The person's five most urgent: their own before what nobody has taken."""
    own_first = Case(
        When(assignee=person, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    tickets = tickets_for(person, municipality).filter(state=Ticket.State.OPEN)
    candidates = tickets.filter(Q(assignee=person) | Q(assignee=None))
    return list(candidates.order_by(own_first, "due_on", "arrived_at", "pk")[:MINE])


def pressing(person: Person) -> list[Ticket]:
    """Unanswered tickets whose statutory day is near or past."""
    tickets = tickets_for(person).open()
    tickets = tickets.filter(answered_at=None, answer_by__lte=clock.today() + WARN)
    return list(tickets.order_by("answer_by", "pk")[:20])


def mailboxes_with_trouble(person: Person) -> list[Mailbox]:
    """Mailboxes whose last reading failed, or in which letters wait (their number as `waiting`),
    for those who can mend them."""
    if not person.can(Mailbox.permission):
        return []
    mailboxes = Mailbox.objects.filter(active=True).annotate(waiting=Count("pending"))
    return list(mailboxes.exclude(failures=0, waiting=0))


def unsent_letters(person: Person) -> int:
    """How many letters of feedback did not go, or may not have gone, for the coordinator."""
    if not person.is_coordinator:
        return 0
    state, hour_ago = OutgoingMail.State, clock.now() - dt.timedelta(hours=1)
    is_stuck = Q(state=state.FAILED) | Q(state=state.SENDING, queued_at__lt=hour_ago)
    return OutgoingMail.objects.filter(is_stuck, key__startswith="feedback-").count()


def reply_address(queue: Queue) -> str:
    """Where what is answered to a queue's letters is read: the mailbox of its service and
    municipality, else of either, else any; empty when no mailbox's user name is an address."""
    active_mailboxes = Mailbox.objects.filter(active=True, example=False, user__contains="@")
    mailboxes = sorted(
        active_mailboxes,
        key=lambda mailbox: (
            mailbox.service_id != queue.service_id,
            mailbox.municipality_id != queue.municipality_id,
            mailbox.pk,
        ),
    )
    return next((mailbox.user for mailbox in mailboxes if is_email(mailbox.user)), "")


def messages_of(ticket: Ticket) -> list[Message]:
    """What has been said of a ticket, without the uncovered texts; the ticket knows them after."""
    messages = Message.objects.defer("original").select_related("by")
    prefetch_related_objects([ticket], Prefetch("messages", messages))
    return list(ticket.messages.all())


def stopped_answer(messages: Iterable[Message]) -> Message | None:
    """The answer that was stopped before it left, when nothing has been said since."""
    exchange = [message for message in messages if message.kind != Message.Kind.NOTE]
    newest = max(exchange, key=lambda message: (message.at, message.pk), default=None)
    is_stopped = newest and newest.kind == Message.Kind.ANSWER and newest.undone_at
    return newest if is_stopped else None


def tasks_of(ticket: Ticket) -> list[Task]:
    """Tasks that have been made of a ticket."""
    tasks = Task.objects.filter(area="feedback", object_id=f"ticket-{ticket.pk}")
    return list(tasks.order_by("pk"))


def handlers(municipality: Municipality | None) -> QuerySet[Person]:
    """Who handles the feedback of a municipality, or (None) what is common."""
    memberships = _handling_memberships()
    if municipality is not None:
        memberships = memberships.filter(Q(municipality=municipality) | Q(municipality=None))
    return _people(memberships)


def handlers_beside(person: Person) -> QuerySet[Person]:
    """Who handles feedback with the person: in the own libraries, or in all."""
    return _people(_handling_memberships()).filter(pk__in=people_visible_to(person).values("pk"))


def _handling_memberships() -> QuerySet[Membership]:
    return Membership.objects.valid_on(clock.today()).filter(role__in=_HANDLING)


def _people(memberships: QuerySet[Membership]) -> QuerySet[Person]:
    people = Person.objects.valid_on(clock.today()).filter(is_active=True)
    return people.filter(pk__in=memberships.values("person")).order_by("name", "pk")


def tickets_of_group(group: Group, person: Person) -> list[Ticket]:
    """The tickets of a matter that the person may handle, with their senders."""
    tickets = tickets_for(person).filter(group=group).select_related("contact")
    return list(tickets.order_by("arrived_at", "pk"))


def is_late(ticket: Ticket) -> bool:
    """Whether it should have been answered by now."""
    return ticket.state != Ticket.State.CLOSED and ticket.due_on < clock.today()
