"""The small forms beside an item, and the one of personal links."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import municipalities_on, own_municipalities
from kimppa.core.consortium.roles import Permission
from kimppa.publishing.forms import text_field
from kimppa.publishing.models import EventSource
from kimppa.ui.connections import ConnectionForm
from kimppa.ui.seen import Guarded


class NoteForm(forms.Form):
    """Why a proposal goes back."""

    note = text_field(gettext_lazy("What should be completed?"), most=500, required=True)


class ParticipantsForm(Guarded):
    """How many came."""

    participants = forms.IntegerField(
        label=gettext_lazy("Participants"), min_value=0, max_value=100_000, required=False
    )


class LinkForm(forms.Form):
    """A new personal link."""

    holder = text_field(
        gettext_lazy("Whose link"), most=200, required=True,
        hint=gettext_lazy("A role or a library is enough."),
    )  # fmt: skip
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=gettext_lazy("Municipality")
    )
    days = forms.IntegerField(
        label=gettext_lazy("Valid for how many days"), min_value=1, max_value=730, initial=365
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """The municipalities in which the person manages people."""
        super().__init__(*args, **kwargs)
        own = [m.pk for m in own_municipalities(person) if person.can(Permission.MANAGE_PEOPLE, m)]
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = municipalities_on().filter(pk__in=own)


class SourceForm(ConnectionForm[EventSource]):
    """Another Linked Events that is asked every morning."""

    class Meta:
        model = EventSource
        fields = ("title", "address", "municipality")
        help_texts = {
            "address": gettext_lazy(
                "Such as https://api.hel.fi/linkedevents/v1/event/?text=kirjasto – at most 300"
                " events. Narrow it to what concerns you."
            ),
            "municipality": gettext_lazy("Whose drafts the events become."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The municipalities of today."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = municipalities_on()
