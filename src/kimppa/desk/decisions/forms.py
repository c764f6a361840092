"""The form of a decision."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.decisions.models import Decision
from kimppa.core.ratification.models import Ratification
from kimppa.core.topics import choices as topic_choices
from kimppa.desk.fields import ALL, PlacesField, place_choices


class DecisionForm(forms.Form):
    """What was decided, when, where and for whom."""

    text = forms.CharField(
        label=_("What was decided"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    date = forms.DateField(label=_("Date"))
    meeting = forms.CharField(
        label=_("Meeting or body"),
        required=False,
        max_length=200,
        help_text=_("For example: Directors' meeting 1/2025"),
    )
    section = forms.CharField(label="§", required=False, max_length=40)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    agreement_year = forms.IntegerField(
        label=_("Counts for year"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=_("Empty = the year of the date."),
    )
    municipalities = PlacesField(label=_("Concerns"))
    ratification = forms.ModelChoiceField(
        label=_("Confirmed by"),
        queryset=Ratification.objects.none(),
        required=False,
        empty_label=_("No ratification"),
        help_text=_("The question by which the municipalities confirm the decision."),
    )

    replaces = forms.ModelChoiceField(
        label=_("Replaces"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("No earlier decision"),
        help_text=_("The earlier decision then says what replaced it."),
    )

    def __init__(
        self,
        *args: Any,
        municipalities: Sequence[Municipality],
        decision: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        if decision is not None:
            kwargs["initial"] = _initial(decision)
        super().__init__(*args, **kwargs)
        self.places = list(municipalities)
        topic, municipality_field = self.fields["topic"], self.fields["municipalities"]
        ratification = self.fields["ratification"]
        assert isinstance(topic, forms.ChoiceField)
        assert isinstance(municipality_field, forms.MultipleChoiceField)
        assert isinstance(ratification, forms.ModelChoiceField)
        topic.choices = [("", str(_("No particular topic"))), *topic_choices()]
        municipality_field.choices = place_choices(self.places, everyone=True)
        replaced = self.fields["replaces"]
        assert isinstance(replaced, forms.ModelChoiceField)
        replaced.queryset = _replaceable(decision)
        unused = Q(decision__isnull=True) | Q(decision=decision) if decision else Q(decision=None)
        ratification.queryset = Ratification.objects.filter(unused)

    def values(self) -> dict[str, Any]:
        """What to keep, for the action; no municipalities = it concerns all."""
        answers = dict(self.cleaned_data)
        codes = answers["municipalities"]
        towns = [] if ALL in codes else [town for town in self.places if town.code in codes]
        year = answers["agreement_year"] or answers["date"].year
        return answers | {"municipalities": towns, "agreement_year": year}


def _replaceable(decision: Decision | None) -> QuerySet[Decision]:
    """What a decision may replace: earlier ones of its topic, else all."""
    decisions = Decision.objects.all()
    if decision is None:
        return decisions
    decisions = decisions.filter(date__lte=decision.date).exclude(pk=decision.pk)
    return decisions.filter(topic=decision.topic) if decision.topic else decisions


def _initial(decision: Decision) -> dict[str, Any]:
    names = (
        "text",
        "date",
        "meeting",
        "section",
        "topic",
        "agreement_year",
        "ratification",
        "replaces",
    )
    codes = [town.code for town in decision.municipalities.all()]
    return {name: getattr(decision, name) for name in names} | {"municipalities": codes or [ALL]}
