"""The form of a question to the municipalities."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock


class AskForm(forms.Form):
    """By when an answer is hoped for."""

    due = forms.DateField(label=_("An answer is hoped for by"), required=False)

    def clean_due(self) -> dt.date | None:
        """An answer cannot be hoped for by a day that has gone."""
        due: dt.date | None = self.cleaned_data["due"]
        if due and due < clock.today():
            raise forms.ValidationError(_("The day has already gone."))
        return due
