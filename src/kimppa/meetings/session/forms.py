"""Forms of the meeting under way."""

from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Role
from kimppa.core.ratification.models import Ratification
from kimppa.meetings.invitations.queries import coming_to, places_of
from kimppa.meetings.models import Attendance, Invitee, Item, Meeting, Outcome
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
    """How each municipality takes part, to begin with what the invitation was answered.

    Two people may mark different municipalities at once: each field tells what its writer saw, and
    only a municipality that both have marked otherwise is refused.
    """

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.stored = {
            row.municipality_id: (row.how, row.substitute) for row in meeting.attendances.all()
        }
        self.places = places_of(meeting)
        names = [f"{part}_{town.pk}" for town in self.places for part in ("was", "how", "name")]
        self.not_compared = ["rest", *names]
        super().__init__(*args, **kwargs)
        self.fields["rest"] = forms.BooleanField(
            label=_("Those who are not marked below are present"), required=False
        )
        answers = answered_attendance(meeting)
        for town in self.places:
            self._add_fields(town, answers.get(town.pk, ("", "")))

    def _add_fields(self, town: Municipality, answered_pair: tuple[str, str]) -> None:
        stored_pair = self.stored.get(town.pk)
        how, name = stored_pair or answered_pair
        self.fields[f"was_{town.pk}"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=_pair(stored_pair or ("", ""))
        )
        self.fields[f"how_{town.pk}"] = forms.ChoiceField(
            label=town.name,
            required=False,
            label_suffix=" ",
            choices=[("", "–"), *Attendance.How.choices],
            initial=how,
        )
        self.fields[f"name_{town.pk}"] = forms.CharField(
            label=_("%(place)s: instead of the director") % {"place": town.name},
            required=False,
            max_length=100,
            initial=name,
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for town in self.places if answers.get("rest") else ():
            answers[f"how_{town.pk}"] = answers.get(f"how_{town.pk}") or Attendance.How.PRESENT
        for town in self.places:
            old_pair = self.stored.get(town.pk, ("", ""))
            page_pair = answers.get(f"was_{town.pk}") or _pair(old_pair)
            pair = (answers.get(f"how_{town.pk}", ""), answers.get(f"name_{town.pk}", ""))
            if _pair(old_pair) != page_pair and pair != old_pair and _pair(pair) != page_pair:
                how, name = old_pair
                words = str(dict(Attendance.How.choices).get(how, "–"))
                words += f", {name}" if name else ""
                text = _("Somebody has marked meanwhile: %(words)s.") % {"words": words}
                self.add_error(f"how_{town.pk}", text)
                data: Any = copy(self.data)  # what is shown now has been seen when it comes back
                data[self.add_prefix(f"was_{town.pk}")] = _pair(old_pair)
                self.data = data
        return answers

    def values(self) -> dict[str, Any]:
        """By the municipality, those that its writer has changed."""
        answers = self.cleaned_data
        changed = {}
        for town in self.places:
            pair = (answers[f"how_{town.pk}"], answers[f"name_{town.pk}"])
            if _pair(pair) != answers[f"was_{town.pk}"]:
                changed[town] = pair
        return {"rows": changed}


def _pair(attendance: tuple[str, str]) -> str:
    return "|".join(attendance)


def answered_attendance(meeting: Meeting) -> dict[int, tuple[str, str]]:
    """How each municipality said that it takes part, by its key, and who comes instead."""
    answers: dict[int, tuple[str, str]] = {}
    for coming in coming_to(meeting):
        invitee = coming.invitee
        if invitee.municipality_id is None or coming.has_left or coming.is_old:
            continue
        if coming.counts:
            answers[invitee.municipality_id] = (Attendance.How.PRESENT.value, invitee.substitute)
        elif invitee.answer == Invitee.Answer.DECLINED:
            answers.setdefault(invitee.municipality_id, (Attendance.How.ABSENT.value, ""))
    return answers


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
        towns = municipalities_on(item.meeting.day if item.meeting else None)
        self.places = {str(town.pk): town for town in towns}
        initial = {
            "kind": item.outcome or Outcome.INFORMATION,
            "words": item.outcome_text,
            "confirm": "",
            "asked": list(self.places),
        }
        super().__init__(*args, initial=initial, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in ("asked", "bodies", "yes"):
            fields[name].choices = [(key, town.name) for key, town in self.places.items()]
        if count := item.answers:
            fields["words"].help_text = ngettext(
                "%(count)d municipality has answered to these words. If you change what they mean,"
                " open the item again instead: all are asked anew.",
                "%(count)d municipalities have answered to these words. If you change what they"
                " mean, open the item again instead: all are asked anew.",
                count,
            ) % {"count": count}
        if item.internal:
            fields["kind"].help_text = _("Only directors see the decision and the task of it.")
        roles = Membership.objects.valid_on(clock.today()).filter(role__in=OWNERS)
        people = Person.objects.filter(pk__in=roles.values("person"), is_active=True)
        choose_from(self, "owner", people, str(_("Nobody yet")))

    def values(self) -> dict[str, Any]:
        """The question apart from the rest."""
        answers = dict(self.cleaned_data)
        level, keys, yes = (answers.pop("confirm"), answers.pop("asked"), answers.pop("yes"))
        bodies, due = answers.pop("bodies"), answers.pop("confirm_by")
        if level != Ratification.Level.DIRECTOR:
            bodies = yes = []
        question = {
            "level": level,
            "municipalities": [self.places[key] for key in keys],
            "agreed": [self.places[key] for key in yes if key not in bodies],
            "by_body": [self.places[key] for key in bodies],
            "due": due,
        }
        return answers | {"question": question if level else None}
