"""What somebody proposes by a personal link: the pages on the desk of the links and of what is
proposed, and the frame of the public pages behind a link.

    LINKS = Links(model=SendingLink, name="publishing:link", title=_("…"), lead=_("…"))
    urlpatterns = [*LINKS.urls()]

    @by_link(SendingLink)
    def send(request, link): return public_form(request, form, save=…, template=…, link=link)
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kimppa.core.audit.states import with_values
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import coordinators, municipalities_on, own_municipalities
from kimppa.core.consortium.roles import Permission
from kimppa.core.differences import Line, compare
from kimppa.core.proposals import actions
from kimppa.core.proposals.actions import address_of as address_of
from kimppa.core.proposals.models import DirectorLink, Proposal, ProposalLink
from kimppa.core.proposals.queries import links_of
from kimppa.ui import pages as ui
from kimppa.ui.guard import reading_language
from kimppa.ui.numbers import moment
from kimppa.ui.seen import CHANGED, guard, print_of

type Text = str | Promise


class LinkForm(forms.Form):
    """A new personal link; a room's own extends it by what its links hold besides."""

    holder = forms.CharField(
        label=gettext_lazy("Whose link"),
        max_length=200,
        help_text=gettext_lazy("A role or a library is enough."),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=gettext_lazy("Municipality")
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address for answers"),
        required=False,
        help_text=gettext_lazy("The holder is told there what has been accepted, and what not."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Valid for how many days"), min_value=1, max_value=730, initial=365
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """The municipalities in which the person manages people."""
        super().__init__(*args, **kwargs)
        municipality_ids = [
            m.pk for m in own_municipalities(person) if person.can(Permission.MANAGE_PEOPLE, m)
        ]
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = municipalities_on().filter(pk__in=municipality_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links[L: ProposalLink]:
    """The page of a room's links, at `links/`, named `<name>s`; `name` begins their commands."""

    model: type[L]
    name: str
    title: Text
    lead: Text
    teach: Text  # said when there are none yet
    form: type[LinkForm] = LinkForm

    def urls(self) -> list[URLPattern]:
        """The addresses, for those who manage people."""
        page = never_cache(ui.needs(Permission.MANAGE_PEOPLE)(self._page))  # shows secrets
        commands: ui.Commands[L] = ui.Commands(
            name=self.name,
            at="links/<int:pk>/",
            argument="link",
            find=self._find,
            permission=Permission.MANAGE_PEOPLE,
            municipality=lambda link: link.municipality,
            available=lambda link, _person: set() if link.revoked_at else {"close"},
            commands=[ui.Command("close", gettext_lazy("Close the link"), actions.close_link)],
            shown_at=lambda _link: reverse(f"{self.name}s"),
        )
        name = self.name.partition(":")[2]
        return [path("links/", page, name=f"{name}s"), *commands.urls()]

    def _find(self, request: HttpRequest, pk: int) -> L:
        return get_object_or_404(links_of(self.model, ui.person_of(request)), pk=pk)

    def _page(self, request: HttpRequest) -> HttpResponse:
        person = ui.person_of(request)
        link_rows = [
            (link, address, settings.KIMPPA_PUBLIC_URL + address, f"{self.name}-close")
            for link in links_of(self.model, person)
            for address in [address_of(link)]
        ]
        response = ui.form_page(
            request,
            self.form(ui.posted(request), person=person),
            title=self.title,
            lead=self.lead,
            save=partial(actions.make_link, self.model, by=person),
            back=reverse(f"{self.name}s"),
            message=_("The link is ready: copy its address to its holder."),
            template="ui/proposals/links.html",
            rows=link_rows,
            teach=self.teach,
        )
        response["Cache-Control"] = "private, no-store"
        return response


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what it is called, and the lines of both texts (`core.differences`)."""

    label: str
    lines: tuple[Line, ...]


class AcceptForm(forms.Form):
    """Carries what its reader was shown: another text than that is not accepted unseen."""

    difference = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._print = print_of([str(line) for line in lines])
        self.fields["difference"].initial = self._print

    def clean_difference(self) -> None:
        if self.cleaned_data["difference"] != self._print:
            # The page shows what stands there now: the next press has seen it.
            sent_fields: Any = copy(self.data)  # of a QueryDict it may be written
            sent_fields[self.add_prefix("difference")] = self._print
            self.data = sent_fields
            raise ValidationError(CHANGED)

    def values(self) -> dict[str, Any]:
        return {}


class RefusalForm(forms.Form):
    """Why not."""

    reason = forms.CharField(label=gettext_lazy("Why not, for the sender to read"), max_length=500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals[P: Proposal]:
    """The pages of what has been proposed to stand in rows: those that wait, and one with what it
    would change.

    `describe(row)` tells the row in labelled texts, also a copy of it that says what is proposed.
    `accept` and `refuse` are the room's actions, with `by` and `proposal`; `register` names the
    page of all at `at`.
    """

    model: type[P]
    register: str
    at: str
    title: Text
    lead: Text
    teach: Text
    up: tuple[Text, str]
    describe: Callable[[Any], Iterable[ui.Fact]]
    accept: Callable[..., object]
    refuse: Callable[..., object]

    def urls(self) -> list[URLPattern]:
        """The addresses, for those who decide."""
        commands = self._commands()

        @commands.page
        @ui.needs(self.model.permission)
        def page(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
            return self._page(request, pk, commands, refusal)

        register = ui.needs(self.model.permission)(require_safe(self._list_page))
        return [
            path(self.at, register, name=self.register.partition(":")[2]),
            path(f"{self.at}<int:pk>/", page, name=self.model.page.partition(":")[2]),
            *commands.urls(),
        ]

    def differences(self, proposal: P) -> list[Difference]:
        """What of the row would say something else; nothing when it is decided on."""
        if proposal.state != Proposal.State.WAITING:
            return []
        texts = {fact.label: fact.text for fact in self.describe(proposal.subject)}
        proposed = self.describe(with_values(proposal.subject, proposal.content))
        return [
            Difference(str(fact.label), tuple(lines))
            for fact in proposed
            if (lines := compare(texts.get(fact.label, ""), fact.text))
        ]

    def _visible_proposals(self, request: HttpRequest) -> QuerySet[P]:
        """Those of the municipalities in which the reader decides; a coordinator every one."""
        person, permission = ui.person_of(request), self.model.permission
        proposals = self.model._default_manager.select_related("link")
        proposals = proposals.select_related(f"{self.model.about}__municipality")
        if person.is_coordinator:
            return proposals
        municipality_ids = [
            municipality.pk
            for municipality in own_municipalities(person)
            if person.can(permission, municipality)
        ]
        return proposals.filter(**{f"{self.model.about}__municipality__in": municipality_ids})

    def _commands(self) -> ui.Commands[P]:
        return ui.Commands(
            name=self.model.page,
            at=f"{self.at}<int:pk>/",
            argument="proposal",
            find=lambda request, pk: get_object_or_404(self._visible_proposals(request), pk=pk),
            permission=self.model.permission,
            municipality=lambda proposal: proposal.municipality,
            available=_decisions,
            commands=[
                ui.Command(
                    "accept",
                    gettext_lazy("Accept the change"),
                    self.accept,
                    form=AcceptForm,
                    arguments=lambda proposal, _person: {"lines": self.differences(proposal)},
                    primary=True,
                    message=gettext_lazy("Accepted: it stands now as was proposed."),
                ),
                ui.Command(
                    "refuse",
                    gettext_lazy("Do not accept"),
                    self.refuse,
                    form=RefusalForm,
                    fold=True,
                ),
            ],
        )

    def _list_page(self, request: HttpRequest) -> HttpResponse:
        table = ui.Table(
            request,
            caption=self.title,
            rows=self._visible_proposals(request),
            columns=[
                ui.Column("title", _("What"), value=str,
                          url=self.model.get_absolute_url, sortable=False),
                ui.Column("link", _("Sender"), value=_sender, sortable=False),
                ui.Column("sent_at", _("Sent"), value=lambda row: moment(row.sent_at)),
                ui.Column("state", _("State"), value=_mark, kind="status"),
            ],
            filters=ui.filters(self.model, "state"),
        )  # fmt: skip
        link_up = ui.link(*self.up)
        return ui.table_page(
            request, table, title=self.title, lead=self.lead, actions=[link_up], teach=self.teach
        )

    def _page(
        self, request: HttpRequest, pk: int, commands: ui.Commands[P], refusal: ui.Refusal | None
    ) -> HttpResponse:
        proposal = get_object_or_404(self._visible_proposals(request), pk=pk)
        subject, decided_at = proposal.subject, proposal.decided_at
        return ui.detail_page(
            request,
            proposal,
            title=_("Proposed change: %(title)s") % {"title": subject},
            mark=_mark(proposal),
            facts=[
                ui.Fact(_("What stands now"), str(subject), subject.get_absolute_url()),
                ui.Fact(_("Sender"), _sender(proposal)),
                ui.Fact(_("Sent"), moment(proposal.sent_at)),
                ui.Fact(_("Decided"), moment(decided_at) if decided_at else ""),
                *ui.facts(proposal, "reason"),
            ],
            buttons=commands.buttons(proposal, ui.person_of(request), refusal=refusal),
            up=ui.link(self.title, self.register),
            template="ui/proposals/proposal.html",
            differences=self.differences(proposal),
            waits=proposal.state == Proposal.State.WAITING,
        )


def _decisions(proposal: Proposal, person: Person) -> set[str]:
    waits = proposal.state == Proposal.State.WAITING
    decides = person.can(proposal.right, proposal.municipality)
    return {"accept", "refuse"} if waits and decides else set()


def _sender(proposal: Any) -> str:
    return str(proposal.link or "")


def _mark(proposal: Proposal) -> tuple[str, str]:
    """The status key and the words of its state."""
    return STATUSES[Proposal.State(proposal.state)], proposal.get_state_display()


STATUSES = {
    Proposal.State.WAITING: "waiting",
    Proposal.State.ACCEPTED: "done",
    Proposal.State.REFUSED: "rejected",
    Proposal.State.WITHDRAWN: "no-need",
}


type View = Callable[..., HttpResponseBase]


def by_link(model: type[ProposalLink]) -> Callable[[View], View]:
    """A view decorator: the view gets the link of the token in its address; 410 when it opens no
    more. No cookie gives a right there, and the token is a stronger check than a form's own. A
    director's link speaks the director's language.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            link = actions.link_of(model, token)
            if link is None:
                context = {"ask": coordinators()}
                return render(request, "ui/proposals/link_gone.html", context, status=410)
            language = reading_language(
                request, link.person if isinstance(link, DirectorLink) else None
            )
            with translation.override(language):
                response = view(request, link, **kwargs)
            response["Content-Language"] = language
            return response

        return opened

    return decorate


def public_form(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    save: Callable[..., str],
    template: str,
    over: Model | None = None,
    **context: Any,
) -> HttpResponse:
    """A form without a session: `save(**values)` says where its sender goes next; its
    ValidationError is shown at its fields with 422. `over` as in `form_page`.
    """
    if over is not None:
        guard(request, form)
    if request.method == "POST" and form.is_valid():
        form_values = form.values() if hasattr(form, "values") else form.cleaned_data
        try:
            return redirect(save(**form_values))
        except ValidationError as error:
            ui.add_errors(form, error)
    status = ui.REFUSED if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
