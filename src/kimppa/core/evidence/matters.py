"""Which of a year's pieces of work are told in a report, and in which words. Pure.

Entries of one matter within some weeks are told once, by the one that says most.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log10
from typing import NamedTuple

from kimppa.core.evidence.fitting import is_repeated, stems
from kimppa.core.prose.lines import prose
from kimppa.core.prose.looks import looks
from kimppa.core.prose.outcomes import is_begun, is_finished
from kimppa.core.words.amounts import Amount, has_amount
from kimppa.core.words.verbs import language_of
from kimppa.documents.numbers import MONTHS

SAME_MATTER = dt.timedelta(days=21)
SAME_DAYS = dt.timedelta(days=3)  # what was logged so near is one meeting, whatever the words
_NUMBER = re.compile(r"(?<!\w)(?:(?P<year>(?:19|20)\d\d)(?!\d)|\d{2})")
_COUNT = re.compile(
    r"(?<![\w.,/§-])(?<!§ )\d{1,9}(?:[ \u00a0]\d{3}){0,3}(?![\w/]|[.,]\d)(?= [^\W\d_]{3})"
)
_NO_COUNT = re.compile(
    r"\b\d{1,2}\.\s?(?:[–-]\s?)?\d{1,2}\.?(?:\s?20\d\d)?|\b(?:19|20)\d\d\b|\b\d{1,2} (?:"
    + "|".join([*MONTHS["sv"], *MONTHS["en"]])
    + r")\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[\w\u00a0,]+")
_HEADING = 2  # words before a colon that only name what it is about
HAPPENINGS = 2  # of a line so many are told
_DIGITS = 5  # of a figure whose size tells
_MENTIONED = 10  # a smaller figure is no news by itself
_FEW, _ENOUGH, _MANY = 4, 14, 30  # words


class Entry(NamedTuple):
    """A piece of work as it was logged; `own` when it is the asked municipality's alone, `amount`
    the figure logged beside its words; `is_dated` unless its day is only when it was marked done.
    """

    id: int
    day: dt.date
    title: str
    own: bool = False
    same_as: int = 0
    amount: Amount | None = None
    is_dated: bool = True


class Wording(NamedTuple):
    """A sentence with the days that it dates itself; none where it says no time."""

    text: str
    days: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """What is told of one matter: the day of its last entry and its best words, by sentence."""

    day: dt.date
    texts: tuple[str, ...]
    score: float
    entries: frozenset[int] = frozenset()  # whose words they are
    days: tuple[dt.date, ...] = ()


def matters(entries: Iterable[Entry], year: int, language: str, usual: str = "") -> list[Matter]:
    """The matters of a line that have words fit to print in a language, in the order of days.

    `usual` is the language of lines whose own does not show. Nobody's words are translated, and
    a text is in one language: what is logged in another is not told.
    """
    entries_in_language = [
        entry for entry in entries if language_of(entry.title, usual or language) == language
    ]
    groups = (_matter(group, year, language) for group in _groups(entries_in_language))
    return [matter for matter in groups if matter is not None]


def printed(entry: Entry, year: int, usual: str) -> tuple[str, ...]:
    """The sentences that a report prints of an entry by itself; `usual` as in `matters`."""
    language = language_of(entry.title, usual)
    return _sentences(
        entry.title, (entry.day,), year, language, entry.amount, is_dated=entry.is_dated
    )


def occasions(entries: Iterable[Entry]) -> list[dt.date]:
    """The days of work, entries of one occasion counted once."""
    days: list[dt.date] = []
    for day in sorted(entry.day for entry in entries):
        if not days or day - days[-1] > SAME_DAYS:
            days.append(day)
    return days


def pick(
    matters: Sequence[Matter], count: int, before: Iterable[str] = (), number: Collection[str] = ()
) -> list[Wording]:
    """So many sentences of the two matters that say most, in the order of days: the first of each,
    then what else the later tells, so that a year ends as it was left. None that says again what
    stands `before`, or a number (in one of its forms) that does.
    """
    in_turn = sorted(matters, key=lambda matter: (matter.score, matter.day), reverse=True)
    earlier_texts = list(before)
    picked_texts: list[tuple[Matter, list[str]]] = []
    for matter in in_turn:
        if len(picked_texts) == min(HAPPENINGS, count):
            break
        texts = _new_texts(matter, earlier_texts, number)
        if texts and (len(texts) > 1 or not _is_short(texts[0]) or not picked_texts):
            picked_texts.append((matter, texts))
            earlier_texts += texts
    picked_texts.sort(key=lambda pair: pair[0].day)
    wordings: list[Wording] = []
    for before_it, (matter, texts) in reversed(list(enumerate(picked_texts))):
        sentences = texts[: count - len(wordings) - before_it]  # one sentence for each of those
        wordings = [*(Wording(text, matter.days) for text in sentences), *wordings]
    return wordings


def has_number(matters: Iterable[Matter], number: Collection[str]) -> bool:
    """Whether some matter says the number, in one of its forms."""
    return any(_names(text, number) for matter in matters for text in matter.texts)


def _new_texts(matter: Matter, earlier_texts: Iterable[str], number: Collection[str]) -> list[str]:
    texts = [
        text
        for text in matter.texts
        if not (number and _names(text, number)) and not is_repeated(text, earlier_texts)
    ]
    long_texts = [text for text in texts if not _is_short(text)]
    return long_texts or texts


def _names(text: str, number: Collection[str]) -> bool:
    words = {word.strip(",") for word in _TOKEN.findall(text.casefold())}
    return any(form.casefold() in words for form in number)


def _is_short(text: str) -> bool:
    return len(text.split()) < _FEW


def _groups(entries: Iterable[Entry]) -> list[list[Entry]]:
    groups: list[list[Entry]] = []
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.id)):
        group = next((group for group in reversed(groups) if _is_same(group, entry)), None)
        if group is None:
            groups.append([entry])
        else:
            group.append(entry)
    return groups


def _is_same(group: Sequence[Entry], entry: Entry) -> bool:
    if any(entry.same_as in (member.id, member.same_as) for member in group if entry.same_as):
        return True
    last_entry = group[-1]
    is_near = entry.day - last_entry.day <= SAME_MATTER
    if entry.own == last_entry.own and _says_same(entry, last_entry):
        return True  # the same again and again: "kaukolainat käsitelty"
    shared_words = (_share_words(entry.title, m.title) for m in group if m.own == entry.own)
    return is_near and any(shared_words)


def _share_words(title: str, later_title: str) -> bool:
    """Whether two titles have half of the shorter one's words in common."""
    first_stems, second_stems = stems(title), stems(later_title)
    common_count = len(first_stems & second_stems)
    return common_count > 0 and 2 * common_count >= min(len(first_stems), len(second_stems))


