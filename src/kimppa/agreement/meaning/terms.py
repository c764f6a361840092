"""What an agreement's own words say of itself: year, time in force, parties, price, laws. Pure.

Sentences are read, not clauses: "Sopimus on voimassa 1.1.–31.10.2025", "Kannus liittyy mukaan
1.8.2025 alkaen", "Sievi (30.6.2025 saakka)". What is not with_days so plainly is left to a person.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kimppa.agreement.meaning.money import notice_of, paying_of, price_of
from kimppa.agreement.meaning.passages import OPENING, Sentence, sentences
from kimppa.agreement.meaning.times.spans import DATE, Span, span_of, with_figures
from kimppa.agreement.text.tree import AgreementText
from kimppa.core.consortium.finland import listed, listed_names
from kimppa.core.consortium.mentions import Word, mentions, words_of

__all__ = ["Names", "Span", "Terms", "terms_of", "year_of"]

type Names = Sequence[tuple[str, Sequence[str]]]
"""Each municipality by its code and its names in any language."""

_LONGEST = 10_000  # letters in which parties are told

_VALIDITY = re.compile(
    r"(?:sopimu\w{0,30}|avtal\w{0,30}|agreement)\b.{0,300}"
    r"\b(?:voima\w{1,30}|gäller|giltig\w{0,30}|kraft|force|valid|alkaa|koskee|börjar|löper)\b"
    r"|voimassaolo|sopimuskau|sopimusaika|avtalsperiod|avtalstid",
    re.IGNORECASE,
)
_MEMBERSHIP = re.compile(
    r"liitty|mukaan|mukana|osapuol|osuus|eroaa|irtautu|jättää|poistu|jää pois|lähtee|anslut"
    r"|inträd|utträd|lämna|deltar|blir part|part i avtalet|parter|sopineet|osalta|join|leave"
    r"|member",
    re.IGNORECASE,
)
# "1.8.2026 alkaen Toholammin kunta", "från och med 1.1.2027, Korsnäs kommun"
_DAY_THEN_NAME = re.compile(
    r"(?:(?:från(?: och med)?|fr\.?o\.?m\.?|from) (?:den )?\d{1,2}\.\d{1,2}\.\d{4}"
    r"|\d{1,2}\.\d{1,2}\.\d{4} (?:alkaen|lähtien|lukien)),? (?:myös |även )?"
    r"([A-ZÅÄÖ][\w-]{1,30}(?: [A-ZÅÄÖ][\w-]{1,30})?)"
)
_PRODUCER = re.compile(
    r"isäntäku|isäntäkau|isäntäkirj|vastuuku|tuottajaku|tuottaja\b|tuottajana|toteuttaja\b"
    r"|myyjä\b|koordinoiva\w? (?:ku|ki|lu|kau)|keskuskirjasto|värdkommun|värdbibl"
    r"|värdstad|med värd avses|producent|säljare|host\b|provider\b",
    re.IGNORECASE,
)
_JOINTS = re.compile(r",|;| (?:ja|sekä|och|samt|and) ")
_PRODUCES = re.compile(r"\b(?:tuottaa|isännöi|producerar|provides)\b")
_THEN_NAME = re.compile(r"(?:\w{1,30}\s)?\w{1,30}\s?(?:[:=]|\b(?:on|är|is|toimii)\b)")
# A name that a line end broke: "Koke-mäen". Names of two parts have two capitals.
_BROKEN = re.compile(r"(?<=[a-zåäö])-(?=[a-zåäö])")
_NAME_AT_ONCE = re.compile(r"\w{1,30}\s[A-ZÅÄÖ]")
_TASKS = re.compile(r"tehtävät|tekee|hoitaa|palvelut|uppgifter|gör\b|sköter|tasks", re.IGNORECASE)
_LAW = re.compile(
    r"(?:la[ki]\w{0,4}|laissa|laista|lakiin|asetu\w{0,6}|direktiiv\w{1,4}|\w{0,30}la(?:ki|in|gen|g)"
    r"|\w{0,30}laissa|förordning\w{0,3}|\bact)\b[^.;]{0,60}?\(?\b(\d{1,4}/(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
# A year of an agreement: not the number of an act (1492/2016), not part of a longer number.
_YEAR = re.compile(r"(?<![\d/.,])(?:19|20)\d\d(?![\d/]|[.,]\d)")
_YEAR_OF_DATE = re.compile(r"(?<!\d)\d{1,2}\.\d{1,2}\.((?:19|20)\d\d)(?!\d)")


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
    year: int | None = None
    """The agreement's first year."""
    producer: str = ""
    """The code of the one that does the work for the others."""
    price: int | None = None
    """Euros a year, all parties together."""
    paying: str = ""
    """The words that say by what the price is shared."""
    notice_months: int | None = None
    laws: tuple[str, ...] = ()
    """Numbers of acts: "1492/2016"."""


