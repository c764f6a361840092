"""How a year's events and news are spread, and whom they reached."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum
from django.urls import reverse

from kimppa.core.area import Counted
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.figures.rooms import Known
from kimppa.publishing import messages
from kimppa.publishing.keywords import names_of
from kimppa.publishing.models import Item, Keyword, Occurrence, done_for
from kimppa.publishing.queries import published_in

_EVENT = Q(kind=Item.Kind.EVENT)
COUNTED = {
    "events": Count("pk", filter=_EVENT),
    "news": Count("pk", filter=~_EVENT),
    "told": Count("pk", filter=_EVENT & Q(participants__isnull=False)),
    "people": Sum("participants", filter=_EVENT),
}


@dataclass(frozen=True, slots=True)
class Reached:
    """Events, of how many it is told how many came, and how many came in all."""

    events: int
    told: int
    people: int

    @property
    def mean(self) -> float | None:
        """How many came to an event, of those of which it is told."""
        return round(self.people / self.told, 1) if self.told else None


@dataclass(frozen=True, slots=True)
class Balance:
    """How much of a year is a municipality's; none = the joint ones, which are told apart."""

    municipality: Municipality | None
    news: int
    reached: Reached


@dataclass(frozen=True, slots=True)
class About:
    """The events of a year that are for somebody, or of something."""

    role: str
    slug: str
    reached: Reached

    def name(self, language: str) -> str:
        """The keyword's name."""
        names = names_of(self.role, self.slug, "")
        return names.get(language, names["fi"])


def balance(year: int, towns: Collection[Municipality] | None = None) -> list[Balance]:
    """By municipality, in their order, or of `towns` alone; the joint ones last, of `towns` those
    that came while one of them was in the consortium: three queries.
    """
    items = published_in(year).order_by()
    joint = items.filter(joint=True)
    if towns is not None:
        joint = joint.filter(reduce(or_, map(done_for, towns), Q(pk__in=())))
    own = items.filter(joint=False).values("municipality").annotate(**COUNTED)
    by_town: dict[int | None, Mapping[str, Any]] = {row["municipality"]: row for row in own}
    shown = municipalities_of(year) if towns is None else towns
    rows_by_town = [_balance(town, by_town.get(town.pk, {})) for town in shown]
    return [*rows_by_town, _balance(None, joint.aggregate(**COUNTED))]


def _balance(town: Municipality | None, counts: Mapping[str, Any]) -> Balance:
    return Balance(town, counts.get("news", 0), _reach_of(counts))


def _reach_of(counts: Mapping[str, Any]) -> Reached:
    return Reached(counts.get("events", 0), counts.get("told", 0), counts.get("people") or 0)


def reach(year: int, municipality: Municipality | None = None) -> Sequence[About]:
    """For whom and of what the year's events were, the most visited first: one query."""
    events = published_in(year).published_for(municipality).filter(_EVENT).order_by()
    rows = (
        Keyword.objects.filter(item__in=events.values("pk"))
        .exclude(role=Keyword.Role.WORD)
        .order_by("role", "slug")
        .values("role", "slug")
        .annotate(
            events=Count("item"), told=Count("item__participants"), people=Sum("item__participants")
        )
    )
    subjects = [About(row["role"], row["slug"], _reach_of(row)) for row in rows]
    return sorted(
        subjects,
        key=lambda subject: (subject.role, -subject.reached.people, -subject.reached.events),
    )


def has_events(year: int, municipality: Municipality | None = None) -> bool:
    """Whether any event of the year is the municipality's or joint."""
    return published_in(year).published_for(municipality).filter(_EVENT).exists()


def counted(codes: Collection[str], year: int) -> dict[str, Counted]:
    """What the area counts of a year's events, by code: two queries. A joint event is no
    municipality's own.
    """
    events = published_in(year).filter(_EVENT).order_by()
    parts = ("joint", "joint_with", "municipality", "published_at__date")
    groups = [
        _Group(*row)
        for row in events.values_list(*parts).annotate(Count("pk"), Sum("participants"))
    ]
    towns = municipalities_of(year)
    own = {t.pk: [g for g in groups if not g.joint and g.municipality == t.pk] for t in towns}
    joint = {t.pk: [g for g in groups if g.joint and g.is_for(t)] for t in towns}
    counts = {}
    for code in codes:
        measure = _MEASURES[code]
        counts[code] = Counted(
            measure(groups),
            {town: measure(rows) for town, rows in own.items()},
            {town: measure(rows) for town, rows in joint.items()},
        )
    return counts