def _matter(group: Sequence[Entry], year: int, language: str) -> Matter | None:
    """None when nothing of the group is fit to print."""
    # What is not fit to print lends the rest neither its month nor its figure.
    fit_entries = [
        entry
        for entry in group
        if _sentences(entry.title, (entry.day,), year, language, entry.amount, is_dated=True)
    ]
    entry_texts = [(entry, _texts(entry, fit_entries, year, language)) for entry in fit_entries]
    entry_texts = [(entry, text) for entry, text in entry_texts if text]
    if not entry_texts:
        return None
    entry, best_text = max(
        entry_texts, key=lambda pair: (_score(pair[0], pair[1], language), pair[0].day)
    )
    sources = [member.id for member, text in entry_texts if text == best_text]
    days = _days(entry, fit_entries) if entry.is_dated else ()
    return Matter(
        group[-1].day, best_text, _score(entry, best_text, language), frozenset(sources), days
    )


def _texts(entry: Entry, group: Sequence[Entry], year: int, language: str) -> tuple[str, ...]:
    days, amount = _days(entry, group), _sum(entry, group)
    return _sentences(entry.title, days, year, language, amount, is_dated=entry.is_dated)


@lru_cache(4096)  # the same lines are read for every municipality, and again after each write
def _sentences(
    title: str,
    days: tuple[dt.date, ...],
    year: int,
    language: str,
    amount: Amount | None,
    *,
    is_dated: bool,
) -> tuple[str, ...]:
    """The sentences of a line that may stand in a report."""
    if looks(title, days[-1], year, amount):
        return ()
    return tuple(prose(title, days, year, language, amount, is_dated=is_dated))


def _said_again(entry: Entry, group: Iterable[Entry]) -> list[Entry]:
    """The entry and those that say the same of other days, not those that tell of the same work."""
    return [
        member
        for member in group
        if member is entry or (_says_same(entry, member) and _is_other_work(entry, member))
    ]


def _says_same(entry: Entry, member: Entry) -> bool:
    """Whether two lines say the same, and no number of their own that would be of both days."""
    if stems(entry.title) != stems(member.title):
        return False
    return not (_counts_in_title(entry.title) or _counts_in_title(member.title))


def _counts_in_title(title: str) -> list[str]:
    """The numbers of a line that count something: no days, years, clock times or sections."""
    return _COUNT.findall(_NO_COUNT.sub("", title))


def _is_other_work(entry: Entry, member: Entry) -> bool:
    return abs(member.day - entry.day) > SAME_MATTER and not (
        {entry.id, entry.same_as or entry.id} & {member.id, member.same_as or member.id}
    )


def _days(entry: Entry, group: Iterable[Entry]) -> tuple[dt.date, ...]:
    """The days of the entry and of those that say the same again, in order."""
    return tuple(sorted(member.day for member in _said_again(entry, group)))


def _sum(entry: Entry, group: Iterable[Entry]) -> Amount | None:
    """The figure of the entry with those of the same on other days."""
    amounts = [member.amount for member in _said_again(entry, group) if member.amount]
    if entry.amount is None or any(a.label != entry.amount.label for a in amounts):
        return entry.amount
    return entry.amount._replace(number=sum(a.number for a in amounts))


def _score(entry: Entry, texts: Sequence[str], language: str) -> float:
    """How much an entry tells: a result, what came of it, in a sentence of some length."""
    words = sum(len(text.split()) for text in texts)
    score = min(words, _ENOUGH) / _ENOUGH
    is_told = entry.amount is not None and has_amount(" ".join(texts), entry.amount, language)
    is_counted = is_told and entry.amount is not None and entry.amount.number >= _MENTIONED
    score += 1.5 if len(texts) > 1 or is_counted or _tells_number(texts[0], entry) else 0
    score += min(log10(entry.amount.number), _DIGITS) / 4 if is_told and entry.amount else 0
    score += 1 if is_finished(texts[0], language) else 0
    score += 3 if entry.own else 0
    score -= 2.5 if is_begun(texts[0], language) else 0
    head, colon, _rest = texts[0].partition(":")
    score -= 2 if colon and len(head.split()) > _HEADING else 0
    score -= 2 if words > _MANY or words < _FEW else 0
    return score


def _tells_number(text: str, entry: Entry) -> bool:
    """Whether a sentence tells a number of two digits or more; a year only if it was logged."""
    numbers = _NUMBER.finditer(text)
    return any(not number["year"] or number["year"] in entry.title for number in numbers)
