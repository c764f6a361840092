"""The room's words: refusals and times, in the active language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from kimppa.core.clock import ZONE
from kimppa.publishing.imports import FileError
from kimppa.publishing.models import Item
from kimppa.sources.errors import FetchError
from kimppa.ui.numbers import number

VERBS: dict[str, str | Promise] = {
    "call-off": gettext_lazy("Called off"),
    "directory": gettext_lazy("Branches fetched"),
    "harvest": gettext_lazy("Events fetched from another service"),
    "harvest-undo": gettext_lazy("Fetched events taken back"),
    "hold": gettext_lazy("Noted as held"),
    "link-close": gettext_lazy("Link closed"),
    "participants": gettext_lazy("Participants told"),
    "propose": gettext_lazy("Sent to be published"),
    "publish": gettext_lazy("Published"),
    "put-back": gettext_lazy("Removed draft put back"),
    "send-back": gettext_lazy("Given back to be completed"),
    "tie": gettext_lazy("Branch tied"),
    "unhold": gettext_lazy("Noting as held taken back"),
    "unpropose": gettext_lazy("Sending to be published taken back"),
}
"""What the audit log calls the actions that only this room does."""

STATUS_KEYS = {
    Item.Status.DRAFT: "draft",
    Item.Status.PROPOSED: "waiting",
    Item.Status.PUBLISHED: "done",
    Item.Status.CANCELLED: "rejected",
    Item.Status.HELD: "done",
}


def rule_refusal(code: str) -> str:
    """Why a rule of repetition is not taken."""
    return {
        "unread": _("The repetition could not be read. Example: FREQ=WEEKLY;UNTIL=20250530"),
        "frequency": _("It may repeat daily, weekly, monthly or yearly."),
        "endless": _("Say how many times, or until which day."),
        "many": _("At most 200 times. Make it shorter, or two events of it."),
        "long": _("At most three years ahead."),
        "none": _("The repetition gives no day at all. Check the days."),
    }[code]


_UNFETCHED: Mapping[str, str | Promise] = {
    "unreachable": gettext_lazy("%(host)s does not answer. Try again later."),
    "busy": gettext_lazy("%(host)s asks to come again in %(after)s seconds."),
    "status": gettext_lazy("%(host)s answers with the error %(status)s. Try again later."),
    "refused": gettext_lazy("%(host)s does not let us in (%(status)s)."),
    "missing": gettext_lazy("%(host)s has nothing at this address. Correct the address."),
    "not-json": gettext_lazy("There is no Linked Events at this address of %(host)s."),
    "not-linkedevents": gettext_lazy("There is no Linked Events at this address of %(host)s."),
    "bad-address": gettext_lazy("The address cannot be asked: %(address)s."),
}


def file_refusal(error: FileError | FetchError) -> str:
    """Why a file, or another service's list, is not taken."""
    if isinstance(error, FetchError):
        words = _UNFETCHED.get(error.code)
        text = str(words) % error.params if words else str(error)
        return _("The events did not come: %(error)s") % {"error": text}
    return {
        "calendar": _("The calendar cannot be read. Export it anew as .ics."),
        "many": _("At most 2,000 events and 5 MB at a time. Split the file."),
        "json": _("This is no list of Linked Events."),
    }[error.code]


def when(start: dt.datetime | None, end: dt.datetime | None) -> str:
    """A time as people write it: ke 5.2.2025 17.00–18.30."""
    if start is None or end is None:
        return ""
    first, last = start.astimezone(ZONE), end.astimezone(ZONE)
    begins = f"{weekday(first)} {date_format(first, 'j.n.Y')} {hour(first)}"
    if first.date() == last.date():
        return f"{begins}–{hour(last)}"
    return f"{begins} – {weekday(last)} {date_format(last, 'j.n.Y')} {hour(last)}"


def hour(moment: dt.datetime) -> str:
    return f"{moment.hour}.{moment:%M}"


def weekday(day: dt.date) -> str:
    return str(_(DAYS[day.weekday()]))


DAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)


def languages(codes: Sequence[str]) -> str:
    """Names of languages: Swedish, English."""
    names = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}
    return ", ".join(str(names[code]) for code in codes)


def published_sentence(events: int, joint: int) -> str:
    """23 events, of which 6 joint."""
    text = ngettext(
        "%(count)d event was published in Finna",
        "%(count)d events were published in Finna",
        events,
    ) % {"count": events}
    return f"{text}{_of_which_joint(joint, events)}."


def news_sentence(count: int, joint: int) -> str:
    """5 news items and notices were published, of which 2 joint."""
    text = ngettext(
        "%(count)d news item or notice was published",
        "%(count)d news items and notices were published",
        count,
    ) % {"count": count}
    return f"{text}{_of_which_joint(joint, count)}."


def _of_which_joint(joint: int, count: int) -> str:
    if not joint:
        return ""
    if joint == count:
        return ngettext(", joint", ", all joint", joint)
    return ngettext(", of which %(count)d joint", ", of which %(count)d joint", joint) % {
        "count": joint
    }


def participants_sentence(own: int, joint: int) -> str:
    """412 people took part in the own events; joint events had 96 visitors, all libraries together.

    The latter are told to every library, so they are said to be everybody's.
    """
    parts = []
    if own:
        text = ngettext(
            "%(count)s person took part in the libraries' own events",
            "%(count)s people took part in the libraries' own events",
            own,
        )
        parts.append(text % {"count": number(own, 0)})
    if joint:
        text = ngettext(
            "joint events had %(count)s participant in the whole consortium",
            "joint events had %(count)s participants in the whole consortium",
            joint,
        )
        parts.append(text % {"count": number(joint, 0)})
    sentence = "; ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


AGES_UNTOLD = gettext_lazy("Not every event tells whether it was for children or adults alone.")


def held_sentence(count: int) -> str:
    """24 events were held, each time of a repeated one counted."""
    return ngettext(
        "%(count)d event was held; a repeated one counts each time.",
        "%(count)d events were held; a repeated one counts each time.",
        count,
    ) % {"count": count}


def came_sentence(people: int, told: int, events: int) -> str:
    """412 people came; 7 of 9 events tell how many."""
    return _("%(people)d people came; %(told)d of %(events)d events tell how many.") % {
        "people": people,
        "told": told,
        "events": events,
    }


def hours_words(hours: dict[str, Any] | None) -> str:
    """7.00–10.00 self-service, 10.00–18.00; closed; empty when not known."""
    if hours is None:
        return ""
    if not hours["times"]:
        return _("closed") + (f" ({hours['info']})" if hours["info"] else "")
    parts = []
    for start, end, staffed in hours["times"]:
        text = f"{_plain(start)}–{_plain(end)}"
        parts.append(text if staffed else f"{text} {_('self-service')}")
    return ", ".join(parts)


def _plain(hour: str) -> str:
    return hour.removeprefix("0").replace(":", ".")


def closed_words(library: str, days: Sequence[tuple[dt.date, str]]) -> str:
    """Porin kirjasto is closed: Sun 19.1.2025 (renovation), Sun 26.1.2025."""
    texts = [f"{weekday(day)} {date_format(day, 'j.n.Y')}" + (f" ({why})" if why else "")
            for day, why in days]  # fmt: skip
    return _("%(library)s is closed: %(days)s.") % {"library": library, "days": ", ".join(texts)}
