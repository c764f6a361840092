"""The form of a task."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.tasks.models import Checklist, ChecklistStep, StepMark, Task
from kimppa.ui.forms import choose_from
from kimppa.ui.places import PlaceField, offer_places, recent_places

STEP_LENGTH = 200


def _owners(by: Person) -> QuerySet[Person]:
    """Whom a task may be given to: only their names are read, not their roles."""
    return people_visible_to(by).prefetch_related(None)


class TaskForm(forms.ModelForm[Task]):
    """What somebody has to do."""

    due = forms.DateField(label=_("Due"), required=False)

    class Meta:
        model = Task
        fields = ("title", "topic", "municipality", "owner", "due", "note")
        field_classes = {"municipality": PlaceField}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Done work counts for the topic; a task about something else is another task.
            del self.fields["topic"]
        municipality = self.fields["municipality"]
        assert isinstance(municipality, PlaceField)
        offer_places(municipality, recent_places(by), current=self.instance.municipality_id)
        municipality.empty_label = str(_("All municipalities"))
        choose_from(self, "owner", _owners(by), str(_("Nobody in particular")))


class OwnerForm(forms.Form):
    """Who answers for the tasks that are chosen."""

    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Owner"),
        error_messages={"required": _("Choose the person first.")},
    )
    use_required_attribute = False  # the other buttons beside it go without

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "owner", _owners(by))


class LinesField(forms.CharField):
    """Several short texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 6})

    def clean(self, value: Any) -> list[str]:
        """The lines that hold something. Raises ValidationError for a long one."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > STEP_LENGTH for line in lines):
            raise forms.ValidationError(_("A step is at most 200 characters."))
        return lines


class ChecklistForm(forms.ModelForm[Checklist]):
    """A checklist; its steps are proposed by its kind, and each may be struck or rewritten."""

    common = LinesField(
        label=_("Steps taken once for all"), required=False, help_text=_("One on each line.")
    )
    local = LinesField(
        label=_("Steps of each municipality"), required=False, help_text=_("One on each line.")
    )

    class Meta:
        model = Checklist
        fields = ("title", "topic", "service", "due", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class ChecklistChangeForm(forms.ModelForm[Checklist]):
    """A checklist's title, day and note, and steps to be added."""

    common = LinesField(label=_("More steps taken once for all"), required=False)
    local = LinesField(label=_("More steps of each municipality"), required=False)
    not_compared = ("common", "local")

    class Meta:
        model = Checklist
        fields = ("title", "due", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class StepForm(forms.ModelForm[ChecklistStep]):
    """Who answers for a step, and by when."""

    class Meta:
        model = ChecklistStep
        fields = ("title", "owner", "due")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "owner", _owners(by), str(_("Nobody in particular")))


class MarkForm(forms.Form):
    """How a step stands."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Open")), *StepMark.State.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Evidence or reason"),
        max_length=500,
        required=False,
        help_text=_("A reason is needed when the step is not needed or not accepted."),
    )

    def clean_note(self) -> str:
        """What the button does not send stays as it is stored."""
        is_same = self.cleaned_data.get("state") == self.initial["state"]
        stored_note = self.initial["note"] if is_same and "note" not in self.data else ""
        return str(self.cleaned_data["note"] or stored_note)
