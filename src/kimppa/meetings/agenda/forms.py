"""Forms of meetings, items and attachments."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.meetings.agenda.actions import RIGHT
from kimppa.meetings.models import Item, Meeting
from kimppa.ui.forms import FileField

ATTACHMENT_TYPES = (".pdf", ".docx", ".odt", ".xlsx", ".ods", ".pptx", ".txt", ".png", ".jpg")
MOST_BYTES = 20 * 1024 * 1024


class MeetingForm(forms.ModelForm[Meeting]):
    """When, where and for how long."""

    day = forms.DateField(label=gettext_lazy("Day"))
    time = forms.TimeField(label=gettext_lazy("Begins at"), initial=dt.time(10))

    class Meta:
        model = Meeting
        fields = ("name", "minutes", "place", "link", "note", "proposals_due")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    field_order = ("name", "day", "time", "minutes", "place", "link", "proposals_due", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            start = self.instance.local_start
            self.initial["day"], self.initial["time"] = start.date(), start.time()

    def values(self) -> dict[str, Any]:
        """The day and the time as one moment."""
        answers = dict(self.cleaned_data)
        day, time = answers.pop("day"), answers.pop("time")
        return answers | {"start": dt.datetime.combine(day, time, clock.ZONE)}


class ItemForm(forms.ModelForm[Item]):
    """What it is about, how long it takes and who presents it."""

    class Meta:
        model = Item
        fields = ("title", "text", "topic", "presenter", "minutes", "standing", "internal")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        """Who only proposes an item does not say whether it is on every agenda."""
        super().__init__(*args, **kwargs)
        if not by.can(RIGHT):
            del self.fields["standing"]


class ProposalForm(forms.ModelForm[Item]):
    """What a director proposes by the link of an invitation."""

    class Meta:
        model = Item
        fields = ("title", "text", "minutes", "internal")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class LeaveForm(forms.Form):
    """Why a proposal comes on no agenda."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is left, for its proposer to read"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AttachmentForm(forms.Form):
    """A file of an item. Without a title it is called by its name."""

    file = FileField(
        label=gettext_lazy("File"), types=ATTACHMENT_TYPES, max_bytes=MOST_BYTES, as_named=True
    )
    title = forms.CharField(
        max_length=200,
        label=gettext_lazy("Title"),
        required=False,
        help_text=gettext_lazy("Empty: the name of the file."),
    )

    def values(self) -> dict[str, Any]:
        """The file's bytes with its name."""
        file = self.cleaned_data["file"]
        return {"title": self.cleaned_data["title"], "data": file.read(), "name": file.name}
