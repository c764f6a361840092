"""What meetings are wanted, and which of the days are taken."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.meetings.dates.messages import proposal_words
from kimppa.meetings.dates.planning import Busy, Habit, Proposal, Wish
from kimppa.meetings.dates.queries import marked_days
from kimppa.meetings.dates.weeks import WeeksError, busy_days, read_weeks
from kimppa.meetings.models import Meeting

FRIDAY = 4


class WishForm(forms.Form):
    """How many meetings, when, and which weeks do not suit."""

    first = forms.DateField(label=gettext_lazy("First possible day"))
    last = forms.DateField(label=gettext_lazy("Last possible day"))
    count = forms.IntegerField(
        label=gettext_lazy("How many meetings"), min_value=1, max_value=24, initial=6
    )
    gap = forms.IntegerField(
        label=gettext_lazy("Weeks between two at least"), min_value=1, max_value=26, initial=4
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"),
        coerce=int,
        choices=[(number, WEEKDAYS[number]) for number in range(FRIDAY + 1)],
        initial=2,
    )
    time = forms.TimeField(label=gettext_lazy("Begins at"), initial=dt.time(10))
    weeks = forms.CharField(
        label=gettext_lazy("Weeks that do not suit"),
        help_text=gettext_lazy("Numbers of weeks, such as 8, 27–31, 42."),
        required=False,
        max_length=200,
    )

    def clean_weeks(self) -> list[int]:
        """The numbers of the weeks."""
        return clean_weeks(self.cleaned_data["weeks"])

    def wish(self) -> Wish:
        """What is asked for; another weekday only where the usual one is a holiday or is marked."""
        answers = self.cleaned_data
        other_weekdays = sorted(set(range(FRIDAY + 1)) - {answers["weekday"]}, key=self._distance)
        habit = Habit((answers["weekday"], *other_weekdays), answers["time"])
        return Wish(answers["first"], answers["last"], answers["count"], answers["gap"], habit)

    def _distance(self, weekday: int) -> tuple[int, int]:
        return abs(weekday - self.cleaned_data["weekday"]), weekday

    def busy(self) -> list[Busy]:
        """The days of the weeks that do not suit: those written here, and those marked."""
        answers = self.cleaned_data
        years = range(answers["first"].year, answers["last"].year + 1)
        spans = [span for year in years for span in busy_days("", year, answers["weeks"])]
        return [*spans, *marked_days(years)]


def clean_weeks(text: str) -> list[int]:
    """The numbers of weeks. Raises ValidationError."""
    try:
        return read_weeks(text)
    except WeeksError as error:
        raise ValidationError(_("These are no weeks: %(part)s") % {"part": error.part}) from error


class DaysForm(forms.ModelForm[Meeting]):
    """The days that become meetings, and what is the same in all."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Meeting
        fields = ("name", "minutes", "place", "link")

    field_order = ("days", "name", "minutes", "place", "link")

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(proposal.start.isoformat(), proposal_words(proposal)) for proposal in proposals]
        days = self.fields["days"]
        assert isinstance(days, forms.MultipleChoiceField)
        days.choices = choices
        self.initial.setdefault("days", [start for start, _words in choices])

    def values(self) -> dict[str, Any]:
        """The days as moments."""
        answers = dict(self.cleaned_data)
        starts = [dt.datetime.fromisoformat(start) for start in answers.pop("days")]
        return {"starts": starts, **answers}
