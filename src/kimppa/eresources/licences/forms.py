"""The forms of the agreement card."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.decisions.queries import citable_decisions
from kimppa.eresources.licences.queries import service_named
from kimppa.eresources.models import BudgetLine, Cap, CostShare, Licence, Material, Period
from kimppa.eresources.terms.prices import EVERY_FIELD, FIELDS
from kimppa.eresources.terms.vat import Tax
from kimppa.ui.forms import FileField, NumberField, choose_from

DOCUMENT_TYPES = (".pdf", ".docx", ".xlsx", ".odt", ".txt")
EUROS = ("price", "unit_price", "use_limit", "tax_percent", "invoice_sum")

PERIOD_FIELDS = (
    "start",
    "end",
    "notice_on",
    "goes_on",
    "model",
    "price",
    *EVERY_FIELD,
    "tax",
    "tax_included",
    "tax_percent",
    "key",
    "invoice_on",
    "invoice_sum",
    "decision",
)
LATER = {"goes_on", "tax_percent", "invoice_on", "invoice_sum", "decision"}
"""What of a period is told on its own page, when it is known."""
FIRST = tuple(name for name in PERIOD_FIELDS if name not in LATER)


class MaterialField(forms.MultipleChoiceField):
    """Kinds of material as ticks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=Material.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=gettext_lazy("Material"),
            **kwargs,
        )


class LicenceForm(forms.ModelForm[Licence]):
    """What is known of a licence beside its periods."""

    kinds = MaterialField()

    class Meta:
        model = Licence
        fields = ("kinds", "state_pays", "line", "hosts", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "line": forms.Select}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {*BudgetLine.objects.values_list("name", flat=True), self.instance.line} - {""}
        widget = self.fields["line"].widget
        assert isinstance(widget, forms.Select)
        widget.choices = [("", _("On no line")), *((name, name) for name in sorted(names))]


class PeriodForm(forms.ModelForm[Period]):
    """A period with its days, price, tax and key. Of the fields of prices the page shows those of
    the model chosen (`eresources.css`); what stands in the others is left out.
    """

    class Meta:
        model = Period
        fields = PERIOD_FIELDS
        field_classes = dict.fromkeys(EUROS, NumberField)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text, link = _("It can be chosen later."), _("Make an allocation key")
        url = reverse("desk:allocation-keys")
        self.fields["key"].help_text = format_html('{} <a href="{}">{}</a>', text, url, link)

    def clean(self) -> dict[str, Any]:
        """Leaves out what the price model does not use, with what is wrong in it."""
        answers = super().clean() or self.cleaned_data
        if model := answers.get("model"):
            for name in set(EVERY_FIELD) - set(FIELDS[model]):
                answers[name] = None
                self.errors.pop(name, None)
        return answers


class NewPriceField(NumberField):
    """What the next period costs: in all, or by inhabitants each of them."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_digits=12,
            decimal_places=4,
            label=gettext_lazy("New price, €"),
            help_text=gettext_lazy("By inhabitants: of one inhabitant."),
        )


class AskForm(forms.Form):
    """What the directors are told beside the price and the shares."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        label=gettext_lazy("What has changed"),
        help_text=gettext_lazy("Period, price and key are told in any case."),
    )
    price = NewPriceField()
    due = forms.DateField(required=False, label=gettext_lazy("Answers by"))


class RenewForm(forms.ModelForm[Period]):
    """The days and the price of the next period; the other terms stay."""

    price = NewPriceField()

    class Meta:
        model = Period
        fields = ("end", "notice_on", "price", "decision")

    def clean(self) -> dict[str, Any]:
        """The new period's days are looked at by the action, which knows when it begins."""
        return dict(self.cleaned_data)


class NoticeForm(forms.Form):
    """The day on which notice was given, and who decided."""

    day = forms.DateField(label=gettext_lazy("Notice given on"))
    decision = forms.ModelChoiceField(
        citable_decisions(), required=False, label=gettext_lazy("Decision")
    )


class NewLicenceForm(PeriodForm):
    """A whole card at once: the service, who belongs and the first period."""

    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, label=gettext_lazy("Service of the register")
    )
    name = forms.CharField(
        max_length=200,
        required=False,
        label=gettext_lazy("Or a new service: its name"),
        help_text=gettext_lazy("It is added to the service register."),
    )
    vendor = forms.CharField(max_length=200, required=False, label=gettext_lazy("Vendor"))
    kinds = MaterialField()
    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Who belongs"),
    )

    field_order = ("service", "name", "vendor", "kinds", "municipalities")

    class Meta(PeriodForm.Meta):
        fields = FIRST

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free_services = Service.objects.filter(kind=Service.Kind.ERESOURCE).exclude(
            pk__in=Licence.objects.values("service")
        )
        choose_from(self, "service", free_services, _("A new service"))
        choose_from(self, "municipalities", municipalities_on())
        self.fields["municipalities"].initial = list(municipalities_on())
        self.fields["tax"].initial = Tax.GENERAL
        populations = AllocationKey.objects.filter(kind=AllocationKey.Kind.POPULATION)
        self.fields["key"].initial = populations.first()
        if not free_services:
            del self.fields["service"]
            self.fields["name"].label = _("Name of the service")
            self.fields["name"].required = True

    def clean(self) -> dict[str, Any]:
        """Refuses a card of nothing, and a second one of a name; what the register has by the name
        is not added anew.
        """
        answers = super().clean()
        name = (answers.get("name") or "").strip()
        if "service" in self.fields and not answers.get("service") and not name:
            self.add_error("name", _("Choose a service or write the name of a new one."))
        if name and (namesake := service_named(name)):
            answers["service"] = namesake
            if Licence.objects.filter(service=namesake).exists():
                text = _("There is a card of %(name)s already.") % {"name": namesake}
                self.add_error("name", text)
        return answers

    def values(self) -> dict[str, Any]:
        """The card's values, with those of its first period together."""
        card_values = dict(self.cleaned_data)
        period = {name: card_values.pop(name) for name in FIRST}
        return card_values | {"period": period}


