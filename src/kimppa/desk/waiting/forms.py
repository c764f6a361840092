"""Forms of ratifications: asking and answering."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.ratification.models import Ratification
from kimppa.core.topics import choices as topic_choices
from kimppa.desk.fields import ALL, DOCUMENTS, MEGABYTE, place_choices
from kimppa.ui.forms import FileField

YES, NO = "yes", "no"


class AnswerForm(forms.Form):
    """A municipality's answer; a municipal decision needs its body and §, a no its reason."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(YES, _("Yes, we confirm")), (NO, _("No"))],
        widget=forms.RadioSelect,
    )
    date = forms.DateField(label=_("Date of the decision"))
    body = forms.CharField(
        label=_("Deciding body"),
        required=False,
        max_length=200,
        help_text=_("For example: education board, or library director"),
    )
    section = forms.CharField(label="§", required=False, max_length=40)
    document = FileField(
        label=_("Decision or extract"), required=False, types=DOCUMENTS, max_bytes=20 * MEGABYTE
    )
    comment = forms.CharField(
        label=_("Comment, or the reason for a no"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level = level

    def clean(self) -> dict[str, Any]:
        """What is missing is said at its own field."""
        values = super().clean() or self.cleaned_data
        if values.get("answer") == NO and not values.get("comment"):
            self.add_error("comment", _("Say in a few words why the answer is no."))
        if values.get("answer") == YES and self.level == Ratification.Level.MUNICIPAL:
            if not values.get("body"):
                self.add_error("body", _("Which body decided?"))
            if not values.get("section"):
                self.add_error("section", _("Give the § of the decision."))
        return values


class AskForm(forms.Form):
    """A new question to the municipalities."""

    title = forms.CharField(label=_("What is to be confirmed"), max_length=300)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is proposed and why, so that one can answer without asking."),
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=Ratification.Level.choices,
        initial=Ratification.Level.DIRECTOR,
        widget=forms.RadioSelect,
        help_text=_("A municipal decision is given with its body, date and §."),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    due = forms.DateField(label=_("Answer by"), required=False)
    municipalities = forms.MultipleChoiceField(
        label=_("Municipalities"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, municipalities: Sequence[Municipality], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.places = list(municipalities)
        topic, asked = self.fields["topic"], self.fields["municipalities"]
        assert isinstance(topic, forms.ChoiceField)
        assert isinstance(asked, forms.MultipleChoiceField)
        topic.choices = [("", str(_("No particular topic"))), *topic_choices()]
        asked.choices = place_choices(self.places, everyone=True)

    def clean_due(self) -> dt.date | None:
        """An answer cannot be due in the past."""
        due: dt.date | None = self.cleaned_data["due"]
        if due and due < self.today:
            raise forms.ValidationError(_("The day has already gone."))
        return due

    def chosen(self) -> list[Municipality]:
        """Those that are asked."""
        codes = self.cleaned_data["municipalities"]
        return [place for place in self.places if ALL in codes or place.code in codes]
