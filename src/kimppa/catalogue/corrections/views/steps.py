"""What follows a plan: libraries asked, their answers, the work begun, its files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue.corrections import files, queries
from kimppa.catalogue.corrections.actions import plans
from kimppa.catalogue.corrections.forms import AnswerForm, AskForm, ExportForm
from kimppa.catalogue.corrections.views.plan import page, plan_or_404
from kimppa.catalogue.models.corrections import Plan
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import without_director
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification import actions as ratification
from kimppa.core.ratification.models import Confirmation
from kimppa.ui.attachments import attached_file, attachment, file_stem
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import number
from kimppa.ui.pages.press import attempt
from kimppa.ui.sent import add_errors
from kimppa.ui.undo import done

FILES: Final = {
    "corrected": ("applied", "corrected.mrc"),
    "changed": ("applied", "changed.mrc"),
    "reverse": ("applied", "reverse.mrc"),
    "log": ("applied", "log.tsv"),
    "proof": ("applied", "applied.json"),
    "undone": ("undone", "corrected.mrc"),
    "undone-changed": ("undone", "changed.mrc"),
}


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(pk)
    form = AskForm(request.POST, prefix="ask")
    if form.is_valid():
        try:
            plans.ask(
                by=person_of(request),
                plan=plan,
                municipalities=queries.municipalities_of(plan),
                due=form.cleaned_data["due"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("catalogue:plan-withdraw", args=[pk])
            done(request, _asked_words(queries.municipalities_of(plan)), undo)
            return redirect(plan)
    return page(request, plan, ask_form=form)


def _asked_words(municipalities: Sequence[Municipality]) -> str:
    """Who has been asked, and whom nobody answers for."""
    unrepresented = without_director(municipalities)
    if not unrepresented:
        return _("The directors have been asked.")
    names = ", ".join(municipality.name for municipality in unrepresented)
    count = len(municipalities) - len(unrepresented)
    text = ngettext(
        "The director of %(count)s municipality has been asked. Nobody answers for: %(names)s.",
        "The directors of %(count)s municipalities have been asked. Nobody answers for: %(names)s.",
        count,
    )
    return text % {"count": number(count, 0), "names": names}


def _question_or_404(request: HttpRequest, plan: Plan, code: str) -> Confirmation:
    """The question to the municipality of that code, if the person answers for it."""
    for confirmation in queries.questions(plan, person_of(request)):
        if confirmation.municipality.code == code:
            return confirmation
    raise Http404


@require_POST
@needs(Permission.RATIFY)
def answer(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    plan = plan_or_404(pk)
    confirmation = _question_or_404(request, plan, code)
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
            return redirect(plan)
    return page(request, plan, replies={code: form})


@require_POST
@needs(Permission.RATIFY)
def take_back(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    plan = plan_or_404(pk)
    confirmation = _question_or_404(request, plan, code)
    return attempt(
        request,
        lambda: plans.take_back(by=person_of(request), plan=plan, confirmation=confirmation),
        back=plan.get_absolute_url(),
        message=_("The answer is taken back."),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def do(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    plan = plan_or_404(pk)
    if kind not in Plan.Work.values:
        raise Http404
    form = ExportForm(request.POST, exports=queries.ready_snapshots(), auto_id=f"{kind}-%s")
    if not form.is_valid():  # never with another export than the one that was chosen
        return page(request, plan, {kind: form})
    export = form.cleaned_data["export"]
    return attempt(
        request,
        lambda: plans.start_work(by=person_of(request), plan=plan, work=kind, export=export),
        back=plan.get_absolute_url(),
        message=_("It has begun. This page tells how far it is."),
    )


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse | FileResponse:
    """One of the plan's files: whole records are for those who load them."""
    plan = plan_or_404(pk)
    if kind == "plan":
        return _plan_file(plan)
    if kind not in FILES:
        raise Http404
    work, name = FILES[kind]
    path: Path = files.folder(plan.pk, work) / name
    if not getattr(plan, work) or not path.exists():
        raise Http404
    return attached_file(f"{_stem(pk)}-{kind}{path.suffix}", path)


def _stem(pk: int) -> str:
    return file_stem(_("Correction plan"), str(pk))


def _plan_file(plan: Plan) -> HttpResponse:
    text = json.dumps(queries.table_of(plan), ensure_ascii=False, indent=1)
    return attachment(f"{_stem(plan.pk)}.json", "application/json", text)
