"""The year's events as a key figure: the own and the joint ones apart, never added."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Municipality
from kimppa.core.keyfigures import KeyFigure
from kimppa.documents.charts.small import Months, dots
from kimppa.publishing.models import Item
from kimppa.publishing.queries import held_unpublished, published_in
from kimppa.ui.numbers import language, number

RANK = 20


def key_figures(year: int, towns: Sequence[Municipality]) -> Mapping[str, Sequence[KeyFigure]]:
    """The events of a year, of all and of each municipality: one query."""
    fields = ("municipality", "joint", "joint_with", "start", "published_at", "participants")
    items = published_in(year).filter(kind=Item.Kind.EVENT) | held_unpublished(year)
    events = list(items.order_by().only(*fields, "example"))
    if not events:
        return {}
    own_events = {town.code: [e for e in events if _owns(town, e)] for town in towns}
    joint_events = {town.code: [e for e in events if _shares(town, e, year)] for town in towns}
    own_events[""] = [event for event in events if not event.joint]
    joint_events[""] = [event for event in events if event.joint]
    return {
        code: [_figure(Share(own_events[code], joint_events[code], year))] for code in own_events
    }


def _owns(town: Municipality, event: Item) -> bool:
    return not event.joint and event.municipality_id == town.pk


def _shares(town: Municipality, event: Item, year: int) -> bool:
    moment = event.published_at or event.start
    if not event.joint or moment is None:
        return False
    if event.partners and town.code not in event.partners:
        return False
    return town.shares(moment.astimezone(ZONE).date(), year)


@dataclass(frozen=True, slots=True)
class Share:
    """A year's own and joint events."""

    own: Sequence[Item]
    joint: Sequence[Item]
    year: int

    def months(self, events: Sequence[Item]) -> tuple[int, ...]:
        """How many began in each month; what began in another year, when it was published."""
        days = [self._day(event).month for event in events]
        return tuple(days.count(month) for month in range(1, 13))

    def _day(self, event: Item) -> dt.date:
        moments = [m.astimezone(ZONE) for m in (event.start, event.published_at) if m]
        return next((m.date() for m in moments if m.year == self.year), moments[-1].date())


def _figure(share: Share) -> KeyFigure:
    own_count, joint_count = len(share.own), len(share.joint)
    words = ngettext("own", "own ones", own_count)
    if visitor_words := _visitor_words(share.own):
        words = f"{words}, {visitor_words}"
    months = Months(
        share.months(share.own),
        share.months(share.joint),
        pgettext("events", "own"),
        pgettext("events", "joint"),
        language(),
    )
    alt = _("Events by month: %(own)d own and %(joint)d joint in the year.")
    return KeyFigure(
        rank=RANK,
        title=_("Events"),
        number=number(own_count, 0),
        words=words,
        lines=(_joint_line(share.joint),) if joint_count else (),
        pictures=(dots(months, alt % {"own": own_count, "joint": joint_count}),),
        source=_(
            "Events: published or held in the year. Participants of joint events are counted in "
            "the municipalities that share them together and never among a municipality's own."
        ),
        example=any(event.example for event in (*share.own, *share.joint)),
    )


def _joint_line(events: Sequence[Item]) -> str:
    count = ngettext("%(count)s joint one", "%(count)s joint ones", len(events)) % {
        "count": number(len(events), 0)
    }
    visitor_words = _visitor_words(events)
    if not visitor_words:
        return f"{count}."
    return _("%(events)s: in the municipalities that share them %(participants)s.") % {
        "events": count,
        "participants": visitor_words,
    }


def _visitor_words(events: Sequence[Item]) -> str:
    people = sum(event.participants or 0 for event in events)
    if not people:
        return ""
    return ngettext("%(count)s participant", "%(count)s participants", people) % {
        "count": number(people, 0)
    }
