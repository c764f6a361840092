"""Forms of wishes, orders and the year's money."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.decisions.queries import citable_decisions
from kimppa.eresources.models import BudgetLine, Licence, Move, Order, Principle
from kimppa.eresources.orders.queries import principles_on
from kimppa.ui.forms import NumberField, choose_from
from kimppa.ui.places import PlaceField, offer_places, recent_places


class WishForm(forms.ModelForm[Order]):
    """What is wished for, by which library and why."""

    class Meta:
        model = Order
        fields = ("title", "isbn", "material", "language", "municipality", "reason")
        field_classes = {"municipality": PlaceField}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipality_field = self.fields["municipality"]
        assert isinstance(municipality_field, PlaceField)
        offer_places(municipality_field, recent_places(by), current=self.instance.municipality_id)
        municipality_field.required = not by.is_coordinator
        municipality_field.empty_label = str(_("Common to all"))


class OrderForm(forms.ModelForm[Order]):
    """What is ordered: from what, at what price, for how long, by which principle."""

    class Meta:
        model = Order
        fields = (
            "title",
            "isbn",
            "material",
            "language",
            "licence",
            "line",
            "price",
            "held",
            "principle",
            "exception",
            "ends_on",
            "loans",
            "loans_used",
            "record",
        )
        field_classes = {"price": NumberField}
        widgets = {"exception": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "licence", Licence.objects.with_service(), _("No agreement"))
        year = clock.today().year
        lines = BudgetLine.objects.filter(year__range=(year - 1, year + 1))
        choose_from(self, "line", lines, _("No line"))
        in_force = [principle.pk for principle in principles_on()]
        principles = Principle.objects.filter(pk__in=[*in_force, self.instance.principle_id or 0])
        choose_from(self, "principle", principles, _("None"))


class PlaceOrderForm(OrderForm):
    """The same when a wish is ordered, with its day."""

    ordered_on = forms.DateField(required=False, label=gettext_lazy("Ordered on"))


class DeclineForm(forms.Form):
    """The answer to a wish that is not ordered."""

    answer = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), label=gettext_lazy("Answer"))


class PrincipleForm(forms.ModelForm[Principle]):
    """A principle with what it compares with and its decision."""

    class Meta:
        model = Principle
        fields = ("rule", "limit", "material", "language", "valid_from", "valid_to", "decision")
        field_classes = {"limit": NumberField}


class EndPrincipleForm(forms.Form):
    """The last day of a principle, and who decided."""

    valid_to = forms.DateField(label=gettext_lazy("Last day"))
    decision = forms.ModelChoiceField(citable_decisions(), label=gettext_lazy("Decision"))


class LineForm(forms.ModelForm[BudgetLine]):
    """A line of a year."""

    class Meta:
        model = BudgetLine
        fields = ("year", "name", "amount", "decision")
        field_classes = {"amount": NumberField}


class MoveForm(forms.ModelForm[Move]):
    """Money from a line to another."""

    class Meta:
        model = Move
        fields = ("origin", "target", "amount", "decision")
        field_classes = {"amount": NumberField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = BudgetLine.objects.filter(year__gte=clock.today().year - 1)
        choose_from(self, "origin", lines)
        choose_from(self, "target", lines)
