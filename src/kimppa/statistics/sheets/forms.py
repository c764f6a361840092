"""Forms of freezing and delivering."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ChosenForm(forms.Form):
    """Which municipalities' sheets."""

    municipalities = forms.MultipleChoiceField(
        label=_("Municipalities"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        field.initial = [code for code, _name in choices]


class FreezeForm(ChosenForm):
    """Which sheets are frozen; a reason when any of them is a correction."""

    provisional = forms.BooleanField(
        label=_("Provisional: something is still to be confirmed or explained"), required=False
    )
    reason = forms.CharField(
        label=_("Why is a new version needed?"),
        max_length=500,
        required=False,
        help_text=_("Recipients see the reason."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, corrected: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrected:  # a first version needs no reason
            del self.fields["reason"]
