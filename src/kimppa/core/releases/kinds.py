"""What kinds of documents are released, by name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "programme": _("Action programme"),
    "report": _("Yearly report"),
    "realisation": _("Realisation report"),
    "statistics": _("Statistics"),
    "minutes": _("Minutes"),
    "themes": _("Theme list of feedback"),
    "statement": _("Accessibility statement"),
}


def kind_label(kind: str) -> str:
    """The kind's name in the active language; an unknown kind is named by its slug."""
    return str(KINDS.get(kind, kind))
