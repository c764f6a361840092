"""Forms of ratifications: asking and answering."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.files.actions import keep
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.topics import choices as topic_choices
from kimppa.desk.downloads import media_type
from kimppa.desk.fields import ALL, DOCUMENTS, MEGABYTE, PlacesField, place_choices
from kimppa.ui.forms import FileField

YES, NO = "yes", "no"


class AnswerForm(forms.Form):
    """A municipality's answer; a municipal decision needs its body and §, a no its reason."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(YES, _("Yes, we confirm")), (NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no. Nothing has been saved yet.")},
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

    not_compared = frozenset({"document"})

    def __init__(self, *args: Any, confirmation: Confirmation, **kwargs: Any) -> None:
        """The answer begins from what was answered before. A vote is the voter's: until then
        neither answer is chosen.
        """
        awaiting = confirmation.state == Confirmation.State.AWAITING
        initial = {
            "answer": "" if awaiting else confirmation.state,
            "date": confirmation.date or clock.today(),
            "body": confirmation.body,
            "section": confirmation.section,
            "comment": confirmation.comment,
        }
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.confirmation = confirmation
        self.fields["comment"].label_suffix = gettext("(needed for a no)")
        if self.is_municipal:
            for name in ("body", "section"):
                self.fields[name].label_suffix = gettext("(needed for a yes)")

    @property
    def is_municipal(self) -> bool:
        """Whether a yes is a decision of a municipal body."""
        return self.confirmation.way == Ratification.Level.MUNICIPAL

    def clean(self) -> dict[str, Any]:
        """What is missing is said at its own field."""
        answers = super().clean() or self.cleaned_data
        if answers.get("answer") == NO and not answers.get("comment"):
            self.add_error("comment", _("Say in a few words why the answer is no."))
        if answers.get("answer") == YES and self.is_municipal:
            if not answers.get("body"):
                self.add_error("body", _("Which body decided?"))
            if not answers.get("section"):
                self.add_error("section", _("Give the § of the decision."))
        return answers

    def values(self) -> dict[str, Any]:
        """What the action takes; the earlier document stays where no new one came."""
        answers = {name: self.cleaned_data[name] for name in ("date", "body", "section", "comment")}
        document = self.confirmation.document
        if upload := self.cleaned_data["document"]:
            document = keep(upload.read(), name=upload.name, media_type=media_type(upload.name))
        return answers | {"yes": self.cleaned_data["answer"] == YES, "document": document}


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
        label=_("Way of confirming"),
        choices=Ratification.Level.choices,
        initial=Ratification.Level.DIRECTOR,
        widget=forms.RadioSelect,
        help_text=_("A municipal decision is given with its body, date and §."),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    due = forms.DateField(label=_("Answer by"), required=False)
    municipalities = PlacesField(label=_("Municipalities"))

    def __init__(self, *args: Any, municipalities: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"municipalities": [ALL]}} | kwargs)
        self.candidates = list(municipalities)
        topic, towns = self.fields["topic"], self.fields["municipalities"]
        assert isinstance(topic, forms.ChoiceField)
        assert isinstance(towns, forms.MultipleChoiceField)
        topic.choices = [("", str(_("No particular topic"))), *topic_choices()]
        towns.choices = place_choices(self.candidates, everyone=True)

    def clean_due(self) -> dt.date | None:
        """An answer cannot be due in the past."""
        due: dt.date | None = self.cleaned_data["due"]
        if due and due < clock.today():
            raise forms.ValidationError(_("The day has already gone."))
        return due

    def values(self) -> dict[str, Any]:
        """What the action takes, with the municipalities that are asked."""
        codes = self.cleaned_data["municipalities"]
        towns = [town for town in self.candidates if ALL in codes or town.code in codes]
        return self.cleaned_data | {"municipalities": towns}
