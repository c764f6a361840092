"""The languages of the web library's pages, as Finna names them in file names."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BASE = "fi"
"""The language that the others are translated from."""

LANGUAGES: dict[str, str | Promise] = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}
LOCALES = {"fi": "fi", "sv": "sv", "en": "en-gb"}


def in_order(codes: Collection[str]) -> list[str]:
    """Known languages in the order of the house; Finnish is always among them."""
    return [code for code in LANGUAGES if code in codes or code == BASE]
