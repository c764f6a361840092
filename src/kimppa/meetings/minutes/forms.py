"""Forms of the minutes."""

from django import forms

from kimppa.meetings.models import Meeting


class WordsForm(forms.ModelForm[Meeting]):
    """What the minutes say besides the items."""

    class Meta:
        model = Meeting
        fields = ("opening", "closing")
        widgets = dict.fromkeys(("opening", "closing"), forms.Textarea(attrs={"rows": 4}))
