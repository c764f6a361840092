"""The form behind each of the four verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.desk.home.verbs import Verb


class AskForm(forms.Form):
    """A line and, if one likes, more words."""

    title = forms.CharField(max_length=300)
    note = forms.CharField(
        label=_("More, if needed"), required=False, max_length=5000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, verb: Verb, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = str(verb.label)
        self.fields["title"].help_text = str(verb.hint)
