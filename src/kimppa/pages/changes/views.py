"""The register of changes: wishes, what is agreed, done and shown to work."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import visible_decisions
from kimppa.core.files.actions import read
from kimppa.core.tasks.actions import drop_task
from kimppa.core.tasks.models import Task
from kimppa.pages.changes import actions, proving
from kimppa.pages.changes.forms import (
    AgreeForm,
    AnswerForm,
    ChangeForm,
    DayForm,
    DropForm,
    ProofForm,
    WishForm,
)
from kimppa.pages.changes.models import Change, Proof
from kimppa.pages.changes.queries import change_for, votes_of
from kimppa.pages.changes.tables import MARKS, meeting_table, register_table
from kimppa.pages.queries import may_manage
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.selection import choices
from kimppa.ui.sent import REFUSED, add_errors, attempt, posted
from kimppa.ui.undo import done

State = Change.State
FORMS: dict[str, tuple[type[Form], Any]] = {
    "agree": (AgreeForm, actions.agree),
    "finish": (DayForm, actions.finish),
    "sent": (DayForm, actions.note_sent),
    "answer": (AnswerForm, actions.note_answer),
    "drop": (DropForm, actions.drop),
}
TOLD = {
    "agree": gettext_lazy("Agreed on."),
    "finish": gettext_lazy("Marked as done. Now show that it works."),
    "sent": gettext_lazy("Marked as sent to the National Library."),
    "answer": gettext_lazy("The answer was noted."),
    "drop": gettext_lazy("Dropped."),
}


@require_GET
@needs(Permission.VIEW)
def register(request: HttpRequest) -> HttpResponse:
    """Every change, the newest first."""
    table = register_table(request)
    if export := table.response():
        return export
    person = person_of(request)
    context = {
        "table": table,
        "any": Change.objects.exists(),
        "may_wish": person.can(Permission.LOG_WORK),
        "manages": may_manage(person),
    }
    return render(request, "pages/changes/register.html", context)


@require_GET
@needs(Permission.VIEW)
def meeting(request: HttpRequest) -> HttpResponse:
    """What the directors could agree on next, the most wanted first."""
    table = meeting_table(request)
    return table.response() or render(request, "pages/changes/meeting.html", {"table": table})


def _change_for(request: HttpRequest, pk: int) -> Change:
    found = change_for(pk, person_of(request))
    if found is None:
        raise Http404
    return found


@require_GET
@needs(Permission.VIEW)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: why, where it stands, what comes next, and the proof."""
    return _page(request, _change_for(request, pk))


def _page(request: HttpRequest, found: Change, failed: Form | None = None) -> HttpResponse:
    person = person_of(request)
    manages = may_manage(person)
    context = {
        "change": found,
        "decision": _decision(found, person),
        "mark": (MARKS[State(found.state)], found.get_state_display()),
        "pages": list(found.pages.prefetch_related("texts")),
        "services": list(found.services.all()),
        "proofs": list(found.proofs.select_related("stored")),
        "manages": manages,
        "may_vote": person.can(Permission.LOG_WORK),
        "may_take_back": found.state == State.IDEA and (manages or found.author_id == person.pk),
        "failed": failed,
        "forms": _forms(found, failed) if manages else {},
    }
    return render(request, "pages/changes/change.html", context, status=REFUSED if failed else 200)


def _decision(found: Change, person: Person) -> Decision | None:
    """The decision behind it, if the person may see it: one may be another municipality's."""
    if found.decision_id is None:
        return None
    return visible_decisions(person).filter(pk=found.decision_id).first()


def _forms(found: Change, failed: Form | None) -> dict[str, Form]:
    """The forms that fit the state; the one that was refused as it was filled in."""
    open_now = found.state in {State.IDEA, State.AGREED}
    wanted = {
        "agree": found.state == State.IDEA,
        "drop": found.state == State.IDEA,
        "finish": found.state == State.AGREED,
        "sent": found.sent_on is None and open_now,
        "answer": found.sent_on is not None and found.answered_on is None,
    }
    made: dict[str, Form] = {
        name: FORMS[name][0](auto_id=f"{name}_%s") for name, fits in wanted.items() if fits
    }
    if found.state != State.PROVEN:
        made["proof"] = ProofForm(auto_id="proof_%s")
    if failed is not None:
        name = str(failed.auto_id).removesuffix("_%s")
        made[name] = failed
    return made


@needs(Permission.LOG_WORK)
def new(request: HttpRequest) -> HttpResponse:
    """Write down a wish."""
    person = person_of(request)
    own = choices(request).municipalities
    form = WishForm(posted(request), own=own, all_=person.is_coordinator)
    if request.method == "POST" and form.is_valid():
        wished = {"municipality": person.municipality} | form.cleaned_data
        try:
            made = actions.wish(by=person, **wished)
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("pages:change-remove", args=[made.pk])
            done(request, _("Thank you, the wish has been written down."), undo)
            return redirect(made)
    context = {"form": form, "cancel": reverse("pages:changes")}
    status = REFUSED if form.is_bound else 200
    return render(request, "pages/changes/form.html", context, status=status)


