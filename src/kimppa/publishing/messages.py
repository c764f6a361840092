"""The room's words: refusals and times, in the active language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from kimppa.core.words.messages import say
from kimppa.publishing.imports import FileError
from kimppa.publishing.models import Item
from kimppa.publishing.spans import span_of
from kimppa.sources.errors import FetchError
from kimppa.ui.numbers import number

POSITION_IN_WORDS = gettext_lazy(
    "Write the latitude first and then the longitude, as 60.8137, 23.6211."
)
PICTURE_IN_WORDS = gettext_lazy("Write what the picture shows, for those who do not see it.")
BOTH_HOURS = gettext_lazy("Write both times, or neither when it lasts all day.")
LANGUAGE_NAMES: dict[str, Promise] = {
    "fi": gettext_lazy("Finnish"),
    "sv": gettext_lazy("Swedish"),
    "en": gettext_lazy("English"),
}
ALONE: dict[str, Promise] = {
    "fi": gettext_lazy("The text is only in Finnish."),
    "sv": gettext_lazy("The text is only in Swedish."),
    "en": gettext_lazy("The text is only in English."),
}

VERBS: dict[str, str | Promise] = {
    "call-off": gettext_lazy("Called off"),
    "directory": gettext_lazy("Branches fetched"),
    "harvest": gettext_lazy("Events fetched from another service"),
    "harvest-undo": gettext_lazy("Fetched events taken back"),
    "hold": gettext_lazy("Noted as held"),
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


def time_words(start: dt.datetime | None, end: dt.datetime | None) -> str:
    """A time as people write it: ke 5.2.2025 17.00–18.30; to 5.2.2025 for a whole day."""
    if start is None or end is None:
        return ""
    span = span_of(start, end)
    begins = f"{_short_day(span.first)} {span.begins}".strip()
    if span.first == span.last:
        return begins if span.whole_day else f"{begins}–{span.ends}"
    return f"{begins} – {_short_day(span.last)} {span.ends}".strip()


def _short_day(day: dt.date) -> str:
    return f"{weekday(day)} {date_format(day, 'j.n.Y')}"


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
    return ", ".join(str(LANGUAGE_NAMES[code]) for code in codes)


def published_sentence(own_count: int, joint_count: int, town: str) -> str:
    """20 events were told of, of which six joint; of a municipality (`town`) its own, and which
    are joint.
    """
    if not joint_count:
        text = ngettext(
            "The web library told of {count} event.",
            "The web library told of {count} events.",
            own_count,
        )
        own_text = ngettext(
            "The web library told of {count} event of {place}.",
            "The web library told of {count} events of {place}.",
            own_count,
        )
        return say(own_text if town else text, count=own_count, place=town)
    if not own_count:
        text = ngettext(
            "The web library told of {count} joint event of the libraries.",
            "The web library told of {count} joint events of the libraries.",
            joint_count,
        )
        return say(text, count=joint_count)
    if town:
        text = ngettext(
            "The web library told of {own} of {place:genitive} own events and {count} joint one.",
            "The web library told of {own} of {place:genitive} own events and {count} joint ones.",
            joint_count,
        )
        return say(text, own=own_count, count=joint_count, place=town)
    text = ngettext(
        "The web library told of {total} events, of which {count} was joint.",
        "The web library told of {total} events, of which {count} were joint.",
        joint_count,
    )
    return say(text, total=own_count + joint_count, count=joint_count)


def held_events(own_count: int, joint_count: int, town: str, *, besides: bool) -> str:
    """Four events were held in the libraries; of a municipality (`town`) its own and the joint
    ones, each in a sentence. `besides`: others were told of before.
    """
    own_sentence = _own_held(own_count, town, besides)
    joint_sentence = _joint_held(joint_count, besides and not own_count)
    return " ".join(filter(None, (own_sentence, joint_sentence)))


def _own_held(count: int, town: str, besides: bool) -> str:
    if not count:
        return ""
    if besides:
        text = ngettext(
            "Besides, {count} event was held.", "Besides, {count} events were held.", count
        )
    elif town:
        text = ngettext(
            "{count} event was held in {place:genitive} library.",
            "{count} events were held in {place:genitive} library.",
            count,
        )
    else:
        text = ngettext(
            "{count} event was held in the libraries.",
            "{count} events were held in the libraries.",
            count,
        )
    return say(text, count=count, place=town)


def _joint_held(count: int, besides: bool) -> str:
    if not count:
        return ""
    if besides:
        text = ngettext(
            "Besides, {count} joint event was held.",
            "Besides, {count} joint events were held.",
            count,
        )
    else:
        text = ngettext(
            "{count} joint event of the libraries was held.",
            "{count} joint events of the libraries were held.",
            count,
        )
    return say(text, count=count)


def news_sentence(own_count: int, joint_count: int, *, besides: bool) -> str:
    """Two news items were published, and one joint one. `besides`: something was told before."""
    own_text = ngettext(
        "{count} news item was published.", "{count} news items were published.", own_count
    )
    own_besides = ngettext(
        "{count} news item was published besides.",
        "{count} news items were published besides.",
        own_count,
    )
    joint_text = ngettext(
        "{count} joint news item of the libraries was published.",
        "{count} joint news items of the libraries were published.",
        joint_count,
    )
    joint_besides = ngettext(
        "{count} joint news item was published besides.",
        "{count} joint news items were published besides.",
        joint_count,
    )
    own_sentence = say(own_besides if besides else own_text, count=own_count)
    follows = besides or own_count > 0
    joint_sentence = say(joint_besides if follows else joint_text, count=joint_count)
    return " ".join(
        sentence
        for count, sentence in ((own_count, own_sentence), (joint_count, joint_sentence))
        if count
    )


def participants_sentence(people: int, joint_people: int) -> str:
    """25 people came to the own events and 255 to the joint ones, all who shared them together.

    The latter are told to every library that shared them, so they are said to be all theirs.
    """
    if people and joint_people:
        text = ngettext(
            "{own} visitor came to the own events and {joint} to the joint ones of all "
            "who shared them.",
            "{own} visitors came to the own events and {joint} to the joint ones of all "
            "who shared them.",
            people,
        )
        return say(text, own=people, joint=joint_people)
    if people:
        text = ngettext("{count} visitor came to them.", "{count} visitors came to them.", people)
        return say(text, count=people)
    text = ngettext(
        "{count} visitor came to the joint events in the libraries that shared them.",
        "{count} visitors came to the joint events in the libraries that shared them.",
        joint_people,
    )
    return say(text, count=joint_people)


def headline(own_count: int, joint_count: int, *, is_part: bool) -> tuple[str, str]:
    """Events in few letters, a municipality's own and the joint apart: "2 + 6"."""
    total = number(own_count + joint_count, 0)
    parts = f"{number(own_count, 0)} + {number(joint_count, 0)}"
    figure = parts if is_part and own_count and joint_count else total
    return (figure, ngettext("event", "events", own_count + joint_count))


