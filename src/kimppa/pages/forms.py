"""Forms of the pages."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person, Service
from kimppa.core.consortium.roles import Role
from kimppa.pages.actions import TextContent
from kimppa.pages.languages import BASE, LANGUAGES
from kimppa.pages.models import Page
from kimppa.pages.queries import PageLanguage
from kimppa.ui.forms import Field

LANGUAGE_CHOICES = [(code, name) for code, name in LANGUAGES.items() if code != BASE]


def people_who_write() -> QuerySet[Person]:
    """Those who may be named to look after something: who writes, and whose time goes on."""
    today = clock.today()
    memberships = Membership.objects.valid_on(today).exclude(role=Role.READER)
    people: QuerySet[Person] = Person.objects.valid_on(today)
    return people.filter(is_active=True, pk__in=memberships.values("person"))


class PageForm(forms.ModelForm[Page]):
    """A new page of the inventory."""

    languages = forms.MultipleChoiceField(
        label=_("Also in"),
        choices=LANGUAGE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Finnish is always there."),
    )
    months = forms.IntegerField(
        label=capfirst(Page._meta.get_field("months").verbose_name),
        initial=12,
        min_value=1,
        max_value=60,  # as the row's constraint
    )

    class Meta:
        model = Page
        fields = ["kind", "name", "format", "service", "languages", "owner", "months", "level"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers web libraries and those who may write."""
        super().__init__(*args, **kwargs)
        is_web_library = Q(kind__in=[Service.Kind.WEB_LIBRARY, Service.Kind.WEBSITE])
        if "service" in self.fields:
            self.fields["service"].queryset = Service.objects.filter(is_web_library)  # type: ignore[attr-defined]  # a model choice
        self.fields["owner"].queryset = people_who_write()  # type: ignore[attr-defined]  # a model choice

    def _post_clean(self) -> None:
        """Leave the object as it is: `actions` write, and compare with it."""


class SettingsForm(PageForm):
    """What may be changed of a page afterwards."""

    field_order = ["service", "languages", "owner", "months", "level"]

    class Meta(PageForm.Meta):
        fields = ["service", "languages", "owner", "months", "level"]


class TextsForm(forms.Form):
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

    not_compared = ("reason", "minor")

    def __init__(self, *args: Any, languages: list[PageLanguage], **kwargs: Any) -> None:
        """A title and a text for each language."""
        self.languages = languages
        super().__init__(*args, **{"initial": _initial_texts(languages)} | kwargs)
        for page_language in languages:
            self.fields |= _language_fields(page_language.language)

    @property
    def columns(self) -> Iterator[tuple[PageLanguage, Field, Field]]:
        """Each language with its two fields."""
        for page_language in self.languages:
            code = page_language.language
            yield page_language, self[f"title_{code}"], self[f"body_{code}"]  # type: ignore[misc]  # our own bound field

    def values(self) -> dict[str, Any]:
        """What `write_texts` takes."""
        data = self.cleaned_data
        codes = [page_language.language for page_language in self.languages]
        texts = {code: TextContent(data[f"title_{code}"], data[f"body_{code}"]) for code in codes}
        return {"texts": texts, "reason": data["reason"], "minor": data["minor"]}


def _initial_texts(languages: list[PageLanguage]) -> dict[str, str]:
    initial = {}
    for page_language in languages:
        if page_language.text is not None:
            initial[f"title_{page_language.language}"] = page_language.text.title
            initial[f"body_{page_language.language}"] = page_language.text.body
    return initial


def _language_fields(language: str) -> dict[str, forms.Field]:
    words = {"language": LANGUAGES[language]}
    return {
        f"title_{language}": forms.CharField(
            label=_("Title (%(language)s)") % words,
            max_length=200,
            required=False,
            widget=forms.TextInput(attrs={"lang": language}),
        ),
        f"body_{language}": forms.CharField(
            label=_("Text (%(language)s)") % words,
            required=False,
            widget=forms.Textarea(attrs={"rows": 24, "lang": language}),
        ),
    }


class AskForm(forms.Form):
    """By when the municipalities' answer is hoped for."""

    due = forms.DateField(label=_("An answer is hoped for by"), required=False)

    def clean_due(self) -> dt.date | None:
        """An answer cannot be hoped for by a day that has gone."""
        due: dt.date | None = self.cleaned_data["due"]
        if due and due < clock.today():
            raise forms.ValidationError(_("The day has already gone."))
        return due
