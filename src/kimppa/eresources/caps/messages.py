"""What is said of a cap: how much is left of it, and when it is full at this pace."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.words.calendar import in_months
from kimppa.documents.numbers import day_and_month
from kimppa.eresources.models import Cap
from kimppa.eresources.terms.pace import Use
from kimppa.ui.numbers import language, money, number, percent


def title_words(cap: Cap, day: dt.date) -> str:
    """The heading: of which month, or that it is for the period."""
    if cap.length == Cap.Length.MONTH:
        return _("Cap of use %(months)s") % {"months": in_months([day], language())}
    return _("Cap of use of the period")


def amount_words(cap: Cap, amount: Decimal) -> str:
    """A sum of the cap's unit."""
    if cap.unit == Cap.Unit.EUROS:
        return money(amount)
    count = int(amount)
    return ngettext("%(count)s use", "%(count)s uses", count) % {"count": number(count)}


def cap_words(cap: Cap, use: Use | None, today: dt.date) -> str:
    """One or two sentences: what is used and left, then until when, as it is read `today`."""
    if use is None:
        text = _("The cap is %(cap)s. Nothing has been read yet.")
        return text % {"cap": amount_words(cap, cap.amount)}
    words = {
        "used": amount_words(cap, use.used),
        "share": percent(use.share),
        "day": day_and_month(use.day, language()),
        "left": amount_words(cap, use.rest),
        "over": amount_words(cap, use.over),
        "cap": amount_words(cap, use.cap),
    }
    if use.over:
        return _("%(used)s on %(day)s, %(over)s over the cap of %(cap)s (%(share)s).") % words
    text = _("%(used)s on %(day)s, %(share)s of the cap; %(left)s left of %(cap)s.") % words
    return f"{text} {pace_words(use, today)}"


def pace_words(use: Use, today: dt.date) -> str:
    """When the cap is full at the pace until the day of its use, with the range of it; once that
    range has begun it says nothing of today any more.
    """
    first_day, last_day = use.earliest, use.latest
    if use.is_full:
        return _("The cap is full.")
    if first_day is None:
        return _("At this pace it lasts.")
    if first_day < today:
        return _("By now it may be full: note today’s use.")
    start = day_and_month(first_day, language())
    if last_day is None:
        return _("At this pace it may be full from %(day)s on.") % {"day": start}
    # A Finnish day ends in a full stop of its own.
    days = days_words(first_day, last_day).removesuffix(".")
    return _("At this pace it is full %(days)s.") % {"days": days}


def days_words(first_day: dt.date, last_day: dt.date) -> str:
    """A day, or the first and the last."""
    start, end = (day_and_month(day, language()) for day in (first_day, last_day))
    return start if first_day == last_day else f"{start}–{end}"