@needs(Permission.MANAGE_PAGES)
@one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what it is about, what the platform allows, what it touches and who does it."""
    found = _change_for(request, pk)
    own = choices(request).municipalities
    form = ChangeForm(posted(request), instance=found, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(by=person_of(request), change=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Saved."))
            return redirect(found)
    context = {"form": form, "change": found, "cancel": found.get_absolute_url()}
    status = REFUSED if form.is_bound else 200
    return render(request, "pages/changes/form.html", context, status=status)


@require_POST
@needs(Permission.LOG_WORK)
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Want it too, or no longer."""
    found, person = _change_for(request, pk), person_of(request)
    undo = reverse("pages:change-vote", args=[pk])
    if _switched_on(request, now=votes_of(person).filter(change=found).exists()):
        actions.vote(by=person, change=found)
        done(request, _("Your vote was counted."), f"{undo}?want=no")
    else:
        actions.take_vote_back(by=person, change=found)
        done(request, _("Your vote was taken back."), f"{undo}?want=yes")
    return redirect(found)


def _switched_on(request: HttpRequest, *, now: bool) -> bool:
    """What a switch is to be: as its button says, so that a button pressed twice does it once."""
    asked = request.POST.get("want") or request.GET.get("want")
    return asked == "yes" if asked else not now


@require_POST
@needs(Permission.LOG_WORK)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a wish that was written by mistake."""
    found = _change_for(request, pk)
    try:
        actions.take_wish_back(by=person_of(request), change=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("pages:change", pk=pk)
    done(request, _("The wish was taken back."))
    return redirect("pages:changes")


@require_POST
@needs(Permission.MANAGE_PAGES)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step that asks something: agree, finish, sent, answer, drop."""
    if name not in FORMS:
        raise Http404
    found = _change_for(request, pk)
    kind, act = FORMS[name]
    undoing = {"sent": "pages:change-unsend", "answer": "pages:change-unanswer"}
    return _filled(
        request,
        found,
        kind(request.POST, auto_id=f"{name}_%s"),
        partial(act, by=person_of(request), change=found),
        str(TOLD[name]),
        reverse(undoing.get(name, "pages:change-back"), args=[pk]),
    )


def _filled(
    request: HttpRequest,
    found: Change,
    form: Form,
    act: Callable[..., object],
    message: str,
    undo: str = "",
) -> HttpResponse:
    """Act by a form of the change's page; one that is refused is shown as it was filled in."""
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, message, undo)
            return redirect(found)
    return _page(request, found, form)


@require_POST
@needs(Permission.MANAGE_PAGES)
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    """It is shown to work."""
    found = _change_for(request, pk)
    return attempt(
        request,
        lambda: actions.prove(by=person_of(request), change=found),
        back=found.get_absolute_url(),
        message=_("Shown to work; the proof stays with it."),
        undo=reverse("pages:change-back", args=[pk]),
    )


@require_POST
@needs(Permission.MANAGE_PAGES)
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the newest step."""
    found = _change_for(request, pk)
    return attempt(
        request,
        lambda: actions.step_back(by=person_of(request), change=found),
        back=found.get_absolute_url(),
        message=_("The step was taken back."),
    )


@require_POST
@needs(Permission.MANAGE_PAGES)
def unsend(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not sent to the National Library after all."""
    found = _change_for(request, pk)
    return attempt(
        request,
        lambda: actions.take_sent_back(by=person_of(request), change=found),
        back=found.get_absolute_url(),
        message=_("The sending was taken back."),
    )


@require_POST
@needs(Permission.MANAGE_PAGES)
def unanswer(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing has been answered after all."""
    found = _change_for(request, pk)
    return attempt(
        request,
        lambda: actions.take_answer_back(by=person_of(request), change=found),
        back=found.get_absolute_url(),
        message=_("The answer was taken back."),
    )


@require_POST
@needs(Permission.MANAGE_PAGES)
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Onto the list of the directors' meeting, or off it again."""
    found, person = _change_for(request, pk), person_of(request)
    area, object_id = actions.origin_of(found)
    waiting = Task.objects.open().filter(area=area, object_id=object_id, topic="meetings").first()
    undo = reverse("pages:change-agenda", args=[pk])
    if _switched_on(request, now=waiting is not None):
        actions.to_meeting(by=person, change=found)
        done(request, _("On the list of the directors' meeting."), f"{undo}?want=no")
    else:
        if waiting is not None:
            drop_task(by=person, task=waiting)
        done(request, _("Taken off the list of the directors' meeting."), f"{undo}?want=yes")
    return redirect(found)


@require_POST
@needs(Permission.MANAGE_PAGES)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a saved page or a picture."""
    found, person = _change_for(request, pk), person_of(request)
    form = ProofForm(request.POST, request.FILES, auto_id="proof_%s")

    def add(*, file: Any, **told: Any) -> None:
        proving.add_proof(
            by=person,
            change=found,
            content=file.read() if file else b"",
            name=str(file.name) if file else "",
            **told,
        )

    return _filled(request, found, form, add, _("The proof was kept."))


@require_POST
@needs(Permission.MANAGE_PAGES)
def unproof(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proof away."""
    found = get_object_or_404(Proof.objects.select_related("change"), pk=pk)
    return attempt(
        request,
        lambda: proving.remove_proof(by=person_of(request), proof=found),
        back=found.change.get_absolute_url(),
        message=_("The proof was removed; the log keeps what it was."),
    )


@require_GET
@needs(Permission.VIEW)
def proof_file(_request: HttpRequest, pk: int) -> HttpResponse:
    """The kept file, to be saved and never shown inside the desk."""
    found = get_object_or_404(Proof.objects.select_related("stored"), pk=pk)
    if found.stored is None:
        raise Http404
    ending = found.stored.name.rpartition(".")[2].lower()
    name = f"todiste-{found.pk}.{ending}"
    return attachment(name, "application/octet-stream", read(found.stored))
