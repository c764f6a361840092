"""Reading items."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Exists, Max, Min, OuterRef, Q, QuerySet

from kimppa.core import clock
from kimppa.core.consortium.models import Branch, Municipality, Person
from kimppa.publishing import markup
from kimppa.publishing.directory import closed_on, entry_of
from kimppa.publishing.models import (
    DirectoryEntry,
    EventSource,
    Harvested,
    Item,
    ItemQuerySet,
    Keyword,
    Occurrence,
    shared_by,
)
from kimppa.publishing.positions import Centres, listed_centres
from kimppa.publishing.translated import TITLES

SOON_DAYS = 7
_Status = Item.Status


def listed(person: Person, municipality: Municipality | None = None) -> ItemQuerySet:
    """What a person sees of a municipality's and the joint items, with what a list shows."""
    items = Item.objects.visible_to(person).concerning(municipality)
    return items.select_related("municipality", "branch").order_by("-changed_at", "-pk")


@dataclass(frozen=True, slots=True)
class ToDo:
    """What waits for somebody: proposals, drafts given back, new drafts from other services, and
    what these tell otherwise now and nobody has looked at since.
    """

    waiting: list[Item]
    returned: list[Item]
    harvested: list[Item]
    changed: list[Item]


def to_do(person: Person, most: int) -> ToDo:
    """What waits, the earliest first, so many of each at most: one query."""
    harvests = Harvested.objects.filter(origin=OuterRef("source"))
    visible_items = Item.objects.visible_to(person).exclude(status=_Status.CANCELLED)
    visible_items = visible_items.annotate(
        came=Exists(harvests), changed=Exists(harvests.filter(changed_at__isnull=False))
    ).filter(
        Q(status=_Status.PROPOSED)
        | (Q(status=_Status.DRAFT) & (~Q(note="") | Q(came=True)))
        | Q(changed=True)
    )
    items = list(
        visible_items.select_related("municipality", "branch").order_by("start", "pk")[:1000]
    )
    drafts = [item for item in items if item.status == _Status.DRAFT]
    return ToDo(
        waiting=[item for item in items if item.status == _Status.PROPOSED][:most],
        returned=[item for item in drafts if item.note][:most],
        harvested=[item for item in drafts if not item.note and _annotated(item, "came")][:most],
        changed=[item for item in items if _annotated(item, "changed")][:most],
    )


def _annotated(item: Item, name: str) -> bool:
    return bool(getattr(item, name))


def harvested(person: Person, event_source: EventSource) -> ItemQuerySet:
    """Drafts that came by themselves from a source, the earliest first."""
    origins = Harvested.objects.filter(event_source=event_source)
    items = Item.objects.visible_to(person).filter(status=_Status.DRAFT, note="")
    return items.filter(source__in=origins.values("origin")).order_by("start", "pk")


def is_changed_there(item: Item) -> bool:
    """Whether another service tells the item otherwise now, and nobody has looked at it since."""
    return Harvested.objects.filter(origin=item.source, changed_at__isnull=False).exists()


def expiring(person: Person, municipality: Municipality | None) -> ItemQuerySet:
    """News and notices that stop being shown within a week."""
    now = clock.now()
    items = Item.objects.visible_to(person).concerning(municipality).public()
    return items.filter(expires_at__lte=now + dt.timedelta(days=SOON_DAYS)).order_by("expires_at")


def untranslated(person: Person, municipality: Municipality | None) -> list[Item]:
    """What is public and coming, or is news, and lacks Swedish or English."""
    now = clock.now()
    items = Item.objects.visible_to(person).concerning(municipality).public()
    items = items.annotate(last=Max("occurrences__end")).filter(
        Q(last__gte=now) | ~Q(kind=Item.Kind.EVENT)
    )
    return [item for item in items.order_by("start", "pk")[:200] if item.missing_languages]


def published_in(year: int) -> ItemQuerySet:
    """What was published in a year, the called off too: the work was done."""
    year_start = dt.datetime(year, 1, 1, tzinfo=clock.ZONE)
    return Item.objects.filter(
        status__in=(_Status.PUBLISHED, _Status.CANCELLED),
        published_at__gte=year_start,
        published_at__lt=year_start.replace(year=year + 1),
    )


