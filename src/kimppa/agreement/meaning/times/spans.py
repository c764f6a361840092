"""First and last days as an agreement's sentences say them. Pure."""

import datetime as dt
import re
from dataclasses import dataclass

from kimppa.agreement.meaning.times.numbers import NUMBERS
from kimppa.agreement.months import EN, FI, SV, month_of

_DAY = r"(\d{1,2})\.(\d{1,2})\."
RANGE = re.compile(rf"{_DAY}((?:19|20)\d\d)?\s*[-–—]\s*{_DAY}((?:19|20)\d\d)")
DATE = re.compile(rf"{_DAY}((?:19|20)\d\d)")
_IN_WORDS = re.compile(
    rf"\b(\d{{1,2}})(?:\. (?:päivänä |päivästä |päivään )?|:e |st |nd |rd |th | )(?:of )?"
    rf"({FI}|{SV}|{EN})(?:kuuta|kuun)?,? ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_END_OF_YEAR = re.compile(
    r"vuoden ((?:19|20)\d\d) lop(?:puun|ussa)|(?:utgången|slutet) av (?:år )?((?:19|20)\d\d)"
    r"|end of ((?:19|20)\d\d)"
)
_END_OF_THAT_YEAR = re.compile(
    r"\b(?:saman |samana )?vuoden loppuun|(?:till|vid) (?:samma )?(?:årets slut|års slut)"
    r"|till utgången av (?:samma )?år(?:et)?\b(?! \d)|end of (?:the|that) year",
    re.IGNORECASE,
)
_BEGINNING_OF_YEAR = re.compile(
    r"vuoden ((?:19|20)\d\d) alusta|(?:ingången|början) av (?:år )?((?:19|20)\d\d)"
)
_WHOLE_YEAR = re.compile(
    r"tammikuun alusta joulukuun loppuun ((?:19|20)\d\d)|kalenterivuo(?:den|si|tta) ((?:19|20)\d\d)"
    r"|(?:voimassa|koskee|gäller|ajan) (?:vuoden|vuotta|år|året) ((?:19|20)\d\d)"
    r"(?! (?:lop|alu|tammi))"
    r"|kalenderåret ((?:19|20)\d\d)|calendar year ((?:19|20)\d\d)",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"(?:vuosi(?:na|ksi|lle)|vuodet|vuosien|åren|years) ((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)",
    re.IGNORECASE,
)
# "Ett år" is more often a notice than a term.
_NUMBERS = {word: number for word, number in NUMBERS.items() if 1 < number < 6}
_LENGTH = re.compile(
    rf"\b(\d|{'|'.join(_NUMBERS)}) (?:vuotta\b|vuoden (?:ajan|määräajan|ajaksi)|år\b|years\b)"
)
# Beside a day: until then, or since then.
_UNTIL_AFTER = re.compile(r"\s*(?:saakka|asti)")
_UNTIL_BEFORE = re.compile(
    r"\btill(?: den)?\s*$"
    r"|(?:till och med|t\.?\s?o\.?\s?m\.?|until|through|päättyy|eroaa|irtautuu|jättää|jää pois"
    r"|lähtee|lämnar|utträder|upphör)"
    r"(?: \w{1,20}){0,2}(?: den)?\s*$",
    re.IGNORECASE,
)
_SINCE_AFTER = re.compile(r"\s*(?:alkaen|lähtien|lukien)")
_SINCE_BEFORE = re.compile(
    r"(?:från(?: och med)?|fr\.?\s?o\.?\s?m\.?|from|since|voimaan|alkaa|i kraft|gäller"
    r"|börjar|mukaan|osapuoleksi|liittyy|jäseneksi|inträder|ansluter sig|effect)"
    r"(?: \w{1,20}){0,2}(?: den)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A first and a last day, each None when it is not said."""

    first: dt.date | None = None
    last: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.first or self.last)


def with_figures(text: str) -> str:
    """A text with days in figures: "1. tammikuuta 2026" as 1.1.2026."""
    return _IN_WORDS.sub(lambda m: f"{m[1]}.{month_of(m[2])}.{m[3]}", text)


def span_of(text: str) -> Span:
    """The days of a sentence. A range, else days with words that say which end they are."""
    text = with_figures(text)
    if match := RANGE.search(text):
        day, month, year, *end_groups = match.groups()
        return _ordered(_date(day, month, year or end_groups[2]), _date(*end_groups))
    first_day = last_day = None
    for match in DATE.finditer(text):
        text_before, text_after = text[: match.start()], text[match.end() :]
        if _UNTIL_AFTER.match(text_after) or _UNTIL_BEFORE.search(text_before[-60:]):
            last_day = last_day or _date(*match.groups())
        elif _SINCE_AFTER.match(text_after) or _SINCE_BEFORE.search(text_before[-60:]):
            first_day = first_day or _date(*match.groups())
    first_day = first_day or _new_year(_BEGINNING_OF_YEAR, text)
    last_day = last_day or _new_year(_END_OF_YEAR, text, end=True)
    if first_day and not last_day and _END_OF_THAT_YEAR.search(text):
        last_day = dt.date(first_day.year, 12, 31)
    if first_day and not last_day and (match := _LENGTH.search(text)):
        years = _NUMBERS.get(match[1], 0) or int(match[1])
        last_day = _date(str(first_day.day), str(first_day.month), str(first_day.year + years))
        last_day = last_day - dt.timedelta(days=1) if last_day else None
    if not (first_day or last_day):
        return years_of(text)
    return (
        Span(first_day, last_day)
        if not (first_day and last_day and last_day < first_day)
        else Span()
    )


def years_of(text: str) -> Span:
    """Whole years: "vuosina 2025–2027", "kalenterivuosi 2027"."""
    if match := _YEARS.search(text):
        return _ordered(dt.date(int(match[1]), 1, 1), dt.date(int(match[2]), 12, 31))
    if match := _WHOLE_YEAR.search(text):
        year = int(next(filter(None, match.groups())))
        return Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return Span()


def _ordered(first_day: dt.date | None, last_day: dt.date | None) -> Span:
    return Span(first_day, last_day) if first_day and last_day and first_day <= last_day else Span()


def _new_year(pattern: re.Pattern[str], text: str, *, end: bool = False) -> dt.date | None:
    match = pattern.search(text)
    if not match:
        return None
    year = int(next(filter(None, match.groups())))
    return dt.date(year, 12, 31) if end else dt.date(year, 1, 1)


def _date(day: str, month: str, year: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
