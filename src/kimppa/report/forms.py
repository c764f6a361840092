"""Forms of the report."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.report.actions.words import LONGEST
from kimppa.report.models import Highlight
from kimppa.ui.seen import Guarded


class WordsForm(Guarded):
    """A paragraph in one's own words."""

    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Your words stay when the draft is made anew."),
    )


class HighlightForm(Guarded, forms.ModelForm[Highlight]):
    """How a highlight is told, and in whose report."""

    class Meta:
        model = Highlight
        fields = ("note", "municipality")

    def __init__(self, *args: Any, municipalities: list[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Municipality.objects.filter(pk__in=[m.pk for m in municipalities])
        field.empty_label = str(_("In every report"))


class FreezeForm(forms.Form):
    """Which reports are frozen; a reason when any of them is a correction."""

    municipalities = forms.MultipleChoiceField(
        label=_("Freeze the report of"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why is a new version needed?"),
        max_length=500,
        help_text=_("Recipients see the reason."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], corrected: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        field.initial = [code for code, _name in choices]
        if not corrected:  # a first version needs no reason
            del self.fields["reason"]
        else:
            self.fields["reason"].required = len(corrected) == len(choices)


class DeliverForm(forms.Form):
    """To whom the report goes."""

    municipalities = forms.MultipleChoiceField(
        label=_("Deliver to"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        field.initial = [code for code, _name in choices]
