"""Forms of work done: the one line, all of it, and a file beside it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.evidence.models import Evidence, kind_of
from kimppa.core.files.actions import keep
from kimppa.core.topics import choices as topic_choices
from kimppa.desk.downloads import media_type
from kimppa.desk.fields import ALL, DOCUMENTS, MEGABYTE, PlacesField, place_choices
from kimppa.desk.work.said_dates import impossible_day, said_date
from kimppa.ui.forms import FileField, NumberField
from kimppa.ui.when import read_day

KINDS = [
    (str(Evidence.Kind.WORK), _("Work done")),
    (str(Evidence.Kind.NO_NEED), _("No need arose")),
    (str(Evidence.Kind.DELIVERY), _("Delivered")),
    (str(Evidence.Kind.CALLED_OFF), _("Called off or moved")),
]


class LogForm(forms.Form):
    """One line of work done; what is left empty is guessed from the words."""

    title = forms.CharField(
        label=_("What did you do?"),
        max_length=300,
        help_text=_("For example: Held a Finna lesson for the staff yesterday"),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    line = forms.ChoiceField(label=_("Line of the agreement"), required=False)
    kind = forms.ChoiceField(label=_("What is told"), required=False)
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    date = forms.CharField(
        label=_("Date"), required=False, max_length=40, help_text=_("For example 14.1.2025")
    )

    def __init__(
        self,
        *args: Any,
        municipalities: Sequence[Municipality],
        today: dt.date,
        lines: Sequence[tuple[str, list[tuple[int, str]]]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["year"].widget = forms.HiddenInput()
        if lines:
            self._choices("line", [("", str(_("By the topic"))), *lines])
        else:
            del self.fields["line"]
        guess = ("", str(_("Guess from the words")))
        self._choices("topic", [guess, *topic_choices()])
        self._choices("kind", [guess, *KINDS])
        self._choices("municipality", [guess, *place_choices(municipalities, everyone=True)])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_date(self) -> dt.date | None:
        """A day in any of the ways in which people say one; empty = guess."""
        text = str(self.cleaned_data["date"]).strip()
        date = said_date(text, self.today) if text else None
        if text and date is None:
            raise forms.ValidationError(_date_refusal(text))
        return date

    def clean(self) -> dict[str, Any]:
        """A day in the words that no calendar has is asked for, unless a day was chosen."""
        answers = super().clean() or self.cleaned_data
        if "date" in answers and not answers["date"]:
            day = impossible_day(answers.get("title", ""))
            if day:
                words = {"day": day}
                self.add_error("title", _("%(day)s is no day. Write the day again.") % words)
        return answers

    def ask_topic(self) -> None:
        """Say that the words did not tell the topic; nothing has been saved."""
        self.fields["topic"].required = True
        self._choices("topic", [("", str(_("Choose the topic"))), *topic_choices()])
        self.add_error("topic", _("The words did not tell the topic. Choose it and log again."))

    def ask_municipality(
        self, nearest: Sequence[Municipality], municipalities: Sequence[Municipality]
    ) -> None:
        """Ask which municipality the words mean, those first that they may mean; nothing has been
        saved.
        """
        other_towns = [town for town in municipalities if town not in nearest]
        choices = place_choices([*nearest, *other_towns], everyone=False)
        all_choice = place_choices([], everyone=True)
        self.fields["municipality"].required = True
        empty_choice = ("", str(_("Choose the municipality")))
        self._choices("municipality", [empty_choice, *choices, *all_choice])
        names = ", ".join(town.name for town in nearest)
        question = _("Did you mean: %(names)s? Choose the municipality and log again.")
        self.add_error("municipality", question % {"names": names})


def _date_refusal(text: str) -> str:
    """Why a text is no day of work: it is written as one, or it is not."""
    if day := impossible_day(text):
        return str(_("%(day)s is no day. Write the day again.") % {"day": day})
    if read_day(text):
        refusal = _("%(day)s is too far away. Write a year between 2000 and 2099.")
        return str(refusal % {"day": text})
    return str(_("Write a date such as 14.1.2025, or leave it empty."))


class WorkForm(forms.Form):
    """Work done, in full: what the one line does not say."""

    title = forms.CharField(label=_("What was done"), max_length=300)
    topic = forms.ChoiceField(label=_("Topic"), choices=topic_choices)
    kind = forms.ChoiceField(label=_("What is told"), choices=KINDS, required=False)
    municipalities = PlacesField(
        label=_("Municipalities"),
        help_text=_("Choose all municipalities, or those that the work concerned."),
    )
    date = forms.DateField(label=_("Date"))
    agreement_year = forms.IntegerField(
        label=_("Counts for year"),
        min_value=2000,
        max_value=2100,
        help_text=_("Figures of a year that are delivered in the next January count for the year."),
    )
    service = forms.ModelChoiceField(
        label=_("Service"),
        queryset=Service.objects.all(),
        required=False,
        empty_label=_("No particular service"),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    link = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")
    figure_label = forms.CharField(
        label=_("Figure: what is counted"),
        required=False,
        max_length=100,
        help_text=_("For example: participants"),
    )
    figure_value = NumberField(
        label=_("Figure: number"), required=False, max_digits=14, decimal_places=2
    )

    def __init__(
        self, *args: Any, municipalities: Sequence[Municipality], everyone: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = place_choices(municipalities, everyone=everyone)

    def clean(self) -> dict[str, Any]:
        """A figure needs both its number and what it counts."""
        answers = super().clean() or self.cleaned_data
        label, number = answers.get("figure_label"), answers.get("figure_value")
        if label and number is None:
            self.add_error("figure_value", _("Give the number, or leave out what is counted."))
        if number is not None and not label:
            self.add_error("figure_label", _("Say what the number counts."))
        return answers

    def _is_told_by_title(self) -> bool:
        """Whether the title is new and nobody has chosen a kind."""
        return "title" in self.changed_data and "kind" not in self.changed_data

    def values(self) -> dict[str, Any]:
        """What to correct, for the action."""
        fields = dict(self.cleaned_data)
        fields["kind"] = fields["kind"] or self.initial.get("kind") or Evidence.Kind.WORK
        if fields["kind"] == Evidence.Kind.WORK and self._is_told_by_title():
            fields["kind"] = kind_of(fields["title"])
        label, number = fields.pop("figure_label"), fields.pop("figure_value")
        codes = fields.pop("municipalities")
        towns = None if ALL in codes else list(Municipality.objects.filter(code__in=codes))
        return fields | {"municipalities": towns, "figures": {label: number} if label else {}}


class DocumentForm(forms.Form):
    """A file beside something."""

    file = FileField(label=_("File"), types=DOCUMENTS, max_bytes=20 * MEGABYTE)

    def values(self) -> dict[str, Any]:
        """The stored file, for the action."""
        file = self.cleaned_data["file"]
        stored = keep(file.read(), name=file.name, media_type=media_type(file.name))
        return {"stored": stored}
