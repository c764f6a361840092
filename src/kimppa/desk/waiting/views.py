"""What awaits a municipality's yes: asking, answering, taking back."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep
from kimppa.core.files.models import StoredFile
from kimppa.core.permissions import require
from kimppa.core.ratification import actions
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import visible_confirmations, visible_ratifications
from kimppa.core.topics import label
from kimppa.desk.downloads import attachment, media_type
from kimppa.desk.fields import ALL
from kimppa.desk.waiting import tables
from kimppa.desk.waiting.forms import YES, AnswerForm, AskForm
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import Action, form_page, table_page
from kimppa.ui.selection import selected
from kimppa.ui.sent import add_errors
from kimppa.ui.undo import done


@needs(Permission.VIEW)
def waiting(request: HttpRequest) -> HttpResponse:
    """What awaits us and what we have answered; for the coordinator, every question."""
    person = person_of(request)
    if person.is_coordinator:
        return _register(request)
    rows = visible_confirmations(person)
    table = tables.answered(request, rows.exclude(state=Confirmation.State.AWAITING))
    if export := table.response():
        return export
    awaiting = rows.filter(
        state=Confirmation.State.AWAITING, ratification__withdrawn_at__isnull=True
    ).order_by("ratification__due", "ratification__asked_at")
    asked = awaiting.prefetch_related("ratification__confirmations")
    values = {"awaiting": [_shown(one, person) for one in asked], "table": table}
    return render(request, "desk/waiting/waiting.html", values)


def _register(request: HttpRequest) -> HttpResponse:
    rows, chosen = Ratification.objects.all(), selected(request)
    if chosen.municipality:
        rows = rows.filter(confirmations__municipality=chosen.municipality)
    return table_page(
        request,
        tables.register(request, rows),
        title=_("Ratifications"),
        lead=_("What is decided together and how far each municipality has confirmed it."),
        actions=[Action(_("Ask for a confirmation"), reverse("desk:ask-new"), primary=True)],
        teach=_("Nothing has been asked yet. Ask the municipalities to confirm something."),
    )


def _shown(confirmation: Confirmation, person: Person) -> dict[str, Any]:
    ratification = confirmation.ratification
    return {
        "confirmation": confirmation,
        "ratification": ratification,
        "own": tables.answer_state(confirmation),
        "state": tables.state(ratification),
        "late": ratification.due is not None and ratification.due < clock.today(),
        "municipal": ratification.level == Ratification.Level.MUNICIPAL,
        "open": ratification.open,
        "awaiting": confirmation.state == Confirmation.State.AWAITING,
        "may_answer": person.can(Permission.RATIFY, confirmation.municipality),
    }


@needs(Permission.VIEW)
def ratification(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: its text, the answers that one may see, and what can be done."""
    person = person_of(request)
    found = _ratification(request, pk)
    origin = (found.area, found.object_id)
    answers = visible_confirmations(person).filter(ratification=found)
    answers = answers.prefetch_related("ratification__confirmations")
    values = {
        "ratification": found,
        "topic": label(found.topic) if found.topic else "",
        "state": tables.state(found),
        "origin": resolve([origin], person).get(origin),
        "answers": [_shown(one, person) for one in answers.select_related("answered_by")],
        "may_decide": person.can(Permission.DECIDE),
    }
    return render(request, "desk/waiting/ratification.html", values)


@needs(Permission.RATIFY)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for a municipality, with the decision behind the answer."""
    confirmation, person = _confirmation(request, pk), person_of(request)
    require(person, Permission.RATIFY, confirmation.municipality)
    form = AnswerForm(
        request.POST or None,
        request.FILES or None,
        level=confirmation.ratification.level,
        initial=_initial(confirmation),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _answer(person, confirmation, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _answered(request, confirmation)
    return form_page(
        request,
        form,
        title=confirmation.ratification.title,
        lead=_("The answer of %(municipality)s") % {"municipality": confirmation.municipality},
        submit=_("Save the answer"),
        cancel=tables.address(confirmation.ratification),
        status=422 if form.errors else 200,
    )


def _initial(confirmation: Confirmation) -> dict[str, Any]:
    answered = confirmation.state != Confirmation.State.AWAITING
    return {
        "answer": confirmation.state if answered else YES,
        "date": confirmation.date or clock.today(),
        "body": confirmation.body,
        "section": confirmation.section,
        "comment": confirmation.comment,
    }


def _answer(person: Person, confirmation: Confirmation, given: dict[str, Any]) -> None:
    upload = given["document"]
    document: StoredFile | None = confirmation.document
    if upload:
        document = keep(upload.read(), name=upload.name, media_type=media_type(upload.name))
    actions.answer(
        by=person,
        confirmation=confirmation,
        yes=given["answer"] == YES,
        date=given["date"],
        body=given["body"],
        section=given["section"],
        document=document,
        comment=given["comment"],
    )


@require_POST
@needs(Permission.RATIFY)
def say_yes(request: HttpRequest, pk: int) -> HttpResponse:
    """A director's yes by one click."""
    confirmation = _confirmation(request, pk)
    if confirmation.ratification.level == Ratification.Level.MUNICIPAL:
        return redirect("desk:answer", pk)
    try:
        actions.answer(by=person_of(request), confirmation=confirmation, yes=True)
    except ValidationError as error:
        return _refused(request, error, confirmation.ratification)
    return _answered(request, confirmation)


