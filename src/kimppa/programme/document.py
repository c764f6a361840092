"""The programme as a document, for the screen, paper and Word alike.

First what it is at a glance: how many actions, how they are going, whom they concern; then each
action under its section of the agreement. Made of the facts alone, in the active language.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.language import active_language
from kimppa.core.words.messages import fill, listed, say
from kimppa.documents import blocks
from kimppa.documents.cards import arranged
from kimppa.programme import messages
from kimppa.programme.cards import (
    Actions,
    Facts,
    by_section,
    cards,
    counts,
    sentence,
    state_squares,
)
from kimppa.programme.status import Status


def document(facts: Facts) -> blocks.Document:
    """The whole programme, or what of it concerns a municipality."""
    return blocks.Document(
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


def _blocks(facts: Facts) -> Iterator[blocks.Block]:
    actions: Actions = facts["actions"]
    if facts["example"]:
        text = _("Example: this programme is made up.")
        yield blocks.paragraph(text, voice="quiet")
    yield blocks.paragraph(_lead(facts), voice="lead")
    yield blocks.paragraph(approval_words(facts))
    if facts["version_reason"]:
        yield blocks.paragraph(_("New version: %(reason)s") % {"reason": facts["version_reason"]})
    if actions:
        yield blocks.Cards(tuple(arranged(list(cards(facts)))))
    yield from _intro(facts["intro"])
    if not actions:
        return
    if facts["follow_up"]:
        yield from _late_blocks(actions)
    yield from _sections(facts)
    responsible = _common_responsible(facts)
    if responsible:
        yield blocks.paragraph(_("Responsible for every action: %(who)s.") % {"who": responsible})
    for section, group in by_section(facts):
        yield blocks.heading(section)
        yield blocks.Entries(tuple(_entry(facts, action, responsible) for action in group))


def _intro(text: str) -> Iterator[blocks.Block]:
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    if parts:
        yield blocks.heading(_("About the programme"))
        yield from (blocks.paragraph(part) for part in parts)


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
        count_sentence = messages.count_sentence(counts(actions))
    else:
        text = ngettext(
            "The programme of {year} has {count} action.",
            "The programme of {year} has {count} actions.",
            len(actions),
        )
        count_sentence = say(text, year=str(facts["year"]), count=len(actions))
    return f"{count_sentence} {_extent(facts)}"


def _extent(facts: Facts) -> str:
    """How much of it is common to all, shared by some, a municipality's own."""
    actions, municipality = facts["actions"], facts["municipality"]
    counts = Counter(_reach(action, municipality) for action in actions)
    if counts["all"] == len(actions):
        return ngettext(
            "It concerns every municipality.", "They concern every municipality.", len(actions)
        )
    phrases = [
        (counts["all"], _("{count} for every municipality")),
        (counts["some"], _("{count} for some of the municipalities")),
        (counts["own"], _("{count} for {place} alone")),
    ]
    parts = listed(fill(text, count=count, place=municipality) for count, text in phrases if count)
    return say(_("Of the actions there are {parts}."), parts=parts)


def _reach(action: Mapping[str, Any], municipality: str) -> str:
    if not action["municipalities"]:
        return "all"
    return "own" if action["municipalities"] == [municipality] else "some"


def _late_blocks(actions: Actions) -> Iterator[blocks.Block]:
    late_actions = [action for action in actions if action["state"] in (Status.LATE, Status.MISSED)]
    if not late_actions:
        return
    yield blocks.heading(_("What is late"))
    rows = [(a["title"], f"{a['outcome'].rstrip('.')}.", a["due"] or "–") for a in late_actions]
    columns = [
        blocks.Column(_("Action"), weight=2),
        blocks.Column(_("Why"), weight=2.5),
        blocks.number_column(_("Due")),
    ]
    yield blocks.table("", columns, rows)


def _sections(facts: Facts) -> Iterator[blocks.Block]:
    yield blocks.heading(_("Actions by section"))
    sections = by_section(facts)
    if not facts["follow_up"]:
        columns = [
            blocks.Column(_("Section")),
            blocks.Column(_("Actions"), weight=2),
            blocks.number_column(_("Count"), 0.3),
        ]
        rows = [(name, _titles(group), str(len(group))) for name, group in sections]
        yield blocks.table("", columns, rows)
        return
    columns = [blocks.Column(_("Section"), weight=2.4), blocks.Column(_("Actions"), weight=1.6)]
    # The words beside it say what the picture does.
    states = [(name, state_squares(group, ""), sentence(counts(group))) for name, group in sections]
    yield blocks.table("", [*columns, blocks.Column(_("Status"), weight=3)], states)


def _titles(actions: Actions) -> str:
    return "; ".join(action["title"].strip().rstrip(".") for action in actions)


def _common_responsible(facts: Facts) -> str:
    """Who is responsible for every action; empty when they differ."""
    people = {action["responsible"] for action in facts["actions"]}
    return people.pop() if len(people) == 1 and len(facts["actions"]) > 1 else ""


def _entry(facts: Facts, action: Mapping[str, Any], common_responsible: str) -> blocks.Entry:
    follow_up = facts["follow_up"]
    goal = f"{_('Goal')}: {action['goal']}" if action["goal"] else ""
    text = [goal, action["measure"], _news(action)]
    notes = [_indicator_note(action), _steps_note(action), _details(action, common_responsible)]
    return blocks.Entry(
        number=action["number"].removeprefix(f"{facts['year']}-"),
        name=action["title"],
        state=messages.STATUS_KEYS[action["state"]] if follow_up else "",
        standing=action["status"] if follow_up else action["time"],
        text=tuple(blocks.runs(" ".join(part.split())) for part in text if part),
        notes=tuple(blocks.runs(part) for part in notes if part),
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


def _details(action: Mapping[str, Any], common_responsible: str) -> str:
    """Who, when, where and of which lines, as far as the document has not said it for all."""
    is_said = "state" not in action or action["time"] == _("all year")
    pairs = [
        (_("Responsible"), "" if common_responsible else action["responsible"]),
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
