"""How a year's events and news are spread, and whom they reached."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, Q, Sum

from kimppa.core.area import Counted
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.publishing.keywords import names_of
from kimppa.publishing.models import Item, Keyword, done_for
from kimppa.publishing.queries import published_in

_EVENT = Q(kind=Item.Kind.EVENT)
COUNTED = {
    "events": Count("pk", filter=_EVENT),
    "news": Count("pk", filter=~_EVENT),
    "told": Count("pk", filter=_EVENT & Q(participants__isnull=False)),
    "people": Sum("participants", filter=_EVENT),
}
_MEASURES: Mapping[str, Callable[[Q], Aggregate]] = {
    "publishing:events": lambda which: Count("pk", filter=which),
    "publishing:joint-events": lambda which: Count("pk", filter=which & Q(joint=True)),
    "publishing:participants": lambda which: Sum("participants", filter=which),
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


def balance(year: int) -> list[Balance]:
    """By municipality, in their order, the joint ones last: three queries."""
    rows = published_in(year).order_by()
    own = rows.filter(joint=False).values("municipality").annotate(**COUNTED)
    by_town: dict[int | None, Mapping[str, Any]] = {row["municipality"]: row for row in own}
    rows_by_town = [_balance(town, by_town.get(town.pk, {})) for town in municipalities_of(year)]
    return [*rows_by_town, _balance(None, rows.filter(joint=True).aggregate(**COUNTED))]


def _balance(town: Municipality | None, counts: Mapping[str, Any]) -> Balance:
    return Balance(town, counts.get("news", 0), _reached(counts))


def _reached(counts: Mapping[str, Any]) -> Reached:
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
    subjects = [About(row["role"], row["slug"], _reached(row)) for row in rows]
    return sorted(
        subjects,
        key=lambda subject: (subject.role, -subject.reached.people, -subject.reached.events),
    )


def counted(codes: Collection[str], year: int) -> dict[str, Counted]:
    """What the area counts of a year's events, by code: two queries. A joint event is a part of
    every municipality's, so the parts do not add up.
    """
    towns = list(municipalities_of(year))
    parts = {None: _EVENT} | {town.pk: _EVENT & done_for(town) for town in towns}
    pairs = [(code, part) for code in codes for part in parts]
    measures = {f"n{n}": _MEASURES[code](parts[part]) for n, (code, part) in enumerate(pairs)}
    counts = published_in(year).order_by().aggregate(**measures)
    values = {pair: Decimal(counts[f"n{n}"] or 0) for n, pair in enumerate(pairs)}
    return {
        code: Counted(values[code, None], {town.pk: values[code, town.pk] for town in towns})
        for code in codes
    }
