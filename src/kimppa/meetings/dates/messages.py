"""Days in words: why they are proposed, why they cannot be read, how they suit."""

import datetime as dt

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.queries import coordinators
from kimppa.meetings.dates.days import DAYS, MEETINGS, DaysError
from kimppa.meetings.dates.planning import PlanningError, Proposal, Reason
from kimppa.meetings.dates.ticks import Suits
from kimppa.meetings.models import Poll
from kimppa.ui.numbers import day

HOLIDAYS = {
    "new_year": gettext_lazy("New Year's Day"),
    "epiphany": gettext_lazy("Epiphany"),
    "good_friday": gettext_lazy("Good Friday"),
    "easter_sunday": gettext_lazy("Easter Sunday"),
    "easter_monday": gettext_lazy("Easter Monday"),
    "may_day": gettext_lazy("May Day"),
    "ascension_day": gettext_lazy("Ascension Day"),
    "pentecost": gettext_lazy("Pentecost"),
    "midsummer_eve": gettext_lazy("Midsummer Eve"),
    "midsummer_day": gettext_lazy("Midsummer Day"),
    "all_saints": gettext_lazy("All Saints' Day"),
    "independence_day": gettext_lazy("Independence Day"),
    "christmas_eve": gettext_lazy("Christmas Eve"),
    "christmas_day": gettext_lazy("Christmas Day"),
    "second_christmas_day": gettext_lazy("the second day of Christmas"),
}


SUITS = {
    Suits.YES: gettext_lazy("Suits"),
    Suits.IF_NEEDED: gettext_lazy("If needed"),
    Suits.NO: gettext_lazy("Does not suit"),
}


def moment_words(start: dt.datetime) -> str:
    """Wed 15.1.2025 at 9.00."""
    return _("%(weekday)s %(day)s at %(time)s") % {
        "weekday": date_format(start, "D"),
        "day": day(start),
        "time": time_format(start, "TIME_FORMAT"),
    }


def late_words(poll: Poll) -> list[str]:
    """What is said once a poll takes no answers: whom to ask, or what the coordinator may do."""
    if poll.takes_answers:
        return []
    closed_words = _("No answers are taken any more.")
    if not poll.is_open:
        return [closed_words]
    people = ", ".join(f"{person.name}, {person.email}" for person in coordinators())
    return [
        _("The last day for answers was %(day)s.") % {"day": day(poll.due)},
        _("Answers come in again when the coordinator moves the last day: %(people)s.")
        % {"people": people},
    ]


def days_failure(error: DaysError) -> str:
    """Where the days cannot be read, and what to write."""
    words = {"line": error.line, "part": error.part}
    match error.code:
        case "empty":
            return _("Write a day, for example 5.2.2025 10.00.")
        case "many":
            return _("Write at most %(count)d lines.") % {"count": MEETINGS}
        case "options":
            return _("Line %(line)d: write from one to %(count)d days.") % {
                **words, "count": DAYS}  # fmt: skip
        case "time":
            return _("Line %(line)d: “%(part)s” has no time. Write 5.2.2025 10.00.") % words
        case "past":
            return _("Line %(line)d: “%(part)s” is not ahead.") % words
        case "hour":
            return _("Line %(line)d: the clocks change at “%(part)s”; choose another.") % words
        case "twice":
            return _("Line %(line)d: “%(part)s” stands there twice.") % words
    return _("Line %(line)d: “%(part)s” is no day. Write 5.2.2025 10.00.") % words


def proposal_words(proposal: Proposal) -> str:
    """Wed 15.1.2025 at 9.00: before Report 31.1.2025."""
    reasons = "; ".join(filter(None, map(_reason, proposal.reasons)))
    return f"{moment_words(proposal.start)}: {reasons}"


def _reason(reason: Reason) -> str:
    """Why; of the usual weekday nothing is said."""
    words = {"subject": reason.subject, "day": day(reason.date) if reason.date else ""}
    match reason.code:
        case "duty":
            return _("in time for %(subject)s, due %(day)s") % words
        case "even":
            return _("keeps the gaps even")
        case "holiday":
            holiday = HOLIDAYS.get(reason.subject, reason.subject)
            return _("%(day)s is %(holiday)s") % {**words, "holiday": holiday}
        case "busy":
            words["subject"] = reason.subject or _("those who meet")
            return _("%(day)s does not suit %(subject)s") % words
    return ""


def failure_words(error: PlanningError) -> str:
    """Why there are no such days, and what would help."""
    if error.code == "few":
        return _(
            "Only %(most)d meetings fit between the holidays and the weeks that do not suit. "
            "Ask for fewer meetings or a shorter gap."
        ) % {"most": error.most}
    return _("The last day is before the first, or over two years after it.")
