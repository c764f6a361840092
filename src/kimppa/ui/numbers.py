"""Numbers and days for templates, in the active language as Finland writes it."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.timezone import is_aware
from django.utils.translation import get_language

from kimppa.core.clock import ZONE
from kimppa.documents import numbers as written

EMPTY = written.MISSING
KIBI = 1024
_UNITS = {
    "fi": ("tavua", "kt", "Mt", "Gt", "Tt"),
    "sv": ("byte", "kB", "MB", "GB", "TB"),
    "en": ("bytes", "kB", "MB", "GB", "TB"),
}


def language() -> str:
    """The active language: fi, sv or en."""
    code = (get_language() or "fi")[:2]
    return code if code in {"fi", "sv", "en"} else "fi"


def as_number(value: Any) -> Decimal | None:
    """A number of what a template holds; None for what is not a finite number."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        decimal = Decimal(str(value))
    except InvalidOperation:
        return None
    return decimal if decimal.is_finite() else None


def number(value: Any, places: int | None = None) -> str:
    """1 234,5; without `places` as many decimals as there are, three at most.

    Empty is an en dash; what is not a number stays as it is.
    """
    decimal = as_number(value)
    if decimal is None:
        return EMPTY if value is None or value == "" else str(value)
    return written.decimal(decimal, language(), _decimals_of(decimal) if places is None else places)


def change(value: Any) -> str:
    """How many more or fewer than before, with its sign: +12, −3, 0."""
    decimal = as_number(value)
    return f"+{number(decimal, 0)}" if decimal and decimal > 0 else number(value, 0)


def percent(value: Any, places: int = 0) -> str:
    """A share of one as 12 %."""
    decimal = as_number(value)
    return number(value) if decimal is None else written.percent(decimal, language(), places)


def money(value: Any) -> str:
    """Euros: 1 234,50 €."""
    decimal = as_number(value)
    return number(value) if decimal is None else written.money(decimal, language())


def size(value: Any) -> str:
    """How large a file is, from its bytes: 512 tavua, 12 kt, 3,4 Mt (multiples of 1,024)."""
    decimal = as_number(value)
    if decimal is None:
        return number(value)
    power = 0
    while decimal >= KIBI and power < len(_UNITS["fi"]) - 1:
        decimal, power = decimal / KIBI, power + 1
    unit = _UNITS[language()][power]
    return f"{number(decimal, 1 if power > 1 else 0)}\N{NO-BREAK SPACE}{unit}"


def day(value: dt.date | dt.datetime | None) -> str:
    """14.1.2025 (14 January 2025 in English); a moment is shown as its day in Helsinki."""
    if not value:
        return EMPTY
    if isinstance(value, dt.datetime):
        value = _local_time(value).date()
    return written.date(value, language())


def brief_day(value: dt.date) -> str:
    """14.1.2025 (14 Jan 2025 in English): a day in a narrow column."""
    return written.date(value, language(), short=True)


def short_day(value: dt.date) -> str:
    """ti 14.1. (Tue 14 Jan in English): a day of the months at hand, without its year."""
    return written.short_date(value, language())


def moment(value: dt.datetime | None) -> str:
    """14.1.2025 klo 9.05 (14 January 2025 at 9:05) in Helsinki's time."""
    if not value:
        return EMPTY
    time = _local_time(value)
    clock_word, mark = {"fi": ("klo", "."), "sv": ("kl.", "."), "en": ("at", ":")}[language()]
    return f"{day(time)} {clock_word}\N{NO-BREAK SPACE}{time.hour}{mark}{time.minute:02}"


def _local_time(value: dt.datetime) -> dt.datetime:
    return value.astimezone(ZONE) if is_aware(value) else value


def _decimals_of(decimal: Decimal) -> int:
    exponent = decimal.quantize(Decimal("0.001")).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
