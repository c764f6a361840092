"""What an item is called outside: stable ids and addresses."""

import datetime as dt
import hashlib
import unicodedata
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from kimppa.core import clock
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.publishing.models import Item, Occurrence

SOURCE = "kimppa"
EVERYBODY = f"{SOURCE}:consortium"


def address(name: str, *args: object) -> str:
    """An absolute address on the configured public base, never on the host that was asked."""
    return settings.KIMPPA_PUBLIC_URL + _path(name, *args)


@lru_cache(maxsize=20_000)
def _path(name: str, *args: object) -> str:
    """A list of Linked Events names hundreds of addresses, most of them the same ones."""
    return reverse(name, args=args)


def item_id(item: Item) -> str:
    """kimppa:0a1b2c: what Finna puts into its own addresses as it is."""
    return f"{SOURCE}:{item.key}"


def occurrence_id(item: Item, occurrence: Occurrence, *, is_series: bool) -> str:
    """The item's own when it is held once; else with the time: kimppa:0a1b2c-202502051700."""
    if occurrence.whole or not is_series:
        return item_id(item)
    return f"{item_id(item)}-{occurrence.start.astimezone(clock.ZONE):%Y%m%d%H%M}"


def moment_of(text: str) -> dt.datetime | None:
    """The time at the end of an occurrence's id; None for what is none."""
    try:
        return dt.datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=clock.ZONE)
    except ValueError:
        return None


def municipality_id(municipality: Municipality) -> str:
    """The publisher of a municipality's items."""
    return f"{SOURCE}:municipality-{municipality.code}"


def branch_id(branch: Branch) -> str:
    """A library as a place."""
    return f"{SOURCE}:branch-{ascii_of(branch.code)}"


def place_id(item: Item) -> str:
    """Where an item is held: the library, or a place by its own words."""
    if item.branch is not None and not item.place:
        return branch_id(item.branch)
    words = "\x1f".join((item.place, item.street_address, item.locality)).casefold()
    if item.latitude is not None:
        words += f"\x1f{item.latitude} {item.longitude}"
    return f"{SOURCE}:place-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def keyword_id(role: str, slug: str) -> str:
    """A subject, an audience or a word."""
    return f"{SOURCE}:{role}-{slug}"


def ascii_of(text: str) -> str:
    """A code with nothing but ASCII in it: ypä → ypa."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() or quote(text)


def picture_url(item: Item) -> str:
    """The picture's stable address; it changes when the picture does."""
    return address("public-picture", item.image.sha256) if item.image else ""


def page_path(item: Item) -> str:
    """The item's page for everybody, as our own pages link it."""
    name = "public-event" if item.kind == Item.Kind.EVENT else "public-news"
    return reverse(name, args=[item.key])


def page_url(item: Item) -> str:
    """The same for other sites."""
    return settings.KIMPPA_PUBLIC_URL + page_path(item)


def map_url(latitude: float | None, longitude: float | None) -> str:
    """A place on a map that everybody may look at; empty when it is not known where it is."""
    if latitude is None or longitude is None:
        return ""
    return (
        f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
        f"#map=17/{latitude}/{longitude}"
    )
