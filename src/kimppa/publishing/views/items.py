"""An item: shown, written, copied and decided on."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import visible_decisions
from kimppa.publishing import actions, outside, queries, wording
from kimppa.publishing.actions.writing import may_change, require_change
from kimppa.publishing.directory import closed_days, entry_of
from kimppa.publishing.forms import ItemForm, add_errors
from kimppa.publishing.keywords import names_of
from kimppa.publishing.models import Item, Keyword, Occurrence
from kimppa.publishing.smallforms import NoteForm, ParticipantsForm
from kimppa.publishing.views.common import item_for
from kimppa.publishing.views.lists import items_table, state_of, whose
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done


@require_safe
@needs(Permission.VIEW)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, when it is held, what to do next."""
    found = item_for(request, pk)
    return item_page(request, found)


def item_page(request: HttpRequest, found: Item, status: int = 200, **forms: Any) -> HttpResponse:
    """The item's page, with a form on it that was refused."""
    person = person_of(request)
    own = found.municipality
    times = found.occurrences.filter(whole=False)
    may_send = person.can(Permission.PROPOSE, own) if own else person.can(Permission.PUBLISH)
    context = {
        "item": found,
        "state": state_of(found),
        "whose": whose(found),
        "times": [wording.when(one.start, one.end) for one in times],
        "decision": _decision(person, found),
        "closed": _closed(found, times),
        "words": [_word(one) for one in found.keywords.all()],
        "missing": wording.languages(found.missing_languages),
        "alike": queries.alike(found) if found.status != Item.Status.CANCELLED else [],
        "may_change": may_change(person, found),
        "may_send": may_send,
        "publishes": person.can(Permission.PUBLISH),
        "public": found.status == Item.Status.PUBLISHED,
        "everybody": outside.page_path(found) if found.is_public else "",
        "changed": bool(found.source) and queries.is_changed_there(found),
        "note_form": forms.get("note") or NoteForm(),
        "participants_form": forms.get("participants")
        or ParticipantsForm(initial={"participants": found.participants}),
    }
    return render(request, "publishing/item.html", context, status=status)


def _decision(person: Person, item: Item) -> Decision | None:
    """The decision that made it joint, if the person may read it."""
    if item.decision_id is None:
        return None
    return visible_decisions(person).filter(pk=item.decision_id).first()


def _closed(item: Item, times: Iterable[Occurrence]) -> str:
    """On which of its coming days the library is closed; empty when on none that is known."""
    days = [one.start.astimezone(clock.ZONE).date() for one in times if one.end > clock.now()]
    found = closed_days(entry_of(item), days)
    return wording.closed_words(item.branch.name, found) if item.branch and found else ""


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
        given = form.given()
        if twice := queries.just_sent(person.name, given.values):
            return redirect(twice)
        try:
            made = actions.create_item(by=person, kind=KINDS[kind], given=given)
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
