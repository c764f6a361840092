"""Personal tokens for programs: made, shown once, revoked by their owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import own_municipalities
from kimppa.core.tokens.actions import create_token, revoke_token
from kimppa.core.tokens.models import ApiToken
from kimppa.core.tokens.queries import ended_tokens_of, has_expired, tokens_of
from kimppa.core.tokens.scopes import LABELS, Scope, offered_scopes
from kimppa.desk.signin.proof import proved
from kimppa.ui.guard import person_of
from kimppa.ui.pages import form_page
from kimppa.ui.sent import posted
from kimppa.ui.shown_once import secret_to_show, show_once
from kimppa.ui.undo import done


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token with its scopes in words, and whether its time has ended."""

    token: ApiToken
    scopes: tuple[str, ...]
    expired: bool


def rows_of(tokens: Iterable[ApiToken]) -> list[TokenRow]:
    """The tokens in their order."""
    return [
        TokenRow(
            token,
            tuple(str(LABELS[scope]) for scope in token.scopes if scope in LABELS),
            has_expired(token),
        )
        for token in tokens
    ]


LIVES = (30, 90, 365)


class TokenForm(forms.Form):
    """Name, scopes, life and, for those who have several, one municipality."""

    name = forms.CharField(
        label=gettext_lazy("Which program is it for"),
        max_length=80,
        help_text=gettext_lazy("A name by which you know it later, for example “Power BI”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("It never may more than you do yourself."),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=gettext_lazy("Only this municipality"),
        required=False,
        empty_label=gettext_lazy("All that I see"),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("How long it lives"), coerce=int)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes, days = self.fields["scopes"], self.fields["days"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        assert isinstance(days, forms.TypedChoiceField)
        scopes.choices = [(str(scope), LABELS[scope]) for scope in offered_scopes(person)]
        scopes.initial = [str(Scope.READ)]
        days.choices = [
            (n, ngettext("%(count)d day", "%(count)d days", n) % {"count": n}) for n in LIVES
        ]
        days.initial = 90
        self._municipalities([town.pk for town in own_municipalities(person)])

    def _municipalities(self, ids: list[int]) -> None:
        if len(ids) < 2:
            del self.fields["municipality"]
            return
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Municipality.objects.filter(pk__in=ids)


@never_cache
@proved
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens, and a form for a new one; a new secret is shown this once."""
    person, url = person_of(request), reverse("desk:tokens")
    return form_page(
        request,
        TokenForm(posted(request), person=person),
        title=_("Tokens for programs"),
        save=partial(create_token, by=person),
        then=lambda created: show_once(request, created[1], at=url),
        template="desk/tokens/tokens.html",
        secret=secret_to_show(request),
        rows=rows_of(tokens_of(person)),
        ended=rows_of(ended_tokens_of(person)),
    )


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a token for good."""
    person = person_of(request)
    revoke_token(by=person, token=get_object_or_404(tokens_of(person), pk=pk))
    done(request, _("The token is closed. Programs that used it get nothing more."))
    return redirect("desk:tokens")
