"""The same matter told by several customers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import matters
from kimppa.feedback.forms import AnswerAllForm, SameForm
from kimppa.feedback.models import Group, Ticket
from kimppa.feedback.queries import tickets_for
from kimppa.feedback.views.common import state_of, ticket_or_404
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done


@needs(Permission.DO_TASKS)
def same(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what it is the same as."""
    row = ticket_or_404(request, pk)
    form = SameForm(posted(request))
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        made = matters.put_together(
            by=person_of(request), ticket=row, group=told["group"], title=told["title"]
        )
        done(request, _("Put together."), undo=reverse("feedback:apart", args=[pk]))
        return redirect(made)
    context = {"ticket": row, "form": form}
    return render(request, "feedback/same.html", context, status=REFUSED if form.errors else 200)


@require_POST
@needs(Permission.DO_TASKS)
def apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo it."""
    row = ticket_or_404(request, pk)
    return attempt(
        request,
        lambda: matters.take_apart(by=person_of(request), ticket=row),
        back=row.get_absolute_url(),
        message=_("It is a matter of its own again."),
    )


@require_safe
@needs(Permission.DO_TASKS)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """A matter, the tickets of it that the person handles, and one answer to all."""
    return _page(request, get_object_or_404(Group, pk=pk), AnswerAllForm())


def _tickets(request: HttpRequest, row: Group) -> list[Ticket]:
    found = tickets_for(person_of(request)).filter(group=row).select_related("contact")
    return list(found.order_by("arrived_at", "pk"))


def _page(request: HttpRequest, row: Group, form: AnswerAllForm) -> HttpResponse:
    rows = [(one, state_of(one)) for one in _tickets(request, row)]
    context = {
        "group": row,
        "rows": rows,
        "open": sum(one.state != Ticket.State.CLOSED for one, _state in rows),
        "form": form,
    }
    return render(request, "feedback/group.html", context, status=REFUSED if form.errors else 200)


@require_POST
@needs(Permission.DO_TASKS)
@one_save_at_a_time
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer to all."""
    row = get_object_or_404(Group, pk=pk)
    form = AnswerAllForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        sent, closed = matters.answer_all(
            by=person_of(request), tickets=_tickets(request, row), text=form.cleaned_data["text"]
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _page(request, row, form)
    told = {"sent": sent, "closed": closed}
    done(request, _("Answered by letter: %(sent)d. Closed without one: %(closed)d.") % told)
    return redirect(row)
