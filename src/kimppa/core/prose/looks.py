"""Whether a line that somebody logged could be printed for a municipal board. Pure.

A line is looked at when it is written (hints beside the field) and when a report is frozen; one
with a reason against it is left out of the report until it is rewritten.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import lru_cache

from kimppa.core.prose.beside import is_outcome, use_verb
from kimppa.core.prose.lines import Line, said
from kimppa.core.prose.outcomes import is_handling, tells
from kimppa.core.prose.persons import PASSIVES, begins_in_first_person, impersonal
from kimppa.core.prose.punctuation import has_loose_tail
from kimppa.core.prose.wholeness import is_whole, spoken_words
from kimppa.core.words.amounts import Amount, without_amount
from kimppa.core.words.dictionary import foreign_words, has_stray_verb, unknown_words
from kimppa.core.words.nouns import counts
from kimppa.core.words.verbs import language_of, words_of

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
    WORDS = "words"
    NO_VERB = "no-verb"
    SPELLING = "spelling"
    BROKEN = "broken"
    NO_RESULT = "no-result"
    NO_NAME = "no-name"


# Of what tells nothing by itself another line or a figure may tell.
BARE = frozenset([Reason.NO_VERB, Reason.NO_RESULT])


class Advice(StrEnum):
    """What would make a line that can be printed better."""

    TAIL = "tail"
    FIGURE = "figure"
    SUM = "sum"


_ALSO_NOUNS = frozenset(["uusin", "suljin"])  # not verbs wherever they stand
_FIRST_PERSON = re.compile(
    r"\b(minä|minun|minulla|minulle|minut|meidän|meille|meillä|meiltä|meidät|olen|olin"
    rf"|{'|'.join(verb for verb in PASSIVES if verb not in _ALSO_NOUNS)}"
    r"|(?!lumme\b)\w{2,40}mme(?!-)"
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
_COLON = re.compile(r":(?!\w|//)")  # not of "12:een", "18:30"
_RAW_COUNT = re.compile(
    r":\s?\d|(?:^|[,:] )\d{1,3}/\d{1,3}(?=$|[ ,.])|\b\d+\s?(?:kpl|st\.|pcs)(?!\w)"
    r"|\b1,? (?:josta|varav) 1\b|\w=\d|\(\d+\)"
)
_UNFINISHED = re.compile(
    r"(?:\.\.\.|…|,|;|:|-|\b(?:ja|sekä|och|samt|and))\s*$|\?\?|\b(?:TODO|xxx|kesken\?)(?!\w)",
    re.IGNORECASE,
)


_MARKS = {
    Reason.RELATIVE_DAY: _RELATIVE_DAY,
    Reason.UNFINISHED: _UNFINISHED,
}


def looks(text: str, day: date, year: int, amount: Amount | None = None) -> list[Reason]:
    """The reasons against printing a line of work done on a day for a year, with the figure beside
    it; none is good. What the report can say in the passive by itself stands for the line.
    """
    return list(_reasons_to_look(text, day.year, year, amount))


def misspelt(text: str) -> list[str]:
    """The Finnish words of a line that no dictionary knows, in order: as they were written, else
    those that would be printed.
    """
    text = text.strip()
    return list(unknown_words(text)) or _unknown_in(said(impersonal(text), None))


def spoken(text: str, language: str) -> list[str]:
    """The words and marks of a line that are of speech, that only their makers know, or that no
    dictionary of a Finnish consortium does.
    """
    text_language = language_of(text, "fi")
    words = spoken_words(text, text_language)
    is_finnish = language == text_language == "fi"
    words_of_no_dictionary = foreign_words(text) if is_finnish else ()
    return list(dict.fromkeys([*words, *words_of_no_dictionary]))


def advice(text: str) -> list[Advice]:
    """What to add to a line: a verb behind its comma."""
    text = text.strip().rstrip(".")
    line = impersonal(text)
    if line.count(", ") < text.count(", "):
        return [Advice.TAIL]
    language = language_of(line, "fi")
    line, _amount = without_amount(line, language)
    return [Advice.TAIL] if has_loose_tail(line, language) else []


@lru_cache(4096)  # the same lines are looked at for every municipality
def _reasons_to_look(
    text: str, year_of_work: int, year: int, amount: Amount | None
) -> tuple[Reason, ...]:
    text = impersonal(text.strip())
    shape = said(text, amount)
    if shape.plain != text and shape.sentences:
        # The report can tell what stands at its end: "(5)", ", 203 kpl".
        text = shape.plain
    reasons = tuple(_reasons(text, {year_of_work, year}))
    return reasons or _faults_of_shape(shape)


def _faults_of_shape(line: Line) -> tuple[Reason, ...]:
    """What keeps the sentences of a line from being printed."""
    if not line.sentences:
        return (Reason.NO_VERB,)
    is_sound = line.is_whole and all(is_whole(text, line.language) for text in line.sentences)
    if not is_sound or _has_stray_verb(line):
        return (Reason.BROKEN,)
    is_told = any(tells(text, line.language) for text in line.sentences) or (
        line.amount is not None and _is_of(line.amount, line.sentences[0], line.language)
    )
    if not is_told:
        return (Reason.NO_RESULT,)
    return (Reason.SPELLING,) if _unknown_in(line) else ()


def _unknown_in(line: Line) -> list[str]:
    if line.language != "fi":
        return []
    return [word for text in line.sentences for word in unknown_words(text)]


def _has_stray_verb(line: Line) -> bool:
    return line.language == "fi" and any(has_stray_verb(text) for text in line.sentences)


def _is_of(amount: Amount, sentence: str, language: str) -> bool:
    """Whether a figure is of what a sentence tells, or of what was found in it."""
    if language != "fi" or not amount.label or not is_handling(sentence, language):
        return True
    words = [match[0] for match in words_of(sentence)]
    if use_verb(amount) in map(str.casefold, words):
        return True
    return is_outcome(amount) or any(counts(amount.label, word) for word in words)


def _says_first_person(text: str) -> bool:
    """Whether somebody speaks of themselves; “I maj” of a Swedish line is no I."""
    words = (match[0] for match in _FIRST_PERSON.finditer(text))
    return any(word != "I" or language_of(text, "en") == "en" for word in words)


def _reasons(text: str, years: set[int]) -> Iterator[Reason]:
    if _says_first_person(text) or begins_in_first_person(text):
        yield Reason.FIRST_PERSON
    yield from (reason for reason, pattern in _MARKS.items() if pattern.search(text))
    if spoken_words(text, language_of(text, "fi")):
        yield Reason.WORDS
    if any(int(match["end"] or match["start"]) not in years for match in _DATE.finditer(text)):
        yield Reason.OTHER_YEAR
    if len(_COLON.findall(text)) > 1:
        yield Reason.COLONS
    if _RAW_COUNT.search(_TIME.sub("", text)):
        yield Reason.RAW_COUNT
    if len(text.split()) > LONGEST:
        yield Reason.LONG
