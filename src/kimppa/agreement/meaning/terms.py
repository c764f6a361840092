"""What an agreement's own words say of its time in force and its parties. Pure.

Sentences are read, not clauses: "Sopimus on voimassa 1.1.–31.10.2025", "Kannus liittyy mukaan
1.8.2025 alkaen", "Sievi (30.6.2025 saakka)". What is not said so plainly is left to a person.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kimppa.agreement.text.clauses import AgreementText
from kimppa.core.consortium.finland import listed, listed_names
from kimppa.core.consortium.mentions import mentions, words_of

type Names = Sequence[tuple[str, Sequence[str]]]
"""Each municipality by its code and its names in any language."""

_SENTENCES = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÅÄÖ])|\n+")
_DAY = r"(\d{1,2})\.(\d{1,2})\."
_RANGE = re.compile(rf"{_DAY}((?:19|20)\d\d)?\s*[-–—]\s*{_DAY}((?:19|20)\d\d)")
_DATE = re.compile(rf"{_DAY}((?:19|20)\d\d)")
_END_OF_YEAR = re.compile(
    r"vuoden ((?:19|20)\d\d) loppuun|utgången av (?:år )?((?:19|20)\d\d)|end of ((?:19|20)\d\d)"
)
_VALIDITY = re.compile(
    r"(?:sopimu\w{0,30}|avtal\w{0,30}|agreement)\b.{0,300}"
    r"\b(?:voima\w{1,30}|gäller|giltig\w{0,30}|kraft|force|valid)\b"
    r"|voimassaolo|sopimuskau|sopimusaika|avtalsperiod|avtalstid",
    re.IGNORECASE,
)
_MEMBERSHIP = re.compile(
    r"liitty|mukaan|mukana|osapuol|eroaa|irtautu|poistu|lähtee|anslut|inträd|utträd|lämna|deltar"
    r"|part i avtalet|join|leave|member",
    re.IGNORECASE,
)
# Beside a day: until then, or since then.
_UNTIL_AFTER = re.compile(r"\s*(?:saakka|asti)")
_UNTIL_BEFORE = re.compile(r"(?:till och med|t\.?\s?o\.?\s?m\.?|until|through)\s*$", re.IGNORECASE)
_SINCE_AFTER = re.compile(r"\s*(?:alkaen|lähtien|lukien)")
_SINCE_BEFORE = re.compile(
    r"(?:från(?: och med)?|fr\.?\s?o\.?\s?m\.?|from|since)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Span:
    """A first and a last day, each None when it is not said."""

    first: dt.date | None = None
    last: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.first or self.last)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the text says; everything is empty where it says nothing.

    `parties` are codes of those municipalities that it names, when it names several; `times` the
    joining and leaving of some by code; `outside` the Finnish municipalities that it names and
    that were not asked for.
    """

    in_force: Span
    parties: tuple[str, ...]
    times: dict[str, Span]
    outside: tuple[str, ...]
    """Names in Finnish"""


def terms_of(agreement: AgreementText, names: Names) -> Terms:
    """The terms that an agreement's words give, for municipalities of those names."""
    heads = [section.title for section in agreement.sections if not section.clauses]
    about = "\n".join([agreement.title, agreement.preamble, *agreement.unrecognised, *heads])
    clauses = "\n".join(c.text for section in agreement.sections for c in section.clauses)
    parties = _codes_in(about, names)
    return Terms(
        in_force=_in_force(f"{about}\n{clauses}"),
        parties=parties if len(parties) > 1 else (),
        times=_times(f"{about}\n{clauses}", names),
        outside=_outside(about, {name.casefold() for _code, own in names for name in own}),
    )


def _codes_in(text: str, names: Names) -> tuple[str, ...]:
    """Codes of those that a text names. In an agreement a capital makes a common word a name."""
    words = words_of(text)
    capitals = {word.small for word in words if word.is_capitalised}
    sure = mentions(words, names).codes
    return tuple(
        code
        for code, own in names
        if code in sure
        or any(
            not capitals.isdisjoint(row.forms)
            for name in own
            if (row := listed_names().get(name.casefold()))
        )
    )


def _in_force(text: str) -> Span:
    spans = (_span(sentence) for sentence in _sentences(text) if _VALIDITY.search(sentence))
    return next((span for span in spans if span), Span())


def _times(text: str, names: Names) -> dict[str, Span]:
    """The first that is said of each; a day in brackets is of the name before them."""
    times: dict[str, Span] = {}
    for sentence in _sentences(text):
        for subject, words in _subjects(sentence):
            span = _span(words)
            codes = _codes_in(subject, names) if span else ()
            for code in codes:
                times.setdefault(code, span)
    return times


def _subjects(sentence: str) -> Iterator[tuple[str, str]]:
    """Of whom a sentence speaks, and the words with the days."""
    bracketed = re.findall(r"(?<!\S)(\S{1,80})\s{0,9}\(([^()]{1,80})\)", sentence)
    yield from bracketed
    if not any(_DATE.search(words) for _name, words in bracketed) and _MEMBERSHIP.search(sentence):
        yield sentence, sentence


def _span(text: str) -> Span:
    """The days of a sentence. A range, else days with words that say which end they are."""
    if match := _RANGE.search(text):
        day, month, year, *last = match.groups()
        first = _date(day, month, year or last[2])
        end = _date(*last)
        return Span(first, end) if first and end and first <= end else Span()
    first = end = None
    for match in _DATE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _UNTIL_AFTER.match(after) or _UNTIL_BEFORE.search(before):
            end = end or _date(*match.groups())
        elif _SINCE_AFTER.match(after) or _SINCE_BEFORE.search(before):
            first = first or _date(*match.groups())
    if not end and (match := _END_OF_YEAR.search(text)):
        end = dt.date(int(next(filter(None, match.groups()))), 12, 31)
    return Span(first, end) if not (first and end and end < first) else Span()


def _date(day: str, month: str, year: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _sentences(text: str) -> list[str]:
    return _SENTENCES.split(text)


def _outside(text: str, own_names: set[str]) -> tuple[str, ...]:
    """Only words with a capital that are no common words, so that nobody is asked in vain."""
    words = {word.small for word in words_of(text) if word.is_capitalised}
    return tuple(
        row.fi
        for row in listed().values()
        if own_names.isdisjoint({row.fi.casefold(), row.sv.casefold()})
        and not words.isdisjoint(row.forms - row.common)
    )
