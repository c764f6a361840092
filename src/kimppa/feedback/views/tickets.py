"""One ticket: what was said, who sent it, and what can be done."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock, workdays
from kimppa.core.area import receivers
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.fulldisk import dispensable
from kimppa.core.mail.models import OutgoingMail
from kimppa.feedback import letters, queries
from kimppa.feedback.actions import answers, forwards, groups, readers, tickets
from kimppa.feedback.fields import labelled
from kimppa.feedback.forms import (
    HANDED_OVER_AS,
    AnswerForm,
    AssignForm,
    ForwardForm,
    GiveForm,
    HandOverForm,
    NoteForm,
    SameForm,
    SortForm,
)
from kimppa.feedback.models import Group, Message, Opened, Reply, Ticket
from kimppa.ui import pages as ui
from kimppa.ui.selection import frame_data

TITLE = 90  # letters of a heading, at most three lines on a phone


def ticket_or_404(request: HttpRequest, pk: int) -> Ticket:
    """A ticket that the person may see."""
    ticket = queries.ticket_for(ui.person_of(request), pk)
    if ticket is None:
        raise Http404
    return ticket


def message_or_404(request: HttpRequest, pk: int) -> Message:
    """A message of a ticket that the person may see."""
    message = Message.objects.filter(pk=pk).first()
    if message is None:
        raise Http404
    message.ticket = ticket_or_404(request, message.ticket_id)
    return message


def state_of(ticket: Ticket) -> tuple[str, str]:
    """Status key and word of a ticket."""
    if ticket.state == Ticket.State.CLOSED:
        return "done", _("Closed")
    if ticket.must_answer_by and ticket.must_answer_by < clock.today():
        return "late", _("The statutory day is past")
    if queries.is_late(ticket):
        return "late", _("Late")
    if ticket.state == Ticket.State.FORWARDED:
        is_with_support = ticket.forwarded_to == forwards.support_of(ticket.queue)
        text = _("Passed on to national support") if is_with_support else ""
        return "ongoing", text or _("Waits for somebody else")
    return "waiting", _("Open")


def _available_commands(ticket: Ticket, _person: Person) -> set[str]:
    commands = {"apart"} if ticket.group_id else set()
    if ticket.state == Ticket.State.CLOSED:
        return commands if ticket.blanked_at else commands | {"reopen"}
    commands |= {"note", "assign", "close", "sort", "forward", "same"}
    if ticket.state == Ticket.State.FORWARDED:
        commands.add("reopen")
    elif forwards.support_of(ticket.queue):
        commands.add("support")
    if ticket.can_be_answered:
        commands.add("answer")
    return commands | ({"hand-over"} if receivers(*HANDED_OVER_AS) else set())


def _support_message(message: Message) -> str:
    if message.message_id:
        return _("Passed on to national support.")
    return _("Passed on to national support. The register has no address of it: tell them.")


def _subject(ticket: Ticket) -> str:
    return ticket.subject or str(ticket)


TICKET = ui.Commands(
    name="feedback:ticket",
    at="<int:pk>/",
    argument="ticket",
    find=ticket_or_404,
    permission=Permission.DO_TASKS,
    municipality=lambda ticket: ticket.municipality,
    available=_available_commands,
    commands=[
        ui.Command(
            "answer",
            gettext_lazy("Send the answer"),
            answers.answer,
            form=AnswerForm,
            arguments=lambda ticket, _person: {"ticket": ticket},
            message=gettext_lazy("The answer is on its way."),
        ),
        ui.Command("note", gettext_lazy("Save the note"), tickets.note, form=NoteForm),
        ui.Command(
            "assign",
            gettext_lazy("Give"),
            tickets.assign,
            form=AssignForm,
            arguments=lambda ticket, _person: {"ticket": ticket},
            many=gettext_lazy("Give the chosen to"),
            many_form=GiveForm,
            many_message=gettext_lazy("Given"),
        ),
        ui.Command(
            "close",
            gettext_lazy("Close without a letter"),
            tickets.close,
            icon="done",
            message=gettext_lazy("Closed. It counts as handled."),
            back="feedback:inbox",
            many=gettext_lazy("Close the chosen without a letter"),
            many_message=gettext_lazy("Closed"),
        ),
        ui.Command("reopen", gettext_lazy("Open again"), tickets.reopen, icon="undo"),
        ui.Command(
            "sort",
            gettext_lazy("Theme and queue"),
            tickets.sort,
            form=SortForm,
            arguments=lambda ticket, person: {"by": person, "ticket": ticket},
            title=gettext_lazy("Theme and queue"),
            lead=_subject,
            icon="edit",
            to="feedback:sort",
            then=lambda _saved: reverse("feedback:inbox"),
            message=gettext_lazy("Saved. The days were counted anew."),
        ),
        ui.Command(
            "support",
            gettext_lazy("Pass on to national support"),
            forwards.pass_to_support,
            message=_support_message,
        ),
        ui.Command(
            "forward",
            gettext_lazy("Pass on"),
            forwards.forward,
            form=ForwardForm,
            title=gettext_lazy("Pass on to somebody outside"),
            lead=_subject,
            submit=gettext_lazy("Pass on"),
            adds=True,
            to="feedback:forward",
            message=gettext_lazy("Passed on. You are reminded on the day to ask again."),
        ),
        ui.Command(
            "hand-over",
            gettext_lazy("Make a task of it"),
            forwards.hand_over,
            form=HandOverForm,
            arguments=lambda ticket, _person: {"initial": {"title": ticket.subject}},
            title=gettext_lazy("Make a task of it"),
            lead=_subject,
            submit=gettext_lazy("Make the task"),
            adds=True,
            to="feedback:hand-over",
        ),
        ui.Command(
            "same",
            gettext_lazy("The same matter"),
            groups.put_together,
            form=SameForm,
            title=gettext_lazy("The same matter"),
            lead=_subject,
            submit=gettext_lazy("Put together"),
            adds=True,
            to="feedback:same",
            then=Group.get_absolute_url,
        ),
        ui.Command("apart", gettext_lazy("Not the same"), groups.take_apart),
    ],
)


@TICKET.page
@ui.needs(Permission.DO_TASKS)
def ticket(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """What was said of it, with the forms to answer, note and assign."""
    ticket, person = ticket_or_404(request, pk), ui.person_of(request)
    history = queries.messages_of(ticket)
    buttons = TICKET.buttons(ticket, person, refusal=refusal)
    button = next(iter(buttons.only("answer")), None)
    replies = list(Reply.objects.all()) if button else []
    reply = next((reply for reply in replies if str(reply.pk) == request.GET.get("reply")), None)
    if button and button.form and reply:
        button.form.initial["text"] = answers.draft(ticket, reply)
    elif button and button.form and (stopped_answer := queries.stopped_answer(history)):
        button.form.initial["text"] = stopped_answer.text
    is_writing = bool(reply or (refusal and refusal.command == "answer"))
    tag = letters.tag(frame_data(request).consortium, ticket.pk)
    return ui.detail_page(
        request,
        ticket,
        # The message stands below in whole: its subject may be its first words.
        title=Truncator(ticket.subject or str(ticket)).chars(TITLE),
        lead=f"{tag} · {ticket.queue} · {ticket.get_theme_display()}",
        mark=state_of(ticket),
        up=ui.link(_("All feedback"), "feedback:inbox"),
        template="feedback/ticket.html",
        # To close stands beside the answer, of which it is the other end.
        buttons=ui.Buttons([b for b in buttons.without_form if b.command.name != "close"]),
        forms=buttons,
        answer=button,
        replies=replies,
        reply=reply,
        others=_other_readers(request, ticket, is_writing=is_writing),
        history=_messages_with_letters(history),
        contact=getattr(ticket, "contact", None),
        tasks=queries.tasks_of(ticket),
        days_left=_days_left(ticket),
        named_ticket=ticket.may_belong_to_id
        and queries.ticket_for(person, ticket.may_belong_to_id),
        form_fields=labelled(ticket.more),
    )


def _messages_with_letters(history: list[Message]) -> list[tuple[Message, OutgoingMail | None]]:
    """Each message with its letter that waits to leave, if one does."""
    kinds = {Message.Kind.ANSWER: answers.key_of, Message.Kind.FORWARD: forwards.key_of}
    keys = {m: kinds[Message.Kind(m.kind)](m) for m in history if m.kind in kinds}
    mails = OutgoingMail.objects.filter(key__in=keys.values(), state=OutgoingMail.State.QUEUED)
    letter_by_key = {letter.key: letter for letter in mails} if keys else {}
    return [(message, letter_by_key.get(keys.get(message, ""))) for message in history]


def _other_readers(request: HttpRequest, ticket: Ticket, *, is_writing: bool) -> list[Opened]:
    """Who else has an open ticket before them; that I have it is noted, unless my page only asks
    anew by itself."""
    if ticket.state == Ticket.State.CLOSED:
        return []
    person = ui.person_of(request)
    if is_writing or (request.method == "GET" and "HX-Request" not in request.headers):
        with dispensable("who has a ticket before them"):
            readers.note_opened(by=person, ticket=ticket, writing=is_writing)
    return readers.others_at(ticket, person)


@require_POST
@ui.needs(Permission.DO_TASKS)
def writing(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an answer is being written; who else has the ticket before them."""
    ticket = ticket_or_404(request, pk)
    context = {"row": ticket, "others": _other_readers(request, ticket, is_writing=True)}
    return render(request, "feedback/others.html", context)


