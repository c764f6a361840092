"""What somebody proposes by a personal link: the links' page on the desk, and the frame of the
public pages behind a link.

    LINKS = Links(model=SendingLink, name="publishing:link", title=_("…"), lead=_("…"))
    urlpatterns = [*LINKS.urls()]

    @by_link(SendingLink)
    def send(request, link): return public_form(request, form, save=…, template=…, link=link)
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import coordinators, municipalities_on, own_municipalities
from kimppa.core.consortium.roles import Permission
from kimppa.core.proposals import actions
from kimppa.core.proposals.models import ProposalLink
from kimppa.core.proposals.queries import links_of
from kimppa.ui import pages as ui

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
    days = forms.IntegerField(
        label=gettext_lazy("Valid for how many days"), min_value=1, max_value=730, initial=365
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """The municipalities in which the person manages people."""
        super().__init__(*args, **kwargs)
        own = [m.pk for m in own_municipalities(person) if person.can(Permission.MANAGE_PEOPLE, m)]
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = municipalities_on().filter(pk__in=own)


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
        rows = [
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
            rows=rows,
            teach=self.teach,
        )
        response["Cache-Control"] = "private, no-store"
        return response


def address_of(link: ProposalLink) -> str:
    """The path behind which the holder proposes."""
    return reverse(link.page, args=[actions.token_of(link)])


type View = Callable[..., HttpResponse]


def by_link(model: type[ProposalLink]) -> Callable[[View], View]:
    """A view decorator: the view gets the link of the token in its address; 410 when it opens no
    more. No cookie gives a right there, and the token is a stronger check than a form's own.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            if link := actions.link_of(model, token):
                return view(request, link, **kwargs)
            context = {"ask": coordinators()}
            return render(request, "ui/proposals/link_gone.html", context, status=410)

        return opened

    return decorate


def public_form(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    save: Callable[..., str],
    template: str,
    **context: Any,
) -> HttpResponse:
    """A form without a session: `save(**values)` says where its sender goes next; its
    ValidationError is shown at its fields with 422.
    """
    if request.method == "POST" and form.is_valid():
        values = form.values() if hasattr(form, "values") else form.cleaned_data
        try:
            return redirect(save(**values))
        except ValidationError as error:
            ui.add_errors(form, error)
    status = ui.REFUSED if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