class _Group(NamedTuple):
    """The events of a day that are for the same municipalities."""

    joint: bool
    joint_with: str
    municipality: int | None
    day: dt.date | None
    events: int
    people: int | None

    def is_for(self, town: Municipality) -> bool:
        """As `done_for` has it of joint events: its own, or shared while it was there."""
        shared = not self.joint_with or town.code in self.joint_with
        is_there = self.day is not None and town.in_force_on(self.day)
        return self.municipality == town.pk or (shared and is_there)


_MEASURES: Mapping[str, Callable[[Iterable[_Group]], Decimal]] = {
    "publishing:events": lambda groups: Decimal(sum(g.events for g in groups)),
    "publishing:joint-events": lambda groups: Decimal(sum(g.events for g in groups if g.joint)),
    "publishing:participants": lambda groups: Decimal(sum(g.people or 0 for g in groups)),
}


def knows(year: int) -> Iterator[Known]:
    """What the ministry asks of a year's events, as far as it is known: three queries.

    An event counts where it was held, a joint one too; a repeated one counts each time. What was
    called off was not held. Without a word on who came, or for which age, there is no figure.
    """
    held = _held_events(year)
    for town in municipalities_of(year):
        events = [event for event in held if event.municipality == town.pk]
        if events:
            yield from _known(events, town.pk)


@dataclass(frozen=True, slots=True)
class Held:
    """An event that was held: where, how many times in the year, for whom, how many came."""

    municipality: int | None
    times: int
    people: int | None
    ages: frozenset[str]
    example: bool

    @property
    def age(self) -> str:
        """The age group, when it was for one alone; else empty."""
        groups = {_AGES.get(slug, "") for slug in self.ages}
        return groups.pop() if len(groups) == 1 else ""


_AGES = {"lapset": "u18", "nuoret": "u18", "aikuiset": "o18", "ikaantyneet": "o18"}


def _held_events(year: int) -> list[Held]:
    begin = dt.datetime(year, 1, 1, tzinfo=ZONE)
    in_year = Q(start__gte=begin, start__lt=begin.replace(year=year + 1))
    statuses = (Item.Status.PUBLISHED, Item.Status.HELD)
    occurrences = Occurrence.objects.filter(
        in_year, whole=False, item__kind=Item.Kind.EVENT, item__status__in=statuses
    )
    times = Counter(occurrences.order_by().values_list("item", flat=True))
    elsewhere = set(
        Occurrence.objects.exclude(in_year)
        .filter(whole=False, item__in=times)
        .order_by()
        .values_list("item", flat=True)
    )
    audiences: dict[int, set[str]] = {}
    words = Keyword.objects.filter(item__in=times, role=Keyword.Role.AUDIENCE)
    for item, slug in words.values_list("item", "slug"):
        audiences.setdefault(item, set()).add(slug)
    items = Item.objects.filter(pk__in=times).order_by("pk")
    return [
        Held(
            municipality=item.municipality_id,
            times=times[item.pk],
            # Of a series that goes on in another year nobody knows who came in this one.
            people=None if item.pk in elsewhere else item.participants,
            ages=frozenset(audiences.get(item.pk, ())),
            example=item.example,
        )
        for item in items.only("municipality", "participants", "example")
    ]


def _known(events: Sequence[Held], town: int) -> Iterator[Known]:
    """The participants, and the events of each age where every event tells its own."""
    url, example = reverse("publishing:home"), any(event.example for event in events)
    aged = all(event.age for event in events)
    groups = {"tot": list(events)} | {
        age: [event for event in events if event.age == age] for age in ("u18", "o18")
    }
    for name, group in groups.items():
        known = Known("", town, None, "", url, example)
        people = sum(event.people or 0 for event in group)
        count = sum(event.times for event in group)
        if name != "tot":
            text = messages.held_sentence(count) if aged else messages.AGES_UNTOLD
            value = Decimal(count) if aged else None
            yield replace(known, variable=f"TAP_{name}_n", value=value, text=str(text))
        if name == "tot" or aged:
            lacking = sum(event.people is None for event in group)
            text = messages.came_sentence(people, len(group) - lacking, len(group))
            value = None if lacking else Decimal(people)
            yield replace(known, variable=f"TAP_{name}_p", value=value, text=text)