AGES_UNTOLD = gettext_lazy("Not every event tells whether it was for children or adults alone.")


def held_sentence(count: int) -> str:
    """24 events were held, each time of a repeated one counted."""
    return ngettext(
        "%(count)d event was held; a repeated one counts each time.",
        "%(count)d events were held; a repeated one counts each time.",
        count,
    ) % {"count": count}


def came_sentence(people: int, told_count: int, events: int) -> str:
    """412 people came; 7 of 9 events tell how many."""
    return _("%(people)d people came; %(told)d of %(events)d events tell how many.") % {
        "people": people,
        "told": told_count,
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
        text = f"{_plain_hour(start)}–{_plain_hour(end)}"
        parts.append(text if staffed else f"{text} {_('self-service')}")
    return ", ".join(parts)


def _plain_hour(hour: str) -> str:
    return hour.removeprefix("0").replace(":", ".")


def closed_words(library: str, days: Sequence[tuple[dt.date, str]]) -> str:
    """Porin kirjasto is closed: Sun 19.1.2025 (renovation), Sun 26.1.2025."""
    texts = [f"{weekday(day)} {date_format(day, 'j.n.Y')}" + (f" ({reason})" if reason else "")
            for day, reason in days]  # fmt: skip
    return _("%(library)s is closed: %(days)s.") % {"library": library, "days": ", ".join(texts)}
