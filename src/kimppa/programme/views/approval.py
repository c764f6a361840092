"""Approving, the directors' answers, new versions and delivery."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
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
from kimppa.programme import actions, reports
from kimppa.programme.forms import AnswerForm, ApprovalForm, ReasonForm
from kimppa.programme.models import Programme
from kimppa.programme.queries import is_confirmed, ratification_of
from kimppa.programme.releases import PROGRAMME
from kimppa.programme.views.common import programme_for
from kimppa.ui.deliveries import Deliveries
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt
from kimppa.ui.undo import done

DELIVERIES = Deliveries(PROGRAMME, "programme:")
_MARKS = {
    Confirmation.State.AWAITING: "waiting",
    Confirmation.State.YES: "confirmed",
    Confirmation.State.NO: "rejected",
}


def approval(request: HttpRequest, year: int) -> HttpResponse:
    """What is missing, who has said yes, and the approval itself (POST)."""
    person = person_of(request)
    found = programme_for(request, year)
    if not person.can(Permission.COMMENT):
        raise PermissionDenied(_("The approval is between the directors and the coordinator."))
    form = ApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _approve(person, found, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("The programme is approved and its text is locked."))
            return redirect("programme:approval", year=year)
    return _page(request, found, form=form)


def _approve(person: Person, found: Programme, data: dict[str, Any]) -> None:
    joint = None
    if data["way"] == ApprovalForm.MEETING:
        joint = actions.JointDecision(data["date"], data["meeting"], data["section"])
    actions.approve(by=person, programme=found, joint=joint, due=data["due"])


def _page(
    request: HttpRequest,
    found: Programme,
    said: Mapping[int, AnswerForm] = MappingProxyType({}),
    **changes: Any,
) -> HttpResponse:
    """The page; `said` are answers with what is wrong, by their question."""
    person = person_of(request)
    ratification = ratification_of(found)
    rows = _answers(ratification, person)
    draft = found.state == Programme.State.DRAFT
    context = {
        "programme": found,
        "draft": draft,
        "missing": actions.missing(found) if draft else [],
        "ratification": ratification,
        "answers": rows,
        "questions": [
            (row["confirmation"], said.get(pk) or AnswerForm(pk))
            for row in rows
            for pk in [row["confirmation"].pk]
            if row["may_answer"]
        ],
        "confirmed": is_confirmed(found),
        "decision": reports.decision_words(found),
        "versions": DELIVERIES.versions(found, may_deliver=person.can(Permission.DELIVER)),
        "may_approve": draft and person.can(Permission.DECIDE),
        "may_edit": person.can(Permission.EDIT_PROGRAMME),
        "reopen_form": ReasonForm(prefix="reopen"),
        "deliver_form": ReasonForm(prefix="deliver"),
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "programme/approval.html", context | changes, status=status)


def _answers(ratification: Ratification | None, person: Person) -> list[dict[str, Any]]:
    return [
        {
            "confirmation": one,
            "mark": _MARKS[Confirmation.State(one.state)],
            "word": one.get_state_display(),
            "may_answer": one.state == Confirmation.State.AWAITING and _answers_for(person, one),
            "may_take_back": one.state != Confirmation.State.AWAITING
            and person.can(Permission.RATIFY, one.municipality),
        }
        for one in (ratification.confirmations.all() if ratification else ())
    ]


def _answers_for(person: Person, one: Confirmation) -> bool:
    return person.can(Permission.RATIFY, one.municipality) and not person.is_coordinator


@require_POST
@needs(Permission.RATIFY)
def give_answer(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The director's yes or no for a municipality."""
    person = person_of(request)
    found = programme_for(request, year)
    confirmation = _confirmation_or_404(found, pk)
    if not _answers_for(person, confirmation):
        raise Http404
    form = AnswerForm(pk, request.POST)
    yes = request.POST.get("answer") == "yes"
    if form.is_valid():
        try:
            answer(
                by=person, confirmation=confirmation, yes=yes, comment=form.cleaned_data["comment"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(
                request,
                _("Your answer is recorded."),
                reverse("programme:take-back", args=[year, pk]),
            )
            return redirect("programme:approval", year=year)
    return _page(request, found, said={pk: form})


def _confirmation_or_404(found: Programme, pk: int) -> Confirmation:
    ratification = ratification_of(found)
    confirmation = ratification.confirmations.filter(pk=pk).first() if ratification else None
    if confirmation is None:
        raise Http404
    return confirmation


@require_POST
@needs(Permission.RATIFY)
def take_answer_back(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Undo an answer."""
    confirmation = _confirmation_or_404(programme_for(request, year), pk)
    return attempt(
        request,
        lambda: take_back(by=person_of(request), confirmation=confirmation),
        back=reverse("programme:approval", args=[year]),
        message=_("The answer is taken back."),
    )


@require_POST
@needs(Permission.EDIT_PROGRAMME)
def reopen(request: HttpRequest, year: int) -> HttpResponse:
    """Open an agreed programme as the draft of a new version."""
    found = programme_for(request, year)
    form = ReasonForm(request.POST, prefix="reopen")
    if form.is_valid():
        return attempt(
            request,
            lambda: actions.reopen(by=person_of(request), programme=found, **form.cleaned_data),
            back=found.get_absolute_url(),
            message=_("The programme is open as a new version. The approved text stands until it."),
        )
    return _page(request, found, reopen_form=form)


@require_POST
@needs(Permission.EDIT_PROGRAMME)
def close(request: HttpRequest, year: int) -> HttpResponse:
    """End the follow-up of the year."""
    found = programme_for(request, year)
    return attempt(
        request,
        lambda: actions.close(by=person_of(request), programme=found),
        back=found.get_absolute_url(),
        message=_("The year is closed."),
        undo=reverse("programme:open-again", args=[year]),
    )


@require_POST
@needs(Permission.EDIT_PROGRAMME)
def open_again(request: HttpRequest, year: int) -> HttpResponse:
    """Undo a closing."""
    found = programme_for(request, year)
    return attempt(
        request,
        lambda: actions.open_again(by=person_of(request), programme=found),
        back=found.get_absolute_url(),
        message=_("The year is open again."),
    )


@require_POST
@needs(Permission.DELIVER)
def deliver(request: HttpRequest, year: int) -> HttpResponse:
    """Freeze the programme and deliver it to each library."""
    found = programme_for(request, year)
    reason = request.POST.get("deliver-reason", "")
    try:
        delivered = actions.deliver_programme(by=person_of(request), programme=found, reason=reason)
    except ValidationError as error:
        form = ReasonForm(request.POST, prefix="deliver")
        form.full_clean()
        form.add_error(None, error.messages)
        return _page(request, found, deliver_form=form)
    count = len(delivered.deliveries)
    message = ngettext(
        "Delivered to %(count)d recipient.", "Delivered to %(count)d recipients.", count
    ) % {"count": count}
    if not count:
        message = _("Everybody had this version already; nothing was sent again.")
    if delivered.unreached:
        message += " " + _("Without a director, and so not reached: %(names)s.") % {
            "names": ", ".join(m.name for m in delivered.unreached)
        }
    done(request, message)
    return redirect("programme:approval", year=year)
