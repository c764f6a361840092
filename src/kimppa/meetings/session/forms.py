"""Forms of the meeting under way."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Role
from kimppa.core.ratification.models import Ratification
from kimppa.meetings.models import Attendance, Item, Meeting, Outcome
from kimppa.ui import pages as ui
from kimppa.ui.forms import choose_from

CONFIRMATIONS = [
    ("", gettext_lazy("Nobody needs to")),
    (Ratification.Level.DIRECTOR.value, gettext_lazy("The directors, by their yes")),
    (
        Ratification.Level.MUNICIPAL.value,
        gettext_lazy("The municipalities' own bodies"),
    ),
]
OWNERS = (Role.COORDINATOR, Role.DIRECTOR)


class AttendanceForm(ui.Guarded):
    """How each municipality takes part."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        attendances = {row.municipality_id: row for row in meeting.attendances.all()}
        self.places = list(municipalities_on(meeting.day))
        initial: dict[str, str] = {}
        for place in self.places:
            if row := attendances.get(place.pk):
                initial |= {f"how_{place.pk}": row.how, f"name_{place.pk}": row.substitute}
        super().__init__(*args, initial=initial, **kwargs)
        for place in self.places:
            self.fields[f"how_{place.pk}"] = forms.ChoiceField(
                label=place.name,
                required=False,
                label_suffix=" ",
                choices=[("", "–"), *Attendance.How.choices],
            )
            self.fields[f"name_{place.pk}"] = forms.CharField(
                label=_("%(place)s: instead of the director") % {"place": place.name},
                required=False,
                max_length=100,
            )

    def values(self) -> dict[str, Any]:
        """By the municipality."""
        values = self.cleaned_data
        return {
            "rows": {
                place: (values[f"how_{place.pk}"], values[f"name_{place.pk}"])
                for place in self.places
            }
        }


class CloseForm(ui.Guarded):
    """What comes of an item; who confirms a decision, and what is to be done."""

    not_compared = ("confirm", "asked", "bodies", "yes", "confirm_by", "task", "owner", "due")

    kind = forms.ChoiceField(
        label=gettext_lazy("Close the item"), choices=Outcome, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("What stands in the minutes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirm = forms.ChoiceField(
        label=gettext_lazy("Who confirms the decision?"),
        choices=CONFIRMATIONS,
        required=False,
        widget=forms.RadioSelect,
        label_suffix=" ",
    )
    asked = forms.MultipleChoiceField(
        label=gettext_lazy("Who is asked"), required=False, widget=forms.CheckboxSelectMultiple
    )
    bodies = forms.MultipleChoiceField(
        label=gettext_lazy("A body decides, the director's yes is not enough"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They answer with the body, the day and the §."),
    )
    yes = forms.MultipleChoiceField(
        label=gettext_lazy("Said yes in the meeting"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The others get the question by letter."),
    )
    confirm_by = forms.DateField(label=gettext_lazy("Answers by"), required=False)
    task = forms.CharField(label=gettext_lazy("What is to be done"), required=False, max_length=300)
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who does it"), required=False
    )
    due = forms.DateField(label=gettext_lazy("To be done by"), required=False)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        places = municipalities_on(item.meeting.day if item.meeting else None)
        self.places = {str(place.pk): place for place in places}
        initial = {
            "kind": item.outcome or Outcome.INFORMATION,
            "words": item.outcome_text,
            "confirm": "",
            "asked": list(self.places),
        }
        super().__init__(*args, initial=initial, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in ("asked", "bodies", "yes"):
            fields[name].choices = [(key, place.name) for key, place in self.places.items()]
        if item.internal:
            fields["kind"].help_text = _("Only directors see the decision and the task of it.")
        roles = Membership.objects.valid_on(clock.today()).filter(role__in=OWNERS)
        people = Person.objects.filter(pk__in=roles.values("person"), is_active=True)
        choose_from(self, "owner", people, str(_("Nobody yet")))

    def values(self) -> dict[str, Any]:
        """The question apart from the rest."""
        values = dict(self.cleaned_data)
        level, asked, yes = values.pop("confirm"), values.pop("asked"), values.pop("yes")
        bodies, due = values.pop("bodies"), values.pop("confirm_by")
        if level != Ratification.Level.DIRECTOR:
            bodies = yes = []
        question = {
            "level": level,
            "municipalities": [self.places[key] for key in asked],
            "agreed": [self.places[key] for key in yes if key not in bodies],
            "by_body": [self.places[key] for key in bodies],
            "due": due,
        }
        return values | {"question": question if level else None}
