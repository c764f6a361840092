"""Linked Events v1 over the published events, for Finna and whoever else reads them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Query, Router, Schema
from pydantic import Field

from kimppa import __version__
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import all_branches, consortium, municipalities_on
from kimppa.publishing import outside
from kimppa.publishing.linkedevents import params as reading
from kimppa.publishing.linkedevents import shapes
from kimppa.publishing.models import Item, Keyword, Occurrence
from kimppa.publishing.queries import municipality_centres

ABOUT = """The libraries' published events in the form of Linked Events.

Read by anybody, without a token. Lists come in pages: follow `meta.next`, which is null on the
last. Parameters that are not known are passed over. Texts are objects by language; `fi` is always
there. Cancelled events stand in no list; asked by its id, one says that it is cancelled. The id of
an occurrence that has been moved gives the one nearest to it.
"""


class LinkedEventsAsked(Schema):
    """Which events."""

    publisher: str = Field("", description="Ids of organizations, with commas between.")
    start: str = Field("", description="Going on at this day or later: a date, today or now.")
    end: str = Field("", description="Begun at the latest on this day.")
    text: str = Field("", description="Words in the title, the texts, the place or the town.")
    keyword: str = Field("", description="Ids of keywords, any of them.")
    keyword_or: str = Field("", alias="keyword_OR", description="The same as keyword.")
    keyword_and: str = Field("", alias="keyword_AND", description="Ids of keywords, all of them.")
    keyword_not: str = Field("", alias="keyword!", description="Ids of keywords, none of them.")
    is_free: str = Field(
        "", description="true: those that cost nothing; false: those that have a price."
    )
    ids: str = Field("", description="Ids of events, series too.")
    bbox: str = Field("", description="west,south,east,north: events in libraries within.")
    days: str = Field("", description="Going on between now and so many days from now.")
    last_modified_since: str = Field(
        "", description="Changed or published since then: a date, a moment, today or now."
    )
    translation: str = Field("", description="fi, sv or en: what is told in that language.")
    hide_recurring_children: str = Field(
        "", description="true: series once, as a whole; false: every occurrence."
    )
    location: str = Field("", description="Ids of places.")
    division: str = Field("", description="Municipalities by name or code.")
    language: str = Field("", description="A hint; texts come in every language.")
    sort: str = Field("", description="start_time, end_time, name, last_modified_time; - turns.")
    include: str = Field("", description="A hint; everything is told whole in any case.")
    super_event: str = Field("", description="The occurrences of this series.")
    super_event_type: str = Field(
        "",
        description="none: occurrences, from `start` on only the next of each series; "
        "recurring: series.",
    )
    page: str = Field("", description="Which page, from 1.")
    page_size: str = Field("", description="How many a page has, at most 100.")


class LinkedDetailAsked(Schema):
    """What one object's address may carry; nothing of it changes the answer."""

    include: str = ""
    super_event_type: str = Field("", description="Passed over here.")


class LinkedPagesAsked(Schema):
    """Which page of a list."""

    page: str = ""
    page_size: str = ""


class LinkedMeta(Schema):
    """Where the list goes on."""

    count: int
    next: str | None
    previous: str | None


class LinkedList(Schema):
    """A page of a list."""

    meta: LinkedMeta
    data: list[dict[str, Any]]


class LinkedRefusal(Schema):
    """Why there is no answer."""

    detail: str


LinkedObject = Annotated[
    dict[str, Any], Field(description="The object, as Linked Events tells it.")
]
router = Router(tags=["Linked Events"])


def _refusal(detail: str, status: int) -> HttpResponse:
    return JsonResponse({"detail": detail}, status=status)


def _page(
    request: HttpRequest, name: str, rows: list[dict[str, Any]], count: int, number: int, size: int
) -> HttpResponse:
    """`next` and `previous` begin with the configured public base: Finna compares them to it."""
    next_number = number + 1 if number * size < count else None
    previous_number = number - 1 if number > 1 else None
    meta = {
        "count": count,
        "next": _page_address(request, name, next_number),
        "previous": _page_address(request, name, previous_number),
    }
    return JsonResponse({"meta": meta, "data": rows})


