"""Forms of the parties: an agreement's terms, and whom a line concerns."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.agreement.coverage.matrix import ClauseView
from kimppa.agreement.models import Agreement
from kimppa.agreement.proposals import parties_to_offer
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality
from kimppa.core.duties.limits import concerns
from kimppa.ui.forms import NumberField
from kimppa.ui.seen import Guarded


class LimitForm(Guarded):
    """Whom of the parties a line concerns."""

    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        label=gettext_lazy("Municipalities"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "The line is not asked of the others, and their own pages and report leave it out. "
            "All of them: it concerns whoever is a party."
        ),
    )

    def __init__(
        self,
        *args: Any,
        parties: Sequence[Municipality],
        counts: Sequence[tuple[Municipality, int]] = (),
        **kwargs: Any,
    ) -> None:
        """The parties are the choices; `counts` tells how many pieces of work the line has."""
        super().__init__(*args, **kwargs)
        places_field: Any = self.fields["municipalities"]
        places_field.queryset = Municipality.objects.filter(pk__in=[town.pk for town in parties])
        if counts:
            text = _(
                "Work has been logged on the line (%(counts)s), and it no longer counts on it in "
                "the report of a municipality that you untick. Work of unticked ones alone then "
                "belongs to no line, unless another line asks for its topic."
            )
            names = ", ".join(f"{town.name} {count}" for town, count in counts)
            places_field.help_text = f"{places_field.help_text} {text % {'counts': names}}"


def limit_initial(limit: Sequence[int], parties: Sequence[Municipality]) -> dict[str, Any]:
    """A line's limit as the form's values."""
    return {"municipalities": [t.pk for t in parties if concerns(limit, t.pk)]}


class TermsForm(Guarded):
    """When the agreement is in force, its parties and price."""

    in_force_from = forms.DateField(label=gettext_lazy("In force from"), required=False)
    in_force_to = forms.DateField(label=gettext_lazy("In force to"), required=False)
    parties = forms.ModelMultipleChoiceField(
        Municipality.objects.all(),
        label=gettext_lazy("Parties"),
        widget=forms.CheckboxSelectMultiple,
    )
    price = NumberField(
        label=gettext_lazy("Price, € a year"),
        help_text=gettext_lazy("Leave empty when it is not known."),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )
    allocation_key = forms.ModelChoiceField(
        AllocationKey.objects.all(),
        label=gettext_lazy("Price is split by"),
        required=False,
    )

    def __init__(self, *args: Any, limited: Sequence[ClauseView] = (), **kwargs: Any) -> None:
        """`limited` are the lines that concern some of the parties only."""
        super().__init__(*args, **kwargs)
        if limited:
            text = _(
                "These lines concern some of the parties only: %(lines)s; a party that you untick "
                "leaves them, and a line of its alone then concerns nobody."
            )
            names = "; ".join(f"{line.number} ({line.place_names})" for line in limited)
            self.fields["parties"].help_text = text % {"lines": names}

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        values = super().clean() or {}
        start, end = values.get("in_force_from"), values.get("in_force_to")
        if start and end and end < start:
            self.add_error("in_force_to", _("The agreement cannot end before it begins."))
        return values


def terms_initial(agreement: Agreement) -> dict[str, Any]:
    """The stored terms as the form's values."""
    return {
        "in_force_from": agreement.in_force_from,
        "in_force_to": agreement.in_force_to,
        "parties": [municipality.pk for municipality in parties_to_offer(agreement)],
        "price": agreement.price,
        "allocation_key": agreement.allocation_key_id,
    }
