"""Forms of a poll: which days are asked about, how they suit, which become meetings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.meetings.dates.days import DaysError, read_days
from kimppa.meetings.dates.forms import clean_weeks
from kimppa.meetings.dates.messages import SUITS, days_failure, moment_words
from kimppa.meetings.dates.queries import Standings
from kimppa.meetings.dates.weeks import spell_weeks
from kimppa.meetings.models import Ballot, Poll, PollDay
from kimppa.ui import pages as ui

NONE = "none"


class PollForm(forms.ModelForm[Poll]):
    """The days of each meeting, and until when the municipalities answer."""

    days = forms.CharField(
        label=gettext_lazy("Days"),
        help_text=gettext_lazy(
            "Each meeting on a line of its own; its days apart by semicolons: "
            "5.2.2025 10.00; 6.2.2025 13.00"
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    class Meta:
        model = Poll
        fields = ("name", "due", "minutes", "place", "link")

    field_order = ("name", "days", "due", "minutes", "place", "link")

    def clean_days(self) -> Any:
        """The moments of each meeting."""
        try:
            return read_days(self.cleaned_data["days"], today=clock.today())
        except DaysError as error:
            raise ValidationError(days_failure(error)) from error

    def values(self) -> dict[str, Any]:
        """The days by their meeting."""
        answers = dict(self.cleaned_data)
        return {"meetings": answers.pop("days"), **answers}


class BallotForm(ui.Guarded):
    """How each day suits a municipality, and the weeks of the year that do not."""

    def __init__(
        self,
        *args: Any,
        ballot: Ballot,
        days: Sequence[PollDay],
        year: int,
        weeks: Sequence[int],
        **kwargs: Any,
    ) -> None:
        initial = {f"day_{key}": answer for key, answer in ballot.answers.items()}
        initial |= {"name": ballot.name, "comment": ballot.comment, "weeks": spell_weeks(weeks)}
        super().__init__(*args, initial=initial, **kwargs)
        self.days = days
        is_numbered = len({day.number for day in days}) > 1
        for day in days:
            day_words = moment_words(day.local_start)
            words = {"number": day.number, "when": day_words}
            self.fields[f"day_{day.pk}"] = forms.ChoiceField(
                label=_("Meeting %(number)d: %(when)s") % words if is_numbered else day_words,
                choices=[(suits.value, label) for suits, label in SUITS.items()],
                widget=forms.RadioSelect,
                label_suffix="",
            )
        self.fields["name"] = forms.CharField(
            label=_("Who answers, if not the director"), max_length=100, required=False
        )
        self.fields["comment"] = forms.CharField(
            label=_("Comment"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["weeks"] = forms.CharField(
            label=_("Weeks of %(year)d that do not suit") % {"year": year},
            help_text=_("Numbers of weeks, such as 8, 27–31, 42."),
            max_length=200,
            required=False,
        )

    def clean_weeks(self) -> list[int]:
        """The numbers of the weeks."""
        return clean_weeks(self.cleaned_data["weeks"])

    def values(self) -> dict[str, Any]:
        """The answers by the day."""
        fields = self.cleaned_data
        answers = {str(day.pk): fields[f"day_{day.pk}"] for day in self.days}
        return {"answers": answers, **{key: fields[key] for key in ("name", "comment", "weeks")}}


class ConfirmForm(forms.Form):
    """The day of each meeting; to begin with the best."""

    def __init__(self, *args: Any, standings: Standings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = {
            str(standing.option.pk): standing.option
            for _number, day_standings in standings.meetings
            for standing in day_standings
        }
        for number, day_standings in standings.meetings:
            choices = [
                (
                    str(standing.option.pk),
                    _("%(when)s (suits %(yes)d of %(count)d)")
                    % {
                        "when": moment_words(standing.option.local_start),
                        "yes": len(standing.yes),
                        "count": len(standings.ballots),
                    },
                )
                for standing in day_standings
            ]
            self.fields[f"meeting_{number}"] = forms.ChoiceField(
                label=_("Meeting %(number)d") % {"number": number},
                choices=[*choices, (NONE, _("No meeting"))],
                initial=choices[0][0],
                widget=forms.RadioSelect,
            )

    def values(self) -> dict[str, Any]:
        """The days that were chosen."""
        keys = self.cleaned_data.values()
        return {"days": [self.days[key] for key in keys if key != NONE]}


class DueForm(ui.Guarded):
    """Another last day for answers."""

    due = forms.DateField(label=gettext_lazy("Answers by"))

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, initial={"due": poll.due}, **kwargs)


class WeeksForm(ui.Guarded):
    """The weeks of a year that do not suit each of some municipalities."""

    def __init__(
        self,
        *args: Any,
        places: Sequence[Municipality],
        weeks: Mapping[int, Sequence[int]],
        **kwargs: Any,
    ) -> None:
        initial = {f"weeks_{town.pk}": spell_weeks(weeks.get(town.pk, ())) for town in places}
        super().__init__(*args, initial=initial, **kwargs)
        self.places = places
        for town in places:
            self.fields[f"weeks_{town.pk}"] = forms.CharField(
                label=town.name, max_length=200, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Numbers of weeks, a fault at the field of each municipality."""
        self._weeks: dict[Municipality, list[int]] = {}
        for town in self.places:
            name = f"weeks_{town.pk}"
            try:
                self._weeks[town] = clean_weeks(self.cleaned_data.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """By the municipality."""
        return {"weeks": self._weeks}
