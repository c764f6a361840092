"""What the feedback room answers when the rest of the desk asks."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from django.db.models import (
    Avg,
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Figures, Group, Resolved, Sentence, Text
from kimppa.core.connections.queries import expected_secrets
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.home import Expected
from kimppa.core.search.sources import resolve_documents
from kimppa.core.words.messages import say
from kimppa.feedback import offers
from kimppa.feedback.evidence import E_LIBRARY, E_LIBRARY_SERVICE, TOPIC
from kimppa.feedback.models import Mailbox, Message, Ticket
from kimppa.feedback.search import DOCUMENTS
from kimppa.ui.numbers import number


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """Tickets by their documents' ids ("ticket-3"), groups and themes by their offers' keys."""
    return dict(resolve_documents(DOCUMENTS, ids, person)) | offers.resolve(ids, person)


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """How much feedback came and how it was answered, by service: one query.

    A municipality is told of its own customers', and of what named none and is handled together.

    A service's own line tells of that service; a line without one, of those that no other line
    tells of. The e-library's is told on its own line of the agreement, never among the others.
    """
    intakes_by_service = _intakes_by_service(year, municipality)
    if not intakes_by_service:
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
            others = services | {E_LIBRARY_SERVICE}
            slugs = [slug for slug in intakes_by_service if slug not in others]
        intakes = [intake for slug in slugs for intake in intakes_by_service.get(slug, ())]
        if intakes:
            sentences[subject] = [_sentence(intakes, municipality.name if municipality else "")]
            if topic == E_LIBRARY:
                sentences[subject] += _support_sentences(intakes)
    return sentences


class Intake(NamedTuple):
    """What came to some queues; `days` is the mean time to the answer, `real` no example."""

    common: bool
    arrived: int
    answered: int
    in_time: int
    passed_on: int
    days: float | None
    real: int


def _intakes_by_service(year: int, municipality: Municipality | None) -> dict[str, list[Intake]]:
    """By the service's slug ("" without one)."""
    start = dt.datetime(year, 1, 1, tzinfo=clock.ZONE)
    end = dt.datetime(year + 1, 1, 1, tzinfo=clock.ZONE)
    tickets: QuerySet[Ticket] = Ticket.objects.filter(arrived_at__gte=start, arrived_at__lt=end)
    if municipality is not None:
        in_force = municipality.while_in_force("arrived_at__date")
        is_common = Q(queue__municipality=None) & in_force
        tickets = tickets.filter(is_common | Q(queue__municipality=municipality))
    forwards = Message.objects.filter(
        ticket=OuterRef("pk"), kind=Message.Kind.FORWARD, undone_at=None
    )
    count_rows = (
        tickets.order_by()
        .annotate(common=ExpressionWrapper(Q(queue__municipality=None), BooleanField()))
        .values_list("queue__service__slug", "common")
        .annotate(
            count=Count("pk"),
            answered=Count("answered_at"),
            in_time=Count("pk", filter=Q(answered_at__date__lte=F("due_on"))),
            passed_on=Count("pk", filter=Exists(forwards)),
            mean=Avg(F("answered_at") - F("arrived_at")),
            real=Count("pk", filter=Q(example=False)),
        )
    )
    intakes_by_service: dict[str, list[Intake]] = {}
    for slug, common, count, answered, in_time, passed_on, mean_time, real in count_rows:
        intake = Intake(common, count, answered, in_time, passed_on, _days(mean_time), real)
        intakes_by_service.setdefault(slug or "", []).append(intake)
    return intakes_by_service