class MembersForm(forms.Form):
    """Who belongs and from when to when, a row of three fields for each municipality."""

    def __init__(self, *args: Any, licence: Licence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = {m.municipality_id: m for m in licence.members.select_related("municipality")}
        town_by_pk = {town.pk: town for town in municipalities_on()}
        town_by_pk |= {pk: member.municipality for pk, member in members.items()}
        self.places = sorted(town_by_pk.values(), key=lambda town: (town.position, town.code))
        for town in self.places:
            member = members.get(town.pk)
            self.fields[f"in_{town.pk}"] = forms.BooleanField(
                required=False, label=str(town), initial=member is not None
            )
            for name, label, day in (
                ("from", _("%(place)s: joined"), member and member.valid_from),
                ("to", _("%(place)s: last day"), member and member.valid_to),
            ):
                self.fields[f"{name}_{town.pk}"] = forms.DateField(
                    required=False, label=label % {"place": town}, initial=day
                )

    def clean(self) -> dict[str, Any]:
        """Refuses a last day before the joining, and new days of one that does not belong."""
        answers = super().clean() or {}
        for town in self.places:
            first_day, last_day = answers.get(f"from_{town.pk}"), answers.get(f"to_{town.pk}")
            is_new = {f"from_{town.pk}", f"to_{town.pk}"} & set(self.changed_data)
            if is_new and (first_day or last_day) and not answers.get(f"in_{town.pk}"):
                text = _("Tick that %(place)s belongs, or leave its days empty.")
                self.add_error(f"in_{town.pk}", text % {"place": town})
            if first_day and last_day and last_day < first_day:
                self.add_error(f"to_{town.pk}", _("The last day is before the joining."))
        return answers

    def values(self) -> dict[str, Any]:
        """The days of those who belong."""
        return {"times": dict(self._times())}

    def _times(self) -> Iterator[tuple[Municipality, tuple[dt.date | None, dt.date | None]]]:
        answers = self.cleaned_data
        for town in self.places:
            if answers[f"in_{town.pk}"]:
                yield town, (answers[f"from_{town.pk}"], answers[f"to_{town.pk}"])


class SharesForm(forms.Form):
    """Each municipality's euros, as they stand."""

    def __init__(self, *args: Any, period: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amounts = {share.municipality_id: share.amount for share in _shares(period)}
        members = period.licence.members.select_related("municipality")
        self.places = {member.municipality_id: member.municipality for member in members}
        self.places |= {share.municipality_id: share.municipality for share in _shares(period)}
        for pk, town in self.places.items():
            self.fields[f"amount_{pk}"] = NumberField(
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                label=_("%(place)s, €") % {"place": town},
                initial=amounts.get(pk),
            )

    def values(self) -> dict[str, Any]:
        """The euros by the municipality's code; an empty field is no share."""
        amounts: dict[str, Decimal] = {
            town.code: amount
            for pk, town in self.places.items()
            if (amount := self.cleaned_data[f"amount_{pk}"]) is not None
        }
        return {"amounts": amounts}


class CapForm(forms.ModelForm[Cap]):
    """A cap from a day on, with the decision on it."""

    class Meta:
        model = Cap
        fields = ("amount", "unit", "length", "since", "decision")
        field_classes = {"amount": NumberField}


class ReadingForm(forms.Form):
    """One number: what has been used so far."""

    used = NumberField(
        min_value=0, max_digits=12, decimal_places=2, label=gettext_lazy("Used so far")
    )
    day = forms.DateField(
        required=False,
        label=gettext_lazy("Until the day"),
        help_text=gettext_lazy("Empty: today. The number of the month or the period, as shown."),
    )


class DocumentForm(forms.Form):
    """A file of the licence."""

    title = forms.CharField(max_length=200, label=gettext_lazy("Title"))
    file = FileField(label=gettext_lazy("File"), types=DOCUMENT_TYPES, max_bytes=20 * 1024 * 1024)

    def values(self) -> dict[str, Any]:
        """The file's bytes with its name."""
        file = self.cleaned_data["file"]
        return {"title": self.cleaned_data["title"], "data": file.read(), "name": file.name}


def _shares(period: Period) -> list[CostShare]:
    return list(period.shares.select_related("municipality"))