def _days_left(ticket: Ticket) -> int | None:
    """Working days until it is due; None when it is closed or late."""
    if ticket.state == Ticket.State.CLOSED or ticket.due_on < clock.today():
        return None
    return workdays.between(clock.today(), ticket.due_on)


@never_cache
@require_safe
@ui.needs(Permission.DO_TASKS)
def sender(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sent it and the uncovered words; each look is in the audit log."""
    ticket = ticket_or_404(request, pk)
    contact = getattr(ticket, "contact", None)
    if contact is None:
        raise Http404
    tickets.look(by=ui.person_of(request), ticket=ticket)
    kinds = (Message.Kind.CUSTOMER, Message.Kind.OUTSIDE)
    return ui.detail_page(
        request,
        ticket,
        title=_("Who sent %(ticket)s") % {"ticket": ticket},
        lead=_("Only for answering. That you looked is written in the audit log."),
        facts=[
            *ui.facts(contact, "name", "email", "phone"),
            *(ui.Fact(key, words) for key, words in labelled(contact.more)),
        ],
        up=ui.Action(_("Back to the feedback"), TICKET.url(ticket)),
        template="feedback/sender.html",
        contact=contact,
        originals=ticket.messages.filter(kind__in=kinds),
    )


MESSAGE = ui.Commands(
    name="feedback:message",
    at="messages/<int:pk>/",
    argument="message",
    find=message_or_404,
    permission=Permission.DO_TASKS,
    municipality=lambda message: message.ticket.municipality,
    available=lambda message, _person: {"remove"} if message.kind == Message.Kind.NOTE else set(),
    commands=[ui.Command("remove", gettext_lazy("Take away"), tickets.remove_note)],
)


@ui.needs(Permission.DO_TASKS)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a message stands: on its ticket's page."""
    message = message_or_404(request, pk)
    return redirect(f"{TICKET.url(message.ticket)}#message-{pk}")
