"""Forms of the report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.agreement.files.reading import MAX_FILE
from kimppa.core.consortium.models import Municipality
from kimppa.report.actions.words import LONGEST
from kimppa.report.models import Highlight
from kimppa.ui.forms import FileField


class WordsForm(forms.Form):
    """A paragraph in one's own words."""

    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Your words stay when the draft is made anew."),
    )
    own_figures = forms.BooleanField(
        label=_("Each municipality's own figures after the words, in one sentence"), required=False
    )

    def __init__(self, *args: Any, shared: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not shared:  # a municipality's own words tell its figures themselves
            del self.fields["own_figures"]


class HighlightForm(forms.ModelForm[Highlight]):
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


class WordFileForm(forms.Form):
    """The report's words written in Word."""

    file = FileField(label=_("Word file"), types=(".docx",), max_bytes=MAX_FILE)
