"""“What did I do?”: topic, service, municipalities and date guessed from one line of text. Pure.

Finnish inflects, so words are known by their beginnings and endings; a guess is shown to the
writer, who corrects it by a click. What the line does not say is left to the caller's defaults.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kimppa.agreement.meaning.keywords import keywords
from kimppa.agreement.meaning.suggest import suggest
from kimppa.agreement.meaning.vocabulary import Words
from kimppa.core.consortium.mentions import Mentions, Word, is_named, mentions, strangers, words_of
from kimppa.desk.work.meeting_places import without_meeting_places
from kimppa.desk.work.own_words import OwnWords
from kimppa.desk.work.said_dates import said_date

_DATA = Path(__file__).with_name("guessing.toml")
_STRONG, _WEAK, _CLAUSE, _FIRST, _ENOUGH = 3, 1, 2, 4, 1
_REMAINING = 5
_NO_WORDS = OwnWords()

_ALL = re.compile(
    r"\b(?:kaikki(?!en aikojen)|kaikk?i(?:ss|st|ll|lt)\w+|kaikille|kaikkien|yhtei\w+|kaikkia"
    r"|alla bibliotek|alla kommuner|gemensam\w*|all libraries|all municipalities|joint\w*)\b"
)
# Whom all it says, whatever places the line names besides.
_NUMERAL = (
    r"(?:\d+|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|två|tre|fyra|fem|sex|sju|åtta|nio|tio"
    r"|two|three|four|five|six|seven|eight|nine|ten) "
)
_EVERY = re.compile(
    rf"\b(?:(?:alla|samtliga) (?:de )?(?:{_NUMERAL})?kommuner(?:na)?(?:s)?"
    rf"|(?:all|every one of) (?:the )?(?:{_NUMERAL})?municipalities|every municipality"
    rf"|kaikki (?:{_NUMERAL})?kun(?:nat|taa)|kaikkien (?:{_NUMERAL})?kuntien"
    r"|kaik(?:issa|ista|ille|ilta|kiin) (?:\w{4,12}(?:ss[aä]|st[aä]|lle|lt[aä]|een) )?"
    r"kun(?:nissa|nista|nille|nilta|tiin))\b"
)
_YEAR = re.compile(
    r"\b(?:vuoden|vuotta|vuodelta|vuodelle|vuodeksi|vuonna|vuosi|år|året|year|for)\s+(20\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: its code, its names in any language, and those of its branches."""

    code: str
    names: tuple[str, ...]
    branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """What a line says. Empty or None = the line does not say it.

    `codes` are municipality codes; `for_all` tells that the line speaks of all of them. `unsure`
    are those that a word only resembles, in a line that names none; `strangers` the names of
    municipalities outside the consortium.
    `other_topics` are the next best, for one-click corrections.
    """

    topic: str
    other_topics: tuple[str, ...]
    service: str
    date: dt.date | None
    year: int | None
    codes: tuple[str, ...]
    unsure: tuple[str, ...]
    for_all: bool
    strangers: tuple[str, ...] = ()


def guess(
    line: str,
    *,
    today: dt.date,
    places: Sequence[Place],
    consortium: Sequence[str] = (),
    own_words: OwnWords = _NO_WORDS,
) -> Guess:
    """Guess everything that one line says; `consortium` are names that mean all municipalities."""
    topics = ranked_topics(line, own_words)
    about_meetings = topics[:1] == ["meetings"]
    words = words_of(line)
    towns = _mentions_of(_without_meeting_places(words, about_meetings=about_meetings), places)
    is_for_all = bool(_ALL.search(line.casefold())) or any(
        is_named(words, index, name) for name in consortium for index in range(len(words))
    )
    if _EVERY.search(line.casefold()):
        towns, is_for_all = Mentions((), ()), True
    year = _YEAR.search(line.casefold())
    return Guess(
        topic=topics[0] if topics else "",
        other_topics=tuple(topics[1 : _REMAINING + 1]),
        service=_service(line),
        date=said_date(line, today),
        year=int(year[1]) if year else None,
        codes=towns.codes,
        unsure=() if towns.codes or is_for_all else towns.unsure,
        for_all=is_for_all and not towns.codes,
        strangers=strangers(words, (place.code for place in places)),
    )


def ranked_topics(line: str, own_words: OwnWords = _NO_WORDS) -> list[str]:
    """Topics that the line's words point at, the surest first; empty when none does. What was
    chosen for the same line goes before all words.
    """
    words = Words(line)
    points = {
        topic: _points(words.matching(strong), _STRONG) + _points(words.matching(weak), _WEAK)
        for topic, (strong, weak) in _everyday_words().items()
    }
    for suggestion in suggest(line):
        points[suggestion.topic] = points.get(suggestion.topic, 0) + _CLAUSE
    for topic in own_words.of_words(line):
        points[topic] = points.get(topic, 0) + _STRONG
    if chosen_topic := own_words.of_line(line):
        points[chosen_topic] = 1 + max(points.values(), default=0)
    topics = [topic for topic, score in points.items() if score >= _ENOUGH]
    return sorted(topics, key=lambda topic: -points[topic])


def _points(hits: list[tuple[int, str]], weight: int) -> int:
    """The line's first word tells what was done; the rest tells about what."""
    bonus = _FIRST if weight == _STRONG and any(index == 0 for index, _entry in hits) else 0
    return weight * len(hits) + bonus


@cache
def _everyday_words() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    topics = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {topic: (tuple(pair["strong"]), tuple(pair["weak"])) for topic, pair in topics.items()}


def _service(line: str) -> str:
    words = Words(line)
    matches = [
        (min(index for index, _entry in hits), slug)
        for slug, entries in keywords().services
        if (hits := words.matching(entries))
    ]
    return min(matches)[1] if matches else ""


def _mentions_of(words: Sequence[Word], places: Sequence[Place]) -> Mentions:
    """The municipalities named in a line's words, themselves or by a branch.

    A branch is told apart by its whole name, and its words then name nothing else: a branch that
    has the name of another municipality in its own is no work for that one.
    """
    codes_by_branch: set[str] = set()
    remaining = list(words)
    for place in places:
        for name in place.branches:
            index = next((i for i in range(len(words)) if is_named(words, i, name)), None)
            if index is not None:
                codes_by_branch.add(place.code)
                length = len(words_of(name))
                remaining[index : index + length] = [Word("")] * length
    towns = mentions(remaining, ((place.code, place.names) for place in places))
    codes = tuple(p.code for p in places if p.code in codes_by_branch or p.code in towns.codes)
    return Mentions(codes, tuple(code for code in towns.unsure if code not in codes_by_branch))


def _without_meeting_places(words: Sequence[Word], *, about_meetings: bool) -> list[Word]:
    small = [word.small for word in words]
    texts = without_meeting_places(small, about_meetings=about_meetings)
    return [word if text else Word("") for word, text in zip(words, texts, strict=True)]
