"""When a clause says that something is due, as a rule of the year clock's language.

How often something is done (`often.py`) is put together with the days that the words set
(`days.py`), spans of the year ("keväällä", `seasons.py`) and of days ("14 päivän kuluessa").
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from kimppa.agreement.meaning.times.days import Day, deadline_days, month_ends
from kimppa.agreement.meaning.times.numbers import COUPLE, NUMBER, number_of
from kimppa.agreement.meaning.times.often import CONTINUOUS, Often
from kimppa.agreement.meaning.times.seasons import season_ends
from kimppa.agreement.months import SV
from kimppa.core.duties.rules import LENGTHS, DueRuleError, YearDay, parse

_BEGINNING = re.compile(
    r"(?:vuoden (?P<year>20\d\d)|(?P<next>seuraavan vuoden)) (?:alussa|alkuun)"
    r"|i början av (?:år )?(?:(?P<year2>20\d\d)|(?P<next2>följande år))"
)
_END = re.compile(
    r"\b(?:kalenteri|toiminta)?vuoden (?:(?P<year>20\d\d) )?(?:loppuun mennessä|lopussa|lopulla)"
    r"|ennen (?:kalenteri|toiminta)?vuoden ?(?:loppua|vaihdetta)"
    r"|(?:före|innan|till|vid) (?:årets slut|utgången av året|året är slut)"
    r"|(?:före|innan) årsskiftet|i slutet av året|by the end of the year"
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
_UNITS = (
    (r"vuorokau|dygn|\w{0,12}päiv|\w{0,10}dag|(?:working |business )?days?", 1),
    (r"viiko|veck|weeks?", 7),
    (r"kuukau|månad|months?", 30),
    (r"vuo|år|years?", 365),
)
_KIND_OF_DAY = r"(?:arki|työ|virka|koulu)?"
_SOON = r"(?:kuluessa|sisällä|sisään|aikana|määräajassa|päästä)"
# "viikon kuluessa" is one week, but "vuoden aikana" no span from a day.
_IN_A_SPAN = re.compile(
    rf"(?<!saman )(?<!muutaman )(?:\b(?P<number>{NUMBER}) )?"
    rf"\b(?P<unit>{_KIND_OF_DAY}päivän|vuorokauden|viikon|kuukauden) {_SOON}"
)
_IN_YEARS = re.compile(rf"\b(?P<number>{NUMBER}) (?P<unit>vuoden) {_SOON}")
_IN_DAYS = re.compile(
    rf"\b(?P<number>{NUMBER}) (?P<unit>{_KIND_OF_DAY}päivässä|vuorokaudessa|viikossa|kuukaudessa)"
)
# Neither "kerran viikossa" nor "kolmena päivänä viikossa".
_IN_A_WEEK = re.compile(
    r"(?<!kerran )(?<!kertaa )(?<!kahdesti )(?<!kolmesti )(?<!tuntia )(?<!päivänä )(?<!päivää )"
    r"\b(?P<unit>vuorokaudessa|viikossa|kuukaudessa)\b(?P<number>)"
)
_WITHIN = re.compile(
    rf"(?:inom|within|senast) (?:loppet av )?(?:ett (?=par)|a couple of )?(?P<number>{NUMBER})"
    r" (?P<unit>(?:var|arbets)?dag(?:ar)?|dygn|veckor|vecka|månader|månad|år"
    r"|(?:working |business )?days?|weeks?|months?)\b(?! (?:i förväg|före|innan|before))"
)
_HALF_A_YEAR = re.compile(rf"puolen vuoden {_SOON}|inom ett halvår|within half a year")
_HOURS = re.compile(
    rf"\b(?P<hours>{NUMBER}) (?:tunnin {_SOON}|tunnissa)|(?P<some>24|48|72) (?:timmar|hours)"
    rf"|(?:inom|within) (?P<hours2>{NUMBER}) (?:timm|hour)"
)
_NEXT_DAY = re.compile(
    r"seuraavana (?:arki|työ)?päivänä|(?:nästa|följande) (?:var|arbets)?dag\b|next working day"
)
_ON_DAY = re.compile(rf"viimeistään (?P<word>{_ORDINAL})nä (?:arki|työ)?päivänä")
# A time is meant, but nobody can tell which.
_VAGUE = re.compile(
    r"säännölli|regelbund|regularly|aika ajoin|ajoittain|silloin tällöin|då och då|emellanåt"
    r"|määräajoin|(?:hyvissä ajoin|ajoissa|i god tid|in good time)\b|riittävän usein"
    r"|tillräckligt ofta|mahdollisimman usein|så ofta som"
    r"|muutam(?:an|assa|ien) (?:\w{0,5}päiv|viik|kuuka|kerra)"
    r"|(?:inom|om) några \w{0,10}(?:dag|veck|månad)|kohtuu(?:llise|aja)"
    r"|inom (?:en )?(?:skälig|rimlig) tid|valtuustokau|fullmäktigeperiod|mandatperiod"
    r"|alkuvuo(?:desta|den aikana)|kesä(?:n|lomien) jälkeen|efter (?:sommaren|semest)"
    r"|(?:useita kertoja|monta kertaa|moneen kertaan) (?:vuodessa|vuoden)"
    r"|(?:flera|några) gånger (?:om|per|under|i)"
)
_SINCE = re.compile(
    r"(?:vuodesta|alkaen(?: vuodesta)?|ensi(?:mmäisen)? kerran(?: vuonna)?|första gången(?: år)?"
    r"|från och med(?: år)?|med början(?: år)?|starting in|from|first in)"
    rf" (?:(?:viimeistään|senast) )?(?:den )?(?:\d{{1,2}}\.\d{{1,2}}\.|\d{{1,2}} (?:{SV}) )?"
    r"(?P<year>20\d\d)"
)
# Said of the year before the day: the day is then of the agreement's own year.
_EARLY = 6  # a day later in the year is of the agreement's own year
_LOOKS_BACK = re.compile(
    r"joka vuoden|kulunee|menneeltä|mennyttä vuotta|edellise(?:n|ltä|stä) vuode"
    r"|föregående år|året som gått|det gångna året|previous year|past year"
)


class Certainty(StrEnum):
    """How sure a time is."""

    EXACT = ""
    ABOUT = "about"
    """The words name a span or a couple of days: it is due about then."""
    ASK = "ask"
    """The words mean a time, but nobody can tell which."""


class Time(NamedTuple):
    """A due rule, "" where the words state none, and how sure it is."""

    due: str
    certainty: Certainty = Certainty.EXACT


def due_in_text(text: str, year: int | None, usual: str, often: Often) -> Time:
    """The time that the text (small letters) states.

    `year` is the agreement's year; a single day without a year falls in the year of the `usual`
    rule. `often` is how often it is done, as far as the text says it.
    """
    since_match = _SINCE.search(text) if often.years > 1 else None
    begins = int(since_match["year"]) if since_match else year
    rule, is_rough = _rule_in_a_year(text, begins, usual, often.due)
    is_rough = is_rough or often.is_rough
    if often.years > 1:
        is_year_known = begins is not None and not rule.startswith("within")
        rule = f"{rule} every {often.years} years from {begins}".strip() if is_year_known else ""
    if not rule and (often.is_unknown or (not often.due and _VAGUE.search(text))):
        return Time("", Certainty.ASK)
    return Time(rule, Certainty.ABOUT if is_rough else Certainty.EXACT)


def _rule_in_a_year(text: str, year: int | None, usual: str, often: str) -> tuple[str, bool]:
    """The rule as if it were of every year, and whether it is rough."""
    recurs = often in LENGTHS and often != "yearly"
    if rule := _of_month(text, often if recurs else "monthly"):
        return rule, False
    days = deadline_days(text) or month_ends(text)
    if recurs:
        return _recurring_rule(often, days, year), False
    if days:
        single = len(days) == 1 and days[0].month <= _EARLY and usual.endswith("+1")
        single = single and not _LOOKS_BACK.search(text)
        return _by_rule(_year_days(days, year, int(single))), False
    if rule := _beginning_rule(text, year) or _year_end_rule(text, year):
        return rule, False
    if often == CONTINUOUS:
        return often, False
    rule, is_rough = _within_rule(text)
    if not rule and (days := season_ends(text, year)):
        return _by_rule(_year_days(days, year, 0)), any(day.is_rough for day in days)
    return rule, is_rough


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
    for earlier_day, day in zip((None, *days), days, strict=False):
        month_day = YearDay(0, day.month, day.day)
        too_early = day.year is None and month_day.months_over < LENGTHS[often]
        turns = (
            (earlier_day.month, earlier_day.day) > (day.month, day.day)
            if earlier_day
            else len(days) == 1
        )
        adjusted.append(replace(day, following=True) if too_early and turns else day)
    fills_year = len(days) * LENGTHS[often] == 12
    for text in (_by_rule(_year_days(adjusted, year, 0)), _by_rule(_year_days(days, year, 0))):
        if text and (fills_year or often == "half-yearly") and _is_rule(f"{often} {text}"):
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


def _within_rule(text: str) -> tuple[str, bool]:
    """In so many days from something that happens, and whether it says so roughly."""
    days, is_rough = _days_after(text)
    return (f"within {days}d", is_rough) if 0 < days < 1000 else ("", False)


def _days_after(text: str) -> tuple[int, bool]:
    """The days in which something is done, 0 when the text does not say."""
    if _HALF_A_YEAR.search(text):
        return 180, False
    spans = (_IN_A_SPAN, _IN_YEARS, _IN_DAYS, _IN_A_WEEK, _WITHIN)
    if span := next((match for pattern in spans if (match := pattern.search(text))), None):
        number = span["number"] or "1"
        length = next(days for stem, days in _UNITS if re.match(stem, span["unit"]))
        return number_of(number) * length, number in COUPLE
    if match := _HOURS.search(text):
        hours = number_of(match["hours"] or match["some"] or match["hours2"])
        return math.ceil(hours / 24), False
    if match := _ON_DAY.search(text):
        return _ORDINALS[match["word"]], False
    return (1, False) if _NEXT_DAY.search(text) else (0, False)
