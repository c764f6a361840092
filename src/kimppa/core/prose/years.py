"""“Last year” and “next year” of a logged line as the years they are. Pure.

A report is read in the year after: “ensi vuodelle” of November 2025 is “vuodelle 2026”.
"""

import datetime as dt
import re

from kimppa.documents.numbers import MONTHS

_FINNISH_YEAR = re.compile(
    r"\b(?P<which>viime|ensi|tän[äa]|tämän|tähän|tälle|tältä|tästä) "
    r"(?P<year>vuo(?:si|den|nna|teen|delle|delta|desta|dessa|deksi|tta))\b(?! \d)",
    re.IGNORECASE,
)
_OFFSETS = {"viime": -1, "ensi": 1}
_FINNISH_TIME = re.compile(
    r"\b(?P<which>viime|ensi) (?P<time>(?P<name>kevä|kesä|syksy|\w{3,7}kuu)\w{1,6})\b(?! \d)",
    re.IGNORECASE,
)
_LAST_MONTHS = {"kevä": 5, "kesä": 8, "syksy": 11}  # of each season
_ESSIVES = {"keväänä": "keväällä", "kesänä": "kesällä", "syksynä": "syksyllä"}
_SWEDISH = (
    (re.compile(r"\b(?:förra årets|fjolårets)\b", re.IGNORECASE), -1, "{} års"),
    (re.compile(r"\b(?:förra året|i fjol)\b", re.IGNORECASE), -1, "år {}"),
    (re.compile(r"\bnästa års\b", re.IGNORECASE), 1, "{} års"),
    (re.compile(r"\bnästa år\b", re.IGNORECASE), 1, "år {}"),
)
_BEFORE_YEAR = r"(?P<before>\b(?:to|of|in|for|from|until|by|since|during|over|than|into) )"
_ENGLISH = (
    (re.compile(r"\b(?:the )?last year's\b", re.IGNORECASE), -1, "the {}"),
    (re.compile(rf"{_BEFORE_YEAR}(?:the )?last year\b", re.IGNORECASE), -1, r"\g<before>{}"),
    (re.compile(r"\blast year\b", re.IGNORECASE), -1, "in {}"),
    (re.compile(r"\b(?:the )?next year's\b", re.IGNORECASE), 1, "the {}"),
    (re.compile(rf"{_BEFORE_YEAR}(?:the )?next year\b", re.IGNORECASE), 1, r"\g<before>{}"),
    (re.compile(r"\bnext year\b", re.IGNORECASE), 1, "in {}"),
)


def with_years(text: str, day: dt.date, year: int, language: str) -> str:
    """The text of a day with each year that it names by its distance named by its number; seasons
    and months too, where they are of another year than the report's.
    """
    if language == "fi":
        text = _FINNISH_YEAR.sub(lambda match: _finnish_year(match, day), text)
        return _FINNISH_TIME.sub(lambda match: _time_with_year(match, day, year), text)
    for pattern, offset, words in _SWEDISH if language == "sv" else _ENGLISH:
        text = pattern.sub(words.format(day.year + offset), text)
    return text


def _finnish_year(match: re.Match[str], day: dt.date) -> str:
    """ "vuodelle 2026" of "ensi vuodelle"."""
    return f"{match['year']} {day.year + _OFFSETS.get(match['which'].casefold(), 0)}"


def _time_with_year(match: re.Match[str], day: dt.date, year: int) -> str:
    """ "keväällä 2026" of "ensi keväänä"."""
    name, time = match["name"].casefold(), match["time"]
    if name in _LAST_MONTHS:
        month = _LAST_MONTHS[name]
    elif name in MONTHS["fi"]:
        month = MONTHS["fi"].index(name) + 1
    else:
        return match[0]
    year_of_time = _year_of(month, day, is_next=match["which"].casefold() == "ensi")
    time = _ESSIVES.get(time.casefold(), time)
    return time if year_of_time == year else f"{time} {year_of_time}"


def _year_of(month: int, day: dt.date, *, is_next: bool) -> int:
    if is_next:
        return day.year + (month <= day.month)
    return day.year - (month >= day.month)
