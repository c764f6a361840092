"""The form of a new allocation key, begun from what Kimppa knows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality
from kimppa.core.figures.queries import latest_population
from kimppa.core.ratification.models import Ratification
from kimppa.ui.forms import NumberField
from kimppa.ui.numbers import day

Kind = AllocationKey.Kind


@dataclass(frozen=True, slots=True)
class Start:
    """What a new key begins from; `weights` by municipality code, what is unknown is absent."""

    kind: AllocationKey.Kind
    places: Sequence[Municipality]
    name: str
    as_of: dt.date
    weights: Mapping[str, Decimal]
    source: str = ""
    here: frozenset[str] = frozenset()
    """Codes of those who are there today; when some have left, it is asked who are meant."""

    @property
    def asks_who(self) -> bool:
        """Whether one of the places is not there any more, or not yet."""
        return self.here != {town.code for town in self.places}


def begin(kind: AllocationKey.Kind, towns: Sequence[Municipality], today: dt.date) -> Start:
    """Population from the newest standing figures, by the day of which it is; of the rest only the
    name is known.
    """
    codes_here = frozenset(town.code for town in towns if town.in_force_on(today))
    if kind == Kind.EQUAL:
        weights = {town.code: Decimal(1) for town in towns}
        return Start(kind, towns, str(kind.label), today, weights, here=codes_here)
    if kind != Kind.POPULATION:
        return Start(kind, towns, f"{kind.label} {today.year}", today, {}, here=codes_here)
    population = latest_population()
    figures = {town.code: population[town.pk] for town in towns if town.pk in population}
    year = min((figure.year for figure in figures.values()), default=today.year)
    days = {figure.as_of for figure in figures.values() if figure.year == year}
    as_of = next(iter(days), None) if len(days) == 1 else None
    as_of = as_of or dt.date(year, 1, 1)
    return Start(
        kind,
        towns,
        f"{kind.label} {day(as_of)}",
        as_of,
        {code: f.value for code, f in figures.items() if f.year == year and f.value is not None},
        next((figure.source for figure in figures.values() if figure.source), ""),
        codes_here,
    )


class KeyForm(forms.Form):
    """Name, day, each municipality's value (equal shares have none), and who confirms."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    as_of = forms.DateField(label=gettext_lazy("Values as of"))
    source = forms.CharField(
        label=gettext_lazy("Where the values are from"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For example: Statistics Finland, or the directors' meeting 2/2025"),
    )

    def __init__(self, data: QueryDict | None, *, start: Start) -> None:
        """One value for each municipality, between the source and the confirmation."""
        initial = {"name": start.name, "as_of": start.as_of, "source": start.source}
        super().__init__(data, initial=initial)
        self.start = start
        if start.asks_who:
            self.fields["among"] = forms.MultipleChoiceField(
                label=_("Split among"),
                help_text=_("Those of last year and this year. Choose those of the year to split."),
                choices=[(town.code, town.name) for town in start.places],
                widget=forms.CheckboxSelectMultiple,
                initial=sorted(start.here),
            )
        if start.kind != Kind.EQUAL:
            for town in start.places:
                self.fields[f"weight-{town.code}"] = NumberField(
                    label=town.name,
                    required=not start.asks_who,
                    min_value=0,
                    max_digits=16,
                    decimal_places=4,
                    initial=start.weights.get(town.code),
                )
        self.fields["confirm"] = forms.ChoiceField(
            label=_("Confirmation"),
            required=False,
            choices=[
                (Ratification.Level.DIRECTOR, _("Ask each library's director for a yes")),
                (Ratification.Level.MUNICIPAL, _("Ask each municipality for a decision")),
                ("", _("Do not ask now")),
            ],
            widget=forms.RadioSelect,
            initial=Ratification.Level.DIRECTOR,
        )

    def values(self) -> dict[str, Any]:
        """What to make the key of, and the level of its confirmation."""
        answers = {name: self.cleaned_data[name] for name in ("name", "as_of", "source")}
        return answers | {"weights": self.weights(), "level": self.cleaned_data["confirm"]}

    def weights(self) -> dict[Municipality, Decimal]:
        """The values by municipality, equal ones where nothing is asked."""
        return {
            town: self.cleaned_data.get(f"weight-{town.code}", Decimal(1))
            for town in self._chosen_municipalities()
        }

    def _chosen_municipalities(self) -> list[Municipality]:
        codes = self.cleaned_data.get("among", []) if self.start.asks_who else None
        return [town for town in self.start.places if codes is None or town.code in codes]

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError when nothing could be split by the values."""
        answers = super().clean() or self.cleaned_data
        for town in self._chosen_municipalities():
            name = f"weight-{town.code}"
            if name in self.fields and name not in self.errors and answers.get(name) is None:
                self.add_error(name, _("Give a value, or do not split among this municipality."))
        if not self.errors and not any(self.weights().values()):
            raise ValidationError(_("At least one municipality needs a value above zero."))
        return answers
