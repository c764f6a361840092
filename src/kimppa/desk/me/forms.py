"""Forms of the own account: language, letters and password."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.rhythm import Rhythm


class LanguageForm(forms.Form):
    """The own language."""

    prefix = "language"
    language = forms.ChoiceField(
        label=_("Language of pages and messages"), choices=settings.LANGUAGES
    )


class LettersForm(forms.Form):
    """How often the letter of what is to be done comes."""

    prefix = "letters"
    rhythm = forms.ChoiceField(
        label=_("Letter of what is to be done"),
        choices=Rhythm.choices,
        help_text=_("Questions that need your answer, and invitations, come in any case."),
    )


class PasswordForm(forms.Form):
    """A new password; the present one is asked unless the person came by another way."""

    prefix = "password"
    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters; several words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person, asks_present: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not asks_present:
            del self.fields["present"]

    def clean_present(self) -> str:
        """Refuse a wrong present password."""
        password = str(self.cleaned_data["present"])
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not your present password."))
        return password

    def clean_new(self) -> str:
        """Refuse a weak password, saying why."""
        password = str(self.cleaned_data["new"])
        validate_password(password, self.person)
        return password
