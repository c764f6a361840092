"""The form of a new personal token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import own_municipalities
from kimppa.core.tokens.scopes import LABELS, Scope, offered_scopes

LIVES = (30, 90, 365)


class TokenForm(forms.Form):
    """Name, scopes, life and, for those who have several, one municipality."""

    name = forms.CharField(
        label=_("Which program is it for"),
        max_length=80,
        help_text=_("A name by which you know it later, for example “Power BI”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never may more than you do yourself."),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=_("Only this municipality"),
        required=False,
        empty_label=_("All that I see"),
    )
    days = forms.TypedChoiceField(label=_("How long it lives"), coerce=int)

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
        self._municipalities([place.pk for place in own_municipalities(person)])

    def _municipalities(self, own: list[int]) -> None:
        if len(own) < 2:
            del self.fields["municipality"]
            return
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Municipality.objects.filter(pk__in=own)
