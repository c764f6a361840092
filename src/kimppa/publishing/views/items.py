"""An item: shown, written, copied and decided on."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.publishing import actions, queries, wording
from kimppa.publishing.actions.writing import may_change, require_change
from kimppa.publishing.forms import ItemForm, add_errors
from kimppa.publishing.keywords import names_of
from kimppa.publishing.models import Item, Keyword
from kimppa.publishing.smallforms import NoteForm, ParticipantsForm
from kimppa.publishing.views.common import REFUSED, attempt, item_for, posted
from kimppa.publishing.views.lists import items_table, state_of, whose
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.undo import done


@require_safe
@needs(Permission.VIEW)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, when it is held, what to do next."""
    found = item_for(request, pk)
    return _page(request, found)


def _page(request: HttpRequest, found: Item, status: int = 200, **forms: Any) -> HttpResponse:
    person = person_of(request)
    own = found.municipality
    times = found.occurrences.filter(whole=False)
    may_send = person.can(Permission.PROPOSE, own) if own else person.can(Permission.PUBLISH)
    context = {
        "item": found,
        "state": state_of(found),
        "whose": whose(found),
        "times": [wording.when(one.start, one.end) for one in times],
        "words": [_word(one) for one in found.keywords.all()],
        "missing": wording.languages(found.missing_languages),
        "alike": queries.alike(found) if found.status != Item.Status.CANCELLED else [],
        "may_change": may_change(person, found),
        "may_send": may_send,
        "publishes": person.can(Permission.PUBLISH),
        "public": found.status == Item.Status.PUBLISHED,
        "changed": queries.changed_there(person).filter(pk=found.pk).exists(),
        "note_form": forms.get("note") or NoteForm(),
        "participants_form": forms.get("participants")
        or ParticipantsForm(initial={"participants": found.participants}),
    }
    return render(request, "publishing/item.html", context, status=status)


def _word(one: Keyword) -> str:
    names = names_of(one.role, one.slug, one.name)
    return names["fi"]


NEWS_DAYS = 30
KINDS = {"event": Item.Kind.EVENT, "news": Item.Kind.NEWS, "notice": Item.Kind.NOTICE}


@needs(Permission.PROPOSE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new event, news item or notice; sent on or kept as a draft."""
    if kind not in KINDS:
        raise Http404
    person = person_of(request)
    # News is forgotten where it stands, so it is given an end unless its writer takes it away.
    until = clock.today() + dt.timedelta(days=NEWS_DAYS)
    initial = {} if kind == "event" else {"expires_at": until}
    form = ItemForm(
        posted(request), request.FILES or None, person=person, kind=KINDS[kind], initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_item(by=person, kind=KINDS[kind], given=form.given())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _sent(request, made)
    titles = {"event": _("New event"), "news": _("New news item"), "notice": _("New notice")}
    return _form(request, form, titles[kind], reverse("publishing:home"))


def _sent(request: HttpRequest, made: Item) -> HttpResponse:
    """Saved; and proposed when that was the button."""
    if "propose" in request.POST and made.status == Item.Status.DRAFT:
        actions.propose(by=person_of(request), item=made)
        done(request, _("Sent. The coordinator looks at it and publishes it."))
    else:
        done(request, _("Saved as a draft."))
    return redirect(made)


def _form(request: HttpRequest, form: ItemForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "form_title": title, "back": back, "proposes": True}
    status = REFUSED if form.errors else 200
    return render(request, "publishing/form.html", context, status=status)


@needs(Permission.PROPOSE)
@one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that can be written of an item."""
    found, person = item_for(request, pk), person_of(request)
    require_change(person, found)
    form = ItemForm(posted(request), request.FILES or None, person=person, item=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.change_item(by=person, item=found, given=form.given())
        except ValidationError as error:
            add_errors(form, error)
        else:
            if "propose" in request.POST:
                return _sent(request, saved)
            done(request, _("Saved."))
            return redirect(saved)
    context = {
        "form": form,
        "form_title": _("Edit: %(title)s") % {"title": found.title},
        "back": found.get_absolute_url(),
        "proposes": found.status == Item.Status.DRAFT,
    }
    status = REFUSED if form.errors else 200
    return render(request, "publishing/form.html", context, status=status)


@require_safe
@needs(Permission.PROPOSE)
def last_year(request: HttpRequest) -> HttpResponse:
    """Events of a year ago, to be copied."""
    person = person_of(request)
    table = items_table(request, queries.of_last_year(person, None))
    if export := table.response():
        return export
    return render(request, "publishing/last_year.html", {"table": table})


@require_POST
@needs(Permission.PROPOSE)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The same event anew, a year later."""
    found = item_for(request, pk)
    try:
        made = actions.copy_item(by=person_of(request), item=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    undo = reverse("publishing:remove", args=[made.pk])
    done(request, _("Copied as a draft. Check the day."), undo)
    return redirect("publishing:edit", pk=made.pk)


@require_POST
@needs(Permission.PROPOSE)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft on."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.propose(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Sent. The coordinator looks at it and publishes it."),
    )


@require_POST
@needs(Permission.PUBLISH)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.publish(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Published: %(title)s") % {"title": found.title},
        undo=reverse("publishing:withdraw", args=[pk]),
    )


@require_POST
@needs(Permission.PUBLISH)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the publishing."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.withdraw(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Taken back: it is no longer shown."),
        undo=reverse("publishing:publish", args=[pk]),
    )


@require_POST
@needs(Permission.PUBLISH)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a proposal back with a note."""
    found = item_for(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=REFUSED, note=form)
    return attempt(
        request,
        lambda: actions.send_back(
            by=person_of(request), item=found, note=form.cleaned_data["note"]
        ),
        back=found.get_absolute_url(),
        message=_("Given back to be completed."),
        undo=reverse("publishing:propose", args=[pk]),
    )


@require_POST
@needs(Permission.PROPOSE)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The event is not held."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.call_off(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Called off: it left every list."),
        undo=reverse("publishing:restore", args=[pk]),
    )


@require_POST
@needs(Permission.PROPOSE)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """It is held after all."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.restore(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Shown again."),
    )


@require_POST
@needs(Permission.PROPOSE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete what was never published."""
    found = item_for(request, pk)
    try:
        actions.remove(by=person_of(request), item=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    done(request, _("Removed: %(title)s") % {"title": found.title})
    return redirect("publishing:home")


@require_POST
@needs(Permission.PUBLISH)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What the source says now has been looked at."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.settle_change(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Noted as checked."),
    )


@require_POST
@needs(Permission.PROPOSE)
@one_save_at_a_time
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """How many came."""
    found = item_for(request, pk)
    form = ParticipantsForm(request.POST, initial={"participants": found.participants})
    if not form.is_valid():
        return _page(request, found, status=REFUSED, participants=form)
    return attempt(
        request,
        lambda: actions.tell_participants(
            by=person_of(request), item=found, count=form.cleaned_data["participants"]
        ),
        back=found.get_absolute_url(),
        message=_("Saved."),
    )
