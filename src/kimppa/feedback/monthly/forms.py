"""The form of freezing a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class FreezeMonthForm(forms.Form):
    """Whether it is provisional; a reason when it is a correction."""

    provisional = forms.BooleanField(
        label=_("Provisional: something may still change"), required=False
    )
    reason = forms.CharField(
        label=_("Why is a new version needed?"),
        max_length=500,
        help_text=_("Recipients see the reason."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not correction:  # a first version needs no reason
            del self.fields["reason"]
