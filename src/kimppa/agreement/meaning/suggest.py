"""What the words of a clause suggest: topic, service, kind, due rule, who answers.

The words are data (`words/README.md` explains how they match). Nothing is guessed: a clause that
matches no rule gets no suggestion. The coordinator has the last word.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kimppa.agreement.meaning.doers import doer_of
from kimppa.agreement.meaning.keywords import Rule, keywords, vocabulary
from kimppa.agreement.meaning.times.days import is_time
from kimppa.agreement.meaning.times.due import Certainty, Time, due_in_text
from kimppa.agreement.meaning.times.often import how_often, is_as_needed
from kimppa.agreement.meaning.vocabulary import LONGEST, Places, Words
from kimppa.agreement.months import EN, SV

_SHORT_NAME = 32
# Beside a topic that so many times as many entries speak of, another is only mentioned.
_FEW = 3
# A group is called by what it does, but what is said of it need not be about that.
_DOERS = re.compile(r"\b\w{2,40}?-?(ryhm|tiimi(?!n\b)|grupp)", re.IGNORECASE)
_CELLS = re.compile(r" [–—] ")


@dataclass(frozen=True, slots=True)
class DutySuggestion:
    """One duty that a clause seems to hold."""

    topic: str
    service: str | None
    kind: str
    """duty, deliverable or as_needed"""
    due: str
    """A due rule in the language of the year clock."""
    responsible: str
    release_kind: str | None
    """For a deliverable: the kind of release that fulfils it."""
    reason: tuple[str, ...]
    """The entries of the data that matched."""
    rule: str
    """The rule's id: tells apart two duties of one topic in one clause."""
    sure: bool = True
    """Whether the clause's own words tell it; else its lead-in or its section's title does, and a
    person is asked."""
    certainty: Certainty = Certainty.EXACT
    """How sure the due rule is."""
    doer: str = ""
    """Who does it, as the cell of a table says."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A rule whose words stand in a clause: where, and by which entries."""

    rule: Rule
    at: int
    reason: tuple[str, ...]


_BRACKETS = re.compile(r"\([^()]*\)")


def suggest(
    clause_text: str, section_title: str = "", year: int | None = None, *, lead: str = ""
) -> tuple[DutySuggestion, ...]:
    """The duties a clause seems to hold, in the order of its words; empty when it says nothing.

    `year` is the agreement's year, needed to read "at the beginning of 2025" as next year. `lead`
    is the beginning of the sentence that the clause ends.
    """
    everything = Words(clause_text)
    own = _matches_of(clause_text, everything)
    matches = own or _matches_around(everything, section_title, lead)[:1]
    whole_sentence = Words(f"{lead} {clause_text}") if lead else everything
    doer = doer_of(clause_text)
    return tuple(
        replace(suggestion, doer=doer.words, responsible=doer.role or suggestion.responsible)
        for match in matches
        for suggestion in _suggestions_of(match, everything, whole_sentence, year, sure=bool(own))
    )


def likely_topics(clause_text: str, section_title: str = "", *, lead: str = "") -> tuple[str, ...]:
    """The topics that a clause may be about, the likeliest first: its own words', then those that
    stand above it."""
    words = Words(clause_text)
    matches = [*_matches_of(clause_text, words), *_matches_around(words, section_title, lead)]
    return tuple(dict.fromkeys(match.rule.topic for match in matches))


def time_of(clause_text: str, year: int | None = None, *, lead: str = "") -> Time:
    """When a clause says that it is due: "continuous" when it says no time."""
    text = Words(f"{lead} {clause_text}").text
    return _kind_and_time("duty", "continuous", text, year)[1]


def due_of(clause_text: str, year: int | None = None, *, lead: str = "") -> str:
    """The due rule of a clause without a topic."""
    return time_of(clause_text, year, lead=lead).due


def topics(suggestions: Iterable[DutySuggestion]) -> tuple[str, ...]:
    """The topics of the suggestions, each once."""
    return tuple(dict.fromkeys(suggestion.topic for suggestion in suggestions))


def _matches_of(text: str, everything: Words) -> list[_Match]:
    """By the clause's own words; in a row of a table the task goes before the other cells."""
    text = _DOERS.sub(r"\1", text)
    cells = [cell for cell in _CELLS.split(text[:LONGEST]) if not is_time(cell)]
    for part in dict.fromkeys((*cells[:1], text[:LONGEST])) if len(cells) > 1 else cells:
        without_brackets = _BRACKETS.sub(" ", part)
        if matches := _matches(vocabulary().read(Words(without_brackets)), {}):
            return matches
    return _matches(vocabulary().read(everything), {})


