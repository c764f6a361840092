"""The form of a receiver outside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.webhooks.kinds import KINDS


class WebhookForm(forms.Form):
    """Name, address and what it is told."""

    name = forms.CharField(label=_("Name"), max_length=80)
    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("An address in the open internet, beginning with https://."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=list(KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
