"""The forms that staff use; they work on a phone."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Branch, Municipality, Person
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import citable_decisions
from kimppa.core.language import official_language
from kimppa.publishing import keywords, messages
from kimppa.publishing.actions import ItemInput
from kimppa.publishing.directory import closed_days
from kimppa.publishing.groups import CLOSED, TIMED, WHEN, groups_of
from kimppa.publishing.item_values import (
    COPIED,
    REPEATS,
    begin_of,
    days_held,
    days_of,
    end_of,
    ends_too_early,
    initial_of,
    point_columns,
    times_of,
)
from kimppa.publishing.models import LANGUAGES, Item
from kimppa.publishing.positions import PositionError
from kimppa.publishing.prices import normal_price
from kimppa.ui.pictures import PictureField
from kimppa.ui.places import PlaceField, offer_places, place_name, recent_places


def text_field(
    label: Any, *, most: int, required: bool = False, rows: int = 0, hint: Any = ""
) -> Any:
    """A text, of several lines when `rows` are told."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, help_text=hint
    )


def _keyword_choices(role: str) -> list[tuple[str, str]]:
    language = (get_language() or "fi")[:2]
    return [
        (slug, names.get(language, names["fi"])) for slug, names in keywords.known()[role].items()
    ]


class SendForm(forms.Form):
    """What anybody tells of an event: by a personal link only this is asked."""

    sends = True

    title_fi = text_field(gettext_lazy("Title in Finnish"), most=200)
    summary_fi = text_field(gettext_lazy("In short, in Finnish"), most=300, hint=gettext_lazy(
        "One or two sentences for lists."))  # fmt: skip
    text_fi = text_field(gettext_lazy("Text in Finnish"), most=20_000, rows=6)
    day = forms.DateField(label=gettext_lazy("Day"))
    begins = forms.TimeField(label=gettext_lazy("Begins at"), required=False)
    ends = forms.TimeField(
        label=gettext_lazy("Ends at"),
        required=False,
        help_text=gettext_lazy("Leave both empty when it lasts all day."),
    )
    though_closed = forms.BooleanField(
        label=gettext_lazy("It is held although the library is closed"), required=False
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Only if it goes on over many days, as an exhibition does."),
    )
    repeats = forms.ChoiceField(label=gettext_lazy("Repeats"), choices=REPEATS, required=False)
    repeat_until = forms.DateField(label=gettext_lazy("Repeats until"), required=False)
    rule = text_field(
        gettext_lazy("Rule of your own"),
        most=200,
        hint=gettext_lazy("As calendars write it: FREQ=MONTHLY;BYDAY=2TU;COUNT=6"),
    )
    skipped = text_field(
        gettext_lazy("Not on these days"),
        most=400,
        hint=gettext_lazy("For example 24.2., 3.3.2025"),
    )
    branch = forms.ModelChoiceField(
        Branch.objects.none(), label=gettext_lazy("Library"), required=False
    )
    place = text_field(gettext_lazy("Place, if not a library"), most=200)
    street_address = text_field(gettext_lazy("Street address"), most=200)
    locality = text_field(gettext_lazy("Town or village"), most=100)
    position = text_field(
        gettext_lazy("On the map"),
        most=60,
        hint=gettext_lazy(
            "Latitude and longitude as maps on the web give them: 60.8137, 23.6211. If it is empty,"
            " Finna's map shows the middle of the town."
        ),
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"), required=False, widget=forms.CheckboxSelectMultiple
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Subject"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = text_field(gettext_lazy("Other words"), most=400, hint=gettext_lazy(
        "With commas between."))  # fmt: skip
    price = text_field(gettext_lazy("Price"), most=100, hint=gettext_lazy(
        "Such as 5 €. Write free if it costs nothing; empty says nothing of it."))  # fmt: skip
    registration = forms.URLField(
        label=gettext_lazy("Link for signing up"), max_length=500, required=False,
        assume_scheme="https",
    )  # fmt: skip
    organiser = text_field(gettext_lazy("Organiser"), most=200)
    contact = text_field(
        gettext_lazy("Who is asked for more"),
        most=200,
        hint=gettext_lazy("An e-mail address or a telephone number of the library; it is public."),
    )
    picture = PictureField(label=gettext_lazy("Picture"), required=False)
    alt_fi = text_field(gettext_lazy("What the picture shows, in Finnish"), most=300)
    title_sv = text_field(gettext_lazy("Title in Swedish"), most=200)
    summary_sv = text_field(gettext_lazy("In short, in Swedish"), most=300)
    text_sv = text_field(gettext_lazy("Text in Swedish"), most=20_000, rows=6)
    alt_sv = text_field(gettext_lazy("What the picture shows, in Swedish"), most=300)
    title_en = text_field(gettext_lazy("Title in English"), most=200)
    summary_en = text_field(gettext_lazy("In short, in English"), most=300)
    text_en = text_field(gettext_lazy("Text in English"), most=20_000, rows=6)
    alt_en = text_field(gettext_lazy("What the picture shows, in English"), most=300)
    joint = forms.BooleanField(
        label=gettext_lazy("A joint event of the libraries"),
        required=False,
        help_text=gettext_lazy("It is shown under every municipality."),
    )

    def __init__(
        self, *args: Any, towns: Iterable[Municipality], kind: str = Item.Kind.EVENT, **kwargs: Any
    ) -> None:
        """`towns`: the municipalities whose libraries may be chosen."""
        super().__init__(*args, **kwargs)
        self.kind = kind
        self._offer(towns)
        self.fields["repeat_until"].label_suffix = _("(needed if it repeats)")
        self.first_language = official_language()
        self.fields[f"title_{self.first_language}"].required = True
        self.fields[f"alt_{self.first_language}"].label_suffix = _("(needed with a picture)")
        if kind != Item.Kind.EVENT:
            for name in TIMED:
                del self.fields[name]

    def _offer(self, towns: Iterable[Municipality]) -> None:
        fields: dict[str, Any] = self.fields
        branches = Branch.objects.filter(municipality__in=list(towns))
        fields["branch"].queryset = branches
        if not self.initial and branches.count() == 1:
            fields["branch"].initial = branches.get()
        fields["audiences"].choices = _keyword_choices("audience")
        fields["categories"].choices = _keyword_choices("category")

    def groups(self) -> list[tuple[str, bool, list[Any]]]:
        """The fields in groups: title, whether folded away, fields."""
        groups = []
        if self.errors and self.files.get("picture") and not self["picture"].errors:
            # Browsers give a file once; without a word it would be missing from the next try.
            self.add_error("picture", _("Choose the picture again: it was not kept yet."))
        for title, folded, names in groups_of(self.first_language):
            fields = [self[name] for name in names if name in self.fields and self._is_asked(name)]
            if fields:
                has_errors = any(field.errors for field in fields)
                groups.append((str(title), folded and not has_errors, fields))
        return groups

    def _is_asked(self, name: str) -> bool:
        """Whether the library is closed is asked only when it is."""
        return name != CLOSED or bool(self[name].errors or self[name].data)

    def clean_price(self) -> str:
        """Free in one way, in whatever words it was written."""
        return normal_price(self.cleaned_data["price"])

    def clean(self) -> dict[str, Any]:
        """Days and times together, where it is held, and whether it is open then."""
        form_data: dict[str, Any] = super().clean() or self.cleaned_data
        if form_data.get("picture") and not form_data.get(f"alt_{self.first_language}"):
            self.add_error(f"alt_{self.first_language}", messages.PICTURE_IN_WORDS)
        if self.kind == Item.Kind.EVENT:
            self._check_times(form_data)
            self._check_position(form_data)
            if not self.errors and not form_data.get("branch") and not form_data.get("place"):
                self.add_error("branch", _("Choose the library, or write the place."))
            if not self.errors and not form_data.get(CLOSED):
                self._check_open(form_data)
        return form_data

    def _check_open(self, form_data: Mapping[str, Any]) -> None:
        """Tell of closed days, once: whoever knows better says so."""
        changed_fields = {*WHEN, "branch", "place"} & set(self.changed_data)
        if form_data["place"] or not changed_fields:
            return
        entry = getattr(form_data["branch"], "directory_entry", None)
        if closures := closed_days(entry, days_held(form_data)):
            closed_text = messages.closed_words(form_data["branch"].name, closures)
            self.add_error(CLOSED, _("%(closed)s Choose another day, or tick this.") % {
                "closed": closed_text})  # fmt: skip

    def _check_position(self, form_data: Mapping[str, Any]) -> None:
        try:
            point_columns(form_data.get("position", ""))
        except PositionError:
            self.add_error("position", messages.POSITION_IN_WORDS)

    def _check_times(self, form_data: Mapping[str, Any]) -> None:
        if ends_too_early(form_data):
            self.add_error("last_day", _(
                "It would end before it begins. If it ends after midnight, write the next day here;"
                " else correct the times."))  # fmt: skip
        given_times = [name for name in ("begins", "ends") if form_data.get(name) is not None]
        if len(given_times) == 1 and not {"begins", "ends"} & self.errors.keys():
            missing_time = "ends" if given_times == ["begins"] else "begins"
            self.add_error(missing_time, messages.BOTH_HOURS)
        if form_data.get("repeats") == "own" and not form_data.get("rule"):
            self.add_error("rule", _("Write the rule, or choose another repetition."))
        repeats = form_data.get("repeats") not in ("", "own", None)
        if repeats and not form_data.get("repeat_until"):
            self.add_error("repeat_until", _("Say until which day it repeats."))
        if form_data.get("skipped") and form_data.get("day"):
            try:
                days_of(form_data["skipped"], form_data["day"].year)
            except ValueError:
                self.add_error("skipped", _("Write days as 24.2.2025, with commas between."))

    def values(self) -> dict[str, Any]:
        """What `create_item` and `change_item` take."""
        return {"content": self.content()}

    def columns(self) -> dict[str, Any]:
        """What was filled in, by the item's columns."""
        form_data = self.cleaned_data
        columns = {name: form_data[name] for name in COPIED if name in form_data}
        if self.kind != Item.Kind.EVENT:
            return columns
        return columns | times_of(form_data) | point_columns(form_data["position"])

    def content(self) -> ItemInput:
        """The same with keywords and picture, for the actions."""
        form_data = self.cleaned_data
        return ItemInput(
            self.columns(),
            form_data["categories"],
            form_data.get("audiences", ()),
            keywords.words_of(form_data["words"]),
            picture=form_data.get("picture"),
            without_picture=bool(form_data.get("without_picture")),
        )


