"""The cards that the programme's document begins with: actions, targets and steps in figures and
pictures. Made of the facts alone, in the active language.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from kimppa.core.language import active_language
from kimppa.core.words.messages import capital, listed, say
from kimppa.documents.blocks import Card, Picture, runs
from kimppa.documents.charts.small import Bar, Months, bars, dots, squares
from kimppa.documents.numbers import month_name
from kimppa.programme import messages
from kimppa.programme.status import Status
from kimppa.ui.lines import first_thing

type Facts = Mapping[str, Any]
type Actions = Sequence[Mapping[str, Any]]
type Steps = Sequence[Mapping[str, str]]

PLACES = 6  # municipalities with bars of their own
_BAR, _IN_TABLE = 13, 11  # squares in a row of a card and of a table
# How an action's status looks as a square, and the word that an entry's state is coloured by.
_SQUARES: Mapping[str, str] = {
    Status.LATE: "late",
    Status.MISSED: "partial",
    Status.IN_PROGRESS: "ongoing",
    Status.ON_TIME: "ongoing",
    Status.NOT_STARTED: "empty",
    Status.DONE: "done",
    Status.MERGED: "not-asked",
    Status.DROPPED: "no-need",
}
_ORDER = tuple(_SQUARES)


def cards(facts: Facts) -> Iterator[Card]:
    """How many actions, targets and steps there are or, of a follow-up, how far they have come."""
    actions: Actions = facts["actions"]
    follow_up = facts["follow_up"]
    yield _actions_state(actions) if follow_up else _actions_by_section(facts)
    if any(action["target"] for action in actions):
        yield _targets(actions, follow_up=follow_up)
    if steps := [step for action in actions for step in action["steps"] if step["due"]]:
        yield _steps(facts, steps)
    if (action_counts := _count_by_town(actions)) and not facts["municipality"]:
        yield _own_actions(action_counts)


def by_section(facts: Facts) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The actions under the agreement's sections, in the order of the actions."""
    sections: dict[str, list[Mapping[str, Any]]] = {}
    for action in facts["actions"]:
        sections.setdefault(action["section"] or _("Other actions"), []).append(action)
    return list(sections.items())


def _actions_by_section(facts: Facts) -> Card:
    total = len(facts["actions"])
    words = npgettext("card", "action", "actions", total)
    section_bars = [
        Bar(first_thing(section), Decimal(len(group)), str(len(group)), own=True)
        for section, group in by_section(facts)
    ]
    listing = ", ".join(f"{bar.name} {bar.text}" for bar in section_bars)
    picture = bars(section_bars, _("Actions by section: %(sections)s.") % {"sections": listing})
    return Card(_("Actions"), str(total), words, (picture,))


def _actions_state(actions: Actions) -> Card:
    total, states = len(actions), counts(actions)
    words = ngettext("action is done", "actions are done", total)
    unfinished_counts = {status: count for status, count in states.items() if status != Status.DONE}
    return Card(
        _("Actions"),
        f"{states.get(Status.DONE, 0)}/{total}",
        words,
        (state_squares(actions, _("The actions by state: %(states)s."), columns=_BAR),),
        (runs(sentence(unfinished_counts)),) if unfinished_counts else (),
    )


def _targets(actions: Actions, *, follow_up: bool) -> Card:
    targets = [action for action in actions if action["target"]]
    count, total = len(targets), len(actions)
    if not follow_up:
        words = ngettext(
            "action has a target in figures", "actions have a target in figures", count
        )
        alt = _("%(count)d of %(total)d actions have a target in figures.")
        states = ["ongoing"] * count + ["empty"] * (total - count)
        picture = squares(states, alt % {"count": count, "total": total}, columns=_BAR)
        return Card(_("Targets"), str(count), words, (picture,))
    hits = sum(action["reached"] for action in targets)
    words = ngettext("target in figures is reached", "targets in figures are reached", count)
    states = ["done"] * hits + ["empty"] * (count - hits)
    # The words beside it say what the picture does.
    return Card(_("Targets"), f"{hits}/{count}", words, (squares(states, "", columns=_BAR),))


