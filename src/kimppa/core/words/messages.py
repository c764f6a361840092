"""Filling in the messages of sentences.

A message names the form that its language wants behind a colon: "{count} events were told of"
is in Finnish "kerrottiin {count:elative} tapahtumasta", in Swedish "{count:ett} evenemang". A
municipality is `{place}` or `{place:genitive}`.
"""

import datetime as dt
from collections.abc import Iterable

from kimppa.core.consortium.finland import listed_as
from kimppa.core.language import active_language
from kimppa.core.words import calendar
from kimppa.core.words.numerals import in_words

GENITIVE = "genitive"


class Count(int):
    """A number that a message writes in its form."""

    language = "fi"

    def __new__(cls, number: int, language: str) -> "Count":
        count = super().__new__(cls, number)
        count.language = language
        return count

    def __format__(self, form: str) -> str:
        return in_words(int(self), self.language, form)


class Place(str):
    """A municipality's name, also in the genitive."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        if form != GENITIVE or not self:
            return str(self)
        language = active_language()
        if language == "en":
            return f"{self}'s"
        if language == "sv":
            return str(self) if self.endswith(("s", "x", "z")) else f"{self}s"
        listed_municipality = listed_as(self)
        # A name outside the country's table is not bent by guess.
        return listed_municipality.genitive if listed_municipality else "kunnan"


def say(message: str, *, place: str = "", **words: object) -> str:
    """The message of the active language with its words in their forms and a capital letter."""
    return capital(fill(message, place=place, **words))


def fill(message: str, *, place: str = "", **words: object) -> str:
    """The same for a part of a sentence. Whole numbers are words below ten."""
    language = active_language()
    filled_words: dict[str, object] = {
        name: Count(word, language) if isinstance(word, int) else word
        for name, word in words.items()
    }
    return message.format(place=Place(place), **filled_words)


def listed(parts: Iterable[str]) -> str:
    """ "a, b and c" in the active language."""
    return calendar.joined(list(parts), active_language())


def capital(text: str) -> str:
    """The text with its first letter large, but a name such as ePress as it is spelt."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def in_months(days: Iterable[dt.date], year: int = 0) -> str:
    """`calendar.in_months` in the active language."""
    return calendar.in_months(days, active_language(), year)


def on_day(day: dt.date, year: int = 0) -> str:
    """`calendar.on_day` in the active language."""
    return calendar.on_day(day, active_language(), year)


def by_day(day: dt.date) -> str:
    """`calendar.by_day` in the active language."""
    return calendar.by_day(day, active_language())
