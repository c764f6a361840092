"""Mailboxes that customers write to: the coordinator's register."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kimppa.core.consortium.roles import Permission
from kimppa.feedback import tasks
from kimppa.feedback.actions import mailing as actions
from kimppa.feedback.forms import MailboxForm
from kimppa.feedback.mailboxes import actions as pending
from kimppa.feedback.models import Mailbox
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done

SHOWN = 200  # letters that wait, on a mailbox's page


@require_safe
@needs(Permission.MANAGE_CONSORTIUM)
def mailboxes(request: HttpRequest) -> HttpResponse:
    """Every mailbox and how it is doing."""
    rows = [(one, _state(one)) for one in Mailbox.objects.all()]
    return render(request, "feedback/mailboxes.html", {"rows": rows})


def _state(row: Mailbox) -> tuple[str, str]:
    if not row.active:
        return "no-need", _("Paused")
    if row.failure:
        return "late", _("Could not be read")
    return ("done", _("Read")) if row.read_at else ("waiting", _("Not read yet"))


@require_safe
@needs(Permission.MANAGE_CONSORTIUM)
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """One mailbox."""
    row = _or_404(pk)
    waiting = list(row.pending.all()[:SHOWN])
    context = {
        "mailbox": row,
        "state": _state(row),
        "waiting": waiting,
        "count": row.pending.count(),
        "set_aside": any(letter.is_set_aside for letter in waiting),
    }
    return render(request, "feedback/mailbox.html", context)


@needs(Permission.MANAGE_CONSORTIUM)
def add(request: HttpRequest) -> HttpResponse:
    """A new mailbox."""
    form = MailboxForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_mailbox(by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            done(request, _("The mailbox has been added."))
            return redirect(made)
    return _form(request, form, _("Add a mailbox"), reverse("feedback:mailboxes"))


@needs(Permission.MANAGE_CONSORTIUM)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a mailbox."""
    row = _or_404(pk)
    # The form writes on a row of its own: what is stored is changed by the action alone.
    form = MailboxForm(posted(request), instance=_or_404(pk))
    if form.is_bound and form.is_valid():
        actions.edit_mailbox(by=person_of(request), mailbox=row, **form.cleaned_data)
        done(request, _("The mailbox has been changed."))
        return redirect(row)
    return _form(request, form, _("Change a mailbox"), row.get_absolute_url())


def _form(request: HttpRequest, form: MailboxForm, title: str, cancel: str) -> HttpResponse:
    context = {"form": form, "title": title, "cancel": cancel}
    status = REFUSED if form.errors else 200
    return render(request, "feedback/mailbox_form.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def read_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it in the background now."""
    row = _or_404(pk)
    tasks.read_one.enqueue(row.pk)
    done(request, _("The mailbox is read in the background."))
    return redirect(row)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the letters that were set aside again, in the background now."""
    row = _or_404(pk)

    def act() -> None:
        pending.try_again(by=person_of(request), mailbox=row)
        tasks.read_one.enqueue(row.pk)

    return attempt(
        request, act, back=row.get_absolute_url(), message=_("The letters are tried again.")
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it no more by itself."""
    row = _or_404(pk)
    return attempt(
        request,
        lambda: actions.set_active(by=person_of(request), mailbox=row, active=False),
        back=row.get_absolute_url(),
        message=_("The mailbox is paused."),
        undo=reverse("feedback:mailbox-resume", args=[pk]),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it by itself again."""
    row = _or_404(pk)
    return attempt(
        request,
        lambda: actions.set_active(by=person_of(request), mailbox=row, active=True),
        back=row.get_absolute_url(),
        message=_("The mailbox is read again."),
        undo=reverse("feedback:mailbox-pause", args=[pk]),
    )


def _or_404(pk: int) -> Mailbox:
    return get_object_or_404(Mailbox.objects.select_related("service", "municipality"), pk=pk)
