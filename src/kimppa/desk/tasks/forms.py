"""The form of a task."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.tasks.models import Checklist, ChecklistStep, StepMark, Task
from kimppa.ui.places import PlaceField, offer_places, recent_places

STEP_LENGTH = 200


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
        place, owner = self.fields["municipality"], self.fields["owner"]
        assert isinstance(place, PlaceField)
        assert isinstance(owner, forms.ModelChoiceField)
        offer_places(place, recent_places(by), current=self.instance.municipality_id)
        place.empty_label = str(_("All municipalities"))
        owner.queryset = people_visible_to(by)
        owner.empty_label = str(_("Nobody in particular"))


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
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = people_visible_to(by)
        owner.empty_label = str(_("Nobody in particular"))


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
