"""Forms of the minutes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.meetings.models import Correction, Meeting
from kimppa.ui.forms import choose_from


class WordsForm(forms.ModelForm[Meeting]):
    """What the minutes say besides the items."""

    class Meta:
        model = Meeting
        fields = ("opening", "closing")
        widgets = dict.fromkeys(("opening", "closing"), forms.Textarea(attrs={"rows": 4}))


class LeaveForm(forms.Form):
    """Why a correction is left."""

    reason = forms.CharField(label=gettext_lazy("Why is it left?"), max_length=500)


class CorrectionForm(forms.ModelForm[Correction]):
    """What a participant would correct."""

    class Meta:
        model = Correction
        fields = ("item", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "item", meeting.items.all(), str(_("The whole")))
