"""What the words of a clause suggest: topic, service, kind, due rule, who answers.

The words are data (`words/README.md` explains how they match). Nothing is guessed: a clause that
matches no rule gets no suggestion. The coordinator has the last word.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kimppa.agreement.meaning.doers import doer_of
from kimppa.agreement.meaning.keywords import Rule, keywords, vocabulary
from kimppa.agreement.meaning.times.days import is_time
from kimppa.agreement.meaning.times.due import Certainty, Time, due_in_text
from kimppa.agreement.meaning.times.often import how_often, is_as_needed
from kimppa.agreement.meaning.vocabulary import LONGEST, Places, Words
from kimppa.agreement.months import EN, SV
from kimppa.agreement.text.obligation import sentences
from kimppa.core.duties.rules import LENGTHS, parse

_SHORT_NAME = 32
_ALWAYS = "continuous"
_ANY = Rule("", "", "duty", _ALWAYS, ())
_YEAR = 12  # months
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
    passages: tuple[str, ...] = ()
    """The sentences of the clause that are about it: its time stands in them."""


# Two clauses of one sentence.
_HALVES = re.compile(r"(?:,|;) (?:(?:ja|sekä|och|samt|and) )?")
_BRACKETS = re.compile(r"\([^()]*\)")


def suggest(
    clause_text: str, section_title: str = "", year: int | None = None, *, lead: str = ""
) -> tuple[DutySuggestion, ...]:
    """The duties a clause seems to hold, in the order of its words; empty when it says nothing.

    `year` is the agreement's year, needed to read "at the beginning of 2025" as next year. `lead`
    is the beginning of the sentence that the clause ends.
    """
    everything = Words(clause_text)
    own_matches = _matches_by_passage(clause_text, everything, year)
    matches = own_matches or _matches_around(everything, section_title, lead)[:1]
    doer = doer_of(clause_text)
    return tuple(
        replace(suggestion, doer=doer.words, responsible=doer.role or suggestion.responsible)
        for match in matches
        for suggestion in _suggestions_of(match, everything, lead, year, sure=bool(own_matches))
    )


def likely_topics(clause_text: str, section_title: str = "", *, lead: str = "") -> tuple[str, ...]:
    """The topics that a clause may be about, the likeliest first: its own words', then those that
    stand above it."""
    words = Words(clause_text)
    matches = [*_matches_of(clause_text, words), *_matches_around(words, section_title, lead)]
    return tuple(dict.fromkeys(match.rule.topic for match in matches))


def time_of(clause_text: str, year: int | None = None, *, lead: str = "") -> Time:
    """When a clause says that it is due: "continuous" when it says no time."""
    passages = _passages(clause_text[:LONGEST], year)
    return _kind_and_time_in(passages, _ANY, lead, year)[1]


def due_of(clause_text: str, year: int | None = None, *, lead: str = "") -> str:
    """The due rule of a clause without a topic."""
    return time_of(clause_text, year, lead=lead).due


def topics(suggestions: Iterable[DutySuggestion]) -> tuple[str, ...]:
    """The topics of the suggestions, each once."""
    return tuple(dict.fromkeys(suggestion.topic for suggestion in suggestions))


def _matches_by_passage(text: str, everything: Words, year: int | None) -> list[_Match]:
    """By the clause's own words, each with the sentences that are about it.

    A sentence that says its own time tells of a matter of its own, also where the clause as a
    whole would be about another only: "The programme is made every year. It is reported on by
    31 March."
    """
    matches, passages = _matches_of(text, everything), _passages(text[:LONGEST], year)
    if len(passages) < 2:
        return matches
    matches_by_passage = [_matches_of(passage, Words(passage)) for passage in passages]
    known_topics = {match.rule.topic for match in matches}
    for passage, passage_matches in zip(passages, matches_by_passage, strict=True):
        for match in passage_matches if _says_time(passage, year) else ():
            if match.rule.topic not in known_topics:
                known_topics.add(match.rule.topic)
                matches.append(match)
    about = _topics_of_passages([match.rule.topic for match in matches], matches_by_passage)
    matches = [
        replace(match, passages=_about(match.rule.topic, passages, about)) for match in matches
    ]
    return sorted(matches, key=lambda match: (text.find(match.passages[0]), match.at))


def _topics_of_passages(
    topics: Sequence[str], matches_by_passage: Sequence[Sequence[_Match]]
) -> list[frozenset[str]]:
    """What each passage is about: what its own words say. One that says nothing by itself is
    about what only the passages together say, else goes on from the one above."""
    own_topics = [
        frozenset(match.rule.topic for match in matches) for matches in matches_by_passage
    ]
    joint_topics = frozenset(topics).difference(*own_topics)
    about: list[frozenset[str]] = []
    for topics_here in own_topics:
        topics_above = about[-1] if about else frozenset()
        about.append(topics_here or joint_topics or topics_above)
    return about


def _about(topic: str, passages: Sequence[str], about: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """The passages about a topic alone, else those about others too, else all."""
    only_about = [p for p, topics in zip(passages, about, strict=True) if topics == {topic}]
    among = [p for p, topics in zip(passages, about, strict=True) if topic in topics]
    return tuple(only_about or among or passages)


def _passages(text: str, year: int | None) -> list[str]:
    """Its sentences; the halves of one that each say a time and a topic of their own."""
    passages: list[str] = []
    for sentence in sentences(text):
        halves = _HALVES.split(sentence)
        is_apart = len(halves) > 1 and all(_says_time(half, year) for half in halves)
        passages += halves if is_apart and _is_of_several(halves) else [sentence]
    return passages


def _is_of_several(texts: Sequence[str]) -> bool:
    """Whether each is about something, and not all about the same."""
    about = {tuple(m.rule.topic for m in _matches_of(text, Words(text))) for text in texts}
    return len(about) > 1 and () not in about


def _says_time(text: str, year: int | None) -> bool:
    return _time(text, year) not in ("", _ALWAYS)


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
    own_places, lead_places, title_places = (
        vocabulary().read(w) for w in (words, Words(lead), Words(title))
    )
    for around in (lead_places, title_places, {**title_places, **lead_places}):
        if around and (matches := _matches(own_places, around)):
            return matches
    if (matches := _matches(lead_places, {})) and len({match.rule.topic for match in matches}) == 1:
        return matches
    return _under(own_places, title_places)


def _under(own_places: Places, title_places: Places) -> list[_Match]:
    """By the title alone, unless words of the clause are against it."""
    against = {
        about for about, _position, _entry in vocabulary().hits(own_places, {}) if about[0] == "-"
    }
    about = {about: entry for about, _position, entry in vocabulary().hits(title_places, {})}
    return [
        _Match(rule, 0, (about[f"={rule.id}"].text,))
        for rule in keywords().rules
        if f"={rule.id}" in about and f"-{rule.id}" not in against
    ]


def _matches(own_places: Places, around: Mapping[str, int]) -> list[_Match]:
    places: dict[str, int] = {}
    reasons: dict[str, set[str]] = {}
    for about, position, entry in vocabulary().hits(own_places, around):
        places[about] = min(position, places.get(about, position))
        reasons.setdefault(about, set()).add(entry.text)
    matches = [
        _Match(rule, places[f"+{rule.id}"], tuple(sorted(reasons[f"+{rule.id}"])))
        for rule in keywords().rules
        if f"+{rule.id}" in places and f"-{rule.id}" not in places
    ]
    ids = {match.rule.id for match in matches}
    matches = [match for match in matches if not ids & set(match.rule.yields_to)]
    most_reasons = max((len(match.reason) for match in matches), default=0)
    matches = [match for match in matches if len(match.reason) * _FEW > most_reasons]
    return sorted(matches, key=lambda match: match.at)


def _suggestions_of(
    match: _Match, words: Words, lead: str, year: int | None, *, sure: bool
) -> list[DutySuggestion]:
    rule = match.rule
    services = _services_named(rule, words)
    passages = match.passages or (words.text,)
    kind, time = _kind_and_time_in(passages, rule, lead, year)
    return [
        DutySuggestion(
            topic=rule.topic,
            service=service,
            kind=kind,
            due=time.due,
            responsible=rule.responsible,
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


def _kind_and_time_in(
    passages: Sequence[str], rule: Rule, lead: str, year: int | None
) -> tuple[str, Time]:
    """As all passages together say it. Where one says a time that is lost so, the first time that
    is said stands, and a person is asked."""

    def of(text: str) -> tuple[str, Time]:
        words = Words(f"{lead} {text}")
        return _kind_and_time(rule.kind, rule.due, words.text, year, rule.yearly)

    kind, time = of(" ".join(passages))
    timed_passages = [passage for passage in passages if _says_time(passage, year)]
    if not _loses(time.due, [_time(passage, year) for passage in timed_passages]):
        return kind, time
    kind, first_time = of(timed_passages[0])
    return kind, first_time._replace(certainty=Certainty.ASK)


def _loses(due: str, dues: Sequence[str]) -> bool:
    """Whether one rule for all sentences leaves out what one of them says. The days of several
    make one rule, and days may say when something that recurs is done."""
    differing = set(dues) - {"as-needed"}
    rule = parse(due)
    if rule.days:
        equal_kinds = {kind for kind, months in LENGTHS.items() if months * len(rule.days) == _YEAR}
        differing -= {day for day in differing if day.startswith("by ")} | equal_kinds | {"yearly"}
    if not rule.days or LENGTHS.get(rule.kind, 0) * len(rule.days) == _YEAR:
        differing = {due_text for due_text in differing if not due.startswith(due_text)}
    return len(set(dues)) > 1 and bool(differing)


def _time(text: str, year: int | None) -> str:
    """The rule of the time that a text says, whatever it is about; "continuous" when none."""
    return _kind_and_time("duty", _ALWAYS, Words(text).text, year)[1].due


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
