"""The programme as a document, for the screen, paper and Word alike.

First what it is at a glance: how many actions, how they are going, whom they concern; then each
action under its section of the agreement. Made of the facts alone, in the active language.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from kimppa.core.language import active_language
from kimppa.core.words.messages import capital, fill, listed, say
from kimppa.documents.blocks import (
    Block,
    Card,
    Cards,
    Column,
    Document,
    Entries,
    Entry,
    Picture,
    heading,
    number_column,
    paragraph,
    runs,
    table,
)
from kimppa.documents.cards import arranged
from kimppa.documents.charts.small import Bar, Months, bars, dots, squares
from kimppa.documents.numbers import month_name
from kimppa.programme import messages
from kimppa.programme.status import Status

type Facts = Mapping[str, Any]
type Actions = Sequence[Mapping[str, Any]]

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


def document(facts: Facts) -> Document:
    """The whole programme, or what of it concerns a municipality."""
    return Document(
        title=facts["title"],
        subtitle=" · ".join(filter(None, (facts["municipality"], facts["consortium"]))),
        language=active_language(),
        date=dt.date.fromisoformat(facts["date"]),
        blocks=tuple(_blocks(facts)),
        subject=_("Action programme"),
        author=facts["consortium"],
        footer=" · ".join(filter(None, (facts["title"], facts["municipality"]))),
        provisional=facts["state"] != "agreed",
    )


def _blocks(facts: Facts) -> Iterator[Block]:
    actions: Actions = facts["actions"]
    if facts["example"]:
        text = _("Example: this programme is made up.")
        yield paragraph(text, voice="quiet")
    yield paragraph(_lead(facts), voice="lead")
    yield paragraph(approval_words(facts))
    if facts["version_reason"]:
        yield paragraph(_("New version: %(reason)s") % {"reason": facts["version_reason"]})
    if actions:
        yield Cards(tuple(arranged(list(_cards(facts)))))
    yield from _intro(facts["intro"])
    if not actions:
        return
    if facts["follow_up"]:
        yield from _late_blocks(actions)
    yield from _sections(facts)
    common = _common_responsible(facts)
    if common:
        yield paragraph(_("Responsible for every action: %(who)s.") % {"who": common})
    for section, group in by_section(facts):
        yield heading(section)
        yield Entries(tuple(_entry(facts, action, common) for action in group))


def by_section(facts: Facts) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The actions under the agreement's sections, in the order of the actions."""
    sections: dict[str, list[Mapping[str, Any]]] = {}
    for action in facts["actions"]:
        sections.setdefault(action["section"] or _("Other actions"), []).append(action)
    return list(sections.items())


def _intro(text: str) -> Iterator[Block]:
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    if parts:
        yield heading(_("About the programme"))
        yield from (paragraph(part) for part in parts)


def approval_words(facts: Facts) -> str:
    """One sentence on how binding the document is."""
    if facts["state"] == "draft":
        return _("Draft, not yet approved.")
    day = messages.day(dt.date.fromisoformat(facts["approved"]))
    if facts["decision"]:
        return _("Approved: %(decision)s.") % {"decision": facts["decision"]}
    if facts["state"] == "provisional" and (count := facts.get("refusals", 0)):
        return ngettext(
            "Sent to the libraries for confirmation %(date)s; %(count)d has said no.",
            "Sent to the libraries for confirmation %(date)s; %(count)d have said no.",
            count,
        ) % {"date": day, "count": count}
    if facts["state"] == "provisional":
        return _("Sent to the libraries for confirmation %(date)s; not all have confirmed yet.") % {
            "date": day
        }
    return _("Confirmed by every library; approved %(date)s.") % {"date": day}


def _lead(facts: Facts) -> str:
    actions: Actions = facts["actions"]
    if not actions:
        return _("The programme has no actions yet.")
    if facts["follow_up"]:
        first = messages.count_sentence(_counts(actions))
    else:
        text = ngettext(
            "The programme of {year} has {count} action.",
            "The programme of {year} has {count} actions.",
            len(actions),
        )
        first = say(text, year=str(facts["year"]), count=len(actions))
    return f"{first} {_extent(facts)}"


def _extent(facts: Facts) -> str:
    """How much of it is common to all, shared by some, a municipality's own."""
    actions, place = facts["actions"], facts["municipality"]
    counts = Counter(_reach(action, place) for action in actions)
    if counts["all"] == len(actions):
        return ngettext(
            "It concerns every municipality.", "They concern every municipality.", len(actions)
        )
    phrases = [
        (counts["all"], _("{count} for every municipality")),
        (counts["some"], _("{count} for some of the municipalities")),
        (counts["own"], _("{count} for {place} alone")),
    ]
    parts = listed(fill(text, count=count, place=place) for count, text in phrases if count)
    return say(_("Of the actions there are {parts}."), parts=parts)