def held_unpublished(year: int) -> ItemQuerySet:
    """The events that were held in a year and that nobody published."""
    year_start = dt.datetime(year, 1, 1, tzinfo=clock.ZONE)
    return Item.objects.filter(
        kind=Item.Kind.EVENT,
        status=_Status.HELD,
        start__gte=year_start,
        start__lt=year_start.replace(year=year + 1),
    )


def month_of(person: Person, municipality: Municipality | None, start: dt.date) -> list[Occurrence]:
    """The occurrences that touch a month, in order, with their items; drafts and proposals too."""
    begin = dt.datetime.combine(start, dt.time(), clock.ZONE)
    next_start = (start + dt.timedelta(days=32)).replace(day=1)
    end = dt.datetime.combine(next_start, dt.time(), clock.ZONE)
    items = Item.objects.visible_to(person).concerning(municipality)
    occurrences = Occurrence.objects.filter(whole=False, start__lt=end, end__gt=begin)
    occurrences = occurrences.filter(
        item__in=items.exclude(status=_Status.CANCELLED).order_by().values("pk")
    )
    occurrences = occurrences.select_related("item__municipality", "item__branch__directory_entry")
    return list(occurrences.order_by("start", "pk")[:500])


def entries_shown(municipality: Municipality | None) -> list[DirectoryEntry]:
    """What Kirjastohakemisto tells of the branches of a municipality, or of all."""
    directory_entries = DirectoryEntry.objects.filter(branch__isnull=False, gone=False)
    directory_entries = (
        directory_entries.filter(branch__municipality=municipality)
        if municipality
        else directory_entries
    )
    return list(
        directory_entries.select_related("branch").order_by(
            "branch__municipality__position", "name"
        )
    )


def on_closed_days(
    person: Person, municipality: Municipality | None, most: int
) -> list[tuple[Item, dt.date, str]]:
    """Coming events that begin on a day when their library is closed, as far as is known."""
    items = Item.objects.visible_to(person).concerning(municipality)
    items = items.filter(status__in=(_Status.DRAFT, _Status.PROPOSED, _Status.PUBLISHED))
    occurrences = Occurrence.objects.filter(whole=False, start__gt=clock.now(), item__place="")
    occurrences = occurrences.filter(
        item__branch__directory_entry__gone=False, item__in=items.order_by().values("pk")
    ).select_related("item__branch__directory_entry")
    closures = []
    for occurrence in occurrences.order_by("start", "pk")[:2000]:
        day = occurrence.start.astimezone(clock.ZONE).date()
        reason = closed_on(entry_of(occurrence.item), day)
        if reason is not None:
            closures.append((occurrence.item, day, reason))
    return closures[:most]


def just_sent(sender: str, item_values: Mapping[str, Any]) -> Item | None:
    """What the same sender has sent this very minute with the same title, time and
    place: the button was pressed twice.
    """
    columns = {name: item_values.get(name) for name in ("start", "end", "municipality", "branch")}
    columns |= {name: markup.line(item_values.get(name, "")) for name in (*TITLES, "place", "rule")}
    items = Item.objects.filter(sender=sender, **columns)
    items = items.exclude(status=_Status.CANCELLED)
    return items.filter(changed_at__gte=clock.now() - dt.timedelta(minutes=1)).first()


def items_alike(item: Item) -> list[Item]:
    """Items that may be the same: the same day and place, or the same title within a month."""
    if item.start is None:
        return list(Item.objects.filter(_has_title_of(item)).exclude(pk=item.pk).order_by("pk")[:5])
    month = dt.timedelta(days=31)
    has_same_title = _has_title_of(item) & Q(start__range=(item.start - month, item.start + month))
    has_same_place = Q(start=item.start)
    if item.branch_id:
        has_same_place &= Q(branch=item.branch_id)
    elif item.municipality_id:
        has_same_place &= Q(municipality=item.municipality_id, place=item.place)
    items = Item.objects.filter(has_same_title | has_same_place).exclude(pk=item.pk)
    return list(items.exclude(status=_Status.CANCELLED).order_by("start", "pk")[:5])


def _has_title_of(item: Item) -> Q:
    """With a title of the item, in capitals or not; SQLite knows only a–z in both."""
    has_title = Q(pk__in=())
    for name in TITLES:
        if title := getattr(item, name):
            spellings = {title.lower(), title.upper(), title.capitalize()}
            has_title |= Q(**{f"{name}__iexact": title}) | Q(**{f"{name}__in": spellings})
    return has_title


