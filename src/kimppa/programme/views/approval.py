"""Approving, the directors' answers, new versions and delivery."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification.actions import answer, take_back
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import visible_answers
from kimppa.programme import actions, messages, reports
from kimppa.programme.commands import APPROVAL
from kimppa.programme.confirmation import ratification_of, standing_of
from kimppa.programme.forms import AnswerForm, ReasonForm
from kimppa.programme.models import Programme
from kimppa.programme.releases import PROGRAMME
from kimppa.programme.standing import Binding
from kimppa.programme.views.common import programme_or_404
from kimppa.ui import pages as ui
from kimppa.ui.confirmations import answer_mark
from kimppa.ui.deliveries import Deliveries

DELIVERIES = Deliveries(PROGRAMME, "programme:")


@APPROVAL.page
@ui.needs(Permission.COMMENT)
def approval(request: HttpRequest, year: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """What is missing, who has said yes, and who has got the programme."""
    return _page(request, programme_or_404(request, year), refusal=refusal)


def _page(
    request: HttpRequest,
    programme: Programme,
    *,
    refusal: ui.Refusal | None = None,
    refused_answer: AnswerForm | None = None,
    deliver_form: ReasonForm | None = None,
) -> HttpResponse:
    person = ui.person_of(request)
    ratification = ratification_of(programme)
    answers = _answers(ratification, person)
    draft = programme.state == Programme.State.DRAFT
    standing = standing_of(programme)
    context = {
        "programme": programme,
        "state": messages.state_mark(programme, standing),
        "draft": draft,
        "missing": actions.missing(programme) if draft else [],
        "answers": answers,
        "questions": _questions(answers, refused_answer),
        "confirmed": standing.binding is Binding.APPROVED,
        "decision": reports.decision_words(programme),
        "versions": DELIVERIES.versions(programme, reader=person),
        "may_edit": person.can(Permission.EDIT_PROGRAMME),
        "may_approve": draft and person.can(Permission.DECIDE),
        "buttons": APPROVAL.buttons(programme, person, refusal=refusal),
        "deliver_form": deliver_form or ReasonForm(prefix="deliver"),
    }
    status = ui.REFUSED if refused_answer or deliver_form else 200
    return render(request, "programme/approval.html", context, status=status)


def _questions(
    answers: list[dict[str, Any]], refused: AnswerForm | None
) -> list[tuple[Confirmation, AnswerForm]]:
    """What the person may answer, with the form of each."""
    questions = [answer["confirmation"] for answer in answers if answer["may_answer"]]
    return [
        (
            question,
            refused if refused and refused.question == question.pk else AnswerForm(question.pk),
        )
        for question in questions
    ]


def _answers(ratification: Ratification | None, person: Person) -> list[dict[str, Any]]:
    confirmations = visible_answers(ratification, person) if ratification else ()
    return [_answer(confirmation, person) for confirmation in confirmations]


def _answer(confirmation: Confirmation, person: Person) -> dict[str, Any]:
    is_waiting = confirmation.state == Confirmation.State.AWAITING
    may_ratify = person.can(Permission.RATIFY, confirmation.municipality)
    return {
        "confirmation": confirmation,
        "mark": answer_mark(confirmation),
        "may_answer": is_waiting and _answers_for(person, confirmation),
        "may_take_back": not is_waiting and may_ratify,
    }


def _answers_for(person: Person, confirmation: Confirmation) -> bool:
    return person.can(Permission.RATIFY, confirmation.municipality) and not person.is_coordinator


@require_POST
@ui.needs(Permission.RATIFY)
def give_answer(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The director's yes or no for a municipality."""
    person, programme = ui.person_of(request), programme_or_404(request, year)
    confirmation = _confirmation_or_404(programme, pk)
    if not _answers_for(person, confirmation):
        raise Http404
    form = AnswerForm(pk, request.POST)
    if form.is_valid():
        yes, comment = request.POST.get("answer") == "yes", form.cleaned_data["comment"]
        act = partial(answer, by=person, confirmation=confirmation, yes=yes, comment=comment)
        try:
            ui.press(request, act, message=_("Your answer is recorded."))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("programme:approval", year=year)
    return _page(request, programme, refused_answer=form)


def _confirmation_or_404(programme: Programme, pk: int) -> Confirmation:
    ratification = ratification_of(programme)
    confirmation = ratification.confirmations.filter(pk=pk).first() if ratification else None
    if confirmation is None:
        raise Http404
    return confirmation


@require_POST
@ui.needs(Permission.RATIFY)
def take_answer_back(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Undo an answer."""
    confirmation = _confirmation_or_404(programme_or_404(request, year), pk)
    return ui.attempt(
        request,
        lambda: take_back(by=ui.person_of(request), confirmation=confirmation),
        back=reverse("programme:approval", args=[year]),
        message=_("The answer is taken back."),
    )


@require_POST
@ui.needs(Permission.DELIVER)
def deliver(request: HttpRequest, year: int) -> HttpResponse:
    """Freeze the programme and deliver it to each library."""
    person, programme = ui.person_of(request), programme_or_404(request, year)
    reason = request.POST.get("deliver-reason", "")
    try:
        outcome = actions.deliver_programme(by=person, programme=programme, reason=reason)
    except ValidationError as error:
        form = ReasonForm(request.POST, prefix="deliver")
        form.full_clean()
        form.add_error(None, error.messages)
        return _page(request, programme, deliver_form=form)
    count = len(outcome.deliveries)
    message = ngettext(
        "Delivered to %(count)d recipient.", "Delivered to %(count)d recipients.", count
    ) % {"count": count}
    if not count:
        message = _("Everybody had this version already; nothing was sent again.")
    if outcome.unreached:
        message += " " + _("Without a director, and so not reached: %(names)s.") % {
            "names": ", ".join(m.name for m in outcome.unreached)
        }
    ui.done(request, message)
    return redirect("programme:approval", year=year)