def _reach(action: Mapping[str, Any], place: str) -> str:
    if not action["municipalities"]:
        return "all"
    return "own" if action["municipalities"] == [place] else "some"


def _cards(facts: Facts) -> Iterator[Card]:
    actions: Actions = facts["actions"]
    yield _how_many(actions, follow_up=facts["follow_up"])
    if targets := [action for action in actions if action["target"]]:
        yield _targets(targets, follow_up=facts["follow_up"])
    if steps := [step for action in actions for step in action["steps"] if step["due"]]:
        yield _steps(facts, steps)
    if (places := _places(actions)) and not facts["municipality"]:
        yield _own_actions_card(places)


def _how_many(actions: Actions, *, follow_up: bool) -> Card:
    total = len(actions)
    if not follow_up:
        words = npgettext("card", "action", "actions", total)
        return Card(_("Actions"), str(total), words)
    counts = _counts(actions)
    words = ngettext("action is done", "actions are done", total)
    rest = {status: count for status, count in counts.items() if status != Status.DONE}
    return Card(
        _("Actions"),
        f"{counts.get(Status.DONE, 0)}/{total}",
        words,
        (_picture(actions, _("The actions by state: %(states)s."), columns=_BAR),),
        (runs(_sentence(rest)),) if rest else (),
    )


def _targets(targets: Actions, *, follow_up: bool) -> Card:
    total = len(targets)
    if not follow_up:
        words = ngettext(
            "action has a target in figures", "actions have a target in figures", total
        )
        return Card(_("Targets"), str(total), words)
    reached = sum(action["reached"] for action in targets)
    words = ngettext("target in figures is reached", "targets in figures are reached", total)
    states = ["done"] * reached + ["empty"] * (total - reached)
    # The words beside it say what the picture does.
    return Card(_("Targets"), f"{reached}/{total}", words, (squares(states, "", columns=_BAR),))


def _steps(facts: Facts, steps: Sequence[Mapping[str, str]]) -> Card:
    total = len(steps)
    if not facts["follow_up"]:
        words = ngettext("step that has its day", "steps that have their days", total)
        return Card(_("Steps"), str(total), words)
    complete = sum(bool(step["done"]) for step in steps)
    words = ngettext("step is done", "steps are done", total)
    year = [step for step in steps if step["on"].startswith(f"{facts['year']}-")]
    pictures = (_months(year),) if year else ()
    lines = (runs(_later_steps_sentence(total - len(year))),) if len(year) < total else ()
    return Card(_("Steps"), f"{complete}/{total}", words, pictures, lines)


def _later_steps_sentence(count: int) -> str:
    text = ngettext(
        "{count} step has its day in another year.",
        "{count} steps have their days in another year.",
        count,
    )
    return say(text, count=count)


def _months(steps: Iterable[Mapping[str, str]]) -> Picture:
    """The year's steps by the month of their day: a disc for what is done, a ring for the rest."""
    complete, rest = [0] * 12, [0] * 12
    for step in steps:
        (complete if step["done"] else rest)[int(step["on"][5:7]) - 1] += 1
    language = active_language()
    months = [
        _month_words(month_name(number, language), complete[number - 1], rest[number - 1])
        for number in range(1, 13)
        if complete[number - 1] or rest[number - 1]
    ]
    alt = capital(_("steps by month: %(months)s.") % {"months": "; ".join(months)})
    names = npgettext("steps", "done", "done", 2), npgettext("steps", "open", "open", 2)
    return dots(Months(tuple(complete), tuple(rest), *names, language), alt)


def _month_words(month: str, complete: int, rest: int) -> str:
    phrases = [
        (complete, npgettext("steps", "%(count)d done", "%(count)d done", complete)),
        (rest, npgettext("steps", "%(count)d open", "%(count)d open", rest)),
    ]
    return f"{month} " + ", ".join(text % {"count": count} for count, text in phrases if count)


def _places(actions: Actions) -> Counter[str]:
    """How many actions name each municipality."""
    return Counter(name for action in actions for name in action["municipalities"])


def _own_actions_card(places: Counter[str]) -> Card:
    most = places.most_common(PLACES)
    rows = [Bar(name, Decimal(count), str(count)) for name, count in most]
    alt = ", ".join(f"{name} {count}" for name, count in most)
    words = ngettext(
        "municipality has an action that is not for all",
        "municipalities have actions that are not for all",
        len(places),
    )
    picture = bars(rows, _("Actions that are not for all: %(places)s.") % {"places": alt})
    more = [f"{name} {count}" for name, count in places.most_common()[PLACES:]]
    lines = (runs(_("Also: %(places)s.") % {"places": ", ".join(more)}),) if more else ()
    return Card(_("By municipality"), str(len(places)), words, (picture,), lines)


