"""What awaits a municipality's yes: asking, answering, taking back."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import require
from kimppa.core.ratification import actions
from kimppa.core.ratification.effects import Effect, effects
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import (
    Reminders,
    reminders,
    to_remind,
    visible_answers,
    visible_confirmations,
    visible_ratifications,
)
from kimppa.core.topics import label
from kimppa.desk.downloads import attachment
from kimppa.desk.waiting import tables
from kimppa.desk.waiting.forms import AnswerForm, AskForm
from kimppa.ui import pages as ui
from kimppa.ui.address import back_to
from kimppa.ui.confirmations import answer_mark
from kimppa.ui.numbers import day
from kimppa.ui.selection import selected


@dataclass(frozen=True, slots=True)
class Answer:
    """A municipality's answer as a page shows it."""

    confirmation: Confirmation
    may_answer: bool
    effects: Sequence[Effect] = ()
    reminded: dt.date | None = None

    @property
    def ratification(self) -> Ratification:
        return self.confirmation.ratification

    @property
    def is_awaited(self) -> bool:
        return self.confirmation.state == Confirmation.State.AWAITING

    @property
    def is_late(self) -> bool:
        due = self.ratification.due
        return due is not None and due < clock.today()

    @property
    def is_municipal(self) -> bool:
        """Whether the answer is a decision of a municipal body."""
        return self.confirmation.way == Ratification.Level.MUNICIPAL

    @property
    def state(self) -> tuple[str, str]:
        if self.is_awaited and not self.ratification.open:
            return "no-need", _("Did not answer")
        return answer_mark(self.confirmation)

    @property
    def question_state(self) -> tuple[str, str]:
        return tables.state(self.ratification)


def _answers(
    asked_confirmations: Iterable[Confirmation],
    person: Person,
    days: Reminders = MappingProxyType({}),
) -> list[Answer]:
    confirmations = list(asked_confirmations)
    by_answer = effects(confirmations, person)
    return [
        Answer(
            confirmation,
            person.can(Permission.RATIFY, confirmation.municipality),
            by_answer.get(confirmation.pk, ()),
            days.get((confirmation.ratification_id, confirmation.municipality_id)),
        )
        for confirmation in confirmations
    ]


@ui.needs(Permission.VIEW)
def waiting(request: HttpRequest) -> HttpResponse:
    """What awaits us and what we have answered; for the coordinator, every question."""
    person = ui.person_of(request)
    if person.is_coordinator:
        return _register(request)
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
    values = {"awaiting": _answers(awaiting, person), "table": table}
    return render(request, "desk/waiting/waiting.html", values)


def _register(request: HttpRequest) -> HttpResponse:
    ratifications, municipality = Ratification.objects.all(), selected(request).municipality
    if municipality:
        ratifications = ratifications.filter(confirmations__municipality=municipality)
    return ui.table_page(
        request,
        tables.register(request, ratifications),
        title=_("Ratifications"),
        lead=_("What is decided together and how far each municipality has confirmed it."),
        actions=[ui.Action(_("Ask for a confirmation"), reverse("desk:ask-new"), primary=True)],
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
        template="desk/waiting/ratification.html",
        answers=_answers(visible_answers(question, person), person, days),
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
        ui.Command("take-back", gettext_lazy("Take the answer back"), actions.take_back),
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
    (own,) = _answers([confirmation], person)
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
        answer=own,
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
        lead=_("Each municipality you choose answers on its own page “Waiting for us”."),
        submit=_("Ask"),
        save=partial(actions.ask, by=ui.person_of(request), origin=origin),
        then=RATIFICATION.url,
        back=reverse("desk:waiting"),
    )
