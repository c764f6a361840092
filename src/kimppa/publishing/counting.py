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
    joint_items = items.filter(joint=True)
    if towns is not None:
        joint_items = joint_items.filter(reduce(or_, map(done_for, towns), Q(pk__in=())))
    rows = items.filter(joint=False).values("municipality").annotate(**COUNTED)
    counts_by_town: dict[int | None, Mapping[str, Any]] = {row["municipality"]: row for row in rows}
    shown_towns = municipalities_of(year) if towns is None else towns
    town_balances = [_balance(town, counts_by_town.get(town.pk, {})) for town in shown_towns]
    return [*town_balances, _balance(None, joint_items.aggregate(**COUNTED))]


def _balance(town: Municipality | None, counts: Mapping[str, Any]) -> Balance:
    return Balance(town, counts.get("news", 0), _reach_of(counts))


def _reach_of(counts: Mapping[str, Any]) -> Reached:
    return Reached(counts.get("events", 0), counts.get("told", 0), counts.get("people") or 0)


def reach(year: int, municipality: Municipality | None = None) -> Sequence[About]:
    """For whom and of what the year's events were, the most visited first: one query."""
    events = published_in(year).published_for(municipality).filter(_EVENT).order_by()
    keyword_rows = (
        Keyword.objects.filter(item__in=events.values("pk"))
        .exclude(role=Keyword.Role.WORD)
        .order_by("role", "slug")
        .values("role", "slug")
        .annotate(
            events=Count("item"), told=Count("item__participants"), people=Sum("item__participants")
        )
    )
    subjects = [About(row["role"], row["slug"], _reach_of(row)) for row in keyword_rows]
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
    columns = ("joint", "joint_with", "municipality", "published_at__date")
    groups = [
        _Group(*group_row)
        for group_row in events.values_list(*columns).annotate(Count("pk"), Sum("participants"))
    ]
    towns = municipalities_of(year)
    own_groups = {
        t.pk: [g for g in groups if not g.joint and g.municipality == t.pk] for t in towns
    }
    joint_groups = {t.pk: [g for g in groups if g.joint and g.is_for(t)] for t in towns}
    counted_by_code = {}
    for code in codes:
        measure = _MEASURES[code]
        counted_by_code[code] = Counted(
            measure(groups),
            {town: measure(town_groups) for town, town_groups in own_groups.items()},
            {town: measure(town_groups) for town, town_groups in joint_groups.items()},
        )
    return counted_by_code


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
        is_shared = not self.joint_with or town.code in self.joint_with
        is_there = self.day is not None and town.in_force_on(self.day)
        return self.municipality == town.pk or (is_shared and is_there)


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
    held_events = _held_events(year)
    for town in municipalities_of(year):
        events = [event for event in held_events if event.municipality == town.pk]
        if events:
            yield from _known_figures(events, town.pk)


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
    year_start = dt.datetime(year, 1, 1, tzinfo=ZONE)
    is_in_year = Q(start__gte=year_start, start__lt=year_start.replace(year=year + 1))
    statuses = (Item.Status.PUBLISHED, Item.Status.HELD)
    occurrences = Occurrence.objects.filter(
        is_in_year, whole=False, item__kind=Item.Kind.EVENT, item__status__in=statuses
    )
    times_by_item = Counter(occurrences.order_by().values_list("item", flat=True))
    items_of_other_years = set(
        Occurrence.objects.exclude(is_in_year)
        .filter(whole=False, item__in=times_by_item)
        .order_by()
        .values_list("item", flat=True)
    )
    audiences_by_item: dict[int, set[str]] = {}
    audience_keywords = Keyword.objects.filter(item__in=times_by_item, role=Keyword.Role.AUDIENCE)
    for item, slug in audience_keywords.values_list("item", "slug"):
        audiences_by_item.setdefault(item, set()).add(slug)
    items = Item.objects.filter(pk__in=times_by_item).order_by("pk")
    return [
        Held(
            municipality=item.municipality_id,
            times=times_by_item[item.pk],
            # Of a series that goes on in another year nobody knows who came in this one.
            people=None if item.pk in items_of_other_years else item.participants,
            ages=frozenset(audiences_by_item.get(item.pk, ())),
            example=item.example,
        )
        for item in items.only("municipality", "participants", "example")
    ]


def _known_figures(events: Sequence[Held], town: int) -> Iterator[Known]:
    """The participants, and the events of each age where every event tells its own."""
    url, example = reverse("publishing:home"), any(event.example for event in events)
    every_age_known = all(event.age for event in events)
    events_by_age = {"tot": list(events)} | {
        age: [event for event in events if event.age == age] for age in ("u18", "o18")
    }
    for age_group, age_events in events_by_age.items():
        base_figure = Known("", town, None, "", url, example)
        people = sum(event.people or 0 for event in age_events)
        count = sum(event.times for event in age_events)
        if age_group != "tot":
            text = messages.held_sentence(count) if every_age_known else messages.AGES_UNTOLD
            figure = Decimal(count) if every_age_known else None
            yield replace(base_figure, variable=f"TAP_{age_group}_n", value=figure, text=str(text))
        if age_group == "tot" or every_age_known:
            unknown_count = sum(event.people is None for event in age_events)
            text = messages.came_sentence(people, len(age_events) - unknown_count, len(age_events))
            figure = None if unknown_count else Decimal(people)
            yield replace(base_figure, variable=f"TAP_{age_group}_p", value=figure, text=text)