def terms_of(agreement: AgreementText, names: Names) -> Terms:
    """The terms that an agreement's words give, for municipalities of those names."""
    own_sentences = list(sentences(agreement))
    everything = list(sentences(agreement, with_recitals=True))
    of_parties = "\n".join(s.text for s in _of_parties(own_sentences, names))
    parties = _codes_in(of_parties, names)
    return Terms(
        in_force=_in_force(own_sentences),
        parties=parties if len(parties) > 1 else (),
        times=_times(own_sentences, names),
        outside=_outside(
            of_parties,
            {name.casefold() for _code, own_sentences in names for name in own_sentences},
        ),
        year=year_of(agreement),
        producer=_producer(agreement, everything, names),
        price=price_of(own_sentences),
        paying=paying_of(own_sentences),
        notice_months=notice_of(own_sentences),
        laws=tuple(dict.fromkeys(m[1] for s in everything for m in _LAW.finditer(s.text))),
    )


def with_year(agreement: AgreementText) -> AgreementText:
    """The agreement with the year that it speaks of."""
    return replace(agreement, year=year_of(agreement))


def year_of(agreement: AgreementText) -> int | None:
    """The agreement's first year: that of the title, else its first day in force, else the year
    named most often: in the preamble, in sections without clauses, or in the clauses.

    Years standing alone go before years of dates: an agreement for 2024 may be dated 2023.
    """
    if in_title := _YEAR.findall(agreement.title):
        return min(map(int, in_title))
    own_sentences = list(sentences(agreement))
    in_force = _in_force(own_sentences)
    if in_force.first:
        return in_force.first.year
    bare = {section.title for section in agreement.sections if not section.clauses}
    groups = (
        [s.text for s in own_sentences if s.about == OPENING],
        [s.text for s in own_sentences if s.about != OPENING and s.title in bare],
        [s.text for s in own_sentences if s.about != OPENING and s.title not in bare],
    )
    for pattern in (_YEAR, _YEAR_OF_DATE):
        for texts in groups:
            years: list[str] = [year for text in texts for year in pattern.findall(text)]
            if years:
                return int(Counter(years).most_common(1)[0][0])
    return None


def _of_parties(own_sentences: Sequence[Sentence], names: Names) -> list[Sentence]:
    """The sentences that tell the parties: those of their section, else of the opening, else of
    all that speaks of the agreement itself.
    """
    wider = ("parties", OPENING, "validity", "signature", "price")
    for about in (("parties",), ("parties", OPENING), wider):
        telling_parties = [s for s in own_sentences if s.about in about and s.is_of_parties]
        if len(_codes_in("\n".join(s.text for s in telling_parties), _table() or names)) > 1:
            return telling_parties
    return [s for s in own_sentences if s.about and s.is_of_parties]


def _table() -> Names:
    return [(town.fi, (town.fi, town.sv)) for town in listed().values()]


def _codes_in(text: str, names: Names) -> tuple[str, ...]:
    """Codes of those that a text names. In an agreement a capital makes a common word a name."""
    words = [
        word if word.is_capitalised else Word("")
        for word in words_of(_BROKEN.sub("", text[:_LONGEST]))
    ]
    capitals = {word.small for word in words}
    if capitals <= {""}:
        return ()
    sure = mentions(words, names).codes
    return tuple(
        code
        for code, town_names in names
        if code in sure
        or any(
            not capitals.isdisjoint(town.forms)
            for name in town_names
            if (town := listed_names().get(name.casefold()))
        )
    )