def _days(duration: dt.timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds() / 86400


def _sentence(intakes: Sequence[Intake], town_name: str) -> Sentence:
    own_intakes = [intake for intake in intakes if not intake.common]
    common_intakes = [intake for intake in intakes if intake.common]
    figures = _figures(own_intakes, _("pieces of feedback"), _("handled"), _("handled in time"))
    joint_figures = _figures(
        common_intakes,
        _("pieces of feedback without a municipality"),
        _("handled together"),
        _("handled together in time"),
    )
    days = _mean_days(intakes)
    count = sum(intake.arrived for intake in intakes)
    return Sentence(
        f"{_arrival_sentence(own_intakes, common_intakes, town_name)} {_answer_sentence(intakes)}",
        figures=figures if own_intakes else (),
        joint=joint_figures if common_intakes else (),
        apart=((_("days on average"), number(days, 1)),) if days is not None else (),
        url=reverse_lazy("feedback:figures"),
        example=not any(intake.real for intake in intakes),
        headline=(number(count, 0), ngettext("piece of feedback", "pieces of feedback", count)),
    )


def _support_sentences(intakes: Sequence[Intake]) -> Iterator[Sentence]:
    """How much the national support was given to answer."""
    if count := sum(intake.passed_on for intake in intakes):
        text = ngettext(
            "{count} piece of feedback was passed on to national support.",
            "{count} pieces of feedback were passed on to national support.",
            count,
        )
        yield Sentence(
            say(text, count=count),
            apart=((_("passed on to national support"), number(count, 0)),),
            url=reverse_lazy("feedback:figures"),
            example=not any(intake.real for intake in intakes),
        )


def _arrival_sentence(
    own_intakes: Sequence[Intake], common_intakes: Sequence[Intake], town_name: str
) -> str:
    """Nine pieces came, two of them without a municipality."""
    count = sum(intake.arrived for intake in own_intakes)
    common_count = sum(intake.arrived for intake in common_intakes)
    if not town_name:
        count, common_count = count + common_count, 0
    if not count:
        text = ngettext(
            "{count} piece of feedback came to the libraries together.",
            "{count} pieces of feedback came to the libraries together.",
            common_count,
        )
        return say(text, count=common_count)
    if common_count:
        text = ngettext(
            "The libraries' own customers sent {count} piece of feedback;"
            " {together} came to all libraries together.",
            "The libraries' own customers sent {count} pieces of feedback;"
            " {together} came to all libraries together.",
            count,
        )
        return say(text, count=count, together=common_count)
    if town_name:
        text = ngettext(
            "{place:genitive} customers sent {count} piece of feedback.",
            "{place:genitive} customers sent {count} pieces of feedback.",
            count,
        )
        return say(text, count=count, place=town_name)
    text = ngettext(
        "Customers sent {count} piece of feedback.",
        "Customers sent {count} pieces of feedback.",
        count,
    )
    return say(text, count=count)


def _answer_sentence(intakes: Sequence[Intake]) -> str:
    """All were answered, in five days on average; one later than promised."""
    arrived = sum(intake.arrived for intake in intakes)
    answered = sum(intake.answered for intake in intakes)
    if not answered:
        return ngettext(
            "It has not been answered yet.", "They have not been answered yet.", arrived
        )
    days = max(round(_mean_days(intakes) or 0), 1)
    late = answered - sum(intake.in_time for intake in intakes)
    if arrived == 1:
        text = ngettext("It was answered in {days} day.", "It was answered in {days} days.", days)
    elif answered == 1:
        text = ngettext(
            "One of them has been answered, in {days} day.",
            "One of them has been answered, in {days} days.",
            days,
        )
    elif answered < arrived:
        text = ngettext(
            "{waiting} of them still waits for an answer; the others were answered in {days} days"
            " on average.",
            "{waiting} of them still wait for an answer; the others were answered in {days} days"
            " on average.",
            arrived - answered,
        )
    elif late:
        text = ngettext(
            "All were answered, in {days} day on average; {late} later than promised.",
            "All were answered, in {days} days on average; {late} later than promised.",
            days,
        )
    else:
        text = ngettext(
            "All were answered, in {days} day on average.",
            "All were answered, in {days} days on average.",
            days,
        )
    return say(text, waiting=arrived - answered, days=days, late=late)


def _figures(intakes: Sequence[Intake], arrived: str, handled: str, in_time: str) -> Figures:
    return (
        (arrived, number(sum(intake.arrived for intake in intakes), 0)),
        (handled, number(sum(intake.answered for intake in intakes), 0)),
        (in_time, number(sum(intake.in_time for intake in intakes), 0)),
    )


def _mean_days(intakes: Sequence[Intake]) -> float | None:
    answered = sum(intake.answered for intake in intakes)
    if not answered:
        return None
    days = sum(intake.answered * intake.days for intake in intakes if intake.days is not None)
    return days / answered


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """The statutory days of feedback on accessibility, which passing it on does not put off, the
    days of what nobody has answered, and those on which people outside are asked again."""
    if not person.can(Permission.DO_TASKS):
        return
    is_asked_again = Q(state=Ticket.State.FORWARDED, follow_up_on__range=(start, end))
    is_unanswered = Q(state=Ticket.State.OPEN, answered_at=None, due_on__range=(start, end))
    tickets = Ticket.objects.visible_to(person)
    tickets = tickets.filter(Q(answer_by__range=(start, end)) | is_asked_again | is_unanswered)
    tickets = tickets.select_related("queue__municipality", "queue__service", "assignee", "contact")
    for ticket in tickets.order_by("due_on", "pk"):
        for day, is_follow_up in ((_answer_day(ticket), False), (_follow_up_day(ticket), True)):
            if day is not None and start <= day <= end:
                yield _due(ticket, day, is_follow_up=is_follow_up)


def _answer_day(ticket: Ticket) -> dt.date | None:
    """The statutory day, else the queue's own while nobody has answered."""
    is_waiting = ticket.state == Ticket.State.OPEN and ticket.answered_at is None
    return ticket.answer_by or (ticket.due_on if is_waiting else None)


def _follow_up_day(ticket: Ticket) -> dt.date | None:
    return ticket.follow_up_on if ticket.state == Ticket.State.FORWARDED else None


def _due(ticket: Ticket, day: dt.date, *, is_follow_up: bool) -> Due:
    municipality, is_statutory = ticket.queue.municipality, ticket.answer_by is not None
    title, verb, group_title = _reminder_words(ticket) if is_follow_up else _reply_words(ticket)
    return Due(
        date=day,
        title=title,
        url=ticket.get_absolute_url(),
        topic=TOPIC,
        municipality=municipality.code if municipality else "",
        responsible=ticket.assignee.name if ticket.assignee else "",
        done=ticket.answered_at is not None and not is_follow_up,
        verb=verb,
        why=str(ticket.queue.service or ticket.queue),
        law=is_statutory and not is_follow_up,
        group=Group(group_title, reverse("feedback:inbox")) if group_title else None,
    )


def _reminder_words(ticket: Ticket) -> tuple[str, Text, str]:
    """What those outside are asked of: its theme, for a bare number says nothing. Not its subject:
    titles go out in letters and calendars, and a subject may tell of the sender."""
    words = {"about": ticket.get_theme_display(), "number": ticket.pk, "whom": ticket.forwarded_to}
    title = _("Ask %(whom)s about feedback: %(about)s (no. %(number)d)")
    return title % words, verbs.OPEN, ""


def _reply_words(ticket: Ticket) -> tuple[str, Text, str]:
    """Title, button and what several are called; who left no address cannot be answered."""
    words = {"about": ticket.get_theme_display(), "number": ticket.pk}
    if ticket.can_be_answered:
        law_title = _("Answer feedback on accessibility no. %(number)d")
        title = law_title if ticket.answer_by else _("Answer feedback: %(about)s (no. %(number)d)")
        return title % words, verbs.ANSWER, _("Answer %(count)d letters of feedback")
    law_title = _("Handle feedback on accessibility no. %(number)d")
    title = law_title if ticket.answer_by else _("Handle feedback: %(about)s (no. %(number)d)")
    return title % words, verbs.HANDLE, _("Handle %(count)d pieces of feedback")


def expected() -> Iterator[Expected]:
    """Maildirs, and secrets of mailboxes that the environment does not give."""
    for mailbox in Mailbox.objects.filter(example=False):
        if mailbox.kind == Mailbox.Kind.MAILDIR:
            for subfolder in ("new", "cur"):
                yield Expected(f"maildir/{mailbox.folder}/{subfolder}/", mailbox.title)
        yield from expected_secrets(mailbox)
