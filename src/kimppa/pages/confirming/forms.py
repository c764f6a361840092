"""The form of a question to the municipalities."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """By when an answer is hoped for."""

    due = forms.DateField(label=_("An answer is hoped for by"), required=False)