def _in_force(own_sentences: Sequence[Sentence]) -> Span:
    """What the section on validity says, else sentences that speak of it, else the title."""
    of_validity = [s.text for s in own_sentences if s.about == "validity"]
    other_texts = [
        s.text for s in own_sentences if s.about != "validity" and _VALIDITY.search(s.text)
    ]
    titles = [s.text for s in own_sentences[:1] if s.about == OPENING]
    for spans in (map(span_of, of_validity), map(span_of, other_texts), map(span_of, titles)):
        if with_days := [span for span in spans if span]:
            return _joined(with_days)
    return Span()


def _joined(spans: Sequence[Span]) -> Span:
    """One that says both ends, else the first beginning and an end that comes after it."""
    if whole_span := next((span for span in spans if span.first and span.last), None):
        return whole_span
    first_day = next((span.first for span in spans if span.first), None)
    last_day = next(
        (s.last for s in spans if s.last and (not first_day or s.last > first_day)), None
    )
    return Span(first_day, last_day)


def _times(own_sentences: Iterable[Sentence], names: Names) -> dict[str, Span]:
    """The first that is said of each; a day in brackets is of the name before them."""
    times: dict[str, Span] = {}
    for sentence in own_sentences:
        if not sentence.is_of_parties:
            continue
        text = with_figures(sentence.text)
        for subject, words in _subjects(text, in_list=sentence.about == "parties"):
            span = span_of(words)
            codes = _codes_in(subject, names) if span else ()
            for code in codes:
                times.setdefault(code, span)
    return times


def _subjects(sentence: str, *, in_list: bool) -> Iterator[tuple[str, str]]:
    """Of whom a sentence speaks, and the words with the days; `in_list` where parties are told."""
    bracketed = re.findall(
        r"(?<!\S)((?:[^\s,]{1,40}\s)?[^\s,]{1,40})\s?\(([^()]{1,80})\)", sentence
    )
    yield from bracketed
    is_of_members = _MEMBERSHIP.search(sentence) is not None
    if any(DATE.search(words) for _name, words in bracketed) or not (in_list or is_of_members):
        return
    if matches := list(_DAY_THEN_NAME.finditer(sentence)):
        yield from ((match[1], match[0]) for match in matches)
    elif is_of_members:
        has_several = len(DATE.findall(sentence)) > 1
        for part in _JOINTS.split(sentence) if has_several else [sentence]:
            yield part, part


def _producer(agreement: AgreementText, everything: Iterable[Sentence], names: Names) -> str:
    """Who does the work for the others, when the words tell of one."""
    for sentence in everything:
        if sentence.about != "background" and (code := _named_producer(sentence.text, names)):
            return code
    in_titles = {
        _codes_in(section.title, names)
        for section in agreement.sections
        if _TASKS.search(section.title)
    } - {()}
    return (
        next((code_of_titles for code_of_titles, *other_codes in in_titles if not other_codes), "")
        if len(in_titles) == 1
        else ""
    )


def _named_producer(text: str, names: Names) -> str:
    if match := _PRODUCES.search(text):
        text_before, text_after = text[: match.start()], text[match.end() :]
        return _nearest(text_before, names, last=True) or _nearest(text_after, names, last=False)
    for match in _PRODUCER.finditer(text):
        text_before, text_after = text[: match.start()], text[match.start() :]
        in_brackets = text_before.count("(") > text_before.count(")")
        if not in_brackets and (_THEN_NAME.match(text_after) or _NAME_AT_ONCE.match(text_after)):
            code = _nearest(text_after, names, last=False)
        else:
            code = _nearest(text_before, names, last=True)
        if code:
            return code
    return ""


def _nearest(text: str, names: Names, *, last: bool) -> str:
    """The first or the last that a text names."""
    for part in _JOINTS.split(text)[:: -1 if last else 1]:
        if codes := _codes_in(part, names):
            return codes[-1 if last else 0]
    return ""


def _outside(text: str, own_names: set[str]) -> tuple[str, ...]:
    """Only words with a capital that are no common words, so that nobody is asked in vain."""
    words = {word.small for word in words_of(text) if word.is_capitalised}
    return tuple(
        town.fi
        for town in listed().values()
        if own_names.isdisjoint({town.fi.casefold(), town.sv.casefold()})
        and not words.isdisjoint(town.forms - town.common)
    )
