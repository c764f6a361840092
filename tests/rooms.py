"""The rooms that a run is about: every room, unless `pytest --room publishing` names some.

Tests that ask every room then ask those only, and only journeys through their pages are made.
"""

import inspect
from functools import cache

import pytest
from django.urls import Resolver404, resolve

from kimppa.core.area import areas

chosen: set[str] = set()


def is_chosen(room: str) -> bool:
    return not chosen or room in chosen


def room_of(path: str) -> str:
    """The room whose view answers an address, the API's by its second part; `config` for others."""
    return _room_of(path.partition("?")[0])


@cache
def _room_of(path: str) -> str:
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["api"]:
        return parts[1] if len(parts) > 2 else "desk"
    try:
        match = resolve(path)
    except Resolver404:
        return "config"
    view = getattr(match.func, "view_class", match.func)
    names = str(view.__module__).split(".")
    if names[:2] == ["kimppa", "ui"] and match.namespace:
        return match.namespace  # a kind of page, in a room's own addresses
    return names[1] if names[0] == "kimppa" else "config"


def is_about(item: pytest.Item) -> bool:
    """Whether a test has to do with the rooms: of tests that name a room, theirs alone."""
    if not chosen:
        return True
    if "area" in (given := getattr(getattr(item, "callspec", None), "params", {})):
        return getattr(given["area"], "slug", "") in chosen  # none where no room has a case
    if item.path.parent.name != "journeys" or item.path.stem == "test_every_page":
        return True
    return bool(item.path.stem.removeprefix("test_") in chosen or visited(item) & chosen)


def visited(item: pytest.Item) -> set[str]:
    """Rooms whose addresses a journey opens; one that opens none by name is the desk's."""
    source = inspect.getsource(item.obj) if isinstance(item, pytest.Function) else ""
    found = {area.slug for area in areas() if f'"/{area.slug}/' in source}
    return found or {"desk"}
