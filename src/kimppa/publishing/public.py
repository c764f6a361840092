"""What everybody may read: pages, feeds, calendars, pictures, pages for frames and screens."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from kimppa.core import clock
from kimppa.core.consortium.models import Branch, Municipality, Person
from kimppa.core.consortium.queries import consortium, municipalities_on
from kimppa.core.files.actions import read
from kimppa.core.files.models import StoredFile
from kimppa.core.yearclock.ical import calendar
from kimppa.publishing import (
    calendars,
    feeds,
    markup,
    messages,
    outside,
    positions,
    queries,
    texts,
)
from kimppa.publishing.days import day_of
from kimppa.publishing.directory import entry_of, hours_on
from kimppa.publishing.keywords import known
from kimppa.publishing.models import LANGUAGES, Item, ItemQuerySet, Keyword, Occurrence
from kimppa.publishing.structured import structured

MOST = 50
BESIDE = 3
CONTENTS = ("events", "news")
LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
type View = Callable[..., HttpResponse]


def for_all(view: View) -> View:
    """Anybody may read it, also programs of other sites."""

    @login_not_required
    @require_safe
    @wraps(view)
    def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return open_view


def items_of_scope(scope: str) -> ItemQuerySet:
    """The items of a scope; 404 for what there is not."""
    items = queries.items_in_scope(scope)
    if items is None:
        raise Http404
    return items


def scope_name(scope: str, language: str) -> str:
    """What a scope is called."""
    kind, _dash, code = scope.partition("-")
    with translation.override(language):
        if kind == "municipality":
            return Municipality.objects.get(code=code).name
        if kind == "branch":
            return Branch.objects.get(code=code).name
        if kind == "category":
            names = known()["category"].get(code, {"fi": code})
            return names.get(language, names["fi"])
        owner = consortium()
        return owner.name if owner else ""


def title_of(contents: str, scope: str, language: str) -> str:
    """A feed's title: Tapahtumat – Pori."""
    with translation.override(language):
        kind = _("Events") if contents == "events" else _("News")
    return f"{kind} – {scope_name(scope, language)}"


@for_all
def feed(request: HttpRequest, language: str, contents: str, scope: str) -> HttpResponse:
    """An RSS 2.0 feed."""
    if language not in LANGUAGES or contents not in CONTENTS:
        raise Http404
    items = items_of_scope(scope)
    if contents == "events":
        entries = [
            texts.entry(item, language, time) for item, time in queries.coming_events(items, MOST)
        ]
    else:
        entries = [texts.entry(item, language, None) for item in queries.current_news(items, MOST)]
    title = title_of(contents, scope, language)
    channel = feeds.Channel(
        title=title,
        link=_page_of(contents, scope),
        description=title,
        language=language,
        feed_url=outside.address("feed", language, contents, scope),
    )
    return _in_language(language, feeds.rss(channel, entries), "application/rss+xml; charset=utf-8")


def _page_of(contents: str, scope: str) -> str:
    """Our own page with the same: Finna's "more" leads there."""
    kind, _dash, code = scope.partition("-")
    town = code if kind == "municipality" else ""
    if kind == "branch":
        town = Branch.objects.values_list("municipality__code", flat=True).get(code=code)
    query = f"?kunta={town}" if town else ""
    heading = "coming" if contents == "events" else "news"
    return f"{outside.address('public-events')}{query}#{heading}"


def _in_language(language: str, content: bytes, media_type: str) -> HttpResponse:
    """What is written in this language, whatever the reader's browser asks for."""
    return HttpResponse(content, content_type=media_type, headers={"Content-Language": language})


@for_all
def ics(request: HttpRequest, language: str, scope: str) -> HttpResponse:
    """The coming events as a calendar; what was public and is called off, until it is over."""
    if language not in LANGUAGES:
        raise Http404
    coming_events = queries.coming_events(items_of_scope(scope), MOST, called_off=True)
    items = [item for item, _time in coming_events]
    times = queries.times_of([item.pk for item in items])
    entries = [calendars.entry_of(item, times[item.pk], language) for item in items]
    stamp = texts.updated(items) or clock.now()
    content = calendar(title_of("events", scope, language), entries, stamp=stamp)
    return _in_language(language, content, "text/calendar; charset=utf-8")


@for_all
def events(request: HttpRequest) -> HttpResponse:
    """Coming events and current news; `?kunta=609` narrows to a municipality."""
    code = request.GET.get("kunta", "")
    towns = list(municipalities_on())
    town = next((candidate for candidate in towns if candidate.code == code), None)
    items = Item.objects.concerning(town)
    scope = f"municipality-{town.code}" if town else "all"
    language = language_of()
    events = shown_events(items, language)
    news = [_context(item, language) for item in queries.current_news(items, MOST)]
    context = {
        "town": town,
        "towns": towns,
        "events": events,
        "news": news,
        "example": next((row["item"] for row in events + news if row["item"].example), None),
        "scope": scope,
        "language": language,
    }
    return render(request, "publishing/public/events.html", context)


def language_of() -> str:
    """The reader's language: fi, sv or en."""
    return (get_language() or "fi")[:2]


def shown_events(items: ItemQuerySet, language: str) -> list[dict[str, Any]]:
    """Coming events as the public pages show them."""
    return [_context(item, language, time) for item, time in queries.coming_events(items, MOST)]


def _context(item: Item, language: str, time: Occurrence | None = None) -> dict[str, Any]:
    return {
        "item": item,
        "title": item.text_in("title", language),
        "summary": texts.summary(item, language),
        "languages": {
            "title": item.language_in("title", language),
            "summary": texts.summary_language(item, language),
            "text": item.language_in("text", language),
            "alt": item.language_in("alt", language),
        },
        "when": messages.time_words(time.start, time.end) if time else "",
        "day": day_of(time.start, time.end) if time else None,
        "start": time.start if time else None,
        "end": time.end if time else None,
        "place": texts.place_name(item, language),
        "town": texts.town_name(item, language),
        "url": outside.page_path(item),
    }