def _page_address(request: HttpRequest, name: str, number: int | None) -> str | None:
    if number is None:
        return None
    params = [(key, value) for key, value in request.GET.items() if key != "page"]
    return f"{outside.address(name)}?{urlencode([*params, ('page', str(number))])}"


@router.get("/event/", response={200: LinkedList, 400: LinkedRefusal, 404: LinkedRefusal})
def event_list(request: HttpRequest, params: Query[LinkedEventsAsked]) -> HttpResponse:
    """The events asked for."""
    texts = params.dict()
    try:
        occurrences = reading.occurrences(texts)
        number, size = reading.page_number(texts), reading.page_size(texts)
    except reading.ParamsError as error:
        return _refusal(str(error), 400)
    count = occurrences.count()
    if number > 1 and (number - 1) * size >= count:
        return _refusal("page: there is no such page", 404)
    page_occurrences = list(_with_related(occurrences)[(number - 1) * size : number * size])
    return _page(request, "event-list", _event_objects(page_occurrences), count, number, size)


def _with_related(rows: Any) -> Any:
    rows = rows.select_related(
        "item__municipality",
        "item__branch__municipality",
        "item__branch__directory_entry",
        "item__image",
    )
    # The weeks of opening hours are long, and nothing here tells them.
    return rows.defer("item__branch__directory_entry__hours").prefetch_related("item__keywords")


def _event_objects(shown_occurrences: Iterable[Occurrence]) -> list[dict[str, Any]]:
    """Occurrences with their series: two queries more."""
    occurrences = list(shown_occurrences)
    item_by_pk = {occurrence.item_id: occurrence.item for occurrence in occurrences}
    series: dict[int, list[Occurrence]] = defaultdict(list)
    for occurrence in Occurrence.objects.filter(item__in=list(item_by_pk)).order_by("start", "pk"):
        occurrence.item = item_by_pk[occurrence.item_id]
        series[occurrence.item_id].append(occurrence)
    centres = municipality_centres() if occurrences else {}
    return [
        shapes.event(occurrence, series[occurrence.item_id], centres) for occurrence in occurrences
    ]


@router.get("/event/{event_id}/", response={200: LinkedObject, 404: LinkedRefusal})
def event_detail(
    request: HttpRequest, event_id: str, params: Query[LinkedDetailAsked]
) -> HttpResponse:
    """One event: a series by its id, an occurrence by the id with its time."""
    key, _dash, time_text = event_id.removeprefix(f"{outside.SOURCE}:").partition("-")
    occurrences = list(
        _with_related(reading.told_occurrences().filter(item__key=key)).order_by("start", "pk")
    )
    occurrence = _occurrence_of_id(occurrences, event_id) or _nearest(occurrences, time_text)
    if occurrence is None:
        return _refusal("there is no such event", 404)
    return JsonResponse(shapes.event(occurrence, occurrences, municipality_centres()))


def _occurrence_of_id(occurrences: Sequence[Occurrence], event_id: str) -> Occurrence | None:
    is_series = len(occurrences) > 1
    return next(
        (
            occurrence
            for occurrence in occurrences
            if outside.occurrence_id(occurrence.item, occurrence, is_series=is_series) == event_id
        ),
        None,
    )


def _nearest(occurrences: Sequence[Occurrence], time: str) -> Occurrence | None:
    """The occurrence nearest to the time of an old id; None for what is no time."""
    moment = outside.moment_of(time)
    single_occurrences = [occurrence for occurrence in occurrences if not occurrence.whole]
    if moment is None or not single_occurrences:
        return None
    return min(single_occurrences, key=lambda occurrence: abs(occurrence.start - moment))


@router.get("/keyword/", response={200: LinkedList, 400: LinkedRefusal, 404: LinkedRefusal})
def keyword_list(request: HttpRequest, params: Query[LinkedPagesAsked]) -> HttpResponse:
    """The subjects and audiences that are always there, then the words in use."""
    keywords = [shapes.keyword(role, slug) for role, slug in shapes.known_keywords()]
    used_words = Keyword.objects.filter(role=Keyword.Role.WORD, item__in=Item.objects.public())
    names = dict(used_words.order_by("slug", "pk").values_list("slug", "name"))
    keywords += [shapes.keyword(Keyword.Role.WORD, slug, name) for slug, name in names.items()]
    return _page_of_rows(request, "keyword-list", keywords, params)


