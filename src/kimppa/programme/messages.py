"""Words for people: sentences about actions, and what the audit log calls the room's writes."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.core.language import active_language
from kimppa.core.words import calendar
from kimppa.core.words.messages import fill, listed, on_day, say
from kimppa.documents import numbers
from kimppa.programme.models import Action, Programme
from kimppa.programme.standing import Binding, Reach, Standing
from kimppa.programme.status import ActionFacts, Status, open_steps, reached

EVERY = -1  # no year is left out as known
_NUMBERS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")

# What the audit log calls the actions that only this room does.
VERBS: dict[str, str | Promise] = {
    "add-action": gettext_lazy("Action added"),
    "add-step": gettext_lazy("Step added"),
    "approve": gettext_lazy("Approved"),
    "change-action": gettext_lazy("Action changed"),
    "change-step": gettext_lazy("Step changed"),
    "clear-status": gettext_lazy("State left to the steps"),
    "comment": gettext_lazy("Commented"),
    "complete-step": gettext_lazy("Step done"),
    "handle-comment": gettext_lazy("Comment handled"),
    "open-again": gettext_lazy("Opened again"),
    "propose": gettext_lazy("Sent for confirmation"),
    "override-status": gettext_lazy("State set by hand"),
    "remove-action": gettext_lazy("Removed"),
    "remove-comment": gettext_lazy("Comment removed"),
    "remove-step": gettext_lazy("Step removed"),
    "remove-update": gettext_lazy("Follow-up removed"),
    "reopen-comment": gettext_lazy("Comment opened again"),
    "reopen-step": gettext_lazy("Step opened again"),
    "roll-over": gettext_lazy("Carried to the next year"),
    "set-value": gettext_lazy("Value set"),
    "undo-roll-over": gettext_lazy("Carrying over undone"),
    "write-update": gettext_lazy("Follow-up written"),
}
# Which of the look's status words an action's status is shown as.
STATUS_KEYS: Mapping[str, str] = {
    Status.NOT_STARTED: "waiting",
    Status.ON_TIME: "ongoing",
    Status.IN_PROGRESS: "ongoing",
    Status.LATE: "late",
    Status.MISSED: "late",
    Status.DONE: "done",
    Status.DROPPED: "no-need",
    Status.MERGED: "info",
}


def status_word(status: str) -> str:
    """The status as a word: "Late"."""
    if status == Status.MISSED:  # which nobody sets by hand
        return _("Target not reached")
    return str(Action.Status(status).label)


def outcome_word(status: str, facts: ActionFacts, today: dt.date) -> str:
    """How an action came out, for the report of a year that may be over: of a late one what it
    lacks, since the clause that it is of may be fulfilled nevertheless; of one that goes on over
    the year's end, the day of its next step rather than that it is on schedule.
    """
    if status in (Status.ON_TIME, Status.IN_PROGRESS) and today.year > facts.year:
        days = [step.due for step in facts.steps if step.done is None and step.due]
        return (
            _("Goes on, next step by %(day)s") % {"day": day(min(days))} if days else _("Goes on")
        )
    if status != Status.LATE or facts.override:
        return status_word(status)
    steps = open_steps(facts, today)
    if steps:
        return ngettext(
            "The step %(titles)s has not been recorded as done",
            "These steps have not been recorded as done: %(titles)s",
            len(steps),
        ) % {"titles": ", ".join(f"”{step.title.strip().rstrip('.')}”" for step in steps)}
    return _("Target not reached") if reached(facts) is False else _("No follow-up written")


def day(date: dt.date) -> str:
    """A date as people write it."""
    return date_format(date, "SHORT_DATE_FORMAT")


def amount(value: Decimal, unit: str = "") -> str:
    """A number without the zeros a database adds, with its unit."""
    number = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    digits = max(-int(number.as_tuple().exponent), 0)
    text = numbers.decimal(number, active_language(), digits)
    return f"{text} {unit}".strip()


class Parts(NamedTuple):
    """What of a value is a municipality's own, and what was done together."""

    municipality: str
    own: Decimal
    joint: Decimal


def _part_words(parts: Parts) -> str:
    """The tail of a sentence: ", of which the municipality 46 and joint ones 255"."""
    words = {"own": amount(parts.own), "joint": amount(parts.joint)}
    if not parts.joint:
        return fill(_(", of which {place:genitive} {own}"), place=parts.municipality, **words)
    text = _(", of which {place:genitive} {own} and joint ones {joint}")
    return fill(text, place=parts.municipality, **words)