def _steps(facts: Facts, steps: Steps) -> Card:
    total, follow_up = len(steps), facts["follow_up"]
    # Plans that were frozen before steps kept their day for machines have no picture.
    steps_with_day = [step for step in steps if step.get("on")]
    year = [step for step in steps_with_day if step["on"].startswith(f"{facts['year']}-")]
    pictures = (_months(year, follow_up=follow_up),) if year else ()
    later_count = len(steps_with_day) - len(year)
    lines = (runs(_later_steps_sentence(later_count)),) if later_count else ()
    if not follow_up:
        words = ngettext("step that has its day", "steps that have their days", total)
        return Card(_("Steps"), str(total), words, pictures, lines)
    complete = sum(bool(step["done"]) for step in steps)
    words = ngettext("step is done", "steps are done", total)
    return Card(_("Steps"), f"{complete}/{total}", words, pictures, lines)


def _later_steps_sentence(count: int) -> str:
    text = ngettext(
        "{count} step has its day in another year.",
        "{count} steps have their days in another year.",
        count,
    )
    return say(text, count=count)


def _months(steps: Steps, *, follow_up: bool) -> Picture:
    """The year's steps by the month of their day; of a follow-up a disc for what is done and a
    ring for the rest.
    """
    counts, complete = Counter(map(_month, steps)), Counter[int]()
    if follow_up:
        complete.update(_month(step) for step in steps if step["done"])
    language = active_language()
    months = "; ".join(
        f"{month_name(month, language)} "
        + (_split_words(complete[month], counts[month]) if follow_up else str(counts[month]))
        for month in sorted(counts)
    )
    alt = capital(_("steps by month: %(months)s.") % {"months": months})
    names = npgettext("steps", "done", "done", 2), npgettext("steps", "open", "open", 2)
    filled_counts = complete if follow_up else counts
    return dots(
        Months(
            tuple(filled_counts[month] for month in range(1, 13)),
            tuple(counts[month] - filled_counts[month] for month in range(1, 13)),
            *(names if follow_up else (npgettext("card", "step", "steps", 2), "")),
            language,
        ),
        alt,
    )


def _month(step: Mapping[str, str]) -> int:
    return int(step["on"][5:7])


def _split_words(complete: int, total: int) -> str:
    phrases = [
        (complete, npgettext("steps", "%(count)d done", "%(count)d done", complete)),
        (total - complete, npgettext("steps", "%(count)d open", "%(count)d open", total)),
    ]
    return ", ".join(text % {"count": count} for count, text in phrases if count)


def _count_by_town(actions: Actions) -> Counter[str]:
    """How many actions name each municipality."""
    return Counter(name for action in actions for name in action["municipalities"])


def _own_actions(count_by_town: Counter[str]) -> Card:
    most_common = count_by_town.most_common(PLACES)
    town_bars = [Bar(name, Decimal(count), str(count)) for name, count in most_common]
    alt = ", ".join(f"{name} {count}" for name, count in most_common)
    words = ngettext(
        "municipality has an action that is not for all",
        "municipalities have actions that are not for all",
        len(count_by_town),
    )
    picture = bars(town_bars, _("Actions that are not for all: %(places)s.") % {"places": alt})
    tail = [f"{name} {count}" for name, count in count_by_town.most_common()[PLACES:]]
    lines = (runs(_("Also: %(places)s.") % {"places": ", ".join(tail)}),) if tail else ()
    return Card(_("By municipality"), str(len(count_by_town)), words, (picture,), lines)


def counts(actions: Actions) -> dict[str, int]:
    """How many actions have each status, the late first."""
    numbers = Counter(action["state"] for action in actions)
    return {status: numbers[status] for status in _ORDER if numbers[status]}


def state_squares(actions: Actions, alt: str, *, columns: int = _IN_TABLE) -> Picture:
    """A square for each action by its state; `alt` has the place of `%(states)s`."""
    states = counts(actions)
    shapes = [_SQUARES[status] for status, count in states.items() for _n in range(count)]
    words = alt and alt % {"states": listed(messages.count_words(states))}
    return squares(shapes, words, columns=columns)


def sentence(counts: Mapping[str, int]) -> str:
    """So many of each status, as one sentence."""
    return f"{capital(listed(messages.count_words(counts)))}."
