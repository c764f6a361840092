"""Allocation keys, and what a sum would be under each of them."""

from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.allocation.actions import (
    create_key,
    put_to_municipalities,
    what_if,
)
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.queries import keys, newest
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification.queries import visible_ratifications
from kimppa.desk.figures.forms import KeyForm, begin
from kimppa.desk.waiting import tables as waiting_tables
from kimppa.ui import pages as ui
from kimppa.ui.forms import NumberField

WHOLE, CENTS = "1", "0.01"


class WhatIfForm(forms.Form):
    """A sum to split, in whole units or in cents."""

    total = NumberField(label=gettext_lazy("Sum to split"), max_digits=12, decimal_places=2)
    unit = forms.ChoiceField(
        label=gettext_lazy("Split in"),
        choices=[(WHOLE, gettext_lazy("whole units")), (CENTS, gettext_lazy("euros and cents"))],
    )

    def clean(self) -> dict[str, object]:
        """A sum in whole units has no decimals."""
        answers = super().clean() or {}
        total = answers.get("total")
        if isinstance(total, Decimal) and answers.get("unit") == WHOLE and total % 1:
            self.add_error("total", _("Give a whole number, or choose euros and cents."))
        return answers


@ui.needs(Permission.MANAGE_CONSORTIUM)
def key_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new key of a kind, begun from what Kimppa knows of it."""
    if kind not in AllocationKey.Kind.values:
        raise Http404
    today = clock.today()
    # January splits what is last year's, also among those that left with the year.
    towns = list(municipalities_of(today.year - 1, today.year))
    start = begin(AllocationKey.Kind(kind), towns, today)
    return ui.form_page(
        request,
        KeyForm(ui.posted(request), start=start),
        title=_("New allocation key: %(kind)s") % {"kind": start.kind.label.lower()},
        lead=_("The values stay with every figure and cost that is split by the key."),
        submit=_("Make the key"),
        save=partial(_create, by=ui.person_of(request), kind=start.kind),
        back=reverse("desk:allocation-keys"),
    )


@transaction.atomic
def _create(*, by: Person, kind: str, level: str, **values: Any) -> AllocationKey:
    """Make a key and ask for its confirmation at a level; empty = do not ask."""
    key = create_key(by=by, kind=kind, **values)
    if level:
        put_to_municipalities(by=by, key=key, level=level)
    return key


@ui.needs(Permission.VIEW)
def allocation_keys(request: HttpRequest) -> HttpResponse:
    """The keys with their values, and the same sum under the newest key of each kind."""
    every_key = list(keys())
    total = request.GET if "total" in request.GET else None
    form = WhatIfForm(total, initial={"unit": WHOLE})
    split = None
    if form.is_valid() and every_key:
        split = _split(request, newest(every_key), form.cleaned_data)
        if export := split.response():
            return export
    own_questions = set(visible_ratifications(ui.person_of(request)).values_list("pk", flat=True))
    context = {
        "keys": [
            (key, _shares(key), _confirmation_mark(key), key.ratification_id in own_questions)
            for key in every_key
        ],
        "form": form,
        "split": split,
        "kinds": AllocationKey.Kind.choices,
        "may_make": ui.person_of(request).can(Permission.MANAGE_CONSORTIUM),
    }
    return render(request, "desk/figures/keys.html", context)


def _split(request: HttpRequest, keys: list[AllocationKey], form: dict[str, object]) -> ui.Table:
    total, unit = Decimal(str(form["total"])), Decimal(str(form["unit"]))
    parts = what_if(total, keys, unit=unit)
    names = {s.municipality.code: s.municipality.name for key in keys for s in key.shares.all()}
    split_rows: list[dict[str, object]] = [
        {"place": name} | {str(pk): p[code].value for pk, p in parts.items() if code in p}
        for code, name in names.items()
    ]
    sums = {str(pk): sum((s.value for s in p.values()), Decimal(0)) for pk, p in parts.items()}
    split_rows.append({"place": _("Together"), **sums})
    return ui.Table(
        request,
        columns=[
            ui.Column("place", _("Municipality"), sortable=False),
            *(
                ui.Column(
                    str(key.pk),
                    key.name,
                    kind="integer" if unit == 1 else "money",
                    sortable=False,
                )
                for key in keys
            ),
        ],
        rows=split_rows,
        caption=_("The same sum under each key"),
    )


def _shares(key: AllocationKey) -> list[tuple[str, Decimal, Decimal]]:
    shares = list(key.shares.all())
    total = sum((share.weight for share in shares), Decimal(0))
    return [(s.municipality.name, s.weight.normalize(), s.weight / total) for s in shares]


def _confirmation_mark(key: AllocationKey) -> tuple[str, str]:
    if key.ratification is None:
        return "empty", _("Not put to the municipalities")
    return waiting_tables.state(key.ratification)
