"""Days and periods that people log in figures, as running text has them. Pure.

“3.–7.11.2025” is “den 3–7 november”, “2.6–31.8” “den 2 juni–31 augusti”, “5.3, 7.3 och 9.3.2025”
“den 5, 7 och 9 mars”; a year is written only where it is another than the report's.
"""

import re
from datetime import date

from kimppa.core.words.calendar import AND, joined, on_day
from kimppa.documents.numbers import MONTHS

_DATE = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(\s?\d{4})?(?=[\s,;:.)]|$)")
_TO_DAY = re.compile(r"(?<=\d\.\d\.|\.\d\d\.)–(?=\d{1,2}\.\d{1,2}\.)")  # "28.4.–5.5."
_BARE_START = re.compile(r"(?<![\d.])(\d{1,2})–(?=\d{1,2}\.\s?\d{1,2}\.)")  # "13–14.9."
_SWEDISH_DATE = re.compile(
    r"(?:(?<=från )|(?<=till )|(?<=före )|(?<=efter )|\bden )(\d{1,2})\.(\d{1,2})()(?![\d.])"
)
_NUMERIC = r"\d{1,2}\.\s?\d{1,2}"
# What ends a period or a list shows that it is of days: its year, a full stop behind the month, or
# "den" before it.
_END = rf"(?P<end>{_NUMERIC})(?P<stop>\.\s?(?P<year>20\d\d)|\.(?!\d)|(?![\d.]))"
_BEFORE = (
    r"(?<![\d.,])(?P<before>\b(?:(?:från(?: och med)?|mellan)(?: den)?|from|den|on)\s)?"
    r"(?<!kl )(?<!kl\. )"
)
_SPAN = re.compile(
    rf"{_BEFORE}(?P<start>\d{{1,2}}(?:\.\s?\d{{1,2}})?)(?:\.\s?(?P<first_year>20\d\d)|\.)?"
    rf"\s?(?:[–-]|till den|till|to)\s?{_END}",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"{_BEFORE}(?P<days>{_NUMERIC}\.?(?:, (?:den )?{_NUMERIC}\.?){{0,9}}),?"
    rf" (?:och|samt|and) (?:den )?{_END}",
    re.IGNORECASE,
)
_TWO_PREPOSITIONS = re.compile(
    r"\b(by|until|till|from|since|before|after|on|to|between|and) on (?=\d)", re.IGNORECASE
)
_NAMES = {
    language: "|".join(f"{name}(?:ssa|n|ta|hun|sta|lla)?" for name in names)
    for language, names in MONTHS.items()
}
_WITH_YEAR = {
    language: re.compile(rf"\b(?P<month>{names}) (?P<year>20\d\d)\b(?! ?[/–-])", re.IGNORECASE)
    for language, names in _NAMES.items()
}


def with_days(text: str, language: str, year: int) -> str:
    """The text with its days in words; those of `year` without it. What is no day stays."""
    if language != "fi":
        text = _LIST.sub(lambda match: _days(match, language, year), text)
        text = _SPAN.sub(lambda match: _period(match, language, year), text)
    text = _BARE_START.sub(r"\1.–", _TO_DAY.sub(" – ", text))
    text = _DATE.sub(lambda match: _day(match, language, year), text)
    if language == "sv":
        text = _SWEDISH_DATE.sub(lambda match: _day(match, language, year), text)
        text = text.replace("den den ", "den ")
    return _TWO_PREPOSITIONS.sub(r"\1 ", text) if language == "en" else text


def without_own_year(text: str, language: str, year: int) -> str:
    """The text without `year` behind its months, unless one of another year stands beside them."""
    years = {match["year"] for match in _WITH_YEAR[language].finditer(text)}
    return _WITH_YEAR[language].sub(r"\g<month>", text) if years == {str(year)} else text


def _period(match: re.Match[str], language: str, year: int) -> str:
    if not _is_of_days(match):
        return match[0]
    last_day = _read_day(match["end"], match["year"], year)
    start = (
        match["start"]
        if "." in match["start"]
        else f"{match['start']}.{last_day and last_day.month}"
    )
    first_day = _read_day(start, match["first_year"] or match["year"], year) if last_day else None
    if first_day is None or last_day is None or first_day >= last_day:
        return match[0]
    preposition = (match["before"] or "").strip().casefold().removesuffix(" den")
    head, tail = _day_and_month(first_day, language), _day_and_month(last_day, language)
    if first_day.year != last_day.year:
        head, tail = f"{head} {first_day.year}", f"{tail} {last_day.year}"
    elif last_day.year != year:
        tail = f"{tail} {last_day.year}"
    if preposition in ("från", "från och med", "mellan"):
        joining = AND["sv"] if preposition == "mellan" else "till"
        return f"{preposition} den {head} {joining} den {tail}"
    is_one_month = (first_day.year, first_day.month) == (last_day.year, last_day.month)
    if language == "en" and (preposition == "from" or not is_one_month):
        return f"from {head} to {tail}"
    days = f"{first_day.day if is_one_month else head}–{tail}"
    return f"{'den' if language == 'sv' else 'on'} {days}"


def _days(match: re.Match[str], language: str, year: int) -> str:
    texts = [*re.findall(_NUMERIC, match["days"]), match["end"]]
    days = [day for text in texts if (day := _read_day(text, match["year"], year))]
    if not _is_of_days(match) or len(days) < len(texts):
        return match[0]
    if len({day.month for day in days}) == 1:
        text = joined(
            [str(day.day) for day in days[:-1]] + [_day_and_month(days[-1], language)], language
        )
    else:
        article = "den " if language == "sv" else ""
        text = joined([f"{article}{_day_and_month(day, language)}" for day in days], language)
        text = text.removeprefix(article)
    end = f" {days[-1].year}" if days[-1].year != year else ""
    return f"{'den' if language == 'sv' else 'on'} {text}{end}"


def _is_of_days(match: re.Match[str]) -> bool:
    return bool(match["stop"]) or (match["before"] or "").strip().casefold() == "den"


def _day_and_month(day: date, language: str) -> str:
    """ "7 november"."""
    return f"{day.day} {MONTHS[language][day.month - 1]}"


def _read_day(text: str, named_year: str | None, year: int) -> date | None:
    day, month = map(int, text.split("."))
    try:
        return date(int(named_year or year or 2000), month, day)
    except ValueError:
        return None


def _day(match: re.Match[str], language: str, year: int) -> str:
    try:
        day = date(int(match[3] or 2000), int(match[2]), int(match[1]))
    except ValueError:
        return match[0]
    is_other = match[3] and day.year != year
    return on_day(day, language) + (f" {day.year}" if is_other else "")
