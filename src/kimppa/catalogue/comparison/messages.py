"""What the engine's kinds of change are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.catalogue.comparison.differences import ADDED, CHANGED, MISSING

KINDS: dict[str, str | Promise] = {
    "order": _("Order"),
    "normalisation": _("Composition of letters"),
    "whitespace": _("Spaces"),
    "punctuation": _("Punctuation"),
    "indicator": _("Indicator of the field"),
    "case": _("Capitals"),
    "subfield added": _("Subfield added"),
    "subfield removed": _("Subfield removed"),
    "subfield changed": _("Subfield changed"),
    "control": _("Control field"),
    "leader": _("Leader"),
    "field added": _("Field added"),
    "field removed": _("Field removed"),
}
STATES: dict[str, tuple[str, str | Promise]] = {
    CHANGED: ("ongoing", _("Changed")),
    MISSING: ("late", _("Lost")),
    ADDED: ("info", _("Added")),
}


def kind(text: str) -> str:
    """A kind with its tag in words: "punctuation 245" is "Punctuation 245"."""
    for name, word in KINDS.items():
        if text == name or text.startswith(f"{name} "):
            return f"{word}{text[len(name) :]}"
    return text
