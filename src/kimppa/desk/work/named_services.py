"""The topic of a line that names a service: that of the service's line in the agreement. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kimppa.desk.work.guessing import Guess

_SHORTEST = 4  # letters of a name
_MEETING_WITH = re.compile(
    r"(?:möte|sammanträde|palaver\w{0,12}|meeting)\b.{0,30}\b(?:med|with) (?P<who>\w{1,40})"
    r"|\b(?P<whose>\w{1,40}) kanssa\b"
)


class ServiceLine(NamedTuple):
    """The names of a service that a line of the agreement is about, and the line's topic."""

    names: tuple[str, ...]
    topic: str


def by_service(
    words: Guess, title: str, lines: Sequence[ServiceLine], vendors: Iterable[str]
) -> Guess:
    """The guess with the topic of the service's line where the words told none. A meeting with the
    maker of a service is no meeting of the directors.
    """
    low = title.casefold()
    topics = {
        line.topic for line in lines if any(_is_named(name, low) for name in line.names if name)
    }
    topic = topics.pop() if len(topics) == 1 else ""
    if words.topic == "meetings" and _is_with_vendor(low, vendors):
        topic = next(iter(words.other_topics), topic)
        return replace(words, topic=topic, other_topics=("meetings", *words.other_topics[1:]))
    return words if words.topic else replace(words, topic=topic)


def _is_named(name: str, low: str) -> bool:
    """Whether a text in small letters has the name, or its first word before a name of its own:
    "bokbussens" of "Bokbussen Vågen".
    """
    first_word, _gap, tail = name.partition(" ")
    word = name if tail and not tail[:1].isupper() else first_word
    is_known = len(word) >= _SHORTEST
    return is_known and f" {word.casefold()}" in f" {low}"


def _is_with_vendor(low: str, vendors: Iterable[str]) -> bool:
    match = _MEETING_WITH.search(low)
    company = (match["who"] or match["whose"]) if match else ""
    names = (name.casefold().partition(" ")[0] for name in vendors if name)
    return bool(company) and any(len(n) >= _SHORTEST and company.startswith(n) for n in names)
