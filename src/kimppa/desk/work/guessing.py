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

from kimppa.agreement.meaning.suggest import Words, keywords, suggest
from kimppa.desk.work.meeting_places import without_meeting_places
from kimppa.desk.work.said_dates import said_date

_DATA = Path(__file__).with_name("guessing.toml")
_STRONG, _WEAK, _CLAUSE, _FIRST, _ENOUGH = 3, 1, 2, 4, 1
_REMAINING = 5

# What may follow the stem of a place name: case endings, clitics, "-lainen", a compound.
_ENDING = re.compile(
    r"(?:n|[aä]|(?:aa|ää|oo|öö|ee|ii|uu|yy)n|seen|[aäoöeiuy]n|[sl][st][aä]|ss[aä]|ll[aä]|lle|ksi|n[aä]"
    r"|t|ten|ien|jen|i(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|den|hin|in|[aä]|lla)"
    r"|s|l[aä]i(?:nen|s\w*|st\w*))?(?:kin|k[aä]{2}n|h[aä]n)?(?:$|[-:])"
)
_ALL = re.compile(
    r"\b(?:kaikki(?!en aikojen)|kaikk?i(?:ss|st|ll|lt)\w+|kaikille|kaikkien|yhtei\w+|kaikkia"
    r"|alla bibliotek|alla kommuner|gemensam\w*|all libraries|all municipalities|joint\w*)\b"
)
_YEAR = re.compile(
    r"\b(?:vuoden|vuotta|vuodelta|vuodelle|vuodeksi|vuonna|vuosi|år|året|year|for)\s+(20\d\d)\b"
)
# Final clusters that weaken when the syllable closes: Turku, Turun; Lahti, Lahden.
_WEAKER = {
    "kk": "k", "pp": "p", "tt": "t", "nk": "ng", "nt": "nn", "mp": "mm", "lt": "ll", "rt": "rr",
    "ht": "hd", "rk": "r", "lk": "l", "hk": "h", "t": "d", "k": "", "p": "v",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: its code, its names in any language, and those of its branches."""

    code: str
    names: tuple[str, ...]
    branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """What a line says. Empty or None = the line does not say it.

    `codes` are municipality codes; `for_all` tells that the line speaks of all of them.
    `other_topics` are the next best, for one-click corrections.
    """

    topic: str
    other_topics: tuple[str, ...]
    service: str
    date: dt.date | None
    year: int | None
    codes: tuple[str, ...]
    for_all: bool


def guess(
    line: str, *, today: dt.date, places: Sequence[Place], consortium: Sequence[str] = ()
) -> Guess:
    """Guess everything that one line says; `consortium` are names that mean all municipalities."""
    topics = ranked_topics(line)
    about_meetings = topics[:1] == ["meetings"]
    codes = _codes(without_meeting_places(_words(line), about_meetings=about_meetings), places)
    together = bool(_ALL.search(line.casefold())) or any(
        _mentions(line, name) for name in consortium
    )
    year = _YEAR.search(line.casefold())
    return Guess(
        topic=topics[0] if topics else "",
        other_topics=tuple(topics[1 : _REMAINING + 1]),
        service=_service(line),
        date=said_date(line, today),
        year=int(year[1]) if year else None,
        codes=codes,
        for_all=together and not codes,
    )


def ranked_topics(line: str) -> list[str]:
    """Topics that the line's words point at, the surest first; empty when none does."""
    words = Words(line)
    points = {
        topic: _points(words.matching(strong), _STRONG) + _points(words.matching(weak), _WEAK)
        for topic, (strong, weak) in _everyday().items()
    }
    for suggestion in suggest(line):
        points[suggestion.topic] = points.get(suggestion.topic, 0) + _CLAUSE
    topics = [topic for topic, score in points.items() if score >= _ENOUGH]
    return sorted(topics, key=lambda topic: -points[topic])


def _points(hits: list[tuple[int, str]], each: int) -> int:
    """The line's first word tells what was done; the rest tells about what."""
    first = _FIRST if each == _STRONG and any(at == 0 for at, _entry in hits) else 0
    return each * len(hits) + first


@cache
def _everyday() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {topic: (tuple(of["strong"]), tuple(of["weak"])) for topic, of in data.items()}


def _service(line: str) -> str:
    words = Words(line)
    matches = [
        (min(at for at, _entry in hits), slug)
        for slug, entries in keywords().services
        if (hits := words.matching(entries))
    ]
    return min(matches)[1] if matches else ""


def _codes(words: Sequence[str], places: Sequence[Place]) -> tuple[str, ...]:
    """The municipalities named in a line's words, themselves or by a branch.

    A branch is told apart by its whole name, and its words then name nothing else: a branch that
    has the name of another municipality in its own is no work for that one.
    """
    by_branch: set[str] = set()
    used: set[int] = set()
    for place in places:
        for name in place.branches:
            if positions := _said_in_full(words, name):
                by_branch.add(place.code)
                used |= set(positions)
    rest = " ".join(word for at, word in enumerate(words) if at not in used)
    return tuple(
        place.code
        for place in places
        if place.code in by_branch or any(_mentions(rest, name) for name in place.names if name)
    )


def _said_in_full(words: Sequence[str], name: str) -> range:
    """Where all the words of a name stand one after another; empty when they do not."""
    parts = _words(name)
    for start in range(len(words) - len(parts) + 1):
        here = words[start : start + len(parts)]
        if parts and all(_is_form(*pair) for pair in zip(here, parts, strict=True)):
            return range(start, start + len(parts))
    return range(0)


def _mentions(line: str, name: str) -> bool:
    return any(_is_form(word, name) for word in _words(line))


def _is_form(word: str, name: str) -> bool:
    stems = sorted(stems_of(name), key=len, reverse=True)
    return any(word.startswith(stem) and _ENDING.match(word, len(stem)) for stem in stems)


def _words(line: str) -> list[str]:
    return re.findall(r"[\w:-]+", line.casefold())


def stems_of(name: str) -> set[str]:
    """The beginnings that inflected forms of a Finnish place name may have."""
    low = name.casefold()
    stems = {low}
    if low.endswith("nen"):
        stems.add(low[:-3] + "s")
        stems.add(low[:-3] + "si")
    if low.endswith("i"):
        stems.add(low[:-1] + "e")
    for stem in list(stems):
        stems |= _weakened(stem)
    if low.endswith("e"):
        stems.add(low + "e")
    return stems


def _weakened(stem: str) -> set[str]:
    if len(stem) < 4 or stem[-1] not in "aäoöeiuy":
        return set()
    body, vowel = stem[:-1], stem[-1]
    for strong, weak in _WEAKER.items():
        if body.endswith(strong):
            return {body[: -len(strong)] + weak + vowel}
    return set()
