"""When something was done, as a passage of two sentences says it. Pure.

What was done in one month is dated once; of two months the seasons are named: "Kirjastokortti
uusittiin keväällä. Syksyllä hankittiin 150 laatikkoa."
"""

import datetime as dt
import re
from collections.abc import Sequence

from kimppa.core.words.calendar import in_months

# By the month; August is no season of the libraries' year.
_SPANS = ((1, 2), (3, 5), (6, 7), (9, 11), (12, 12))
_SEASONS = {
    "fi": ("alkuvuodesta", "keväällä", "kesällä", "syksyllä", "vuoden lopulla"),
    "sv": ("i början av året", "på våren", "på sommaren", "på hösten", "i slutet av året"),
    "en": ("early in the year", "in spring", "in summer", "in autumn", "late in the year"),
}
_BESIDES = {"fi": "Lisäksi", "sv": "Dessutom", "en": "In addition,"}


def season(day: dt.date, language: str) -> str:
    """The season of a day as running text has it; its month where it is of none."""
    for index, (first_month, last_month) in enumerate(_SPANS):
        if first_month <= day.month <= last_month:
            return _SEASONS[language][index]
    return in_months([day], language)


def dated_together(
    texts: Sequence[str], days: Sequence[Sequence[dt.date]], language: str
) -> list[str]:
    """Sentences of work done on some days with their months said once, or as seasons where they
    are of several; a time that somebody wrote in words of their own stays.
    """
    months = [in_months(of_text, language) if of_text else "" for of_text in days]
    dated_indexes = [
        index
        for index, (text, month) in enumerate(zip(texts, months, strict=True))
        if month
        and len({day.month for day in days[index]}) == 1
        and _time_pattern(month).search(text)
    ]
    if len(dated_indexes) < 2:
        return list(texts)
    is_one_month = len({months[index] for index in dated_indexes}) == 1
    if not is_one_month and len({season(days[index][0], language) for index in dated_indexes}) == 1:
        return list(texts)  # two months of one season
    times: set[str] = set()
    redated_texts = list(texts)
    for index in dated_indexes:
        time = months[index] if is_one_month else season(days[index][0], language)
        redated_texts[index] = _redated_sentence(
            texts[index], months[index], "" if time in times else time, language
        )
        times.add(time)
    return redated_texts


def _time_pattern(month: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<= )){re.escape(month)}\b(?! (?:19|20)\d\d)", re.IGNORECASE)


def _redated_sentence(text: str, month: str, time: str, language: str) -> str:
    """The sentence with another time, or none, in the place of its month."""
    match = _time_pattern(month).search(text)
    if match is None:
        return text
    text_before, text_after = text[: match.start()], text[match.end() :]
    if text_before:
        return f"{text_before}{time}{text_after}" if time else f"{text_before.rstrip()}{text_after}"
    start = f"{time[:1].upper()}{time[1:]}" if time else _BESIDES[language].rstrip(",")
    mark = "," if language == "en" and not text_after.startswith(",") else ""
    return f"{start}{mark}{text_after}"