def of_last_year(person: Person, municipality: Municipality | None) -> ItemQuerySet:
    """Events of a year ago, around this time: from which a new one may be copied."""
    today = clock.now()
    span = (today - dt.timedelta(weeks=56), today - dt.timedelta(weeks=40))
    items = listed(person, municipality).filter(kind=Item.Kind.EVENT, start__range=span)
    return items.order_by("start", "pk")


type Coming = tuple[Item, Occurrence]


def coming_events(
    scope_items: ItemQuerySet, most: int, *, called_off: bool = False
) -> list[Coming]:
    """Public events that are not over, each with its next time, the soonest first: 3 queries.

    With `called_off` also those that were public and are called off.
    """
    now = clock.now()
    items = scope_items.told() if called_off else scope_items.public()
    items = items.filter(kind=Item.Kind.EVENT)
    next_items = (
        items.filter(occurrences__whole=False, occurrences__end__gt=now)
        .annotate(soonest=Min("occurrences__start", filter=Q(occurrences__end__gt=now)))
        .order_by("soonest", "pk")
    )
    coming_items = list(_with_related(next_items)[:most])
    next_time_by_item: dict[int, Occurrence] = {}
    for occurrence in Occurrence.objects.filter(
        item__in=[item.pk for item in coming_items], whole=False, end__gt=now
    ).order_by("-start", "-pk"):
        next_time_by_item[occurrence.item_id] = occurrence
    return [(item, next_time_by_item[item.pk]) for item in coming_items]


def current_news(scope_items: ItemQuerySet, most: int) -> list[Item]:
    """Public news and notices, the newest first."""
    items = scope_items.public().exclude(kind=Item.Kind.EVENT).order_by("-published_at", "-pk")
    return list(_with_related(items)[:most])


def _with_related(items: QuerySet[Item]) -> QuerySet[Item]:
    items = items.select_related(
        "municipality", "branch__municipality", "branch__directory_entry", "image"
    )
    # The weeks of opening hours are long, and lists show none of them.
    return items.defer("branch__directory_entry__hours").prefetch_related("keywords")


def branches_shown() -> Sequence[Branch]:
    """The branches that have feeds of their own, in the order of municipalities."""
    return list(
        Branch.objects.select_related("municipality").order_by("municipality__position", "code")
    )


def items_in_scope(scope: str) -> ItemQuerySet | None:
    """What a feed's scope means: all, municipality-609, branch-main, category-satutunti; None for
    what there is not.
    """
    kind, _dash, code = scope.partition("-")
    if scope == "all":
        return Item.objects.all()
    if kind == "municipality":
        town = Municipality.objects.filter(code=code).first()
        return Item.objects.concerning(town) if town else None
    if kind == "branch":
        branch = Branch.objects.filter(code=code).first()
        return Item.objects.filter(_is_told_at(branch)) if branch else None
    if kind == "category":
        tagged_keywords = Keyword.objects.filter(role=Keyword.Role.CATEGORY, slug=code)
        return Item.objects.filter(pk__in=tagged_keywords.values("item"))
    return None


def _is_told_at(branch: Branch) -> Q:
    """What is held at a branch, and the news that concern it: its own, its municipality's and the
    joint ones that are of no branch.
    """
    town = branch.municipality
    is_of_whole_town = Q(branch__isnull=True) & (Q(municipality=town) | shared_by([town]))
    return Q(branch=branch) | (is_of_whole_town & ~Q(kind=Item.Kind.EVENT))


def times_of(item_pks: Sequence[int]) -> dict[int, list[Occurrence]]:
    """Every time of items, in order, by item."""
    times_by_item: dict[int, list[Occurrence]] = defaultdict(list)
    occurrences = Occurrence.objects.filter(item__in=item_pks, whole=False)
    for occurrence in occurrences.order_by("start", "pk"):
        times_by_item[occurrence.item_id].append(occurrence)
    return times_by_item


def municipality_centres() -> Centres:
    """Where each municipality is: amid its libraries where they are known, else by the table."""
    entries = DirectoryEntry.objects.filter(
        gone=False, branch__isnull=False, latitude__isnull=False, longitude__isnull=False
    )
    averages = entries.values("branch__municipality__code").annotate(
        Avg("latitude"), Avg("longitude")
    )
    centre_by_code = {
        average["branch__municipality__code"]: (average["latitude__avg"], average["longitude__avg"])
        for average in averages.order_by()
    }
    return {**listed_centres(), **centre_by_code}
