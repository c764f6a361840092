"""Forms of the request to the vendor's support."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.statistics.models import Enquiry


class EnquiryForm(forms.ModelForm[Enquiry]):
    """The request to the vendor's support."""

    class Meta:
        model = Enquiry
        fields = ("recipient", "due", "definition")
        widgets = {"definition": forms.Textarea(attrs={"rows": 8})}


class AnswerForm(forms.Form):
    """Who answered the request, when, and what was said."""

    date = forms.DateField(label=_("Answered"), initial=clock.today)
    answered_by = forms.CharField(label=_("Who answered"), max_length=200)
    note = forms.CharField(
        label=_("What was said of the figures"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