def _counts(actions: Actions) -> dict[str, int]:
    """How many actions have each status, the late first."""
    counts = Counter(action["state"] for action in actions)
    return {status: counts[status] for status in _ORDER if counts[status]}


def _picture(actions: Actions, alt: str, *, columns: int = _IN_TABLE) -> Picture:
    counts = _counts(actions)
    states = [_SQUARES[status] for status, count in counts.items() for _n in range(count)]
    words = alt and alt % {"states": listed(messages.count_words(counts))}
    return squares(states, words, columns=columns)


def _sentence(counts: Mapping[str, int]) -> str:
    return f"{capital(listed(messages.count_words(counts)))}."


def _late_blocks(actions: Actions) -> Iterator[Block]:
    late = [action for action in actions if action["state"] in (Status.LATE, Status.MISSED)]
    if not late:
        return
    yield heading(_("What is late"))
    rows = [(a["title"], f"{a['outcome'].rstrip('.')}.", a["due"] or "–") for a in late]
    columns = [Column(_("Action"), weight=2), Column(_("Why"), weight=2.5), number_column(_("Due"))]
    yield table("", columns, rows)


def _sections(facts: Facts) -> Iterator[Block]:
    yield heading(_("Actions by section"))
    sections = by_section(facts)
    if not facts["follow_up"]:
        columns = [
            Column(_("Section")),
            Column(_("Actions"), weight=2),
            number_column(_("Count"), 0.3),
        ]
        rows = [(name, _titles(group), str(len(group))) for name, group in sections]
        yield table("", columns, rows)
        return
    columns = [Column(_("Section"), weight=2.4), Column(_("Actions"), weight=1.6)]
    # The words beside it say what the picture does.
    states = [(name, _picture(group, ""), _sentence(_counts(group))) for name, group in sections]
    yield table("", [*columns, Column(_("Status"), weight=3)], states)


def _titles(actions: Actions) -> str:
    return "; ".join(action["title"].strip().rstrip(".") for action in actions)


def _common_responsible(facts: Facts) -> str:
    """Who is responsible for every action; empty when they differ."""
    people = {action["responsible"] for action in facts["actions"]}
    return people.pop() if len(people) == 1 and len(facts["actions"]) > 1 else ""


def _entry(facts: Facts, action: Mapping[str, Any], common: str) -> Entry:
    follow_up = facts["follow_up"]
    goal = f"{_('Goal')}: {action['goal']}" if action["goal"] else ""
    text = [goal, action["measure"], _news(action)]
    notes = [_indicator_note(action), _steps_note(action), _details(action, common)]
    return Entry(
        number=action["number"].removeprefix(f"{facts['year']}-"),
        name=action["title"],
        state=messages.STATUS_KEYS[action["state"]] if follow_up else "",
        standing=action["status"] if follow_up else action["time"],
        text=tuple(runs(" ".join(part.split())) for part in text if part),
        notes=tuple(runs(part) for part in notes if part),
    )


def _news(action: Mapping[str, Any]) -> str:
    text: str = action.get("update", "")
    return f"{action['updated']}: {text}" if text else ""


def _indicator_note(action: Mapping[str, Any]) -> str:
    words = action.get("value") or indicator(action)
    return f"{_('Indicator')}: {words}" if words else ""


def indicator(action: Mapping[str, Any]) -> str:
    """What is measured, with its target."""
    if not action["indicator"]:
        return ""
    target = f" ({action['target']})" if action["target"] else ""
    return f"{action['indicator']}{target}"


def _steps_note(action: Mapping[str, Any]) -> str:
    steps = "; ".join(messages.step_words(step) for step in action["steps"])
    return f"{_('Steps')}: {steps}." if steps else ""


def _details(action: Mapping[str, Any], common: str) -> str:
    """Who, when, where and of which lines, as far as the document has not said it for all."""
    is_said = "state" not in action or action["time"] == _("all year")
    pairs = [
        (_("Responsible"), "" if common else action["responsible"]),
        (_("When"), "" if is_said else action["time"]),
        (_("Concerns"), ", ".join(action["municipalities"])),
    ]
    parts = [f"{label}: {text}" for label, text in pairs if text]
    if clauses := action["clauses"]:
        lines = action.get("lines") or ", ".join(clauses)
        text = ngettext(
            "Line of the agreement %(lines)s", "Lines of the agreement %(lines)s", len(clauses)
        )
        parts.append(text % {"lines": lines})
    return " · ".join(parts)
