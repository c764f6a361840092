"""Why a day is proposed, and why none can be, in words."""

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.meetings.dates.planning import PlanningError, Proposal, Reason
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


def proposal_words(proposal: Proposal) -> str:
    """Wed 15.1.2025 at 9.00: before Report 31.1.2025."""
    words = {
        "weekday": date_format(proposal.start, "D"),
        "day": day(proposal.start),
        "time": time_format(proposal.start, "TIME_FORMAT"),
        "why": "; ".join(filter(None, map(_reason, proposal.reasons))),
    }
    return _("%(weekday)s %(day)s at %(time)s: %(why)s") % words


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
            return _("%(day)s does not suit") % words
    return ""


def failure_words(error: PlanningError) -> str:
    """Why there are no such days, and what would help."""
    if error.code == "few":
        return _(
            "Only %(most)d meetings fit between the holidays and the weeks that do not suit. "
            "Ask for fewer meetings or a shorter gap."
        ) % {"most": error.most}
    return _("The last day is before the first, or over two years after it.")
