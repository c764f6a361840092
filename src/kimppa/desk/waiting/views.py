"""What awaits a municipality's yes: asking, answering, taking back."""

import uuid
from functools import partial

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.area import resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import require
from kimppa.core.proposals.actions import close_link
from kimppa.core.proposals.queries import links_of
from kimppa.core.ratification import actions
from kimppa.core.ratification.models import AnswerLink, Confirmation, Ratification
from kimppa.core.ratification.queries import (
    open_links,
    reminders,
    to_remind,
    unrepresented,
    visible_answers,
    visible_confirmations,
    visible_ratifications,
)
from kimppa.core.topics import label
from kimppa.desk.downloads import attachment
from kimppa.desk.waiting import tables
from kimppa.desk.waiting.answers import answers_of
from kimppa.desk.waiting.forms import AnswerForm, AskForm
from kimppa.ui import pages as ui
from kimppa.ui.address import back_to
from kimppa.ui.counts import Count, recount, with_counts
from kimppa.ui.numbers import day
from kimppa.ui.selection import selected


@ui.needs(Permission.VIEW)
def waiting(request: HttpRequest) -> HttpResponse:
    """What awaits us and what we have answered; for the coordinator, every question."""
    person = ui.person_of(request)
    if person.is_coordinator:
        return _register_page(request)
    confirmations = visible_confirmations(person)
    table = tables.answered(request, confirmations.exclude(state=Confirmation.State.AWAITING))
    if export := table.response():
        return export
    awaiting = confirmations.filter(
        state=Confirmation.State.AWAITING,
        ratification__withdrawn_at__isnull=True,
        ratification__settled_at__isnull=True,
    ).order_by("ratification__due", "ratification__asked_at")
    awaiting = awaiting.prefetch_related("ratification__confirmations")
    answers = answers_of(awaiting, person)
    is_late = any(answer.is_late for answer in answers)
    recount(request, person, "desk:waiting", Count(len(answers), is_late))
    context = {"awaiting": answers, "table": table}
    return with_counts(request, person, render(request, "desk/waiting/waiting.html", context))


def _register_page(request: HttpRequest) -> HttpResponse:
    ratifications, municipality = Ratification.objects.all(), selected(request).municipality
    if municipality:
        ratifications = ratifications.filter(confirmations__municipality=municipality)
    return ui.table_page(
        request,
        tables.register(request, ratifications),
        title=_("Ratifications"),
        lead=_("What is decided together and how far each municipality has confirmed it."),
        actions=[ui.link(_("Ask for a confirmation"), "desk:ask-new", primary=True)],
        teach=_("Nothing has been asked yet. Ask the municipalities to confirm something."),
    )


def _ratification(request: HttpRequest, pk: int) -> Ratification:
    answers = Confirmation.objects.select_related("municipality", "document", "answered_by")
    ratifications = visible_ratifications(ui.person_of(request))
    return get_object_or_404(
        ratifications.prefetch_related(Prefetch("confirmations", answers)), pk=pk
    )


def _commands_of_question(question: Ratification, _person: Person) -> set[str]:
    if question.withdrawn_at:
        return {"put-again"}
    if not question.open:
        return set()
    awaited = any(
        confirmation.state == Confirmation.State.AWAITING
        for confirmation in question.confirmations.all()
    )
    return {"withdraw", "remind"} if awaited else {"withdraw"}


RATIFICATION = ui.Commands(
    name="desk:ratification",
    at="waiting/<int:pk>/",
    argument="ratification",
    find=_ratification,
    permission=Permission.DECIDE,
    available=_commands_of_question,
    commands=[
        ui.Command("withdraw", gettext_lazy("Withdraw the question"), actions.withdraw),
        ui.Command("remind", gettext_lazy("Send a reminder"), actions.remind, primary=True),
        ui.Command("put-again", gettext_lazy("Ask again"), actions.reopen, primary=True),
    ],
)


