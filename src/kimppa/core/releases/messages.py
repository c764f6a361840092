"""What is said of a release in its reader's language."""

from django.utils.translation import gettext as _


def shortfall(code: str) -> str:
    """How many of the figures asked for are answered, from "61/84", also by the word that there is
    none; empty for what is whole.
    """
    filled_count, _slash, expected_count = code.partition("/")
    if not expected_count:
        return code
    return _("Not whole: %(filled)s of %(expected)s answered") % {
        "filled": filled_count,
        "expected": expected_count,
    }
