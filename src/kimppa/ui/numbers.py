"""Numbers and days as the active language writes them."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.timezone import is_aware
from django.utils.translation import get_language

from kimppa.core.clock import ZONE

EMPTY = "–"
# Finland writes numbers alike in Finnish and Swedish: 1 234,5.
_LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


def locale() -> str:
    """Babel's name for the active language as it is written in Finland."""
    return _LOCALES.get((get_language() or "fi")[:2], "fi_FI")


def as_number(value: Any) -> Decimal | None:
    """A number of what a template holds; None for what is not a number."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def number(value: Any, places: int | None = None) -> str:
    """1 234,5; `places` fixes the decimals. Empty is an en dash, a text stays as it is."""
    found = as_number(value)
    if found is None:
        return str(value) if value not in (None, "") else EMPTY
    shown = "#,##0.###" if places is None else "#,##0" + (f".{'0' * places}" if places else "")
    return _finnish_minus(format_decimal(found, format=shown, locale=locale()))


def percent(value: Any, places: int = 0) -> str:
    """A share of one as 12 %; the space before the sign does not break."""
    found = as_number(value)
    if found is None:
        return number(value)
    return f"{number(found * 100, places)}\N{NO-BREAK SPACE}%"


def money(value: Any, places: int = 2) -> str:
    """Euros: 1 234,50 €."""
    found = as_number(value)
    return number(value) if found is None else f"{number(found, places)}\N{NO-BREAK SPACE}€"


def day(value: dt.date | dt.datetime | None) -> str:
    """14.1.2025 (14 Jan 2025 in English); a moment is shown as its day in Helsinki."""
    if not value:
        return EMPTY
    if isinstance(value, dt.datetime) and is_aware(value):
        value = value.astimezone(ZONE)
    return format_date(value, format="d MMM y" if locale() == "en_GB" else "d.M.y", locale=locale())


def moment(value: dt.datetime | None) -> str:
    """14.1.2025 klo 9.05 (14 Jan 2025 at 9:05) in Helsinki's time."""
    if not value:
        return EMPTY
    local = value.astimezone(ZONE) if is_aware(value) else value
    before, mark = {"fi_FI": (" klo ", "."), "sv_FI": (" kl. ", ".")}.get(locale(), (" at ", ":"))
    return f"{day(local)}{before}{local.hour}{mark}{local.minute:02}"


def _finnish_minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text
