"""Lines that could not be printed as they are: what is said to whoever logs one, and the list."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence import phrases
from kimppa.core.evidence.matters import HAPPENINGS, Entry, printed
from kimppa.core.evidence.models import Evidence
from kimppa.core.language import official_language
from kimppa.core.memo import remember
from kimppa.core.prose.looks import BARE, Advice, Reason, advice, looks, misspelt, spoken
from kimppa.core.prose.projects import is_unnamed
from kimppa.core.words.amounts import Amount
from kimppa.documents.blocks import Language

TEN = 10
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0,]\d{3})+(?!\d)|\d+")

HINTS: dict[Reason, Promise] = {
    Reason.FIRST_PERSON: _("Say what was done rather than who did it: “the shelves were sorted”."),
    Reason.RELATIVE_DAY: _("Leave out “yesterday” and “today”: the date is kept beside."),
    Reason.OTHER_YEAR: _("A day of another year stands in it."),
    Reason.COLONS: _("Make it one sentence: it has two colons."),
    Reason.RAW_COUNT: _("Say the number in the sentence: “25 visitors came”."),
    Reason.UNFINISHED: _("The sentence breaks off."),
    Reason.LONG: _("Shorten it: at most 45 words are printed."),
    Reason.WORDS: _("Write it in words that every reader knows, without:"),
    Reason.NO_VERB: _("Say what was done: “a story hour was held”."),
    Reason.SPELLING: _("Write it out or in other words; no dictionary knows:"),
    Reason.BROKEN: _("Make it whole sentences: each clause with its verb, joined by “and”."),
    Reason.NO_NAME: _("Say which project it is: a reader does not know it yet."),
    Reason.NO_RESULT: _("This does not tell a reader what came of it: write the result."),
}

# What does not keep a line from being printed, but would make it better.
ADVICE: dict[Advice, Promise] = {
    Advice.FIGURE: _("Write the figure in the sentence too: the report does not tell it now."),
    Advice.SUM: _("The report tells the year's figures together."),
    Advice.TAIL: _("Write what stands behind the comma as a sentence: it is left out now."),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a report makes of a logged line: the `sentences` that it would print, else why it prints
    none (`hints`); `advice` would make them better.
    """

    sentences: tuple[str, ...] = ()
    hints: Sequence[Promise | str] = ()
    advice: Sequence[Promise] = ()


def reading(evidence: Evidence) -> Reading:
    """What the report makes of a line; nothing of what rooms write."""
    if not evidence.handwritten:
        return Reading()
    if reasons := _reasons(evidence, evidence.agreement_year):
        if BARE.issuperset(reasons) and (texts := _figure_sentences(evidence)):
            return Reading(texts, advice=[ADVICE[Advice.SUM]])
        causes = _to_ask(reasons, evidence.title)
        return Reading(hints=[_hint(reason, evidence.title) for reason in causes])
    language = official_language()
    entry = Entry(evidence.pk, evidence.date, evidence.title, amount=_amount(evidence, language))
    if not (sentences := printed(entry, evidence.agreement_year, language)):
        return Reading(hints=[HINTS[Reason.NO_RESULT]])
    points = advice(evidence.title)
    if _leaves_out_figure(evidence, sentences):
        points = [*points, Advice.FIGURE]
    return Reading(sentences, advice=[ADVICE[point] for point in points])


_WORDS_OF: dict[Reason, Callable[[str], Sequence[str]]] = {
    Reason.SPELLING: misspelt,
    Reason.WORDS: lambda title: spoken(title, official_language()),
}


# What is mended with them where a line's words are the trouble.
_OF_WORDS = frozenset([Reason.COLONS, Reason.RAW_COUNT])


def _to_ask(reasons: Sequence[Reason], title: str) -> list[Reason]:
    """The reasons that help whoever rewrites a line: of the words first, when they are no prose."""
    is_of_words = Reason.WORDS in reasons or (
        not _OF_WORDS.isdisjoint(reasons) and spoken(title, official_language())
    )
    if not is_of_words:
        return list(reasons)
    return [Reason.WORDS, *(r for r in reasons if r not in {*_OF_WORDS, Reason.WORDS})]


