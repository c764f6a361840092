"""Forms of use: a file with what it does not tell itself, a sum, a letter, a key."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.allocation.models import AllocationKey
from kimppa.eresources.files import LicenceFileForm
from kimppa.eresources.models import UsageYear
from kimppa.eresources.usage.letters import letter_text
from kimppa.eresources.usage.reading import asked_time
from kimppa.ui.forms import FileField

_LETTERS = (".pdf", ".eml", ".msg", ".txt", ".docx", ".xlsx", ".png", ".jpg")


class UsageFileForm(LicenceFileForm):
    """A file, the agreement whose use it tells, and its time where the file does not say."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=gettext_lazy("Only if the file does not tell its time."),
    )
    first = forms.DateField(
        label=gettext_lazy("Or its first day"),
        required=False,
        help_text=gettext_lazy("Of a file that is of another time than a whole year."),
    )
    last = forms.DateField(label=gettext_lazy("And its last day"), required=False)

    def clean(self) -> dict[str, Any]:
        """A file that tells no time needs its year, or the days of it."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        file, start, end = (answers.get(name) for name in ("file", "first", "last"))
        if start and end and end < start:
            self.add_error("last", _("The last day is before the first."))
        elif start and end and start.year != end.year:
            self.add_error("last", _("The days are of two years. Bring each year by itself."))
        elif bool(start) != bool(end):
            self.add_error("last" if start else "first", _("Write both the first and last day."))
        if not file or start or self.errors:
            return answers
        content = file.read()
        file.seek(0)
        question = asked_time(content, file.name)
        if question == "days":
            text = _("The name of the file does not tell its period. Write its first and last day.")
            self.add_error("first", text)
        elif question and not answers.get("year"):
            self.add_error("year", _("The file does not tell its time. Write the year."))
        return answers

    def options(self) -> dict[str, Any]:
        """The days as text."""
        options = super().options()
        return options | {name: str(options[name] or "") for name in ("first", "last")}


class SumForm(forms.Form):
    """A year's sum that somebody has told."""

    count = forms.IntegerField(min_value=0, label=gettext_lazy("Use in the year"))
    sender = forms.CharField(
        max_length=200,
        label=gettext_lazy("Who told it"),
        help_text=gettext_lazy("For example: the vendor's customer service."),
    )
    told_on = forms.DateField(
        required=False,
        label=gettext_lazy("Day of the letter"),
        help_text=gettext_lazy("Write the day or add the letter itself."),
    )
    letter = FileField(
        types=_LETTERS, max_bytes=10_000_000, required=False, label=gettext_lazy("The letter")
    )


class AskForm(forms.Form):
    """A letter that asks for the figures."""

    to = forms.EmailField(label=gettext_lazy("To"))
    text = forms.CharField(
        label=gettext_lazy("Letter"), widget=forms.Textarea(attrs={"rows": 8}), max_length=4000
    )

    def __init__(self, *args: Any, usage_year: UsageYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = letter_text(usage_year)


class NotedForm(forms.Form):
    """Who was asked elsewhere, and when."""

    asked_of = forms.CharField(max_length=200, label=gettext_lazy("Asked of"))
    asked_on = forms.DateField(label=gettext_lazy("Asked on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_on"].initial = clock.today()


class KeyForm(forms.Form):
    """By which key the part is split whose municipality nobody tells."""

    key = forms.ModelChoiceField(AllocationKey.objects.all(), label=gettext_lazy("Allocation key"))
