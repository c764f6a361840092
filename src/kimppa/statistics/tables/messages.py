"""The columns of the tables in words, and the choices that a cell has."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kimppa.statistics.variables.messages import GROUPS

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