@ui.needs(Permission.VIEW)
def ratification(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: its text, the answers that one may see, and what can be done."""
    person, question = ui.person_of(request), _ratification(request, pk)
    days = reminders([question.pk])
    return ui.detail_page(
        request,
        question,
        title=question.title,
        lead=_("A question that each municipality answers for itself."),
        mark=tables.state(question),
        text=question.text,
        facts=_facts(question, person),
        buttons=RATIFICATION.buttons(question, person),
        to_remind=to_remind(question, days) if person.can(Permission.DECIDE) else (),
        unrepresented=unrepresented(question) if person.can(Permission.DECIDE) else (),
        template="desk/waiting/ratification.html",
        answers=answers_of(
            visible_answers(question, person), person, days, open_links(question, person)
        ),
    )


def _facts(question: Ratification, person: Person) -> list[ui.Fact]:
    origin = (question.area, question.object_id)
    source = resolve([origin], person).get(origin)
    settled_at = question.settled_at
    return [
        *ui.facts(question, "level"),
        ui.Fact(_("Topic"), label(question.topic) if question.topic else ""),
        ui.Fact(_("Asked"), day(question.asked_at)),
        ui.Fact(_("Answer by"), day(question.due) if question.due else ""),
        ui.Fact(_("Withdrawn"), day(question.withdrawn_at) if question.withdrawn_at else ""),
        ui.Fact(
            _("Carried out"),
            f"{day(settled_at)}. {_('The answers stand as they are.')}" if settled_at else "",
        ),
        *([ui.Fact(_("Concerns"), source.title, source.url)] if source else []),
    ]


LINK = ui.Commands(
    name="desk:answer-link",
    at="waiting/links/<int:pk>/",
    argument="link",
    find=lambda request, pk: get_object_or_404(
        links_of(AnswerLink, ui.person_of(request)).select_related("ratification"), pk=pk
    ),
    permission=Permission.MANAGE_PEOPLE,
    municipality=lambda link: link.municipality,
    available=lambda link, _person: set() if link.revoked_at else {"close"},
    commands=[ui.Command("close", gettext_lazy("Close the link"), close_link)],
    shown_at=lambda link: RATIFICATION.url(link.ratification),
)


def _confirmation(request: HttpRequest, pk: int) -> Confirmation:
    return get_object_or_404(visible_confirmations(ui.person_of(request)), pk=pk)


ANSWER = ui.Commands(
    name="desk:answer",
    at="waiting/answers/<int:pk>/",
    argument="confirmation",
    find=_confirmation,
    permission=Permission.RATIFY,
    municipality=lambda confirmation: confirmation.municipality,
    available=lambda _confirmation, _person: {"yes", "take-back"},
    commands=[
        # A municipal decision is refused here and leads to the page of the answer, its form.
        ui.Command("yes", gettext_lazy("Yes, we confirm"), partial(actions.answer, yes=True)),
        ui.Command("take-back", gettext_lazy("Undo the answer"), actions.take_back),
    ],
)


@ui.needs(Permission.RATIFY)
@ui.one_save_at_a_time
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The question whole, and the answer for a municipality with the decision behind it; the
    letters lead here. A question that is closed is only read.
    """
    confirmation, person = _confirmation(request, pk), ui.person_of(request)
    require(person, Permission.RATIFY, confirmation.municipality)
    question = RATIFICATION.url(confirmation.ratification)
    if request.method == "GET" and not confirmation.ratification.open:
        return redirect(question)
    (own_answer,) = answers_of([confirmation], person)
    return ui.form_page(
        request,
        AnswerForm(ui.posted(request), request.FILES or None, confirmation=confirmation),
        title=confirmation.ratification.title,
        lead=_("The answer of %(municipality)s") % {"municipality": confirmation.municipality},
        submit=_("Save the answer"),
        save=partial(actions.answer, by=person, confirmation=confirmation),
        over=confirmation,
        back=question,
        cancel=back_to(request, question),
        template="desk/waiting/answer.html",
        answer=own_answer,
        question_url=question,
    )


@ui.needs(Permission.VIEW)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision or extract behind an answer."""
    confirmation = _confirmation(request, pk)
    if confirmation.document is None:
        raise Http404
    return attachment(confirmation.document)


@ui.needs(Permission.DECIDE)
def ask_new(request: HttpRequest) -> HttpResponse:
    """Put a new question to municipalities."""
    origin = ("desk", f"question-{uuid.uuid4().hex}")
    return ui.form_page(
        request,
        AskForm(ui.posted(request), municipalities=list(municipalities_on())),
        title=_("Ask for a confirmation"),
        lead=_("Each municipality you choose answers on its own page “Questions to us”."),
        submit=_("Ask"),
        save=partial(actions.ask, by=ui.person_of(request), origin=origin),
        then=RATIFICATION.url,
        back=reverse("desk:waiting"),
    )