def _matches_around(words: Words, title: str, lead: str) -> list[_Match]:
    """By a part in the clause and the rest above it, else by the lead-in or the title alone."""
    own, above, heading = (vocabulary().read(w) for w in (words, Words(lead), Words(title)))
    for around in (above, heading, {**heading, **above}):
        if around and (matches := _matches(own, around)):
            return matches
    if (matches := _matches(above, {})) and len({match.rule.topic for match in matches}) == 1:
        return matches
    return _under(own, heading)


def _under(own: Places, heading: Places) -> list[_Match]:
    """By the title alone, unless words of the clause are against it."""
    against = {about for about, _at, _entry in vocabulary().hits(own, {}) if about[0] == "-"}
    about = {about: entry for about, _at, entry in vocabulary().hits(heading, {})}
    return [
        _Match(rule, 0, (about[f"={rule.id}"].text,))
        for rule in keywords().rules
        if f"={rule.id}" in about and f"-{rule.id}" not in against
    ]


def _matches(own: Places, around: Mapping[str, int]) -> list[_Match]:
    places: dict[str, int] = {}
    reasons: dict[str, set[str]] = {}
    for about, at, entry in vocabulary().hits(own, around):
        places[about] = min(at, places.get(about, at))
        reasons.setdefault(about, set()).add(entry.text)
    matches = [
        _Match(rule, places[f"+{rule.id}"], tuple(sorted(reasons[f"+{rule.id}"])))
        for rule in keywords().rules
        if f"+{rule.id}" in places and f"-{rule.id}" not in places
    ]
    ids = {match.rule.id for match in matches}
    matches = [match for match in matches if not ids & set(match.rule.yields_to)]
    most = max((len(match.reason) for match in matches), default=0)
    matches = [match for match in matches if len(match.reason) * _FEW > most]
    return sorted(matches, key=lambda match: match.at)


def _suggestions_of(
    match: _Match, words: Words, whole_sentence: Words, year: int | None, *, sure: bool
) -> list[DutySuggestion]:
    rule = match.rule
    services = _services_named(rule, words)
    kind, time = _kind_and_time(rule.kind, rule.due, whole_sentence.text, year, rule.yearly)
    return [
        DutySuggestion(
            topic=rule.topic,
            service=service,
            kind=kind,
            due=time.due,
            responsible=rule.responsible,
            release_kind=rule.release,
            reason=match.reason,
            rule=rule.id,
            sure=sure,
            certainty=time.certainty,
        )
        for service in (services if rule.per_service else services[:1])
    ]


def _services_named(rule: Rule, words: Words) -> list[str | None]:
    if not rule.services:
        return [None]
    slugs = {slug for slug, entries in keywords().services if words.matching(entries)}
    return [slug for slug in rule.services if slug in slugs] or [None]


def _kind_and_time(
    kind: str, usual: str, text: str, year: int | None, yearly: str = ""
) -> tuple[str, Time]:
    """The usual kind and due rule, unless the clause itself says when."""
    if not _SAYS_WHEN.search(text):
        return kind, Time(usual)
    often = how_often(text)
    time = due_in_text(text, year, usual, often)
    if time.due and (often.due != "yearly" or often.years > 1 or time.due != "yearly"):
        return kind, time
    if is_as_needed(text):
        return ("as_needed" if kind == "duty" else kind), Time("as-needed")
    if often.due and often.years == 1 and usual == "continuous":
        return kind, Time(yearly if yearly and often.due == "yearly" else often.due)
    return kind, time._replace(due=usual)


# Without one of these nothing is said of a time: most clauses are read quickly.
_SAYS_WHEN = re.compile(
    rf"\d|{SV}|{EN}"
    r"|kuu|vuo|viik|päiv|kerta|kerran|väle|joka|tarv|tarp|pyyd|pyyn|aina|alu[sn]|kausi|kaude"
    r"|kevä|syks|kesä|neljänne|kvart|månad|år|gång|halv|termin|höst|vår|somm|beho|begär"
    r"|anmod|alltid|när |tun[tn]|timm|joul|jul|talv|vint|månat|då |silloin|usein|ofta|god "
    r"|muutam|kohtuu|skälig|rimlig|semest|ajoi|loppu|säänn|regel|flera|några|pari|samma|sama"
    r"|veck|dag|dygn|senast|inom|före|varje|varann|vart|nästa|seuraav|need|request|year"
    r"|month|quart|annu|week|twice|once|within|by |day|whenever"
)


def short_title(title: str) -> str:
    """A short name of a section for navigation: the title itself if it is short, else what it
    speaks of by the data, else its first words.
    """
    if len(title) <= _SHORT_NAME:
        return title
    words = Words(title)
    for section in keywords().sections:
        if name := section.of(words):
            return name
    beginning = title[: _SHORT_NAME + 1].rsplit(" ", 1)[0][:_SHORT_NAME]
    return (
        re.sub(r"(?<!\s)\s+(?:ja|sekä|tai|och|samt|and|or)$", "", beginning).rstrip(" ,;:–-(")
        + " …"
    )
