"""The agreement card and its forms."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification.queries import visible_answers
from kimppa.core.tasks.checklists import done_in, visible_to
from kimppa.core.tasks.models import Checklist
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.caps.actions import note_reading, set_cap
from kimppa.eresources.licences import actions, forms, rows
from kimppa.eresources.licences.actions import renewal, work
from kimppa.eresources.licences.basis import WRITERS, basis_of
from kimppa.eresources.licences.costs import SAME, next_period, price_field
from kimppa.eresources.licences.drawing import Scale
from kimppa.eresources.licences.messages import span_words
from kimppa.eresources.licences.queries import card, question_of, towns_of, unanswered
from kimppa.eresources.models import Document, Licence, Period
from kimppa.ui import pages as ui
from kimppa.ui.attachments import stored
from kimppa.ui.sent import whole_number

TERMS = "eresources/terms.html"
SHARED = gettext_lazy("The cost was shared.")
OF_REGISTER = ("vendor", "address", "statistics_source", "privacy_notice", "statement")


def find(_request: HttpRequest, pk: int) -> Licence:
    """A licence; what is paid together is seen by all."""
    return get_object_or_404(Licence.objects.with_service(), pk=pk)


def _licence_commands(licence: Licence, _person: Person) -> set[str]:
    introductions = Checklist.objects.filter(kind=Checklist.Kind.INTRODUCTION)
    has_list = introductions.filter(service=licence.service).exists()
    return (
        {"edit", "members", "period", "document", "cap", "remove"}
        | ({"reading"} if licence.caps.exists() else set())
        | (set() if has_list else {"introduce"})
        | ({"accounts"} if licence.state_pays else set())
    )


def _cap_terms(licence: Licence, _person: Person) -> dict[str, Any]:
    """The cap as it is, to be changed."""
    cap = licence.caps.last()
    names = ("amount", "unit", "length")
    return {"initial": {name: getattr(cap, name) for name in names} if cap else {}}


def _last_terms(licence: Licence, _person: Person) -> dict[str, Any]:
    """The terms of the last period, to begin a new one with."""
    last_period = licence.periods.last()
    return {"initial": {name: getattr(last_period, name) for name in SAME} if last_period else {}}


LICENCE = ui.Commands(
    name="eresources:licence",
    at="licences/<int:pk>/",
    argument="licence",
    find=find,
    permission=RIGHT,
    available=_licence_commands,
    commands=[
        ui.Command(
            "edit",
            gettext_lazy("Edit the card"),
            actions.change_licence,
            form=forms.LicenceForm,
            title=lambda row: _("Edit: %(name)s") % {"name": row},
            icon="edit",
        ),
        ui.Command(
            "members",
            gettext_lazy("Who belongs"),
            actions.set_members,
            form=forms.MembersForm,
            arguments=lambda row, _person: {"licence": row},
            title=lambda row: _("Who belongs: %(name)s") % {"name": row},
            lead=gettext_lazy("Without days a municipality belongs for the whole time."),
            message=gettext_lazy("Who belongs was changed."),
        ),
        ui.Command(
            "period",
            gettext_lazy("Add a period"),
            actions.add_period,
            form=forms.PeriodForm,
            arguments=_last_terms,
            title=lambda row: _("Add a period: %(name)s") % {"name": row},
            template=TERMS,
            icon="add",
            adds=True,
        ),
        ui.Command(
            "reading",
            gettext_lazy("Type what has been used"),
            note_reading,
            form=forms.ReadingForm,
            fold=True,
        ),
        ui.Command(
            "cap",
            gettext_lazy("Set the cap"),
            set_cap,
            form=forms.CapForm,
            arguments=_cap_terms,
            fold=True,
        ),
        ui.Command("accounts", gettext_lazy("The accounts have been checked"), work.check_accounts),
        ui.Command("introduce", gettext_lazy("Begin the introduction list"), work.introduce),
        ui.Command(
            "document",
            gettext_lazy("Add a document"),
            actions.add_document,
            form=forms.DocumentForm,
            fold=True,
        ),
        ui.Command(
            "remove", gettext_lazy("Remove"), actions.remove_licence, back="eresources:home"
        ),
    ],
)


@LICENCE.page
@ui.needs(Permission.VIEW)
def licence(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """The card: period at hand, shares, basis, who belongs, documents and earlier periods."""
    period_id = whole_number(request.GET.get("period", ""))
    return _card_page(request, find(request, pk), period_id or 0, refusal=refusal)


def _card_page(
    request: HttpRequest,
    licence: Licence,
    period_id: int,
    *,
    refusal: ui.Refusal | None = None,
    period_refusal: ui.Refusal | None = None,
) -> HttpResponse:
    person = ui.person_of(request)
    licence_card = card(licence, period_id)
    question = question_of(licence_card.period) if licence_card.period else None
    documents = Document.objects.visible_to(person).filter(licence=licence)
    return ui.detail_page(
        request,
        licence,
        title=str(licence),
        text=licence.note,
        facts=[
            ui.Fact(_("Material"), ", ".join(licence.materials)),
            *_of_register(licence.service),
            *_progress(visible_to(person).filter(service=licence.service)),
        ],
        buttons=LICENCE.buttons(licence, person, refusal=refusal),
        up=ui.link(_("All e-resources"), "eresources:home"),
        template="eresources/licence.html",
        shown=rows.licence_row(licence_card, Scale.around(clock.today()), towns_of([licence_card])),
        documents=documents,
        period_buttons=licence_card.period
        and PERIOD.buttons(licence_card.period, person, refusal=period_refusal),
        answers=visible_answers(question, person) if question else [],
        question=question,
        unanswered=unanswered(question) if question else "",
        may_write=person.can(RIGHT),
    )


def _of_register(service: Service) -> Iterator[ui.Fact]:
    """What the register tells, a link where it is one, and what it does not tell."""
    for name in OF_REGISTER:
        text = getattr(service, name)
        url = text if text.startswith("http") else ""
        yield ui.Fact(ui.label(Service, name), text or _("not known"), url)
    url = reverse("desk:service", args=[service.pk])
    yield ui.Fact(_("Service register"), str(service), url)


def _progress(lists: QuerySet[Checklist]) -> Iterator[ui.Fact]:
    for checklist in lists.prefetch_related("municipalities", "steps__marks"):
        words = {"done": len(done_in(checklist)), "all": len(checklist.municipalities.all())}
        text = _("%(done)d/%(all)d municipalities ready") % words
        url = reverse("desk:checklist", args=[checklist.pk])
        yield ui.Fact(str(checklist.get_kind_display()), text, url)


@ui.needs(RIGHT)
def add(request: HttpRequest) -> HttpResponse:
    """A card in one form."""
    person = ui.person_of(request)
    return ui.form_page(
        request,
        forms.NewLicenceForm(ui.posted(request)),
        title=_("Add an e-resource"),
        lead=_(
            "What you do not know yet may stay empty: it is then shown as not known. Invoice and "
            "decision are told on the card when they come."
        ),
        save=partial(actions.add_card, by=person),
        message=_("The e-resource was added."),
        then=LICENCE.url,
        back=reverse("eresources:home"),
        template=TERMS,
    )


def find_period(_request: HttpRequest, pk: int) -> Period:
    """A period with its licence."""
    periods = Period.objects.select_related("licence__service", "key", "decision")
    return get_object_or_404(periods, pk=pk)


def _period_commands(period: Period, _person: Person) -> set[str]:
    commands = {"shares", "remove"} | ({"share-out"} if period.key else set())
    if period.notice_given_on or period.licence.periods.filter(start__gt=period.start).exists():
        return commands
    question = question_of(period)
    return (
        commands
        | {"notice"}
        | ({"renew"} if period.end else set())
        | (set() if question and question.open else {"ask"})
    )


def _next_terms(period: Period, _person: Person) -> dict[str, Any]:
    """A next period as long as this one, at its price."""
    following = next_period(period) or period
    names = {"end": "end", "notice_on": "notice_on", "price": price_field(period)}
    return {"initial": {name: getattr(following, field) for name, field in names.items()}}


def _renewed_message(period: Period) -> str:
    words = {"name": period.licence, "span": span_words(period)}
    return _("%(name)s was renewed: %(span)s.") % words


PERIOD = ui.Commands(
    name="eresources:period",
    at="periods/<int:pk>/",
    argument="period",
    find=find_period,
    permission=RIGHT,
    available=_period_commands,
    shown_at=Period.get_absolute_url,
    commands=[
        ui.Command(
            "edit",
            gettext_lazy("Edit"),
            actions.change_period,
            form=forms.PeriodForm,
            title=lambda row: _("Period: %(name)s") % {"name": row},
            template=TERMS,
        ),
        ui.Command(
            "shares",
            gettext_lazy("Type the shares"),
            actions.type_shares,
            form=forms.SharesForm,
            arguments=lambda row, _person: {"period": row},
            title=lambda row: _("Shares: %(name)s") % {"name": row},
            lead=gettext_lazy("The shares must sum to what is paid, to the cent."),
            message=SHARED,
        ),
        ui.Command(
            "share-out", gettext_lazy("Share by the key"), actions.share_out, message=SHARED
        ),
        ui.Command(
            "ask",
            gettext_lazy("Ask the directors about the renewal"),
            renewal.ask_renewal,
            form=forms.AskForm,
            fold=True,
        ),
        ui.Command(
            "renew",
            gettext_lazy("Renew"),
            renewal.renew,
            message=_renewed_message,
            form=forms.RenewForm,
            arguments=_next_terms,
            fold=True,
        ),
        ui.Command(
            "notice",
            gettext_lazy("Notice was given"),
            renewal.give_notice,
            form=forms.NoticeForm,
            fold=True,
        ),
        ui.Command("remove", gettext_lazy("Remove the period"), actions.remove_period),
    ],
)


@PERIOD.page
@ui.needs(Permission.VIEW)
def period_card(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """The card with a form of its period that was refused."""
    return _card_page(request, find_period(request, pk).licence, pk, period_refusal=refusal)


def find_document(request: HttpRequest, pk: int) -> Document:
    """A document that the person may see, else 404."""
    return get_object_or_404(Document.objects.visible_to(ui.person_of(request)), pk=pk)


DOCUMENT = ui.Commands(
    name="eresources:document",
    at="documents/<int:pk>/",
    argument="document",
    find=find_document,
    permission=RIGHT,
    available=lambda _document, _person: {"remove"},
    shown_at=lambda document: LICENCE.url(document.licence),
    commands=[ui.Command("remove", gettext_lazy("Remove"), actions.remove_document)],
)


@ui.needs(Permission.VIEW)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document as a file to save."""
    return stored(find_document(request, pk).file)


@ui.needs(Permission.VIEW)
def basis(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """On what the invoice of each municipality is based, to print or to reckon with."""
    if kind not in WRITERS:
        raise Http404
    return WRITERS[kind](basis_of(find_period(request, pk)))
