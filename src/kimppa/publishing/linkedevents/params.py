"""What a request asks for: the parameters of Linked Events into a query of occurrences.

Unknown parameters are passed over, as Finna sends what its view's editor has written. `language`
is a hint that needs no answer: texts come in every language that they are in.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, Greatest

from kimppa.core import clock
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.publishing import outside
from kimppa.publishing.keywords import slug_of
from kimppa.publishing.models import LANGUAGES, Item, Keyword, Occurrence, shared_by
from kimppa.publishing.prices import FREE
from kimppa.publishing.translated import title_order
from kimppa.ui.tables import any_contains

SIZE, MOST_SIZE = 20, 100
LONGEST_TEXT = 200
SEARCHED = (
    *(
        f"item__{name}_{language}"
        for name in ("title", "summary", "text", "branch__name", "municipality__name")
        for language in LANGUAGES
    ),
    "item__place",
    "item__street_address",
    "item__locality",
)
# The greatest of three, as `texts.told_since`: a missing moment would make the whole unknown.
_CHANGED = Greatest(
    "item__changed_at",
    Coalesce("item__published_at", "item__changed_at"),
    Coalesce("item__publish_at", "item__changed_at"),
)
SORTS: Mapping[str, tuple[Any, ...]] = {
    "start_time": ("start", "pk"),
    "-start_time": ("-start", "-pk"),
    "end_time": ("end", "pk"),
    "-end_time": ("-end", "-pk"),
    "name": (title_order("fi", "item__"), "start", "pk"),
    "-name": (title_order("fi", "item__").desc(), "-start", "-pk"),
    "last_modified_time": (_CHANGED, "start", "pk"),
    "-last_modified_time": (_CHANGED.desc(), "start", "pk"),
}

type Params = Mapping[str, str]


class ParamsError(ValueError):
    """A value that cannot be understood; the message names the parameter."""


def public_occurrences() -> QuerySet[Occurrence]:
    """Every occurrence of what is public now, series too."""
    return told_occurrences().filter(item__status=Item.Status.PUBLISHED)


def told_occurrences() -> QuerySet[Occurrence]:
    """The same, and of what was public and has been called off."""
    now = clock.now()
    was_public = Q(item__status=Item.Status.CANCELLED, item__published_at__isnull=False)
    return Occurrence.objects.filter(
        Q(item__expires_at__isnull=True) | Q(item__expires_at__gt=now),
        Q(item__status=Item.Status.PUBLISHED) | was_public,
        item__kind=Item.Kind.EVENT,
        item__publish_at__lte=now,
    )


def occurrences(params: Params) -> QuerySet[Occurrence]:
    """The occurrences asked for, in order. Raises ParamsError."""
    occurrences = public_occurrences()
    occurrences = _of_type(occurrences, params.get("super_event_type", ""))
    occurrences = _going_on_between(occurrences, params)
    if text := params.get("text", "").strip():
        occurrences = occurrences.filter(any_contains(SEARCHED, text[:LONGEST_TEXT]))
    for name, narrow in _CONDITION_OF_LIST.items():
        if texts := _comma_parts(params.get(name, "")):
            occurrences = occurrences.filter(narrow(texts))
    if _shows_series_once(params):
        occurrences = _first_of_each(occurrences, params)
    for name, condition in _CONDITION_OF_TEXT.items():
        if param_text := params.get(name, "").strip():
            occurrences = occurrences.filter(condition(param_text))
    if params.get("super_event") and not params.get("sort"):
        # Finna shows the first five of a series and asks for no order: the coming ones come first.
        is_over = Case(When(end__gt=clock.now(), then=0), default=1)
        return occurrences.order_by(is_over, "start", "pk")
    return occurrences.order_by(*SORTS.get(params.get("sort", ""), SORTS["start_time"]))


def _comma_parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()][:50]


def _of_type(occurrences: QuerySet[Occurrence], kind: str) -> QuerySet[Occurrence]:
    kinds = set(_comma_parts(kind))
    if not kinds:
        return occurrences
    condition = Q(pk__in=[])
    if "none" in kinds:
        condition |= Q(whole=False)
    if "recurring" in kinds:
        condition |= Q(whole=True)
    return occurrences.filter(condition)


def _shows_series_once(params: Params) -> bool:
    """Whether it is the list of a front page, in which a story hour of every week would leave no
    room for what is held once. `hide_recurring_children=false` asks for every occurrence.
    """
    is_front_page = params.get("super_event_type", "").strip() == "none" and params.get("start")
    asks_more = ("super_event", "ids", "hide_recurring_children")
    return bool(is_front_page) and not any(params.get(name, "").strip() for name in asks_more)


def _first_of_each(occurrences: QuerySet[Occurrence], params: Params) -> QuerySet[Occurrence]:
    """Of each event the first occurrence of the time asked for."""
    times = Occurrence.objects.filter(item=OuterRef("item"), whole=False)
    earlier_occurrences = _going_on_between(times, params).filter(start__lt=OuterRef("start"))
    return occurrences.exclude(Exists(earlier_occurrences))


def _going_on_between(occurrences: QuerySet[Occurrence], params: Params) -> QuerySet[Occurrence]:
    """Those that are going on at some time from `start` to the end of the day `end`."""
    if start := params.get("start"):
        occurrences = occurrences.filter(end__gt=_moment("start", start))
    if end := params.get("end"):
        occurrences = occurrences.filter(start__lt=_moment("end", end, at_day_end=True))
    return occurrences


def _moment(name: str, text: str, *, at_day_end: bool = False) -> dt.datetime:
    """A day's beginning (its end with `at_day_end`) or a moment. Raises ParamsError."""
    if text == "now":
        return clock.now()
    try:
        day = clock.today() if text == "today" else dt.date.fromisoformat(text)
        if at_day_end:
            day += dt.timedelta(days=1)
        return dt.datetime.combine(day, dt.time(), clock.ZONE).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    try:
        moment = dt.datetime.fromisoformat(text)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)
        return zoned.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise ParamsError(
            f"{name}: write a date such as 2025-02-28, a moment, today or now"
        ) from error