def _answered(request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
    names = {"title": confirmation.ratification.title, "place": confirmation.municipality.name}
    said = (
        _("%(place)s has confirmed: %(title)s")
        if confirmation.state == Confirmation.State.YES
        else _("%(place)s has said no: %(title)s")
    )
    undo = reverse("desk:answer-take-back", args=[confirmation.pk])
    done(request, said % names, undo=undo)
    return _back(request, confirmation.ratification)


@require_POST
@needs(Permission.RATIFY)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer back: the municipality is asked again."""
    confirmation = _confirmation(request, pk)
    try:
        actions.take_back(by=person_of(request), confirmation=confirmation)
    except ValidationError as error:
        return _refused(request, error, confirmation.ratification)
    done(request, _("The answer was taken back; the question awaits an answer again."))
    return _back(request, confirmation.ratification)


@needs(Permission.VIEW)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision or extract behind an answer."""
    confirmation = _confirmation(request, pk)
    if confirmation.document is None:
        raise Http404
    return attachment(confirmation.document)


@needs(Permission.DECIDE)
def ask_new(request: HttpRequest) -> HttpResponse:
    """Put a new question to municipalities."""
    places = list(municipalities_on())
    form = AskForm(
        request.POST or None,
        municipalities=places,
        today=clock.today(),
        initial={"municipalities": [ALL]},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"municipalities": form.chosen()}
        origin = ("desk", f"question-{uuid.uuid4().hex}")
        made = actions.ask(by=person_of(request), origin=origin, **given)
        undo = reverse("desk:ratification-withdraw", args=[made.pk])
        done(request, _("Asked: %(title)s") % {"title": made.title}, undo=undo)
        return redirect("desk:ratification", made.pk)
    return form_page(
        request,
        form,
        title=_("Ask for a confirmation"),
        lead=_("Each municipality you choose answers on its own page “Waiting for us”."),
        submit=_("Ask"),
        cancel=reverse("desk:waiting"),
        status=422 if form.errors else 200,
    )


@require_POST
@needs(Permission.DECIDE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question back; the answers stay readable."""
    found = _ratification(request, pk)
    try:
        actions.withdraw(by=person_of(request), ratification=found)
    except ValidationError as error:
        return _refused(request, error, found)
    undo = reverse("desk:ratification-put-again", args=[pk])
    done(request, _("Withdrawn: %(title)s") % {"title": found.title}, undo=undo)
    return redirect("desk:ratification", pk)


@require_POST
@needs(Permission.DECIDE)
def put_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a withdrawal."""
    found = _ratification(request, pk)
    try:
        actions.reopen(by=person_of(request), ratification=found)
    except ValidationError as error:
        return _refused(request, error, found)
    done(request, _("The question is open again."))
    return redirect("desk:ratification", pk)


def _ratification(request: HttpRequest, pk: int) -> Ratification:
    rows = visible_ratifications(person_of(request)).prefetch_related("confirmations")
    return get_object_or_404(rows, pk=pk)


def _confirmation(request: HttpRequest, pk: int) -> Confirmation:
    return get_object_or_404(visible_confirmations(person_of(request)), pk=pk)


def _back(request: HttpRequest, ratification: Ratification) -> HttpResponse:
    if person_of(request).is_coordinator:
        return redirect(tables.address(ratification))
    return redirect("desk:waiting")


def _refused(
    request: HttpRequest, error: ValidationError, ratification: Ratification
) -> HttpResponse:
    messages.error(request, " ".join(error.messages))
    return redirect(tables.address(ratification))
