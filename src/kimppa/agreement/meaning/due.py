"""When a clause says that something is due, as a rule of the year clock's language.

Only words that set a time count ("15.1.2025 mennessä", "20.1. seuraavana vuonna", "senast 31.1.",
"vuoden 2025 alussa", "14 päivän kuluessa"); a date alone may be anything. How often something is
done ("puolivuosittain") comes from the data (`keywords.toml`) and is put together with the days.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kimppa.core.duties.rules import LENGTHS, DueRuleError, YearDay, parse

_MONTHS = (
    ("tammi", "januari", "january"),
    ("helmi", "februari", "february"),
    ("maalis", "mars", "march"),
    ("huhti", "april", "april"),
    ("touko", "maj", "may"),
    ("kesä", "juni", "june"),
    ("heinä", "juli", "july"),
    ("elo", "augusti", "august"),
    ("syys", "september", "september"),
    ("loka", "oktober", "october"),
    ("marras", "november", "november"),
    ("joulu", "december", "december"),
)
_NUMBERS_OF_MONTHS = {name: at for at, names in enumerate(_MONTHS, start=1) for name in names}
_FI, _SV, _EN = ("|".join(names) for names in zip(*_MONTHS, strict=True))
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PARTS = {"alkuun": 1, "puoliväliin": 15, "början": 1, "mitten": 15}

_YEAR = r"(?: ?(?P<year>20\d\d))?"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?(?P<year>20\d\d)?(?!\d)",
        rf"\b(?P<name>{_FI})kuun (?P<part>loppuun|alkuun|puoliväliin)",
        rf"\b(?P<name>{_FI})kuun (?P<day>\d{{1,2}})\. ?päivään",
        rf"\b(?P<name>{_FI})kuu(?:n|hun)(?= mennessä| aikana| kuluessa)",
        rf"\b(?P<day>\d{{1,2}})\. ?(?:päivä\w{{0,3}} )?(?P<name>{_FI})kuuta{_YEAR}",
        rf"\b(?P<day>\d{{1,2}})(?::e)? (?P<name>{_SV})\b{_YEAR}",
        rf"(?<=senast i )(?P<name>{_SV})\b{_YEAR}",
        rf"\b(?:(?:utgången|slutet) av|(?P<part>mitten|början) av) (?P<name>{_SV})\b{_YEAR}",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<name>{_EN})\b{_YEAR}",
        rf"\bend of (?P<name>{_EN})\b{_YEAR}",
    )
)
# A month alone ("elokuussa") sets a time where what recurs is said to be done in it.
_IN_MONTH = re.compile(
    rf"\b(?P<name>{_FI})kuussa{_YEAR}|\bi (?P<name_sv>{_SV})\b|\bin (?P<name_en>{_EN})\b"
)
_NEXT_YEAR = r"seuraavan vuoden|seuraavana vuonna|följande år|nästa år|following year|next year"
_AFTER = re.compile(
    r" ?(?P<by>mennessä|aikana|kuluessa)?"
    rf"(?:,? ?(?:of )?(?:the )?(?P<next>{_NEXT_YEAR}))?"
)
_BEFORE = re.compile(
    r"(?:viimeistään|senast|före|\bby|no later than)(?: (?:den|the|i))?(?: (?:the|vid))? ?$"
)
_YEAR_BEFORE = re.compile(rf"(?:vuoden (?P<year>20\d\d)|(?P<next>{_NEXT_YEAR})) ?$")
_AND = re.compile(
    r",? ?(?:(?:ja|sekä|och|samt|and) )?(?:(?:viimeistään|senast|by) )?(?:den |the )?"
)
_BEGINNING = re.compile(
    r"(?:vuoden (?P<year>20\d\d)|(?P<next>seuraavan vuoden)) (?:alussa|alkuun)"
    r"|i början av (?:år )?(?:(?P<year2>20\d\d)|(?P<next2>följande år))"
)
_END = re.compile(
    r"\bvuoden (?:(?P<year>20\d\d) )?loppuun mennessä|(?:före|senast vid|vid) (?:årets slut"
    r"|utgången av året)|by the end of the year"
)
_NEXT_MONTH = re.compile(
    r"seuraavan kuukauden (?:(?P<day>\d{1,2})\. ?päivään|(?P<end>loppuun)) mennessä"
    r"|senast den (?P<day_sv>\d{1,2}) (?:i )?(?:följande|påföljande) månad"
    r"|by the (?P<day_en>\d{1,2})(?:st|nd|rd|th) of the (?:next|following) month"
)
_WITHIN = re.compile(
    r"(?P<number>\d{1,3}|yhden|kahden|kolmen|neljän|viiden|kuuden|två|tre|fyra|fem|sex) "
    r"(?P<unit>päivän|vuorokauden|viikon|arkipäivän|dagar|veckor|days|weeks)"
    r"(?: (?:kuluessa|sisällä|aikana))?"
)
_NUMBERS = {
    number: value
    for value, names in enumerate(
        ["yhden", "kahden två", "kolmen tre", "neljän fyra", "viiden fem", "kuuden sex"], start=1
    )
    for number in names.split()
}
_SINCE = re.compile(
    r"(?:vuodesta|alkaen(?: vuodesta)?|ensimmäisen kerran(?: vuonna)?|första gången(?: år)?"
    r"|från och med(?: år)?|starting in|from|first in) (?P<year>20\d\d)"
)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that the text names; `year` None = not said. `sets`: by words that set a time."""

    start: int
    end: int
    month: int
    day: int
    year: int | None
    following: bool
    sets: bool


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
    if match := _NEXT_MONTH.search(text):
        day = 31 if match["end"] else int(match["day"] or match["day_sv"] or match["day_en"])
        return f"{often if recurs else 'monthly'} by {day}" if 1 <= day <= 31 else ""
    days = _deadline_days(text)
    if recurs:
        return _recurring_rule(often, days or _month_ends(text), year)
    if days := days or [day for day in _month_ends(text) if day.following]:
        single = 1 if len(days) == 1 and usual.endswith("+1") else 0
        return _by_rule(_year_days(days, year, single))
    return _beginning_rule(text, year) or _year_end_rule(text, year) or _within_rule(text)