def _publisher(ids: list[str]) -> Q:
    """The consortium publishes all; a municipality its own and the joint ones."""
    if outside.EVERYBODY in ids:
        return Q()
    return _of_towns(
        town for town in Municipality.objects.all() if outside.municipality_id(town) in ids
    )


def _of_towns(municipalities: Iterable[Municipality]) -> Q:
    towns = list(municipalities)
    if not towns:
        return Q(pk__in=[])
    return Q(item__municipality__in=towns) | shared_by(towns, "item__")


def _division(names: list[str]) -> Q:
    """A municipality by its name, its code, or as an OCD division (…/kunta:pori)."""
    folded_names = {name.casefold().rpartition("kunta:")[2] for name in names}
    return _of_towns(
        town
        for town in Municipality.objects.all()
        if folded_names & {n.casefold() for n in (town.code, *town.names)}
    )


def _location(ids: list[str]) -> Q:
    """Places: libraries, and those that items name by their own words."""
    branches = [branch.pk for branch in Branch.objects.all() if outside.branch_id(branch) in ids]
    condition = Q(item__branch__in=branches, item__place="")
    place_ids = [id_ for id_ in ids if id_.startswith(f"{outside.SOURCE}:place-")]
    if place_ids:
        items = Item.objects.public().exclude(place="").select_related("branch")
        condition |= Q(item__in=[item.pk for item in items if outside.place_id(item) in place_ids])
    return condition


def _keyword(ids: list[str]) -> Q:
    """Any of the keywords, by id or by its bare name."""
    condition = Q(pk__in=[])
    for id_ in ids:
        role, _dash, slug = id_.removeprefix(f"{outside.SOURCE}:").partition("-")
        if role in Keyword.Role.values:
            condition |= Q(role=role, slug=slug)
        else:
            condition |= Q(slug=slug_of(id_))
    return Q(Exists(Keyword.objects.filter(condition, item=OuterRef("item"))))


def _super_event(ids: list[str]) -> Q:
    """The occurrences of a series."""
    keys = [id_.removeprefix(f"{outside.SOURCE}:") for id_ in ids]
    series = Occurrence.objects.filter(item=OuterRef("item"), whole=True)
    return Q(Exists(series), item__key__in=keys, whole=False)