# What of a form is not stored: a change of it is nobody's save.
PASSING = ("picture", "without_picture", CLOSED)
ALTS = tuple(f"alt_{code}" for code in LANGUAGES)


class CorrectionForm(SendForm):
    """The same of an event that was sent already, without its keywords and picture."""

    not_compared = PASSING

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(item), **kwargs)
        for name in ("categories", "audiences", "words", "picture", *ALTS):
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        return {"values": self.columns()}


class ItemForm(SendForm):
    """The same on the desk, with whose it is and when it is shown."""

    sends = False

    municipality = PlaceField(
        Municipality.objects.none(), label=gettext_lazy("Municipality"), required=False
    )
    joint_with = forms.MultipleChoiceField(
        label=gettext_lazy("Joint with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick none when a joint event is of all municipalities."),
    )
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label=gettext_lazy("Decision that made it joint"),
        required=False,
    )
    publish_at = forms.DateField(label=gettext_lazy("Shown from"), required=False)
    expires_at = forms.DateField(
        label=gettext_lazy("Shown until"),
        required=False,
        help_text=gettext_lazy("This day included. An event leaves by itself when it is over."),
    )
    without_picture = forms.BooleanField(
        label=gettext_lazy("Take the picture away"), required=False
    )

    not_compared = PASSING

    def __init__(self, *args: Any, person: Person, item: Item | None = None, **kwargs: Any) -> None:
        """For a person; of an item when it is written already."""
        self._person = person
        kind = kwargs.pop("kind", None) or (item.kind if item else Item.Kind.EVENT)
        initial = {**initial_of(item), **(kwargs.pop("initial", None) or {})}
        towns = recent_places(person)
        super().__init__(*args, towns=towns, kind=kind, initial=initial, **kwargs)
        fields: dict[str, Any] = self.fields
        offer_places(fields["municipality"], towns, current=item.municipality_id if item else None)
        joint_choices = towns if person.is_coordinator else municipalities_on()
        fields["joint_with"].choices = [(town.code, place_name(town)) for town in joint_choices]
        if len(towns) == 1:
            fields["municipality"].initial = towns[0]
        fields["decision"].queryset = citable_decisions().order_by("-date", "-pk")
        if not person.can(Permission.PUBLISH):
            fields["municipality"].required = True
            del fields["decision"]
        if item is None or not item.image_id:
            del fields["without_picture"]

    def content(self) -> ItemInput:
        """What was filled in, for the actions."""
        event_input = super().content()
        form_data = self.cleaned_data
        desk_values: dict[str, Any] = {
            name: form_data[name] for name in ("municipality", "decision") if name in form_data
        }
        desk_values["joint_with"] = " ".join(form_data["joint_with"])
        desk_values["publish_at"] = begin_of(form_data.get("publish_at"))
        desk_values["expires_at"] = end_of(form_data.get("expires_at"))
        return replace(event_input, values={**event_input.values, **desk_values})


@contextmanager
def errors_at_fields(form: forms.BaseForm) -> Iterator[None]:
    """Within it, an action's refusal names the fields of the form that it concerns."""
    fields = {"start": "day", "end": "ends"}
    if form.data.get("repeats") != "own":
        fields["rule"] = "repeat_until"  # that is all of the rule that was asked
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        errors = error.error_dict.items()
        raise ValidationError({fields.get(name, name): texts for name, texts in errors}) from error


class NoteForm(forms.Form):
    """Why a proposal goes back."""

    note = text_field(gettext_lazy("What should be completed?"), most=500, required=True)


class ParticipantsForm(forms.Form):
    """How many came."""

    participants = forms.IntegerField(
        label=gettext_lazy("Participants"), min_value=0, max_value=100_000, required=False
    )