def indicator_sentence(action: Action, value: Decimal | None, parts: Parts | None = None) -> str:
    """Such as "Feedback answered: 103 messages (target at least 80)."; empty without one.

    `parts` are a municipality's of the value.
    """
    if not action.indicator:
        return ""
    value_words = _("not measured yet") if value is None else amount(value, action.indicator_unit)
    text = _("%(indicator)s: %(value)s") % {"indicator": action.indicator, "value": value_words}
    if parts is not None:
        text += _part_words(parts)
    if action.indicator_target is not None:
        # The unit stands once: with the value, else with the target.
        unit = action.indicator_unit if value is None else ""
        text += f" ({_target_words(action, action.indicator_target, unit)})"
    return f"{text}."


def target_words(action: Action) -> str:
    """Such as "target at least 80 messages"; empty without a target."""
    if action.indicator_target is None:
        return ""
    return _target_words(action, action.indicator_target, action.indicator_unit)


def _target_words(action: Action, number: Decimal, unit: str) -> str:
    target = amount(number, unit)
    if action.indicator_direction == Action.Direction.AT_MOST:
        return _("target at most %(target)s") % {"target": target}
    return _("target at least %(target)s") % {"target": target}


def time_words(action: Action) -> str:
    """When the action is carried out."""
    if action.continuous:
        return _("all year")
    if action.start and action.end:
        return f"{day(action.start)}–{day(action.end)}"
    if action.end:
        return _("by %(date)s") % {"date": day(action.end)}
    if action.start:
        return _("from %(date)s") % {"date": day(action.start)}
    return ""


def own_sentence(count: int, municipality: str) -> str:
    """How many of the actions just told are a municipality's own."""
    text = ngettext(
        "{count} of them is {place:genitive} own.",
        "{count} of them are {place:genitive} own.",
        count,
    )
    return say(text, count=count, place=municipality)


def count_sentence(counts: Mapping[str, int]) -> str:
    """Such as "Of the programme's 24 actions 15 are done, six on schedule and three late"."""
    total = sum(counts.values())
    if total == 1:
        state = next(status for status, count in counts.items() if count)
        return say(_("The programme's only action: {state}."), state=status_word(state).lower())
    parts = listed(count_words(counts))
    text = _("The programme has {count} actions: {parts}.")
    return say(text, count=total, parts=parts)


def count_words(counts: Mapping[str, int]) -> list[str]:
    """How many actions have each status, such as "six on schedule"."""
    phrases: list[tuple[str, Callable[[int], str]]] = [
        (Status.DONE, lambda n: ngettext("{count} done", "{count} done", n)),
        (Status.ON_TIME, lambda n: _("{count} on schedule")),
        (Status.IN_PROGRESS, lambda n: _("{count} in progress")),
        (Status.LATE, lambda n: ngettext("{count} late", "{count} late", n)),
        (Status.MISSED, lambda n: _("{count} short of the target")),
        (Status.NOT_STARTED, lambda n: ngettext("{count} not started", "{count} not started", n)),
        (Status.DROPPED, lambda n: ngettext("{count} left out", "{count} left out", n)),
        (
            Status.MERGED,
            lambda n: ngettext("{count} merged into others", "{count} merged into others", n),
        ),
    ]
    return [
        fill(text(counts[status]), count=counts[status])
        for status, text in phrases
        if counts.get(status)
    ]


def state_mark(programme: Programme, standing: Standing) -> tuple[str, str]:
    """A programme's state as a status key and words."""
    if programme.state == Programme.State.DRAFT:
        return "draft", _("Draft")
    if standing.binding is Binding.REFUSED:
        return "rejected", _("Not every library has confirmed it")
    if standing.binding is Binding.WITHDRAWN:
        return "provisional", _("Not confirmed")
    if standing.binding is Binding.ASKED:
        return "provisional", _("Awaits confirmation")
    if programme.state == Programme.State.CLOSED:
        return "done", _("Closed")
    return "confirmed", _("Agreed")


