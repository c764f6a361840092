"""What awaits a municipality's yes, and how the questions stand in all of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep
from kimppa.core.files.models import StoredFile
from kimppa.core.ratification.actions import answer, put_again, take_back, withdraw
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import (
    standing,
    visible_confirmations,
    visible_ratifications,
)
from kimppa.desk.decisionforms import AnswerForm
from kimppa.desk.downloads import attachment, media_type
from kimppa.desk.pages import add_errors, form_page
from kimppa.ui.guard import needs, person_of
from kimppa.ui.marks import MunicipalityMark
from kimppa.ui.selection import selected
from kimppa.ui.undo import done

_STATES = {"awaiting": "waiting", "yes": "confirmed", "no": "rejected"}
_SHOWN = 100


@needs(Permission.VIEW)
def waiting(request: HttpRequest) -> HttpResponse:
    """Open questions first: ours to answer, or (coordinator) how each stands."""
    person = person_of(request)
    rows = visible_ratifications(person).prefetch_related(
        Prefetch("confirmations", Confirmation.objects.select_related("municipality"))
    )
    place = selected(request).municipality
    if place:
        rows = rows.filter(confirmations__municipality=place).distinct()
    questions = _questions(rows[:_SHOWN], person)
    values = {
        "ours": [q for q in questions if q["open"] and not q["withdrawn"]],
        "rest": [q for q in questions if not q["open"] or q["withdrawn"]],
        "coordinator": person.is_coordinator,
    }
    return render(request, "desk/waiting.html", values)


def _questions(rows: QuerySet[Ratification], person: Person) -> list[dict[str, Any]]:
    found = list(rows)
    objects = resolve([(row.area, row.object_id) for row in found], person)
    return [_question(row, person, objects.get((row.area, row.object_id))) for row in found]


def _question(row: Ratification, person: Person, about: Any) -> dict[str, Any]:
    answers = list(row.confirmations.all())
    may = person.can(Permission.RATIFY)
    own = [
        one
        for one in answers
        if not person.is_coordinator and person.can(Permission.VIEW, one.municipality)
    ]
    open_answers = [one for one in own or answers if one.state == Confirmation.State.AWAITING]
    return {
        "row": row,
        "standing": standing(row),
        "own": own,
        "open": bool(open_answers),
        "withdrawn": row.withdrawn_at is not None,
        "late": row.due is not None and row.due < clock.today(),
        "url": about.url if about else "",
        "may_answer": may,
        "simple": row.level == Ratification.Level.DIRECTOR,
        "marks": [_mark(one, may=may and person.is_coordinator) for one in answers],
    }


def _mark(one: Confirmation, *, may: bool) -> MunicipalityMark:
    url = reverse("desk:answer", args=[one.pk]) if may else ""
    return MunicipalityMark(one.municipality.name, _STATES[one.state], url)


@require_POST
@needs(Permission.RATIFY)
def yes(request: HttpRequest, pk: int) -> HttpResponse:
    """A director's yes by one click."""
    found = _confirmation(request, pk)
    try:
        answer(by=person_of(request), confirmation=found, yes=True)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("desk:answer", pk)
    done(request, _("Confirmed. Thank you!"), undo=reverse("desk:answer-undo", args=[pk]))
    return redirect("desk:waiting")


@needs(Permission.RATIFY)
def answer_question(request: HttpRequest, pk: int) -> HttpResponse:
    """A yes with its municipal decision, or a no with its reason."""
    found = _confirmation(request, pk)
    form = AnswerForm(
        request.POST or None,
        request.FILES or None,
        level=found.ratification.level,
        initial=_initial(found, request.GET.get("answer", "")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _answer(person_of(request), found, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("desk:answer-undo", args=[pk])
            done(request, _("The answer has been recorded."), undo=undo)
            return redirect("desk:waiting")
    return form_page(
        request,
        form,
        title=found.ratification.title,
        lead=_("The answer of %(municipality)s") % {"municipality": found.municipality},
        submit=_("Record the answer"),
        cancel=reverse("desk:waiting"),
        status=422 if form.errors else 200,
    )


def _initial(found: Confirmation, asked: str) -> dict[str, Any]:
    said = found.state if found.state != Confirmation.State.AWAITING else asked
    return {
        "answer": said if said in (AnswerForm.YES, AnswerForm.NO) else AnswerForm.YES,
        "body": found.body,
        "section": found.section,
        "date": found.date or clock.today(),
        "comment": found.comment,
    }


def _answer(by: Person, found: Confirmation, given: dict[str, Any]) -> None:
    file = given["document"]
    stored: StoredFile | None = found.document
    if file:
        stored = keep(file.read(), name=file.name, media_type=media_type(file.name))
    answer(
        by=by,
        confirmation=found,
        yes=given["answer"] == AnswerForm.YES,
        date=given["date"],
        body=given["body"],
        section=given["section"],
        document=stored,
        comment=given["comment"],
    )


@require_POST
@needs(Permission.RATIFY)
def answer_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer back: the municipality is asked again."""
    try:
        take_back(by=person_of(request), confirmation=_confirmation(request, pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done(request, _("The answer was taken back. The question waits again."))
    return redirect("desk:waiting")


@needs(Permission.VIEW)
def answer_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of a municipal decision."""
    document = _confirmation(request, pk).document
    if document is None:
        raise Http404
    return attachment(document)


@require_POST
@needs(Permission.DECIDE)
def question_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question back."""
    withdraw(by=person_of(request), ratification=_ratification(request, pk))
    done(request, _("The question was withdrawn."), undo=reverse("desk:question-again", args=[pk]))
    return redirect("desk:waiting")


@require_POST
@needs(Permission.DECIDE)
def question_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a withdrawn question again."""
    try:
        put_again(by=person_of(request), ratification=_ratification(request, pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done(request, _("The question waits for answers again."))
    return redirect("desk:waiting")


def _confirmation(request: HttpRequest, pk: int) -> Confirmation:
    return get_object_or_404(visible_confirmations(person_of(request)), pk=pk)


def _ratification(request: HttpRequest, pk: int) -> Ratification:
    return get_object_or_404(visible_ratifications(person_of(request)), pk=pk)
