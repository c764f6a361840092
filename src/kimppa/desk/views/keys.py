"""Allocation keys, and what a sum would be under each of them."""

from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.allocation.actions import what_if
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.queries import keys, newest
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification.queries import visible_ratifications
from kimppa.desk import waiting_tables
from kimppa.ui.guard import needs, person_of
from kimppa.ui.tables import Column, Table

WHOLE, CENTS = "1", "0.01"


class WhatIfForm(forms.Form):
    """A sum to split, in whole units or in cents."""

    total = forms.DecimalField(
        label=gettext_lazy("Sum to split"), max_digits=12, decimal_places=2, localize=True
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Split in"),
        choices=[(WHOLE, gettext_lazy("whole units")), (CENTS, gettext_lazy("euros and cents"))],
    )

    def clean(self) -> dict[str, object]:
        """A sum in whole units has no decimals."""
        given = super().clean() or {}
        total = given.get("total")
        if isinstance(total, Decimal) and given.get("unit") == WHOLE and total % 1:
            self.add_error("total", _("Give a whole number, or choose euros and cents."))
        return given


@needs(Permission.VIEW)
def allocation_keys(request: HttpRequest) -> HttpResponse:
    """The keys with their values, and the same sum under the newest key of each kind."""
    found = list(keys())
    asked = "total" in request.GET
    form = WhatIfForm(request.GET if asked else None, initial={"unit": WHOLE})
    split = None
    if asked and form.is_valid() and found:
        split = _split(request, newest(found), form.cleaned_data)
        if export := split.response():
            return export
    asked_of_us = set(visible_ratifications(person_of(request)).values_list("pk", flat=True))
    values = {
        "keys": [
            (key, _shares(key), _confirmed(key), key.ratification_id in asked_of_us)
            for key in found
        ],
        "form": form,
        "split": split,
    }
    return render(request, "desk/allocation_keys.html", values)


def _split(request: HttpRequest, chosen: list[AllocationKey], given: dict[str, object]) -> Table:
    total, unit = Decimal(str(given["total"])), Decimal(str(given["unit"]))
    parts = what_if(total, chosen, unit=unit)
    places = {s.municipality.code: s.municipality.name for key in chosen for s in key.shares.all()}
    rows: list[dict[str, object]] = [
        {"place": name} | {str(pk): p[code].value for pk, p in parts.items() if code in p}
        for code, name in places.items()
    ]
    sums = {str(pk): sum((s.value for s in p.values()), Decimal(0)) for pk, p in parts.items()}
    rows.append({"place": _("Together"), **sums})
    return Table(
        request,
        columns=[
            Column("place", _("Municipality"), sortable=False),
            *(
                Column(
                    str(key.pk),
                    key.name,
                    kind="integer" if unit == 1 else "money",
                    sortable=False,
                )
                for key in chosen
            ),
        ],
        rows=rows,
        caption=_("The same sum under each key"),
        filename="jakovertailu",
    )


def _shares(key: AllocationKey) -> list[tuple[str, Decimal, Decimal]]:
    shares = list(key.shares.all())
    whole = sum((share.weight for share in shares), Decimal(0))
    return [(s.municipality.name, s.weight.normalize(), s.weight / whole) for s in shares]


def _confirmed(key: AllocationKey) -> tuple[str, str]:
    if key.ratification is None:
        return "empty", _("Not put to the municipalities")
    return waiting_tables.state(key.ratification)
