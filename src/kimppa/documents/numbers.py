"""Numbers, dates and money as Finnish, Swedish (of Finland) and English readers write them.

Pure functions by language, for files and charts; templates may use them too. Thousands are
grouped by a no-break space in Finnish and Swedish (SFS 4175) and by a comma in English, a minus
is U+2212, and a missing value is an en dash. Rounding is half up, as in published statistics.
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal

type Number = int | float | Decimal

NBSP = "\u00a0"
MINUS = "\u2212"
MISSING = "–"

_GROUP = {"fi": NBSP, "sv": NBSP, "en": ","}
_POINT = {"fi": ",", "sv": ",", "en": "."}

MONTHS = {
    "fi": [
        "tammikuu",
        "helmikuu",
        "maaliskuu",
        "huhtikuu",
        "toukokuu",
        "kesäkuu",
        "heinäkuu",
        "elokuu",
        "syyskuu",
        "lokakuu",
        "marraskuu",
        "joulukuu",
    ],
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
MONTHS_SHORT = {
    "fi": [
        "tammi",
        "helmi",
        "maalis",
        "huhti",
        "touko",
        "kesä",
        "heinä",
        "elo",
        "syys",
        "loka",
        "marras",
        "joulu",
    ],
    "sv": [
        "jan.",
        "feb.",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "aug.",
        "sept.",
        "okt.",
        "nov.",
        "dec.",
    ],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
WEEKDAYS_SHORT = {
    "fi": ["ma", "ti", "ke", "to", "pe", "la", "su"],
    "sv": ["må", "ti", "on", "to", "fr", "lö", "sö"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}


def decimal(value: Number | None, language: str, places: int = 1) -> str:
    """`1234.56` → “1 234,6”; None → “–”. Raises ValueError for a value that is not finite."""
    if value is None:
        return MISSING
    exact_number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not exact_number.is_finite():
        raise ValueError(f"{value} is not a number that can be shown")
    rounded = exact_number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    integer_part, _, fraction = f"{abs(rounded):,f}".partition(".")
    text = integer_part.replace(",", _GROUP[language])
    if fraction:
        text += _POINT[language] + fraction
    return f"{MINUS}{text}" if rounded < 0 else text


def integer(value: Number | None, language: str) -> str:
    """`1234567` → “1 234 567” (fi, sv), “1,234,567” (en)."""
    return decimal(value, language, 0)


def percent(share: Number | None, language: str, places: int = 1) -> str:
    """A share, `0.125` → “12,5 %” (fi, sv), “12.5%” (en)."""
    if share is None:
        return MISSING
    exact_share = Decimal(str(share)) if isinstance(share, float) else Decimal(share)
    return decimal(exact_share * 100, language, places) + ("%" if language == "en" else f"{NBSP}%")


def change(value: Number | None, language: str, places: int = 0) -> str:
    """A difference with its sign: “+12”, “−3”, “0”."""
    text = decimal(value, language, places)
    is_zero = value is None or decimal(0, language, places) == text
    return text if is_zero or text.startswith(MINUS) else f"+{text}"


def money(euros: Number | None, language: str, places: int = 2) -> str:
    """`1234.5` → “1 234,50 €” (fi, sv), “€1,234.50” (en)."""
    if euros is None:
        return MISSING
    text = decimal(euros, language, places)
    if language != "en":
        return f"{text}{NBSP}€"
    return f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}"


def date(day: datetime.date | None, language: str, *, short: bool = False) -> str:
    """“14.1.2025” (fi, sv), “14 January 2025” or `short` “14 Jan 2025” (en)."""
    if day is None:
        return MISSING
    if language == "en":
        return f"{day.day}{NBSP}{month_name(day.month, 'en', short=short)} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def short_date(day: datetime.date, language: str) -> str:
    """“ti 14.1.” (fi), “ti 14.1” (sv), “Tue 14 Jan” (en): a day of the months at hand."""
    weekday = WEEKDAYS_SHORT[language][day.weekday()]
    if language == "en":
        return f"{weekday}{NBSP}{day.day}{NBSP}{MONTHS_SHORT['en'][day.month - 1]}"
    return f"{weekday}{NBSP}{day.day}.{day.month}{'.' if language == 'fi' else ''}"


def day_and_month(day: datetime.date, language: str) -> str:
    """“31.1.” (fi, sv), “31 January” (en)."""
    if language == "en":
        return f"{day.day} {month_name(day.month, language)}"
    return f"{day.day}.{day.month}."


def month_name(month: int, language: str, *, short: bool = False) -> str:
    """The name of month 1–12, as within a sentence."""
    return (MONTHS_SHORT if short else MONTHS)[language][month - 1]
