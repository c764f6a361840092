"""A plan's question to the libraries: put, withdrawn, answered."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.catalogue.corrections import queries
from kimppa.catalogue.corrections.actions import plans
from kimppa.catalogue.corrections.forms import AnswerForm, AskForm
from kimppa.catalogue.corrections.views.common import plan_or_404
from kimppa.catalogue.corrections.views.plan import page
from kimppa.catalogue.models.corrections import Plan
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification import actions as ratification
from kimppa.core.ratification.models import Confirmation
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import add_errors, attempt
from kimppa.ui.undo import done


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the directors of the libraries whose records the plan changes."""
    row = plan_or_404(pk)
    form = AskForm(request.POST, prefix="ask")
    if form.is_valid():
        try:
            plans.ask(
                by=person_of(request),
                plan=row,
                municipalities=queries.municipalities_of(row),
                due=form.cleaned_data["due"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("catalogue:plan-withdraw", args=[pk])
            done(request, _("The directors have been asked."), undo)
            return redirect(row)
    return page(request, row, ask_form=form)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the question back."""
    row = plan_or_404(pk)
    return attempt(
        request,
        lambda: plans.withdraw(by=person_of(request), plan=row),
        back=row.get_absolute_url(),
        message=_("The question has been withdrawn."),
    )


def _question_or_404(request: HttpRequest, row: Plan, code: str) -> Confirmation:
    """The question to the municipality of that code, if the person answers for it."""
    for confirmation in queries.questions(row, person_of(request)):
        if confirmation.municipality.code == code:
            return confirmation
    raise Http404


@require_POST
@needs(Permission.RATIFY)
def answer(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The director's yes or no for a municipality."""
    row = plan_or_404(pk)
    confirmation = _question_or_404(request, row, code)
    form = AnswerForm(code, request.POST)
    reply = request.POST.get("answer", "")
    if reply not in {"yes", "no"}:
        form.add_error(None, _("Choose yes or no."))
    if form.is_valid():
        try:
            ratification.answer(
                by=person_of(request),
                confirmation=confirmation,
                yes=reply == "yes",
                comment=form.cleaned_data["comment"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("catalogue:plan-take-back", args=[pk, code])
            done(request, _("Your answer is recorded."), undo)
            return redirect(row)
    return page(request, row, replies={code: form})


@require_POST
@needs(Permission.RATIFY)
def take_back(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Undo an answer, as long as nothing has been made of it."""
    row = plan_or_404(pk)
    confirmation = _question_or_404(request, row, code)
    return attempt(
        request,
        lambda: plans.take_back(by=person_of(request), plan=row, confirmation=confirmation),
        back=row.get_absolute_url(),
        message=_("The answer is taken back."),
    )
