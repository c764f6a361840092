"""One ticket: what was said, who sent it, and what can be done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.area import receivers
from kimppa.core.consortium.roles import Permission
from kimppa.core.fulldisk import dispensable
from kimppa.feedback import letters, queries, workdays
from kimppa.feedback.actions import answering, handling, watching
from kimppa.feedback.forms import (
    HANDED_OVER_AS,
    AnswerForm,
    AssignForm,
    NoteForm,
    SortForm,
    print_of_ticket,
)
from kimppa.feedback.models import Message, Opened, Reply, Ticket
from kimppa.feedback.views.common import message_or_404, state_of, ticket_or_404
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.selection import known
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done


@require_safe
@needs(Permission.DO_TASKS)
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticket with its answer and note forms."""
    return _page(request, ticket_or_404(request, pk))


def _page(
    request: HttpRequest,
    row: Ticket,
    answer: AnswerForm | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:
    person, said = person_of(request), queries.messages_of(row)
    people = queries.handlers(row.queue.municipality)
    now = print_of_ticket(row, len(said))
    contact = getattr(row, "contact", None)
    replies = list(Reply.objects.all()) if row.state != Ticket.State.CLOSED else []
    chosen = next((one for one in replies if str(one.pk) == request.GET.get("reply")), None)
    begun = chosen.text if chosen else ""
    context = {
        "ticket": row,
        "others": _others(request, row, writing=bool(answer or chosen)),
        "state": state_of(row),
        "mark": letters.tag(known(request).consortium, row.pk),
        "said": said,
        "contact": contact,
        "may_answer": bool(contact and contact.email) and row.blanked_at is None,
        "answer_form": answer or AnswerForm(now=now, initial={"text": begun}),
        "replies": replies,
        "reply": chosen,
        "tasks": queries.tasks_of(row),
        "receivers": receivers(*HANDED_OVER_AS),
        "note_form": note or NoteForm(prefix="note"),
        "assign_form": AssignForm(ticket=row, people=people),
        "left": _days_left(row),
        "belongs_to": row.may_belong_to_id and queries.ticket_for(person, row.may_belong_to_id),
        "more": _more(row),
    }
    refused = answer is not None or note is not None
    return render(request, "feedback/ticket.html", context, status=REFUSED if refused else 200)


def _others(request: HttpRequest, row: Ticket, *, writing: bool) -> list[Opened]:
    """Who else has an open ticket before them; that I have it is noted, unless my page only asks
    anew by itself."""
    if row.state == Ticket.State.CLOSED:
        return []
    person = person_of(request)
    if writing or (request.method == "GET" and "HX-Request" not in request.headers):
        with dispensable("who has a ticket before them"):
            watching.note_opened(by=person, ticket=row, writing=writing)
    return watching.others_at(row, person)


@require_POST
@needs(Permission.DO_TASKS)
def writing(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an answer is being written; who else has the ticket before them."""
    row = ticket_or_404(request, pk)
    context = {"ticket": row, "others": _others(request, row, writing=True)}
    return render(request, "feedback/others.html", context)


def _days_left(row: Ticket) -> int | None:
    """Working days until it is due; None when it is closed or late."""
    if row.state == Ticket.State.CLOSED or row.due_on < clock.today():
        return None
    return workdays.between(clock.today(), row.due_on)


def _more(row: Ticket) -> list[tuple[str, str]]:
    """What else the sender's form told, for reading."""
    told = [(key, _words(value)) for key, value in row.more.items()]
    return [(key, words) for key, words in told if words]


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(one)}" for key, one in value.items())
    return "" if value is None else str(value)


@never_cache
@require_safe
@needs(Permission.DO_TASKS)
def sender(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sent it and the uncovered words; each look is in the audit log."""
    row = ticket_or_404(request, pk)
    if getattr(row, "contact", None) is None:
        raise Http404
    handling.look(by=person_of(request), ticket=row)
    said = row.messages.filter(kind__in=(Message.Kind.CUSTOMER, Message.Kind.OUTSIDE))
    context = {"ticket": row, "contact": row.contact, "said": said, "more": _of_sender(row)}
    return render(request, "feedback/sender.html", context)


def _of_sender(row: Ticket) -> list[tuple[str, str]]:
    return [(key, _words(value)) for key, value in row.contact.more.items()]


@require_POST
@needs(Permission.DO_TASKS)
@one_save_at_a_time
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an answer by mail."""
    row = ticket_or_404(request, pk)
    form = AnswerForm(request.POST, now=print_of_ticket(row, row.messages.count()))
    if not form.is_valid():
        return _page(request, row, answer=form)
    try:
        made = answering.answer(
            by=person_of(request),
            ticket=row,
            text=form.cleaned_data["text"],
            close=not form.cleaned_data["keep_open"],
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _page(request, row, answer=form)
    watching.note_done(by=person_of(request), ticket=row)
    done(
        request,
        _("The answer is on its way."),
        undo=reverse("feedback:take-back", args=[made.pk]),
    )
    return redirect(row)


@require_POST
@needs(Permission.DO_TASKS)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note."""
    row = ticket_or_404(request, pk)
    form = NoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return _page(request, row, note=form)
    made = handling.note(by=person_of(request), ticket=row, text=form.cleaned_data["text"])
    done(request, _("Noted."), undo=reverse("feedback:note-remove", args=[made.pk]))
    return redirect(row)


@require_POST
@needs(Permission.DO_TASKS)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to somebody."""
    row = ticket_or_404(request, pk)
    form = AssignForm(request.POST, ticket=row, people=queries.handlers(row.queue.municipality))
    if not form.is_valid():
        return redirect(row)
    return attempt(
        request,
        lambda: handling.assign(by=person_of(request), ticket=row, person=form.chosen),
        back=row.get_absolute_url(),
        message=_("It is now taken care of by: %(name)s")
        % {"name": form.chosen or _("Nobody in particular")},
    )


@needs(Permission.DO_TASKS)
@one_save_at_a_time
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is about and whose it is."""
    row = ticket_or_404(request, pk)
    form = SortForm(posted(request), by=person_of(request), ticket=row)
    if form.is_bound and form.is_valid():
        handling.sort(by=person_of(request), ticket=row, **form.cleaned_data)
        done(request, _("Saved. The days were counted anew."))
        return redirect("feedback:inbox")
    context = {"ticket": row, "form": form}
    return render(request, "feedback/sort.html", context, status=REFUSED if form.errors else 200)


@require_POST
@needs(Permission.DO_TASKS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it without a letter."""
    row = ticket_or_404(request, pk)
    return attempt(
        request,
        lambda: handling.close(by=person_of(request), ticket=row),
        back=reverse("feedback:inbox"),
        message=_("Closed. It counts as handled."),
        undo=reverse("feedback:reopen", args=[pk]),
    )


@require_POST
@needs(Permission.DO_TASKS)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    row = ticket_or_404(request, pk)
    return attempt(
        request,
        lambda: handling.reopen(by=person_of(request), ticket=row),
        back=row.get_absolute_url(),
        message=_("It is open again."),
    )


@require_POST
@needs(Permission.DO_TASKS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an answer that has not left."""
    message = message_or_404(request, pk)
    return attempt(
        request,
        lambda: answering.take_back(by=person_of(request), message=message),
        back=message.ticket.get_absolute_url(),
        message=_("The answer was stopped before it left."),
    )


@require_POST
@needs(Permission.DO_TASKS)
def note_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a note away."""
    message = message_or_404(request, pk)
    return attempt(
        request,
        lambda: handling.remove_note(by=person_of(request), message=message),
        back=message.ticket.get_absolute_url(),
        message=_("The note was taken away."),
        undo=reverse("feedback:note-restore", args=[pk]),
    )


@require_POST
@needs(Permission.DO_TASKS)
def note_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a note back."""
    message = message_or_404(request, pk)
    return attempt(
        request,
        lambda: handling.restore_note(by=person_of(request), message=message),
        back=message.ticket.get_absolute_url(),
        message=_("The note is back."),
    )
