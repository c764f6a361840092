"""When a clause says that something is due, as a rule of the year clock's language.

Only words that set a time count ("15.1.2025 mennessä", "vuoden 2025 alussa", "14 päivän kuluessa",
"senast 31.1."); a date alone may be anything.
"""

import re

_MONTHS_FI = (
    *("tammi", "helmi", "maalis", "huhti", "touko", "kesä"),
    *("heinä", "elo", "syys", "loka", "marras", "joulu"),
)
_MONTHS_SV = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FI = "|".join(_MONTHS_FI)
_SV = "|".join(_MONTHS_SV)
_YEAR = r"(?:(?P<year>20\d\d)|(?P<next>seuraav\w{1,9} vuoden|följande år|next year))?"

_DATE_FI = re.compile(rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR} ?(?:mennessä|saakka)")
_DATE_SV = re.compile(
    rf"(?:senast|före|by) (?:den )?(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.?{_YEAR}"
)
_WORDY_FI = re.compile(
    rf"(?:{_YEAR} )?(?P<name>{_FI})kuun? ?(?P<end>loppuun|alkuun|puoliväliin)? ?"
    r"(?:mennessä|aikana)"
)
_DAY_FI = re.compile(
    rf"(?P<day>\d{{1,2}})\. ?(?:päivä\w* )?(?P<name>{_FI})kuuta ?{_YEAR} ?mennessä"
)
_WORDY_SV = re.compile(
    rf"(?:senast|före) (?:den )?(?P<day>\d{{1,2}} )?(?:i |utgången av )?(?P<name>{_SV}) ?{_YEAR}"
)
_BEGINNING = re.compile(
    r"(?:vuoden (?P<year>20\d\d)|(?P<next>seuraavan vuoden)) (?:alussa|alkuun)"
    r"|i början av (?:år )?(?:(?P<year2>20\d\d)|(?P<next2>följande år))"
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


def due_in_text(text: str, year: int | None, usual: str) -> str:
    """The due rule that the text (small letters) states, "" when it states none.

    `year` is the agreement's year; a day without a year falls in the year of the `usual` rule.
    """
    return _by_day(text, year, usual) or _by_beginning(text, year) or _within(text)


def _by_day(text: str, year: int | None, usual: str) -> str:
    for pattern in (_DATE_FI, _DATE_SV, _DAY_FI, _WORDY_FI, _WORDY_SV):
        match = pattern.search(text)
        if not match:
            continue
        groups = match.groupdict()
        month = _month(groups)
        if not 1 <= month <= 12:
            continue
        last = _LAST_DAY[month - 1]
        day = int(groups.get("day") or _part_of_month(groups.get("end"), last))
        if 1 <= day <= last:
            return _by(month, day, _offset(groups, year, usual))
    return ""


def _month(groups: dict[str, str | None]) -> int:
    if groups.get("month"):
        return int(groups["month"] or 0)
    name = groups["name"] or ""
    return (_MONTHS_FI if name in _MONTHS_FI else _MONTHS_SV).index(name) + 1


def _part_of_month(end: str | None, last: int) -> int:
    return {"alkuun": 1, "puoliväliin": 15}.get(end or "", last)


def _offset(groups: dict[str, str | None], year: int | None, usual: str) -> int:
    if groups.get("next"):
        return 1
    named = groups.get("year")
    if named and year and -1 <= int(named) - year <= 2:
        return int(named) - year
    return 1 if usual.endswith("+1") else 0


def _by(month: int, day: int, offset: int) -> str:
    return f"by {month:02d}-{day:02d}" + (f" {offset:+d}" if offset else "")


def _by_beginning(text: str, year: int | None) -> str:
    """The beginning of a year is its January."""
    match = _BEGINNING.search(text)
    if not match:
        return ""
    named = match["year"] or match["year2"]
    if not named:
        return _by(1, 31, 1)
    offset = int(named) - year if year else 0
    return _by(1, 31, offset) if 0 <= offset <= 2 else ""


def _within(text: str) -> str:
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
