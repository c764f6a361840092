"""Days as people say them in one line: “eilen”, “maanantaina”, “3.12.”, “tammikuussa”. Pure.

What was done lies in the past: a day without its year is the latest one not after today.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable

_ONE_DAY = dt.timedelta(days=1)
_DAYS_AGO = {
    r"tänään|tanaan|äsken|idag|i dag|today": 0,
    r"eilen|eilis\w+|igår|i går|yesterday": 1,
    r"toissapäiv\w+|edellispäiv\w+|i förrgår": 2,
    r"viime viikolla|förra veckan|last week": 7,
}
_WEEKDAYS = (
    r"maanantai(?:na|n)?|måndag(?:en|s)?|monday",
    r"tiistai(?:na|n)?|tisdag(?:en|s)?|tuesday",
    r"keskiviikko(?:na)?|keskiviikon|onsdag(?:en|s)?|wednesday",
    r"torstai(?:na|n)?|torsdag(?:en|s)?|thursday",
    r"perjantai(?:na|n)?|fredag(?:en|s)?|friday",
    r"lauantai(?:na|n)?|lördag(?:en|s)?|saturday",
    r"sunnuntai(?:na|n)?|söndag(?:en|s)?|sunday",
)
_MONTHS = (
    ("tammi", "januari|january"),
    ("helmi", "februari|february"),
    ("maalis", "mars|march"),
    ("huhti", "april"),
    ("touko", "maj"),
    ("kesä", "juni|june"),
    ("heinä", "juli|july"),
    ("elo", "augusti|august"),
    ("syys", "september"),
    ("loka", "oktober|october"),
    ("marras", "november"),
    ("joulu", "december"),
)
_YEAR = r"(?:\s+(?P<year>20\d\d))?"
_MONTH_WORDS = tuple(
    rf"(?:{stem}kuu(?:n|ssa|sta|lla|ta)?|{inflections}|{inflections.split('|')[-1][:3]}\.?)"
    for stem, inflections in _MONTHS
)
# "3 december", "den 5 maj 2025", "8 april", "3. joulukuuta".
_IN_WORDS = tuple(
    re.compile(rf"(?<![\d.,–-])(?P<day>\d{{1,2}})\.?\s+{words}(?!\w){_YEAR}")
    for words in _MONTH_WORDS
)
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
# "3.12.", "3.12.2024", "3.12.24", "3.–5.12."; not a clock time ("klo 3.12") or a section ("§ 3.1").
_NUMERIC = re.compile(
    r"(?<!klo )(?<!§ )(?<![\d.,])(\d{1,2})\.(?:\s?[-–]\s?(\d{1,2})\.)?\s?(\d{1,2})"
    r"(?:\.(?:\s?(20\d\d)(?!\d)|(\d\d)(?!\d)|(?!\d))|(?=\s|$|[,;)]))"
)

_WITH_YEAR = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(20\d\d)(?!\d)")
# "Koha 24.05", "version 24.05": what is numbered by year and month is no day.
_NUMBERED = re.compile(
    r"\b(?:versio\w*|version\w*|v|utgåva\w*|release|nr|nro|no)\.?\s*$", re.IGNORECASE
)


def impossible_day(line: str) -> str:
    """The first day with its year in a line that no calendar has, as written; "" without one."""
    for match in _WITH_YEAR.finditer(line):
        day, month, year = map(int, match.groups())
        if _day(year, month, day) is None:
            return match[0]
    return ""


def said_date(line: str, today: dt.date) -> dt.date | None:
    """The day that a line names, None when it names none. The end of a span is taken."""
    low = line.casefold()
    for reader in _READERS:
        if (date := reader(low, today)) is not None:
            return date
    return None


def _iso_date(line: str, today: dt.date) -> dt.date | None:
    match = _ISO.search(line)
    return _day(*map(int, match.groups())) if match else None


def _numeric_date(line: str, today: dt.date) -> dt.date | None:
    for match in _NUMERIC.finditer(line):
        if _NUMBERED.search(line[: match.start()]):
            continue
        first_day, last_day, month, year, short_year = match.groups()
        if date := _past_date(int(last_day or first_day), int(month), year or short_year, today):
            return date
    return None


def _date_in_words(line: str, today: dt.date) -> dt.date | None:
    for month, pattern in enumerate(_IN_WORDS, start=1):
        match = pattern.search(line)
        if match and (date := _past_date(int(match["day"]), month, match["year"], today)):
            return date
    return None


def _past_date(day: int, month: int, year: str | None, today: dt.date) -> dt.date | None:
    if year:
        return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    date = _day(today.year, month, day)
    if date is None or date > today:
        # 29 February stands in the latest leap year only.
        date = next((d for n in range(1, 5) if (d := _day(today.year - n, month, day))), None)
    return date


def _date_days_ago(line: str, today: dt.date) -> dt.date | None:
    for words, days in _DAYS_AGO.items():
        if re.search(rf"\b(?:{words})\b", line):
            return today - days * _ONE_DAY
    return None


def _weekday_date(line: str, today: dt.date) -> dt.date | None:
    for number, words in enumerate(_WEEKDAYS):
        if re.search(rf"\b(?:{words})\b", line):
            return today - ((today.weekday() - number - 1) % 7 + 1) * _ONE_DAY
    return None


def _month_date(line: str, today: dt.date) -> dt.date | None:
    if re.search(r"\b(?:viime kuussa|förra månaden|last month)\b", line):
        return today.replace(day=1) - _ONE_DAY
    for number, (stem, inflections) in enumerate(_MONTHS, start=1):
        match = re.search(rf"\b(?:{stem}kuu(?:n|ssa|sta|lla|ta)?|{inflections})\b{_YEAR}", line)
        if match:
            return _end_of_month(number, match["year"], today)
    return None


def _end_of_month(month: int, year_text: str | None, today: dt.date) -> dt.date:
    year = int(year_text) if year_text else today.year - (month > today.month)
    last_day = dt.date(year, month, calendar.monthrange(year, month)[1])
    return min(last_day, today) if (year, month) <= (today.year, today.month) else last_day


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


_READERS: tuple[Callable[[str, dt.date], dt.date | None], ...] = (
    _iso_date,
    _numeric_date,
    _date_in_words,
    _date_days_ago,
    _weekday_date,
    _month_date,
)
