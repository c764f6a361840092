"""Whether a line that somebody logged could be printed for a municipal board. Pure.

A line is looked at when it is written (hints beside the field) and when a report is frozen; one
with a reason against it is left out of the report until it is rewritten.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import lru_cache

from kimppa.core.words.amounts import without_amount
from kimppa.core.words.outcomes import is_handling
from kimppa.core.words.persons import PASSIVES, begins_in_first_person, impersonal
from kimppa.core.words.prose import says_something
from kimppa.core.words.punctuation import has_loose_tail
from kimppa.core.words.verbs import COMMON, language_of

LONGEST = 45  # words


class Reason(StrEnum):
    """What stands in the way of printing a line."""

    FIRST_PERSON = "first-person"
    RELATIVE_DAY = "relative-day"
    OTHER_YEAR = "other-year"
    COLONS = "colons"
    RAW_COUNT = "raw-count"
    UNFINISHED = "unfinished"
    LONG = "long"
    NO_VERB = "no-verb"


class Advice(StrEnum):
    """What would make a line that can be printed better."""

    TAIL = "tail"
    NO_OUTCOME = "no-outcome"


_ALSO_NOUNS = frozenset(["uusin", "suljin"])  # not verbs wherever they stand
_FIRST_PERSON = re.compile(
    r"\b(minä|minun|minulla|minulle|minut|meidän|meille|meillä|meiltä|meidät|olen|olin"
    rf"|{'|'.join(verb for verb in PASSIVES if verb not in _ALSO_NOUNS)}|\w{{2,40}}mme"
    r"|jag|vi|mig|oss|vår|vårt|våra|we|my|our|us|me)\b|\b(?-i:I)\b(?! \d)",
    re.IGNORECASE,
)
_RELATIVE_DAY = re.compile(
    r"\b(eilen|tänään|huomenna|toissapäivänä|eilinen|eilisen|(viime|ensi|tällä) viikolla"
    r"|i ?går|i ?dag|i ?morgon|i ?förrgår|(förra|nästa|den här) veckan"
    r"|yesterday|today|tomorrow|(last|next|this) week)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?(?P<end>\d{4})\b|\b(?P<start>\d{4})-\d{2}-\d{2}\b")
_TIME = re.compile(r"\d:\d|https?:")
_RAW_COUNT = re.compile(
    r":\s?\d|\b\d+\s?(?:kpl|st\.|pcs)(?!\w)|\b1,? (?:josta|varav) 1\b|\w=\d|\(\d+\)"
)
_UNFINISHED = re.compile(
    r"(?:\.\.\.|…|,|;|:|-|\b(?:ja|sekä|och|samt|and))\s*$|\?\?|\b(?:TODO|xxx|kesken\?)(?!\w)",
    re.IGNORECASE,
)


def looks(text: str, day: date, year: int) -> list[Reason]:
    """The reasons against printing a line of work done on a day for a year; none is good. What the
    report can say in the passive by itself stands for the line.
    """
    return list(_reasons_to_look(text, day.year, year))


def advice(text: str) -> list[Advice]:
    """What to add to a line: a verb behind its comma, what came of the work."""
    line = impersonal(text.strip().rstrip("."))
    language = language_of(line, "fi")
    line, amount = without_amount(line, language)
    points = [Advice.TAIL] if has_loose_tail(line, language) else []
    if amount is None and is_handling(line):
        points.append(Advice.NO_OUTCOME)
    return points


@lru_cache(4096)  # the same lines are looked at for every municipality
def _reasons_to_look(text: str, year_of_work: int, year: int) -> tuple[Reason, ...]:
    text = _told_amount(impersonal(text.strip()))
    reasons = tuple(_reasons(text, {year_of_work, year}))
    return reasons if reasons or says_something(text) else (Reason.NO_VERB,)


def _told_amount(text: str) -> str:
    """The line without the amount at its end, where the report can tell it: "(5)", ", 203 kpl"."""
    for language in COMMON:
        plain, amount = without_amount(text, language)
        if amount is not None and says_something(text):
            return plain
    return text


def _reasons(text: str, years: set[int]) -> Iterator[Reason]:
    if _FIRST_PERSON.search(text) or begins_in_first_person(text):
        yield Reason.FIRST_PERSON
    if _RELATIVE_DAY.search(text):
        yield Reason.RELATIVE_DAY
    if any(int(match["end"] or match["start"]) not in years for match in _DATE.finditer(text)):
        yield Reason.OTHER_YEAR
    if _TIME.sub("", text).count(":") > 1:
        yield Reason.COLONS
    if _RAW_COUNT.search(_TIME.sub("", text)):
        yield Reason.RAW_COUNT
    if _UNFINISHED.search(text):
        yield Reason.UNFINISHED
    if len(text.split()) > LONGEST:
        yield Reason.LONG
