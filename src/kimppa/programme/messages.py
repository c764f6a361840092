"""Words for people: sentences about actions, and what the audit log calls the room's writes."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.programme.models import Action, Programme
from kimppa.programme.standing import Binding, Reach, Standing
from kimppa.programme.status import ActionFacts, Status, open_steps, reached

# What the audit log calls the actions that only this room does.
VERBS: dict[str, str | Promise] = {
    "add-step": gettext_lazy("Step added"),
    "approve": gettext_lazy("Approved"),
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
    Status.DONE: "done",
    Status.DROPPED: "no-need",
    Status.MERGED: "info",
}


def status_word(status: str) -> str:
    """The status as a word: "Late"."""
    return str(Action.Status(status).label)


def outcome_word(status: str, facts: ActionFacts, today: dt.date) -> str:
    """How an action came out, for the report of a year that may be over: of a late one what it
    lacks, since the clause that it is of may be fulfilled nevertheless.
    """
    if status != Status.LATE or facts.override:
        return status_word(status)
    steps = open_steps(facts, today)
    if steps:
        return ngettext(
            "%(count)d step not marked done", "%(count)d steps not marked done", steps
        ) % {"count": steps}
    return _("Target not reached") if reached(facts) is False else _("No follow-up written")


def day(date: dt.date) -> str:
    """A date as people write it."""
    return date_format(date, "SHORT_DATE_FORMAT")


def amount(value: Decimal, unit: str = "") -> str:
    """A number without the zeros a database adds, with its unit."""
    whole = value == value.to_integral_value()
    text = number_format(value.quantize(Decimal(1)) if whole else value.normalize())
    return f"{text} {unit}".strip()


class Parts(NamedTuple):
    """What of a value is a municipality's own, and what was done together."""

    municipality: str
    own: Decimal
    joint: Decimal


def _part_words(parts: Parts) -> str:
    """, of which the municipality 46 and all together 255."""
    words = {
        "municipality": parts.municipality,
        "value": amount(parts.own),
        "joint": amount(parts.joint),
    }
    if not parts.joint:
        return _(", of which %(municipality)s %(value)s") % words
    return _(", of which %(municipality)s %(value)s and all together %(joint)s") % words


def indicator_sentence(action: Action, value: Decimal | None, parts: Parts | None = None) -> str:
    """Such as "Feedback answered: 103 messages (target at least 80 messages)."; empty without one.

    `parts` are a municipality's of the value.
    """
    if not action.indicator:
        return ""
    now = _("not measured yet") if value is None else amount(value, action.indicator_unit)
    text = _("%(indicator)s: %(value)s") % {"indicator": action.indicator, "value": now}
    if parts is not None:
        text += _part_words(parts)
    if action.indicator_target is not None:
        text += " (" + target_words(action) + ")"
    return f"{text}."


def target_words(action: Action) -> str:
    """Such as "target at least 80 messages"; empty without a target."""
    if action.indicator_target is None:
        return ""
    target = amount(action.indicator_target, action.indicator_unit)
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


def joint_sentence(count: int, total: int) -> str:
    """How many of the actions just told are done together."""
    if count == total:
        return ngettext("It is joint.", "All of them are joint.", count)
    text = ngettext("%(count)d of them is joint.", "%(count)d of them are joint.", count)
    return text % {"count": count}


def count_sentence(counts: Mapping[str, int], municipality: str = "") -> str:
    """Such as "The programme has 24 actions: 15 done, 6 on schedule, 3 late."; with a
    municipality's name, of the actions that concern it.
    """
    total = sum(counts.values())
    phrases = [
        (counts.get(Status.DONE, 0), _("%(count)d done")),
        (counts.get(Status.ON_TIME, 0), _("%(count)d on schedule")),
        (counts.get(Status.IN_PROGRESS, 0), _("%(count)d in progress")),
        (counts.get(Status.LATE, 0), _("%(count)d late")),
        (counts.get(Status.NOT_STARTED, 0), _("%(count)d not started")),
        (counts.get(Status.DROPPED, 0), _("%(count)d left out")),
        (counts.get(Status.MERGED, 0), _("%(count)d merged into others")),
    ]
    parts = ", ".join(text % {"count": count} for count, text in phrases if count)
    if municipality:
        return ngettext(
            "%(municipality)s: the programme has %(count)d action here: %(parts)s.",
            "%(municipality)s: the programme has %(count)d actions here: %(parts)s.",
            total,
        ) % {"municipality": municipality, "count": total, "parts": parts}
    return ngettext(
        "The programme has %(count)d action: %(parts)s.",
        "The programme has %(count)d actions: %(parts)s.",
        total,
    ) % {"count": total, "parts": parts}


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
    told = {"date": day(standing.since)}
    if standing.binding is Binding.APPROVED:
        return _("Approved %(date)s") % told
    if standing.binding is Binding.WITHDRAWN:
        return ""
    return _("Sent to the libraries for confirmation %(date)s") % told


def approval_sentence(
    standing: Standing, reach: Reach, *, earlier: Standing | None = None, own: bool = False
) -> str:
    """How binding the programme is and whom it has reached, in the order of events.

    `earlier` is the version before a reopened draft; `own` when the reach is that of one
    municipality. A claim is made only of what is true of the version that it is made of.
    """
    if standing.approved_on and reach.since:
        words = {"approved": day(standing.approved_on), "date": day(reach.since)}
        return _delivered(reach.count, own=own) % (words | {"count": reach.count})
    if standing.approved_on and reach.provisional and not reach.earlier:
        return _(
            "The programme was delivered as provisional %(date)s and approved %(approved)s."
        ) % {"approved": day(standing.approved_on), "date": day(reach.provisional)}
    sentences = [_standing(standing, earlier)]
    if reach.earlier:
        sentences.append(
            _("An earlier version was delivered %(date)s.") % {"date": day(reach.earlier)}
        )
    elif reach.provisional:
        sentences.append(
            _("It was delivered as provisional %(date)s.") % {"date": day(reach.provisional)}
        )
    return " ".join(sentences)


def _standing(standing: Standing, earlier: Standing | None) -> str:
    if standing.approved_on:
        return _("The programme was approved %(date)s.") % {"date": day(standing.approved_on)}
    if standing.binding is Binding.DRAFT:
        if earlier is None:
            return _("The programme is being prepared.")
        text = _("A new version of the programme is being prepared.")
        if earlier.approved_on:
            text += " " + _("The version before was approved %(date)s.") % {
                "date": day(earlier.approved_on)
            }
        return text
    if standing.binding is Binding.WITHDRAWN or standing.answers is None or not standing.since:
        return _("The programme has not been confirmed by the libraries.")
    told = {
        "date": day(standing.since),
        "yes": standing.answers.yes,
        "no": standing.answers.no,
        "asked": standing.answers.asked,
    }
    if standing.binding is Binding.REFUSED:
        return (
            _(
                "The libraries were asked to confirm the programme %(date)s:"
                " %(yes)d/%(asked)d have confirmed it, %(no)d have said no."
            )
            % told
        )
    return (
        _(
            "The libraries were asked to confirm the programme %(date)s:"
            " %(yes)d/%(asked)d have confirmed it."
        )
        % told
    )


def _delivered(count: int, *, own: bool) -> str:
    if own:
        return _("The programme was approved %(approved)s and delivered %(date)s.")
    return ngettext(
        "The programme was approved %(approved)s and delivered to %(count)d library %(date)s.",
        "The programme was approved %(approved)s and delivered to %(count)d libraries"
        " from %(date)s on.",
        count,
    )