def _recurring_rule(often: str, days: Sequence[_Day], year: int | None) -> str:
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


def _deadline_days(text: str) -> list[_Day]:
    """The days of the first run of days that words set a time for."""
    for run in _runs(text):
        if any(day.sets for day in run):
            return _with_years(run)
    return []


def _runs(text: str) -> Iterator[list[_Day]]:
    """Days that follow one another with nothing but "and" between them."""
    run: list[_Day] = []
    for day in _days(text):
        if run and not _AND.fullmatch(text, run[-1].end, day.start):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _days(text: str) -> list[_Day]:
    """Every day that the text names, in order; of those that overlap the first and longest."""
    matches = [match for pattern in _DAYS for match in pattern.finditer(text)]
    days: list[_Day] = []
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        day = _day(text, match)
        if day and (not days or days[-1].end <= match.start()):
            days.append(day)
    return days


def _day(text: str, match: re.Match[str]) -> _Day | None:
    groups = match.groupdict()
    month = int(groups.get("month") or _NUMBERS_OF_MONTHS.get(groups.get("name") or "", 0))
    if not 1 <= month <= 12:
        return None
    last = _LAST_DAYS[month - 1]
    day = int(groups.get("day") or _PARTS.get(groups.get("part") or "", last))
    if not 1 <= day <= last:
        return None
    before = text[max(0, match.start() - 30) : match.start()]
    year_before = _YEAR_BEFORE.search(before)
    year = groups.get("year") or (year_before and year_before["year"])
    following = _is_following(text, match)
    after = _AFTER.match(text, match.end())
    sets = bool(following or (after and after["by"]) or _BEFORE.search(before))
    return _Day(
        match.start(), match.end(), month, day, int(year) if year else None, following, sets
    )


def _with_years(run: Sequence[_Day]) -> list[_Day]:
    """A year said after the last day is that of those before it too, as far as they are earlier:
    "31.1. ja 31.8.2024", but "31.8. ja 31.1.2025" begins in the year before.
    """
    days = [run[-1]]
    for day in reversed(run[:-1]):
        later = days[0]
        is_earlier = (day.month, day.day) < (later.month, later.day)
        if day.year is None and not day.following and later.year is not None:
            day = replace(day, year=later.year - (not is_earlier))
        elif day.year is None and later.following and is_earlier:
            day = replace(day, following=True)
        days.insert(0, day)
    return days


def _month_ends(text: str) -> list[_Day]:
    """The last days of the months that stand alone, as in "elokuussa"."""
    days = []
    for match in _IN_MONTH.finditer(text):
        month = _NUMBERS_OF_MONTHS[match["name"] or match["name_sv"] or match["name_en"]]
        year = int(match["year"]) if match["year"] else None
        following = _is_following(text, match)
        last = _LAST_DAYS[month - 1]
        days.append(_Day(match.start(), match.end(), month, last, year, following, sets=True))
    return days


def _is_following(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 30) : match.start()]
    after, year_before = _AFTER.match(text, match.end()), _YEAR_BEFORE.search(before)
    return bool((after and after["next"]) or (year_before and year_before["next"]))


def _year_days(days: Sequence[_Day], year: int | None, usual: int) -> list[YearDay]:
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
    for match in _WITHIN.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        if not (
            match[0].endswith(("kuluessa", "sisällä")) or re.search(r"(inom|within) $", before)
        ):
            continue
        number = int(_NUMBERS.get(match["number"], 0) or match["number"])
        weeks = match["unit"] in ("viikon", "veckor", "weeks")
        days = number * (7 if weeks else 1)
        if 0 < days < 1000:
            return f"within {days}d"
    return ""