@for_all
def item(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """An event or news item, with schema.org's words for search engines; what is called off says
    so to whoever comes by an old link.
    """
    items = Item.objects.told().select_related("municipality", "branch__directory_entry", "image")
    items = (
        items.filter(kind=kind) if kind == Item.Kind.EVENT else items.exclude(kind=Item.Kind.EVENT)
    )
    item = get_object_or_404(items, key=key)
    language = language_of()
    times = list(item.occurrences.filter(whole=False))
    nearest = next((time for time in times if time.end > clock.now()), times[-1] if times else None)
    point = positions.point_of(item)
    context = _context(item, language, nearest) | {
        "text": markup.html(item.text_in("text", language)),
        "times": [
            messages.time_words(time.start, time.end) for time in _later_times(times, nearest)
        ],
        "called_off": item.status == Item.Status.CANCELLED,
        "hours": _hours(item, nearest),
        "for_whom": texts.words(item, language, Keyword.Role.AUDIENCE),
        "words": texts.words(item, language, Keyword.Role.CATEGORY, Keyword.Role.WORD),
        "price": texts.price(item, language),
        "organiser": texts.organiser(item, language),
        "street": texts.street(item),
        "map": outside.map_url(*point) if point else "",
        "alt": item.text_in("alt", language),
        "short": item.text_in("summary", language),
        "alone": messages.ALONE[item.language] if language in item.missing_languages else "",
        "next_events": _next_events(item, language),
        "address": outside.page_url(item),
        "picture": outside.picture_url(item),
        "locale": LOCALES[language],
        "structured": structured(item, times, language),
    }
    return render(request, "publishing/public/item.html", context)


def _later_times(times: list[Occurrence], shown_time: Occurrence | None) -> list[Occurrence]:
    return [time for time in times if shown_time and time.start > shown_time.start]


def _next_events(item: Item, language: str) -> list[dict[str, Any]]:
    """What comes next beside an item: of its municipality and the joint ones, then of all."""
    items = Item.objects.exclude(pk=item.pk)
    events = queries.coming_events(items.concerning(item.municipality), BESIDE)
    if len(events) < BESIDE:
        shown_pks = [item.pk for item, _time in events]
        events += queries.coming_events(items.exclude(pk__in=shown_pks), BESIDE - len(events))
    events.sort(key=lambda pair: pair[1].start)
    return [_context(item, language, time) for item, time in events]


@for_all
def event_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """An event with all its times, for one's own calendar; what is called off says so."""
    items = Item.objects.told().select_related("municipality", "branch__directory_entry")
    item = get_object_or_404(items, key=key, kind=Item.Kind.EVENT)
    language = language_of()
    entry = calendars.entry_of(item, queries.times_of([item.pk])[item.pk], language)
    content = calendar(item.text_in("title", language), [entry], stamp=item.changed_at)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _hours(item: Item, time: Occurrence | None) -> str:
    """When the library is open on the day of the event; empty when it is not known."""
    if time is None:
        return ""
    day = time.start.astimezone(clock.ZONE).date()
    return messages.hours_words(hours_on(entry_of(item), day))


@for_all
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """A picture of something public; its address changes when the picture does.

    Whoever is signed in sees the pictures of what is open to them on the desk too.
    """
    stored_file = get_object_or_404(StoredFile, sha256=sha256)
    person = request.user if isinstance(request.user, Person) else None
    items = Item.objects.visible_to(person) if person else Item.objects.public()
    if not items.filter(image=stored_file).exists():
        raise Http404
    response = HttpResponse(read(stored_file), content_type=stored_file.media_type)
    if person is None:
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


_FRAMED = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "script-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["*"],
}


@xframe_options_exempt
@csp_override(_FRAMED)
@for_all
def frame(request: HttpRequest, language: str, scope: str) -> HttpResponse:
    """Coming events for a frame on a municipality's own site: it holds nothing of a visitor."""
    if language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        context = {
            "title": title_of("events", scope, language) if items_of_scope(scope) else "",
            "events": shown_events(items_of_scope(scope), language),
        }
        return render(request, "publishing/public/frame.html", context)


@for_all
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """Coming events of a branch for a screen on its wall; it asks anew every ten minutes."""
    branches = Branch.objects.select_related("municipality", "directory_entry")
    branch = get_object_or_404(branches, code=code)
    entry = getattr(branch, "directory_entry", None)
    items = Item.objects.concerning(branch.municipality)
    language = language_of()
    context = {
        "branch": branch,
        "hours": messages.hours_words(hours_on(entry, clock.today())),
        "events": shown_events(items, language)[:8],
        "news": [_context(item, language) for item in queries.current_news(items, 3)],
    }
    response = render(request, "publishing/public/screen.html", context)
    response["Refresh"] = "600"
    return response


@for_all
def robots(request: HttpRequest) -> HttpResponse:
    """What programs that gather pages may read: what is public, and where it is listed."""
    closed_paths = ("/api/", "/laheta/", "/d/", "/calendar/", "/accounts/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed_paths)]
    lines.append(f"Sitemap: {outside.address('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@for_all
def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of all that is public, for search engines."""
    items = [item for item, _at in queries.coming_events(Item.objects.all(), 5000)]
    items += queries.current_news(Item.objects.all(), 5000)
    rows: list[tuple[str, Any]] = [(outside.address("public-events"), None)]
    rows += [(outside.page_url(item), item.changed_at.date()) for item in items]
    return render(request, "publishing/public/sitemap.xml", {"rows": rows}, "application/xml")
