"""Allocation keys, and what a sum would be under each of them."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.allocation.actions import (
    create_key,
    put_to_municipalities,
    remove_key,
    what_if,
)
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.queries import keys, newest
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification.queries import visible_ratifications
from kimppa.desk.figures.forms import KeyForm, Start, begin
from kimppa.desk.waiting import tables as waiting_tables
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import form_page
from kimppa.ui.sent import posted
from kimppa.ui.tables import Column, Table
from kimppa.ui.undo import done

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


@needs(Permission.MANAGE_CONSORTIUM)
def key_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new key of a kind, begun from what Kimppa knows of it."""
    if kind not in AllocationKey.Kind.values:
        raise Http404
    today = clock.today()
    # January splits what is last year's, also among those that left with the year.
    places = list(municipalities_of(today.year - 1, today.year))
    start = begin(AllocationKey.Kind(kind), places, today)
    form = KeyForm(posted(request), start=start)
    if request.method == "POST" and form.is_valid():
        made = _create(person_of(request), start, form)
        undo = reverse("desk:allocation-key-remove", args=[made.pk])
        done(request, _("The key was made: %(name)s") % {"name": made.name}, undo=undo)
        return redirect("desk:allocation-keys")
    return form_page(
        request,
        form,
        title=_("New allocation key: %(kind)s") % {"kind": start.kind.label.lower()},
        lead=_("The values stay with every figure and cost that is split by the key."),
        submit=_("Make the key"),
        cancel=reverse("desk:allocation-keys"),
        status=422 if form.errors else 200,
    )


@transaction.atomic
def _create(by: Person, start: Start, form: KeyForm) -> AllocationKey:
    given = form.cleaned_data
    made = create_key(
        by=by,
        kind=start.kind,
        name_fi=given["name_fi"],
        as_of=given["as_of"],
        source=given["source"],
        weights=form.weights(),
    )
    if given["confirm"]:
        put_to_municipalities(by=by, key=made, level=given["confirm"])
    return made


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def key_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a key that nothing has been split by."""
    found = get_object_or_404(AllocationKey, pk=pk)
    try:
        remove_key(by=person_of(request), key=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done(request, _("The key was removed: %(name)s") % {"name": found.name})
    return redirect("desk:allocation-keys")


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
        "kinds": AllocationKey.Kind.choices,
        "may_make": person_of(request).can(Permission.MANAGE_CONSORTIUM),
    }
    return render(request, "desk/figures/keys.html", values)


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
