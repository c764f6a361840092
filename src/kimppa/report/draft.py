"""The report's words, drafted from facts: the same facts give the same words.

Texts go through gettext, so the caller sets the report's language with `translation.override`.
Actions, decisions and states have their own places in the document. Pure but for the catalogues.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.words.messages import by_day, fill, on_day, say
from kimppa.report.facts import (
    ClauseFacts,
    DeliveryFact,
    VariantFacts,
)

LEAD, CLOSING = "lead", "closing"


@dataclass(frozen=True, slots=True)
class FactsChange:
    """What edited words rest on that is no longer said, and what is said instead."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def sentences_of(clause: ClauseFacts) -> tuple[str, ...]:
    """What is said of a clause, in reading order; never empty."""
    texts = tuple(sentence.text for sentence in clause.sentences if sentence.text)
    if texts:
        return texts
    return (_deliveries(clause.deliveries) if clause.deliveries else nothing(clause),)


def untouched(clause: ClauseFacts) -> bool:
    """Whether no work has been recorded and no room has anything to tell, such as figures that
    have not been delivered yet.
    """
    return not clause.count and not any(sentence.text for sentence in clause.sentences)


def is_silent(clause: ClauseFacts) -> bool:
    """Whether work has been recorded of which no sentence tells: somebody is asked for one."""
    is_told = clause.deliveries or any(sentence.text for sentence in clause.sentences)
    return bool(clause.count) and not is_told and clause.state != "no-need"


def nothing(clause: ClauseFacts) -> str:
    """What is said of a clause of which nothing is known."""
    if clause.state == "no-need":
        return _("No need arose during the year.")
    if clause.coming and not clause.count:
        return say(_("To be delivered to the libraries {day}."), day=by_day(clause.coming))
    if clause.count:
        return _("This report does not describe the work done in more detail.")
    return _("No work has been recorded.")


def drafted(clause: ClauseFacts) -> str:
    """The paragraph of a clause."""
    return " ".join(sentences_of(clause))


def drafted_lead(facts: VariantFacts) -> str:
    """The opening: when the municipality was there, how the agreement stands."""
    return " ".join(filter(None, (membership(facts), fulfilment(facts))))


def membership(facts: VariantFacts) -> str:
    """From when to when a municipality was there, if not for the whole year."""
    params = {"name": facts.name}
    if facts.joined:
        params["from"] = date_format(facts.joined, "SHORT_DATE_FORMAT")
    if facts.left:
        params["to"] = date_format(facts.left, "SHORT_DATE_FORMAT")
    if facts.joined and facts.left:
        return _("%(name)s was a member of the consortium from %(from)s to %(to)s.") % params
    if facts.joined:
        return _("%(name)s joined the consortium on %(from)s.") % params
    if facts.left:
        return _("%(name)s was a member of the consortium until %(to)s.") % params
    return ""


def state_of(clause: ClauseFacts) -> str:
    """The state by which a line is told, drawn and counted."""
    return "ongoing" if clause.state == "empty" and not untouched(clause) else clause.state


def counts_of(clauses: Iterable[ClauseFacts]) -> Counter[str]:
    """How many lines stand in each state; what was not needed is no work done."""
    return Counter(map(state_of, clauses))


def fulfilment(facts: VariantFacts) -> str:
    """How many of the clauses stand in each state, in a sentence."""
    states = counts_of(facts.clauses)
    total, fulfilled = len(facts.clauses), states["done"]
    text = (
        ngettext(
            "Of the agreement's {total} clauses, {done} has been fulfilled",
            "Of the agreement's {total} clauses, {done} have been fulfilled",
            fulfilled,
        )
        if fulfilled
        else _("Of the agreement's {total} clauses, none has been fulfilled yet")
    )
    parts = [say(text, total=total, done=fulfilled)]
    parts += [
        fill(_state_words(state, states[state]), count=states[state])
        for state in _UNFULFILLED
        if states[state]
    ]
    return f"{_enumerated(parts)}."


