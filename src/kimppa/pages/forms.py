"""Forms of the pages."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person, Service
from kimppa.core.consortium.roles import Role
from kimppa.pages.actions import Written
from kimppa.pages.languages import BASE, LANGUAGES
from kimppa.pages.models import Page
from kimppa.pages.queries import Standing
from kimppa.ui.forms import Field
from kimppa.ui.seen import Guarded

LANGUAGE_CHOICES = [(code, name) for code, name in LANGUAGES.items() if code != BASE]


def people_who_write() -> QuerySet[Person]:
    """Those who may be named to look after something: who writes, and whose time goes on."""
    today = clock.today()
    held = Membership.objects.valid_on(today).exclude(role=Role.READER)
    people: QuerySet[Person] = Person.objects.valid_on(today)
    return people.filter(is_active=True, pk__in=held.values("person"))


class PageForm(forms.ModelForm[Page]):
    """A new page of the inventory."""

    languages = forms.MultipleChoiceField(
        label=_("Also in"),
        choices=LANGUAGE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Finnish is always there."),
    )

    class Meta:
        model = Page
        fields = ["kind", "name", "format", "service", "languages", "owner", "months", "level"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers web libraries and those who may write."""
        super().__init__(*args, **kwargs)
        web = Q(kind__in=[Service.Kind.WEB_LIBRARY, Service.Kind.WEBSITE])
        if "service" in self.fields:
            self.fields["service"].queryset = Service.objects.filter(web)  # type: ignore[attr-defined]  # a model choice
        self.fields["owner"].queryset = people_who_write()  # type: ignore[attr-defined]  # a model choice

    def _post_clean(self) -> None:
        """Leave the object as it is: `actions` write, and compare with it."""


class SettingsForm(Guarded, PageForm):
    """What may be changed of a page afterwards."""

    field_order = ["service", "languages", "owner", "months", "level"]

    class Meta(PageForm.Meta):
        fields = ["service", "languages", "owner", "months", "level"]


class TextsForm(Guarded):
    """A page in all its languages side by side."""

    reason = forms.CharField(
        label=_("What was changed"),
        max_length=300,
        required=False,
        help_text=_("A few words for those who look at the versions later."),
    )
    minor = forms.BooleanField(
        label=_("Only a small correction: the translations still correspond to the Finnish text"),
        required=False,
    )

    def __init__(self, *args: Any, standings: list[Standing], **kwargs: Any) -> None:
        """A title and a text for each language."""
        self.standings = standings
        super().__init__(*args, initial=_initial(standings), **kwargs)
        for one in standings:
            self.fields |= _fields(one.language)

    def _names(self) -> list[str]:
        """What is stored; why it is changed is not."""
        return [name for name in self.fields if name not in {"seen", "reason", "minor"}]

    @property
    def columns(self) -> Iterator[tuple[Standing, Field, Field]]:
        """Each language with its two fields."""
        for one in self.standings:
            yield one, self[f"title_{one.language}"], self[f"body_{one.language}"]  # type: ignore[misc]  # our own bound field

    @property
    def texts(self) -> dict[str, Written]:
        """What was filled in, by language."""
        given = self.cleaned_data
        return {
            one.language: Written(given[f"title_{one.language}"], given[f"body_{one.language}"])
            for one in self.standings
        }


def _initial(standings: list[Standing]) -> dict[str, str]:
    found = {}
    for one in standings:
        if one.text is not None:
            found[f"title_{one.language}"] = one.text.title
            found[f"body_{one.language}"] = one.text.body
    return found


def _fields(language: str) -> dict[str, forms.Field]:
    where = {"language": LANGUAGES[language]}
    return {
        f"title_{language}": forms.CharField(
            label=_("Title (%(language)s)") % where,
            max_length=200,
            required=False,
            widget=forms.TextInput(attrs={"lang": language}),
        ),
        f"body_{language}": forms.CharField(
            label=_("Text (%(language)s)") % where,
            required=False,
            widget=forms.Textarea(attrs={"rows": 24, "lang": language}),
        ),
    }