def _hint(reason: Reason, title: str) -> Promise | str:
    words = _WORDS_OF[reason](title) if reason in _WORDS_OF else ()
    return f"{HINTS[reason]} {', '.join(words)}" if words else HINTS[reason]


def unfit(year: int, municipality: Municipality | None = None) -> list[Evidence]:
    """The lines of a year that the report, or that of one municipality, leaves out until they are
    rewritten, the newest first; remembered until something is written. What tells nothing is not
    asked for where enough else is told of its line of the agreement.
    """
    code = municipality.code if municipality else ""
    return remember("unfit lines", year, code, make=lambda: _read_unfit(year, municipality))


def _read_unfit(year: int, municipality: Municipality | None) -> list[Evidence]:
    entries_concerning = Evidence.objects.standing().for_municipality(municipality)
    work_entries = list(
        entries_concerning.filter(area="", agreement_year=year, duty__isnull=False)
        .order_by("-date", "-pk")
        .prefetch_related("figures")
    )
    titles: dict[int | None, list[str]] = defaultdict(list)
    for evidence in work_entries:
        titles[evidence.duty_id].append(evidence.title)
    language = official_language()
    reasons = {
        evidence.pk: _reasons(evidence, year)
        or (
            [Reason.NO_NAME]
            if is_unnamed(evidence.title, titles[evidence.duty_id], language)
            else []
        )
        for evidence in work_entries
    }
    good_counts = Counter(e.duty_id for e in work_entries if not reasons[e.pk])
    ids_told_elsewhere = {evidence.same_as_id for evidence in work_entries}

    def is_told(evidence: Evidence) -> bool:
        """Whether another entry tells of it, its figure, or the number of meetings."""
        return BARE.issuperset(reasons[evidence.pk]) and (
            evidence.pk in ids_told_elsewhere
            or good_counts[evidence.duty_id] >= HAPPENINGS
            or evidence.topic in phrases.OCCASIONS
            or _is_counted(evidence)
        )

    return [e for e in work_entries if reasons[e.pk] and not is_told(e)]


def _reasons(evidence: Evidence, year: int) -> list[Reason]:
    """What keeps a line from being printed; what a figure may make up for is read with it."""
    reasons = looks(evidence.title, evidence.date, year)
    if not reasons or not BARE.issuperset(reasons):
        return reasons
    return looks(evidence.title, evidence.date, year, _amount(evidence, official_language()))


def _amount(evidence: Evidence, language: Language) -> Amount | None:
    """The figure beside the words that their sentence tells."""
    counts = [(figure.label, figure.value) for figure in evidence.figures.all()]
    return phrases.amount_beside(evidence.topic, evidence.title, counts, language)


def _is_counted(evidence: Evidence) -> bool:
    """Whether a sentence tells what its figures come to."""
    return bool(_figure_sentences(evidence))


def _figure_sentences(evidence: Evidence) -> tuple[str, ...]:
    """The sentences that tell what its figures come to."""
    texts = (
        phrases.figure_sentence(evidence.topic, figure.label, int(figure.value))
        for figure in evidence.figures.all()
    )
    return tuple(filter(None, texts))


def _leaves_out_figure(evidence: Evidence, sentences: Sequence[str]) -> bool:
    """Whether a figure beside a line is told neither in its sentences nor in the year's sum; one
    below ten is a word there, in whatever case.
    """
    text = " ".join(sentences)
    numbers = {int(re.sub(r"\D", "", number[0])) for number in _NUMBER.finditer(text)}
    return any(
        figure.value >= TEN
        and figure.value == int(figure.value)
        and int(figure.value) not in numbers
        and not phrases.figure_sentence(evidence.topic, figure.label, int(figure.value))
        for figure in evidence.figures.all()
    )
