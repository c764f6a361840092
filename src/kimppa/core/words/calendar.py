"""Months and days in running text. Pure.

"helmi-, touko- ja lokakuussa", "i februari, maj och oktober", "from March to November".
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from kimppa.documents.numbers import MONTHS

LISTED = 4  # in more months than these it is from the first to the last
MOST = 10  # and over more than these "throughout the year"
AND = {"fi": "ja", "sv": "och", "en": "and"}
_ALL_YEAR = {"fi": "läpi vuoden", "sv": "under årets lopp", "en": "throughout the year"}
IN_YEAR = {"fi": "vuoden aikana", "sv": "under året", "en": "during the year"}
_FINNISH_TAIL = "kuu"
# Whether a text tells itself when it was.
TIME_WORD = re.compile(
    r"\b\w{0,40}(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu\w*"
    r"|\bkuukau\w*|\bviik(?:olla|oilla) \d|\b\w{1,40}(?:viikolla|päivänä)\b"
    r"|\b(?:alkuvuo|loppuvuo|viikko)\w*"
    r"|\b(?:kevät|kevä(?:än|ä\w{2,4})|kesä(?:n|ä|llä|stä|ksi|än)?|syksy(?:n|ä|llä|stä|ksi|yn)?"
    r"|talvi|talve\w{1,4})\b"
    r"|\w{2,40}n päivänä\b|\b(?:på|under) \w{3,30}s (?:dag|dagen|vecka|veckan)\b"
    r"|\bviikonlop\w*|\byöllä\b"
    r"|\bvuode\w{0,5} (?:\d|al|lo|ai|ku)\w*|\bvuosi\w*|\bvuodenvaih\w*"
    r"|\b(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
    r"|\b(?:vår|sommar|höst|vinter|år)(?:en|et)?\b"
    r"|\b(?:january|february|march|may|june|july|august|october|spring|summer|autumn|winter|year)\b"
    r"|(?:maanantai|tiistai|keskiviiko|keskiviikko|torstai|perjantai|lauantai|sunnuntai)",
    re.IGNORECASE,
)


def joined(words: Sequence[str], language: str) -> str:
    """ "a, b ja c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {AND[language]} {words[-1]}"


def in_months(days: Iterable[dt.date], language: str, year: int = 0) -> str:
    """When things happened, by the month; with the year where it is another than `year`."""
    months = sorted({(day.year, day.month) for day in days})
    if len(months) > LISTED and months[0][0] == months[-1][0]:
        return _month_span(months[0][1], months[-1][1], language)
    by_year: dict[int, list[int]] = {}
    for month_year, month in months:
        by_year.setdefault(month_year, []).append(month)
    phrases = [
        _months(numbers, language) + ("" if not year or month_year == year else f" {month_year}")
        for month_year, numbers in by_year.items()
    ]
    return joined(phrases, language)


def _month_span(first_month: int, last_month: int, language: str) -> str:
    if last_month - first_month + 1 >= MOST:
        return _ALL_YEAR[language]
    start, end = MONTHS[language][first_month - 1], MONTHS[language][last_month - 1]
    if language == "fi":
        return f"{start}sta {end}hun"
    return f"från {start} till {end}" if language == "sv" else f"from {start} to {end}"


def _months(numbers: Sequence[int], language: str) -> str:
    names = [MONTHS[language][number - 1] for number in numbers]
    if language != "fi":
        return f"{'i' if language == 'sv' else 'in'} {joined(names, language)}"
    shortened_names = [f"{name.removesuffix(_FINNISH_TAIL)}-" for name in names[:-1]]
    return joined([*shortened_names, f"{names[-1]}ssa"], language)


def on_day(day: dt.date, language: str, year: int = 0) -> str:
    """ "23. huhtikuuta", "den 23 april", "on 23 April"; with another year than `year` named."""
    month = MONTHS[language][day.month - 1]
    phrase = {
        "fi": f"{day.day}. {month}ta",
        "sv": f"den {day.day} {month}",
        "en": f"on {day.day} {month}",
    }[language]
    return phrase if not year or day.year == year else f"{phrase} {day.year}"


def by_day(day: dt.date, language: str, year: int = 0) -> str:
    """ "23. huhtikuuta mennessä", "senast den 23 april", "by 23 April"."""
    phrase = on_day(day, language, year)
    if language == "fi":
        return f"{phrase} mennessä"
    return f"senast {phrase}" if language == "sv" else f"by {phrase.removeprefix('on ')}"


def month_genitive(day: dt.date) -> str:
    """ "toukokuun"."""
    return f"{MONTHS['fi'][day.month - 1]}n"