def _page_of_rows(
    request: HttpRequest, name: str, rows: list[dict[str, Any]], params: LinkedPagesAsked
) -> HttpResponse:
    texts = params.dict()
    try:
        number, size = reading.page_number(texts), reading.page_size(texts)
    except reading.ParamsError as error:
        return _refusal(str(error), 400)
    if number > 1 and (number - 1) * size >= len(rows):
        return _refusal("page: there is no such page", 404)
    page_rows = rows[(number - 1) * size : number * size]
    return _page(request, name, page_rows, len(rows), number, size)


@router.get("/keyword/{keyword_id}/", response={200: LinkedObject, 404: LinkedRefusal})
def keyword_detail(request: HttpRequest, keyword_id: str) -> HttpResponse:
    """One keyword."""
    role, _dash, slug = keyword_id.removeprefix(f"{outside.SOURCE}:").partition("-")
    if (role, slug) in shapes.known_keywords():
        return JsonResponse(shapes.keyword(role, slug))
    public_keywords = Keyword.objects.filter(role=role, slug=slug, item__in=Item.objects.public())
    word = public_keywords.order_by("pk").first()
    if word is None:
        return _refusal("there is no such keyword", 404)
    return JsonResponse(shapes.keyword(word.role, word.slug, word.name))


def _places() -> dict[str, dict[str, Any]]:
    """The libraries, then the places that public events name by their own words."""
    branches = all_branches()
    branches = branches.select_related("municipality", "directory_entry").order_by(
        "municipality__position", "code"
    )
    place_by_id = {outside.branch_id(branch): shapes.branch_place(branch) for branch in branches}
    items = Item.objects.public().filter(kind=Item.Kind.EVENT).exclude(place="")
    for item in items.select_related("branch__municipality", "municipality").order_by("pk"):
        place_by_id.setdefault(outside.place_id(item), shapes.location(item))
    return place_by_id


@router.get("/place/", response={200: LinkedList, 400: LinkedRefusal, 404: LinkedRefusal})
def place_list(request: HttpRequest, params: Query[LinkedPagesAsked]) -> HttpResponse:
    """Where events are held."""
    return _page_of_rows(request, "place-list", list(_places().values()), params)


@router.get("/place/{place_id}/", response={200: LinkedObject, 404: LinkedRefusal})
def place_detail(request: HttpRequest, place_id: str) -> HttpResponse:
    """One place."""
    place = _places().get(place_id)
    return JsonResponse(place) if place else _refusal("there is no such place", 404)


def _organizations() -> list[dict[str, Any]]:
    towns: Iterable[Municipality] = municipalities_on()
    return [shapes.organisation(consortium()), *(shapes.organisation(town) for town in towns)]


@router.get("/organization/", response={200: LinkedList, 400: LinkedRefusal, 404: LinkedRefusal})
def organization_list(request: HttpRequest, params: Query[LinkedPagesAsked]) -> HttpResponse:
    """The publishers: the consortium, which publishes all, and each municipality."""
    return _page_of_rows(request, "organization-list", _organizations(), params)


@router.get("/organization/{organization_id}/", response={200: LinkedObject, 404: LinkedRefusal})
def organization_detail(request: HttpRequest, organization_id: str) -> HttpResponse:
    """One publisher."""
    for organization in _organizations():
        if organization["id"] == organization_id:
            return JsonResponse(organization)
    return _refusal("there is no such organization", 404)


def described() -> dict[str, Any]:
    """The OpenAPI description of all this."""
    schema = api.get_openapi_schema(path_prefix="/linkedevents/v1")
    return dict(schema) | {"servers": [{"url": settings.KIMPPA_PUBLIC_URL}]}


api = NinjaAPI(
    title="Linked Events",
    version=__version__,
    description=ABOUT,
    openapi_url=None,
    docs_url=None,
    urls_namespace="linkedevents",
)
api.add_router("", router)
