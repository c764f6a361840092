"""What is said of a release in its reader's language."""

from django.utils.translation import gettext as _


def shortfall(code: str) -> str:
    """How much of it is whole, from "61/84"; empty for what is whole."""
    filled_count, _slash, expected_count = code.partition("/")
    if not expected_count:
        return code
    return _("Not whole: %(filled)s of %(expected)s figures") % {
        "filled": filled_count,
        "expected": expected_count,
    }