def since_words(standing: Standing) -> str:
    """Such as "Approved 9.1.2025" or "Sent to the libraries for confirmation 3.1.2025"."""
    if standing.since is None:
        return ""
    date = {"date": day(standing.since)}
    if standing.binding is Binding.APPROVED:
        return _("Approved %(date)s") % date
    if standing.binding is Binding.WITHDRAWN:
        return ""
    return _("Sent to the libraries for confirmation %(date)s") % date


def approval_sentence(
    standing: Standing,
    reach: Reach,
    year: int,
    *,
    earlier: Standing | None = None,
    own: bool = False,
) -> str:
    """How binding the programme of a year is and whom it has reached, in the order of events.

    `earlier` is the version before a reopened draft; `own` when the reach is that of one
    municipality. A claim is made only of what is true of the version that it is made of.
    """
    if standing.approved_on and reach.since:
        words = {"approved": on_day(standing.approved_on, year), "date": on_day(reach.since, year)}
        return say(_delivered_template(reach.count, to_one_library=own), count=reach.count, **words)
    if standing.approved_on and reach.provisional and not reach.earlier:
        return say(
            _("The programme was delivered as provisional {date} and approved {approved}."),
            approved=on_day(standing.approved_on, year),
            date=on_day(reach.provisional, year),
        )
    sentences = [_standing_sentence(standing, earlier, year)]
    if reach.earlier:
        text = _("An earlier version was delivered {date}.")
        sentences.append(say(text, date=on_day(reach.earlier, year)))
    elif reach.provisional:
        text = _("It was delivered as provisional {date}.")
        sentences.append(say(text, date=on_day(reach.provisional, year)))
    return " ".join(sentences)


def _standing_sentence(standing: Standing, earlier: Standing | None, year: int) -> str:
    if standing.approved_on:
        text = _("The programme was approved {date}.")
        return say(text, date=on_day(standing.approved_on, year))
    if standing.binding is Binding.DRAFT:
        if earlier is None:
            return _("The programme is being prepared.")
        text = _("A new version of the programme is being prepared.")
        if earlier.approved_on:
            earlier_text = _("The version before was approved {date}.")
            text += " " + say(earlier_text, date=on_day(earlier.approved_on, year))
        return text
    if standing.binding is Binding.WITHDRAWN or standing.answers is None or not standing.since:
        return _("The programme has not been confirmed by the libraries.")
    answers = standing.answers
    return say(
        _confirmation_sentence(answers.yes, answers.no),
        date=on_day(standing.since, year),
        yes=answers.yes,
        no=answers.no,
        asked=answers.asked,
    )


def _confirmation_sentence(yes_count: int, no_count: int) -> str:
    if yes_count and no_count:
        return _(
            "{asked} libraries were asked to confirm the programme {date}:"
            " {yes} have confirmed it, {no} have said no."
        )
    if no_count:
        return _("{asked} libraries were asked to confirm the programme {date}: {no} have said no.")
    if yes_count:
        return _(
            "{asked} libraries were asked to confirm the programme {date}: {yes} have confirmed it."
        )
    return _("{asked} libraries were asked to confirm the programme {date}.")


def _delivered_template(library_count: int, *, to_one_library: bool) -> str:
    """A sentence with {approved}, {date} and, where it tells of several, {count} to be filled."""
    if to_one_library:
        return _("The programme was approved {approved} and delivered {date}.")
    return ngettext(
        "The programme was approved {approved} and delivered to {count} library {date}.",
        "The programme was approved {approved} and delivered to {count} libraries, the first"
        " {date}.",
        library_count,
    )


def step_words(step: Mapping[str, str]) -> str:
    """A step with its day in words: "Luvut toimitettu (31. tammikuuta 2025 mennessä)"."""
    title = step["title"].strip().rstrip(".")
    if step.get("done"):
        day_taken = _date_of(step["done"])
        words = step["done"]
        if day_taken:
            words = calendar.on_day(day_taken, active_language(), EVERY)
        return f"{title} ({_('done %(date)s') % {'date': words}})"
    if not step["due"]:
        return title
    due = _date_of(step["due"])
    words = (
        calendar.by_day(due, active_language(), EVERY)
        if due
        else _("by %(date)s") % {"date": step["due"]}
    )
    return f"{title} ({words})"


def _date_of(text: str) -> dt.date | None:
    """The day that the facts tell as "29.2.2024"; None of another language's, which has words."""
    match = _NUMBERS.fullmatch(text)
    return dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
