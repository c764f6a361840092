"""The form of a task."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.tasks.models import Task
from kimppa.ui.places import PlaceField, offer_places, recent_places


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
        offer_places(place, recent_places(by), kept=self.instance.municipality_id)
        place.empty_label = str(_("All municipalities"))
        owner.queryset = people_visible_to(by)
        owner.empty_label = str(_("Nobody in particular"))
