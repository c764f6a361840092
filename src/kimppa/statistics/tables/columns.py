"""The columns of the tables in words, and a form for a row of each."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.statistics.tables.rows import COLUMNS, NEEDED, Row
from kimppa.statistics.variables.wording import GROUPS

HEADINGS: Mapping[str, Any] = {
    "code": _("Code"),
    "row": _("Official row number"),
    "group": _("Group"),
    "name_fi": _("Name in Finnish"),
    "name_sv": _("Name in Swedish"),
    "name_en": _("Name in English"),
    "translated": _("Names translated by us"),
    "unit": _("Unit"),
    "level": _("Level"),
    "measure": _("Measure"),
    "material": _("Material"),
    "language": _("Language"),
    "genre": _("Genre"),
    "age": _("Age"),
    "additive": _("Branches sum to the municipality"),
    "flow": _("Counted over the year"),
    "decimals": _("Decimals"),
    "entered": _("Typed into the form"),
    "since": _("First year"),
    "until": _("Last year"),
    "validity": _("What is known of the years"),
    "successor": _("Followed by"),
    "definition_fi": _("Definition in Finnish"),
    "definition_en": _("Definition in English"),
    "evidence": _("Evidence"),
    "source": _("Source"),
    "check": _("Check"),
    "measures": _("Measures put for {m}"),
    "whole": _("Whole"),
    "parts": _("Parts"),
    "part": _("Part of the check"),
    "severity": _("Severity"),
    "each": _("Repeated for each"),
    "fields": _("Shown at"),
    "condition": _("What must hold"),
    "message_fi": _("Message in Finnish"),
    "message_sv": _("Message in Swedish"),
    "message_en": _("Message in English"),
    "prefix": _("Beginning of the code"),
    "percent": _("Change in per cent"),
    "floor": _("At least this many units"),
    "class": _("Class"),
    "first": _("First call number"),
    "last": _("Last call number"),
}
LISTED: Mapping[str, tuple[str, ...]] = {
    "variables": ("code", "name_fi", "group", "unit", "row", "level", "since", "until", "evidence"),
    "identities": ("whole", "parts", "measures", "check", "since", "until"),
    "checks": ("code", "part", "severity", "condition", "message_fi"),
    "thresholds": ("prefix", "percent", "floor", "source"),
    "callnumbers": ("class", "first", "last", "source"),
}
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
CHOICES: Mapping[str, list[tuple[str, Any]]] = {
    "group": list(GROUPS.items()),
    "level": [("municipality", _("Municipality")), ("derived", _("Computed from others"))],
    "evidence": [
        ("verified", _("Verified")), ("inferred", _("Inferred")), ("guessed", _("Guessed"))
    ],
    "severity": [
        ("stop", _("Must be corrected")), ("explain", _("Must be explained")),
        ("info", _("For information")),
    ],
    "class": [("fiction", _("Fiction")), ("music", _("Music"))],
    **dict.fromkeys(("additive", "flow", "decimals", "entered"), YES_NO),
}  # fmt: skip
LONG = ("definition", "message", "condition", "parts", "source", "validity")


class RowForm(forms.Form):
    """A row of a table; the reason goes into the log of versions."""

    columns: ClassVar[tuple[str, ...]]
    reason = forms.CharField(label=_("What was changed and why?"), max_length=500)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def row(self) -> Row:
        """The cells as texts."""
        return {name: str(self.cleaned_data[name] or "") for name in self.columns}


def _field(kind: str, name: str) -> forms.Field:
    needed = name in NEEDED[kind] and name != "prefix"
    if name in CHOICES:
        return forms.ChoiceField(label=HEADINGS[name], choices=CHOICES[name], required=needed)
    widget = forms.Textarea(attrs={"rows": 3}) if name.startswith(LONG) else None
    return forms.CharField(label=HEADINGS[name], max_length=2000, required=needed, widget=widget)


def _form(kind: str) -> type[RowForm]:
    fields: dict[str, object] = {name: _field(kind, name) for name in COLUMNS[kind]}
    return type(f"{kind.title()}RowForm", (RowForm,), {**fields, "columns": COLUMNS[kind]})


FORMS: Mapping[str, type[RowForm]] = {kind: _form(kind) for kind in COLUMNS}