_UNFULFILLED = ("partial", "late", "ongoing", "empty", "no-need", "not-asked", "called-off")


def _state_words(state: str, count: int) -> str:
    """How so many clauses stand, as a message."""
    return {
        "partial": ngettext(
            "{count} has been fulfilled in part", "{count} have been fulfilled in part", count
        ),
        "late": ngettext("{count} is late", "{count} are late", count),
        "ongoing": ngettext("{count} is under way", "{count} are under way", count),
        "empty": ngettext("{count} has no recorded work", "{count} have no recorded work", count),
        "no-need": ngettext("{count} was not needed", "{count} were not needed", count),
        "not-asked": ngettext(
            "{count} was not asked this year", "{count} were not asked this year", count
        ),
        "called-off": ngettext("{count} was called off", "{count} were called off", count),
    }[state]


def own_sentence(own_clause: ClauseFacts, shared_clause: ClauseFacts) -> str:
    """What is said of a clause in one municipality only, of its figures rather than of its other
    work: added after words shared by all. Empty when nothing is.
    """
    shared_texts = {sentence.text for sentence in shared_clause.sentences}
    own_sentences = [s for s in own_clause.sentences if s.text and s.text not in shared_texts]
    return next((s.text for s in sorted(own_sentences, key=lambda s: not s.figures)), "")


def facts_change(earlier_clause: ClauseFacts, later_clause: ClauseFacts) -> FactsChange:
    """The sentences that have changed behind edited words."""
    earlier_texts, later_texts = _basis(earlier_clause), _basis(later_clause)
    return FactsChange(
        tuple(text for text in earlier_texts if text not in later_texts),
        tuple(text for text in later_texts if text not in earlier_texts),
    )


def text_change(earlier_text: str, later_text: str) -> FactsChange:
    """The same for a text that is drafted as one."""
    return FactsChange((earlier_text,) if earlier_text else (), (later_text,) if later_text else ())


def standing(clause: ClauseFacts) -> str:
    """How a clause stands, in a word and with the figure that belongs to it."""
    return state_label(state_of(clause), clause.label)


def state_label(state: str, label: str = "") -> str:
    """The word for a state of the matrix."""
    words = {
        "done": _("Fulfilled"),
        "partial": _("Partly fulfilled"),
        "ongoing": _("Under way"),
        "late": _("Late"),
        "empty": _("No work recorded"),
        "no-need": _("No need"),
        "not-asked": _("Not asked this year"),
        "called-off": _("Called off"),
    }
    word = words.get(state, state)
    return f"{word} {label}" if label else word


def _basis(clause: ClauseFacts) -> list[str]:
    """All that words of a clause rest on: its sentences, figures and state."""
    figures = [
        f"{label}: {figure}" for sentence in clause.sentences for label, figure in sentence.figures
    ]
    state = _("State: %(state)s") % {"state": standing(clause)}
    return [*sentences_of(clause), *figures, state]


def _deliveries(deliveries: Sequence[DeliveryFact]) -> str:
    return " ".join(map(_delivery, deliveries))


def _delivery(delivery: DeliveryFact) -> str:
    words = {"title": delivery.title, "day": on_day(delivery.date)}
    if delivery.concerned > 1:
        text = ngettext(
            "{title} was delivered to {count} municipality {day}.",
            "{title} was delivered to {count} municipalities, the first {day}.",
            delivery.reached,
        )
        return say(text, count=delivery.reached, **words)
    return say(_("{title} was delivered {day}."), **words)


def _enumerated(parts: Iterable[str]) -> str:
    """ "a, b and c" in the active language."""
    phrases = list(parts)
    if len(phrases) < 2:
        return "".join(phrases)
    return _("%(first)s and %(last)s") % {"first": ", ".join(phrases[:-1]), "last": phrases[-1]}


def own_prefix(municipality: str, words: str) -> str:
    """A municipality's own words after those shared by all: "Pori: …"."""
    return f"{municipality}: {words}"