def _every_keyword(ids: list[str]) -> Q:
    condition = Q()
    for id_ in ids:
        condition &= _keyword([id_])
    return condition


def _no_keyword(ids: list[str]) -> Q:
    return ~_keyword(ids)


def _ids(ids: list[str]) -> Q:
    """Events by their own ids, with the time where they are one of several."""
    keys = {id_.removeprefix(f"{outside.SOURCE}:").partition("-")[0] for id_ in ids}
    times_by_item: dict[int, list[Occurrence]] = defaultdict(list)
    for time in Occurrence.objects.filter(item__key__in=keys).select_related("item"):
        times_by_item[time.item_id].append(time)
    return Q(
        pk__in=[
            time.pk
            for times in times_by_item.values()
            for time in times
            if outside.occurrence_id(time.item, time, is_series=len(times) > 1) in ids
        ]
    )


_CONDITION_OF_LIST = {
    "publisher": _publisher,
    "division": _division,
    "location": _location,
    "keyword": _keyword,
    "keyword_or": _keyword,
    "keyword_and": _every_keyword,
    "keyword_not": _no_keyword,
    "super_event": _super_event,
    "ids": _ids,
}


def _truth(name: str, text: str) -> bool:
    """Raises ParamsError for what is neither true nor false."""
    answer = {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
    if answer is None:
        raise ParamsError(f"{name}: write true or false")
    return answer


def _is_free(text: str) -> Q:
    """An event whose price nobody has said is neither."""
    free = Q(item__price=FREE)
    return free if _truth("is_free", text) else ~free & ~Q(item__price="")


def _hide_recurring_children(text: str) -> Q:
    if not _truth("hide_recurring_children", text):
        return Q()
    series = Occurrence.objects.filter(item=OuterRef("item"), whole=True)
    return Q(whole=True) | ~Q(Exists(series))


def _translation(language: str) -> Q:
    """What is told in a language. Raises ParamsError for one that nothing is told in."""
    if language not in LANGUAGES:
        raise ParamsError(f"translation: write one of {', '.join(LANGUAGES)}")
    return ~Q(**{f"item__title_{language}": ""})


def _days(text: str) -> Q:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise ParamsError("days: write a number such as 7")
    now = clock.now()
    return Q(end__gt=now, start__lt=now + dt.timedelta(days=int(text)))


def _bbox(text: str) -> Q:
    """Within a box: libraries, and other places that are told with their position."""
    try:
        west, south, east, north = (float(number) for number in text.split(","))
    except ValueError as error:
        raise ParamsError("bbox: write west,south,east,north in degrees") from error
    longitudes, latitudes = (west, east), (south, north)
    has_own_position = Q(item__longitude__range=longitudes, item__latitude__range=latitudes)
    return has_own_position | Q(
        item__latitude__isnull=True,
        item__place="",
        item__branch__directory_entry__longitude__range=longitudes,
        item__branch__directory_entry__latitude__range=latitudes,
    )


def _last_modified_since(text: str) -> Q:
    """What says since then what it says now: changed, published, or begun to be shown."""
    moment = _moment("last_modified_since", text)
    return (
        Q(item__changed_at__gte=moment)
        | Q(item__published_at__gte=moment)
        | Q(item__publish_at__gte=moment)
    )


# Each of one value. Raise ParamsError: what is not understood must not give everything.
_CONDITION_OF_TEXT = {
    "is_free": _is_free,
    "hide_recurring_children": _hide_recurring_children,
    "translation": _translation,
    "days": _days,
    "bbox": _bbox,
    "last_modified_since": _last_modified_since,
}


def page_size(params: Params) -> int:
    """How many a page has: 20 unless told, at most 100."""
    text = params.get("page_size", "")
    size = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else SIZE
    return min(max(size, 1), MOST_SIZE)


def page_number(params: Params) -> int:
    """Which page. Raises ParamsError for what is no number of a page."""
    text = params.get("page", "") or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) > 0):
        raise ParamsError("page: write a number such as 2")
    return int(text)
