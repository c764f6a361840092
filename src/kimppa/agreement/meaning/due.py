"""When a clause says that something is due, as a rule of the year clock's language.

How often something is done ("puolivuosittain") comes from the data (`words/when.toml`) and is put
together with the days that the words set (`days.py`) and with spans ("14 päivän kuluessa").
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kimppa.agreement.meaning.days import SV, Day, deadline_days, month_ends
from kimppa.agreement.meaning.numbers import NUMBERS
from kimppa.core.duties.rules import LENGTHS, DueRuleError, YearDay, parse

_BEGINNING = re.compile(
    r"(?:vuoden (?P<year>20\d\d)|(?P<next>seuraavan vuoden)) (?:alussa|alkuun)"
    r"|i början av (?:år )?(?:(?P<year2>20\d\d)|(?P<next2>följande år))"
)
_END = re.compile(
    r"\b(?:kalenteri|toiminta)?vuoden (?:(?P<year>20\d\d) )?(?:loppuun mennessä|lopussa|lopulla)"
    r"|(?:före|senast vid|vid) (?:årets slut|utgången av året)|by the end of the year"
)
_ORDINALS = {
    "ensimmäise": 1, "toise": 2, "kolmante": 3, "neljänte": 4, "viidente": 5, "kuudente": 6,
    "seitsemänte": 7, "kahdeksante": 8, "yhdeksänte": 9, "kymmenente": 10, "viidentoista": 15,
    "viidenteentoista": 15, "kahdenteenkymmenente": 20,
}  # fmt: skip
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_OF_MONTH = re.compile(
    r"(?:\bkuukausittain,? (?:viimeistään )?|\b(?:joka |kunkin |seuraavan )?(?:kuukauden|kuun) )"
    r"(?:(?P<day>\d{1,2})\. ?(?:päivä\w{0,4}|pnä)"
    rf"|(?P<word>{_ORDINAL})\w{{0,3}} päivä\w{{0,3}})"
    r"|seuraavan kuukauden (?P<end>loppuun) mennessä"
    r"|senast den (?P<day_sv>\d{1,2})(?::e)? (?:i )?(?:följande|påföljande|varje) månad"
    rf"|varje månad,? (?:senast )?den (?P<day_sv2>\d{{1,2}})(?::e)?(?! (?:{SV}))"
    r"|by the (?P<day_en>\d{1,2})(?:st|nd|rd|th) of (?:the (?:next|following)|every|each) month"
)
_MONTH_END = re.compile(
    r"\b(?:joka )?(?:kuukauden|(?<!\w)kuun) (?:loppuun mennessä|lopussa|viimeisenä päivänä)"
    r"|i slutet av (?:varje )?månad"
)
_NUMBER = rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
_UNITS = (
    (r"vuorokau|dygn|\w{0,12}päiv|\w{0,10}dag|(?:working |business )?days?", 1),
    (r"viiko|veck|weeks?", 7),
    (r"kuukau|månad|months?", 30),
)
_KIND_OF_DAY = r"(?:arki|työ|virka|koulu)?"
# "viikon kuluessa" is one week.
_IN_A_SPAN = re.compile(
    rf"(?<!saman )(?:\b(?P<number>{_NUMBER}) )?"
    rf"\b(?P<unit>{_KIND_OF_DAY}päivän|vuorokauden|viikon|kuukauden)"
    r" (?:kuluessa|sisällä|sisään|aikana|määräajassa)"
)
_IN_DAYS = re.compile(
    rf"\b(?P<number>{_NUMBER}) (?P<unit>{_KIND_OF_DAY}päivässä|vuorokaudessa|viikossa|kuukaudessa)"
)
# Neither "kerran viikossa" nor "kolmena päivänä viikossa".
_IN_A_WEEK = re.compile(
    r"(?<!kerran )(?<!kertaa )(?<!kahdesti )(?<!kolmesti )(?<!tuntia )(?<!päivänä )(?<!päivää )"
    r"\b(?P<unit>vuorokaudessa|viikossa)\b(?P<number>)"
)
_WITHIN = re.compile(
    rf"(?:inom|within|senast) (?P<number>{_NUMBER}) (?P<unit>vardagar?|arbetsdagar?|dagar?|dygn"
    r"|veckor|vecka|månader|månad|(?:working |business )?days?|weeks?|months?)\b"
    r"(?! (?:i förväg|före|innan|before))"
)
_HOURS = re.compile(r"(?P<hours>24|48|72)(?: tunnin (?:kuluessa|sisällä|aikana)| timmar| hours)")
_NEXT_DAY = re.compile(
    r"seuraavana (?:arki|työ)?päivänä|(?:nästa|följande) (?:var|arbets)dag|next working day"
)
_ON_DAY = re.compile(rf"viimeistään (?P<word>{_ORDINAL})nä (?:arki|työ)?päivänä")
_SINCE = re.compile(
    r"(?:vuodesta|alkaen(?: vuodesta)?|ensimmäisen kerran(?: vuonna)?|första gången(?: år)?"
    r"|från och med(?: år)?|starting in|from|first in) (?P<year>20\d\d)"
)
# Said of the year before the day: the day is then of the agreement's own year.
_EARLY = 6  # a day later in the year is of the agreement's own year
_LOOKS_BACK = re.compile(
    r"joka vuoden|kulunee|menneeltä|mennyttä vuotta|edellise(?:n|ltä|stä) vuode"
    r"|föregående år|året som gått|det gångna året|previous year|past year"
)


def due_in_text(text: str, year: int | None, usual: str, often: str = "", cycle: int = 1) -> str:
    """The due rule that the text (small letters) states, "" when it states none.

    `year` is the agreement's year; a single day without a year falls in the year of the `usual`
    rule. `often` is a kind of what recurs and `cycle` its years, as far as the text says them.
    """
    rule = _rule_in_a_year(text, year, usual, often)
    if cycle == 1:
        return rule
    since = _SINCE.search(text)
    begins = int(since["year"]) if since else year
    if begins is None or rule.startswith("within"):
        return ""
    return f"{rule} every {cycle} years from {begins}".strip()


def _rule_in_a_year(text: str, year: int | None, usual: str, often: str) -> str:
    """The rule as if it were of every year; `due_in_text` adds the cycle."""
    recurs = often in LENGTHS and often != "yearly"
    if rule := _of_month(text, often if recurs else "monthly"):
        return rule
    days = deadline_days(text)
    if recurs:
        return _recurring_rule(often, days or month_ends(text), year)
    if days := days or month_ends(text):
        single = len(days) == 1 and days[0].month <= _EARLY and usual.endswith("+1")
        single = single and not _LOOKS_BACK.search(text)
        return _by_rule(_year_days(days, year, int(single)))
    return _beginning_rule(text, year) or _year_end_rule(text, year) or _within_rule(text)


def _of_month(text: str, often: str) -> str:
    """What is due on a day of every month."""
    if match := _OF_MONTH.search(text):
        numbers = match.group("day", "day_sv", "day_sv2", "day_en")
        day = 31 if match["end"] else int(next(filter(None, numbers), 0))
        day = day or _ORDINALS[match["word"]]
        return f"{often} by {day}" if 1 <= day <= 31 else ""
    return "monthly" if often == "monthly" and _MONTH_END.search(text) else ""


def _recurring_rule(often: str, days: Sequence[Day], year: int | None) -> str:
    """What recurs on its days; other days than its own go before how often it is."""
    if not days:
        return often
    adjusted = []
    for before, day in zip((None, *days), days, strict=False):
        month_day = YearDay(0, day.month, day.day)
        too_early = day.year is None and month_day.months_over < LENGTHS[often]
        turns = (before.month, before.day) > (day.month, day.day) if before else len(days) == 1
        adjusted.append(replace(day, following=True) if too_early and turns else day)
    whole = len(days) * LENGTHS[often] == 12
    for text in (_by_rule(_year_days(adjusted, year, 0)), _by_rule(_year_days(days, year, 0))):
        if text and (whole or often == "half-yearly") and _is_rule(f"{often} {text}"):
            return f"{often} {text}"
    return _by_rule(_year_days(days, year, 0))


def _is_rule(text: str) -> bool:
    try:
        parse(text)
    except DueRuleError:
        return False
    return True


def _year_days(days: Sequence[Day], year: int | None, usual: int) -> list[YearDay]:
    """The days of the agreement year; none when a year that is said is far from it."""
    year_days = []
    for day in days:
        offset = 1 if day.following else usual
        if day.year is not None and year is not None:
            offset = day.year - year
        if not -1 <= offset <= 2:
            return []
        year_days.append(YearDay(offset, day.month, day.day))
    return sorted(set(year_days))


def _by_rule(days: Sequence[YearDay]) -> str:
    text = f"by {', '.join(map(str, days))}"
    return text if days and _is_rule(text) else ""


def _beginning_rule(text: str, year: int | None) -> str:
    """The beginning of a year is its January."""
    match = _BEGINNING.search(text)
    if not match:
        return ""
    year_text = match["year"] or match["year2"]
    offset = int(year_text) - year if year_text and year else int(not year_text)
    return _by_rule([YearDay(offset, 1, 31)]) if 0 <= offset <= 2 else ""


def _year_end_rule(text: str, year: int | None) -> str:
    match = _END.search(text)
    if not match:
        return ""
    offset = int(match["year"]) - year if match["year"] and year else 0
    return _by_rule([YearDay(offset, 12, 31)]) if 0 <= offset <= 2 else ""


def _within_rule(text: str) -> str:
    days = _span(text)
    return f"within {days}d" if 0 < days < 1000 else ""


def _span(text: str) -> int:
    """The days in which something is done, 0 when the text does not say."""
    spans = (_IN_A_SPAN, _IN_DAYS, _IN_A_WEEK, _WITHIN)
    span = next((match for pattern in spans if (match := pattern.search(text))), None)
    if span:
        number = span["number"] or "1"
        length = next(days for stem, days in _UNITS if re.match(stem, span["unit"]))
        return int(NUMBERS.get(number, 0) or number) * length
    if match := _HOURS.search(text):
        return int(match["hours"]) // 24
    if match := _ON_DAY.search(text):
        return _ORDINALS[match["word"]]
    return 1 if _NEXT_DAY.search(text) else 0
