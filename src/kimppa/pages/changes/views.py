"""The register of changes: wishes, what is agreed, done and shown to work."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.queries import visible_decisions
from kimppa.core.files.actions import read
from kimppa.pages.changes import actions, proofs
from kimppa.pages.changes.forms import (
    AgreeForm,
    AnswerForm,
    ChangeForm,
    DayForm,
    DropForm,
    ProofForm,
    WishForm,
)
from kimppa.pages.changes.queries import change_for
from kimppa.pages.changes.tables import mark, meeting_table, register_table, whose_wish
from kimppa.pages.models import Change, Proof
from kimppa.pages.queries import may_manage
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment
from kimppa.ui.numbers import day
from kimppa.ui.selection import choices

State = Change.State
STEPS = "agree finish prove agenda sent answer drop"


def _change(request: HttpRequest, pk: int) -> Any:
    change = change_for(pk, ui.person_of(request))
    if change is None:
        raise Http404
    return change


def _available_commands(change: Any, person: Person) -> set[str]:
    state = State(change.state)
    commands = {"edit", "unvote" if change.mine else "vote"}
    commands |= {
        State.IDEA: {"agree", "drop"},
        State.AGREED: {"finish"},
        State.DONE: {"prove"},
    }.get(state, set())
    if state == State.IDEA and (may_manage(person) or change.author_id == person.pk):
        commands.add("remove")
    if state == State.IDEA and not change.agenda_task:
        commands.add("agenda")
    if state in {State.IDEA, State.AGREED} and change.sent_on is None:
        commands.add("sent")
    if change.sent_on is not None and change.answered_on is None:
        commands.add("answer")
    return commands if state == State.PROVEN else commands | {"proof"}


CHANGE = ui.Commands[Any](
    name="pages:change",
    at="changes/<int:pk>/",
    argument="change",
    find=_change,
    permission=Permission.MANAGE_PAGES,
    available=_available_commands,
    commands=[
        ui.Command(
            "vote",
            gettext_lazy("I want this too"),
            actions.vote,
            icon="star",
            permission=Permission.LOG_WORK,
            message=gettext_lazy("Your vote was counted."),
        ),
        ui.Command(
            "unvote",
            gettext_lazy("Take my vote back"),
            actions.take_vote_back,
            icon="undo",
            permission=Permission.LOG_WORK,
            message=gettext_lazy("Your vote was taken back."),
        ),
        ui.Command("edit", gettext_lazy("Edit"), icon="edit", to="pages:change-edit"),
        ui.Command(
            "remove",
            gettext_lazy("Take the wish back"),
            actions.take_wish_back,
            icon="remove",
            permission=Permission.LOG_WORK,
            message=gettext_lazy("The wish was taken back."),
            back="pages:changes",
        ),
        ui.Command("agree", gettext_lazy("Agreed on"), actions.agree, form=AgreeForm),
        ui.Command(
            "finish",
            gettext_lazy("Mark as done"),
            actions.finish,
            form=DayForm,
            message=gettext_lazy("Marked as done. Now show that it works."),
        ),
        ui.Command(
            "prove",
            gettext_lazy("It is shown to work"),
            actions.prove,
            icon="confirmed",
            primary=True,
        ),
        ui.Command(
            "agenda",
            gettext_lazy("To the directors' meeting"),
            actions.to_meeting,
            icon="decision",
            message=gettext_lazy("On the list of the directors' meeting."),
        ),
        ui.Command(
            "sent",
            gettext_lazy("Sent to the National Library"),
            actions.note_sent,
            form=DayForm,
            fold=True,
        ),
        ui.Command(
            "answer",
            gettext_lazy("Answer of the National Library"),
            actions.note_answer,
            form=AnswerForm,
            fold=True,
        ),
        ui.Command(
            "drop", gettext_lazy("It will not be done"), actions.drop, form=DropForm, fold=True
        ),
        ui.Command(
            "proof",
            gettext_lazy("Keep what stands at an address"),
            proofs.add_proof,
            form=ProofForm,
            fold=True,
        ),
    ],
)


def _proof(_request: HttpRequest, pk: int) -> Proof:
    return get_object_or_404(Proof.objects.select_related("change", "stored"), pk=pk)


PROOF = ui.Commands(
    name="pages:proof",
    at="proofs/<int:pk>/",
    argument="proof",
    find=_proof,
    permission=Permission.MANAGE_PAGES,
    available=lambda proof, _person: set() if proof.change.state == State.PROVEN else {"remove"},
    commands=[
        ui.Command("remove", gettext_lazy("Remove"), proofs.remove_proof, icon="remove"),
    ],
    shown_at=lambda proof: CHANGE.url(proof.change),
)


@require_GET
@ui.needs(Permission.VIEW)
def register(request: HttpRequest) -> HttpResponse:
    """Every change, the newest first."""
    wish = reverse("pages:change-new")
    return ui.table_page(
        request,
        register_table(request),
        title=_("Changes and wishes"),
        lead=_(
            "What should change in the web library, from the reason to the proof that it works."
        ),
        actions=[
            ui.Action(_("Write down a wish"), wish, primary=True, permission=Permission.LOG_WORK),
            ui.link(_("For the directors' meeting"), "pages:changes-meeting"),
            ui.link(_("Pages of the web library"), "pages:home"),
        ],
        teach=_(
            "Write here what customers and staff wish of the web library. What is wanted most goes "
            "to the directors' meeting."
        ),
    )


@require_GET
@ui.needs(Permission.VIEW)
def meeting(request: HttpRequest) -> HttpResponse:
    """What the directors could agree on next, the most wanted first."""
    return ui.table_page(
        request,
        meeting_table(request),
        title=_("For the directors' meeting"),
        lead=_(
            "Ideas that nothing stands in the way of, the most wanted first. Open one to put it on "
            "the agenda."
        ),
        actions=[ui.link(_("Changes and wishes"), "pages:changes")],
    )


@CHANGE.page
@ui.needs(Permission.VIEW)
def change(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """One change: why, where it stands, what comes next, and the proof."""
    change, person = _change(request, pk), ui.person_of(request)
    buttons = CHANGE.buttons(change, person, refusal=refusal)
    change_proofs = list(change.proofs.select_related("change", "stored"))
    return ui.detail_page(
        request,
        change,
        title=change.title,
        lead=" · ".join([change.get_reason_display(), change.get_allowed_display()]),
        mark=mark(change),
        text=change.text,
        facts=_facts(change, person),
        up=ui.link(_("Changes and wishes"), "pages:changes"),
        template="pages/changes/change.html",
        commands=buttons,
        steps=buttons.only(STEPS),
        pages=list(change.pages.prefetch_related("texts")),
        proofs=[(proof, PROOF.buttons(proof, person).items) for proof in change_proofs],
    )


def _facts(change: Any, person: Person) -> list[ui.Fact]:
    decision = visible_decisions(person).filter(pk=change.decision_id).first()
    task_pk = change.agenda_task
    return [
        ui.Fact(_("Wanted by"), str(change.wanted)),
        ui.Fact(ui.label(Change, "made_at"), f"{day(change.made_at)}, {change.made_by}"),
        ui.Fact(ui.label(Change, "municipality"), whose_wish(change)),
        *ui.facts(change, "owner", "due"),
        ui.Fact(ui.label(Change, "services"), ", ".join(map(str, change.services.all()))),
        *([ui.Fact(_("Meeting"), _("On the agenda"), _task_url(task_pk))] if task_pk else []),
        *ui.facts(change, "agreed_on"),
        *([ui.Fact(_("Decision"), str(decision), _decision_url(decision.pk))] if decision else []),
        *ui.facts(
            change, "sent_on", "answered_on", "answer", "done_on", "proven_on", "dropped_why"
        ),
    ]


def _task_url(pk: int) -> str:
    return reverse("desk:task", args=[pk])


def _decision_url(pk: int) -> str:
    return reverse("desk:decision", args=[pk])


@ui.needs(Permission.LOG_WORK)
def new(request: HttpRequest) -> HttpResponse:
    """Write down a wish."""
    person = ui.person_of(request)
    towns = choices(request).municipalities
    return ui.form_page(
        request,
        WishForm(ui.posted(request), towns=towns, may_be_joint=person.is_coordinator),
        title=_("Write down a wish"),
        lead=_("One thing at a time. Others can vote for it."),
        # Who has one municipality is not asked whose wish it is.
        save=lambda **fields: actions.wish(by=person, **_own_municipality(person) | fields),
        then=CHANGE.url,
        cancel=reverse("pages:changes"),
        message=_("Thank you, the wish has been written down."),
    )


def _own_municipality(person: Person) -> dict[str, Any]:
    return {"municipality": person.municipality}


@ui.needs(Permission.MANAGE_PAGES)
@ui.one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what it is about, what the platform allows, what it touches and who does it."""
    change = _change(request, pk)
    return ui.form_page(
        request,
        ChangeForm(ui.posted(request), instance=change, towns=choices(request).municipalities),
        title=_("Edit: %(title)s") % {"title": change.title},
        lead=_("What it is about, what the platform allows, what it touches and who does it."),
        save=partial(actions.edit, by=ui.person_of(request), change=change),
        over=change,
        back=CHANGE.url(change),
    )


@require_GET
@ui.needs(Permission.VIEW)
def proof_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The stored file, to be saved and never shown inside the desk."""
    proof = _proof(request, pk)
    if proof.stored is None:
        raise Http404
    ending = proof.stored.name.rpartition(".")[2].lower()
    name = f"todiste-{proof.pk}.{ending}"
    return attachment(name, "application/octet-stream", read(proof.stored))
