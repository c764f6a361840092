"""No address fails on a value that makes no sense. Addresses and names come from the code."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from conftest import Louna
from kimppa.config.tests.test_roles import Desk, desk
from tests import rooms
from tests.rooms import room_of
from tests.tokens import secret_of

__all__ = ["desk"]
pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
# How code names what it reads of a query: at once, by a constant, or as a table's filter.
READ = re.compile(r"GET(?:\.get|\.getlist)?[(\[]\s*\"([\w-]+)\"")
CONSTANT = re.compile(r"GET(?:\.get|\.getlist)?[(\[]\s*([A-Z_]+)\b")
FILTER = re.compile(r"\w*Filter\(\s*\"([\w-]+)\"")
# Read on every page: by tables and the top bar, in other ways than these.
MORE = {"page", "sort", "q", "year", "month", "municipality", "vuosi", "kunta"}

LONG = "9" * 4400  # more digits than Python reads
VALUES = (
    "99999999999999999999",
    "-1",
    "2024-13-45",
    "0000-00-00",
    "99999-01-01",
    "0",
    "10000",
    "١٢",
    "²",
    "NaN",
    "inf",
    "1e400",
    "",
    "[]",
    "{}",
    "'",
    "%",
    "%25%00".replace("%00", "%2500"),
    "\udca0",
    "x" * 2000,
)
NUMBERS = ("0", "99999", str(2**63), "1" + "0" * 30)
NUMBER = re.compile(r"(?<=/)\d+(?=/|$|\.)")
HEADERS = (
    {"Accept-Language": "x" * 5000},
    {"Accept-Language": "fi;q=NaN, sv;q=1e400, \udca0"},
    {"If-None-Match": '"' + "x" * 5000},
    {"If-None-Match": 'W/, "", *'},
    {"If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT"},
    {"Range": "bytes=99999999999999999999-1, -"},
    {"Cookie": "sessionid=\x01; django_language=" + "x" * 4000},
    {"Content-Length": "-1"},
)


@cache
def names(room: str) -> list[str]:
    """Every name that some page of a room reads of a query: a page's links repeat its query, so
    names that only others read make each page long and find nothing.
    """
    found = set(MORE)
    for path in ROOT.rglob("*.py"):
        inside = path.relative_to(ROOT).parts
        if "tests" in inside or inside[0] not in {room, "core", "ui"}:
            continue
        text = path.read_text(encoding="utf-8")
        found |= set(READ.findall(text)) | set(FILTER.findall(text))
        for constant in CONSTANT.findall(text):
            found |= set(re.findall(rf"^{constant}\b.* = \"([\w-]+)\"", text, re.MULTILINE))
    return sorted(found)


def query(path: str, value: str) -> str:
    """All names that the page of an address may read, each with the value."""
    text = quote(value.encode("utf-8", "surrogateescape"))
    return "&".join(f"{name}={text}" for name in names(room_of(path)))


def plain(space: str) -> Iterator[str]:
    """The addresses without arguments of the desk, of the public or of the API."""
    for one in get_resolver().url_patterns:
        inner = one.url_patterns if isinstance(one, URLResolver) else [one]
        known = getattr(one, "namespace", None) or ""
        if known != space or isinstance(inner[0], URLResolver):
            continue
        for pattern in inner:
            try:
                yield reverse(f"{known}:{pattern.name}" if known else str(pattern.name))
            except NoReverseMatch:
                continue


def status(client: Client, path: str, **headers: str) -> int:
    """What a GET answers, its whole body read; nothing that it wrote stays."""
    with transaction.atomic():
        response = client.get(path, headers=headers)
        assert not response.streaming or list(response) is not None
        transaction.set_rollback(True)
    return response.status_code


def test_the_code_reads_names() -> None:
    assert {"vuosi", "kello", "state"} <= set(names("desk"))
    assert {"kuukausi", "kunta", "next"} <= set(names("publishing"))


def test_no_query_fails_a_page(desk: Desk) -> None:
    client = desk.clients["coordinator"]
    paths = [*desk.paths.values(), *plain("desk"), *plain("desk-public"), *plain("")]
    # The worst on every second page, and all values on some page.
    asked = [
        f"{path}?{query(path, LONG if number % 2 else VALUES[number // 2 % len(VALUES)])}"
        for number, path in enumerate(paths)
    ]
    answers = {address[:80]: status(client, address) for address in asked}
    assert [address for address, answer in answers.items() if answer >= 500] == []
    assert rooms.chosen or list(answers.values()).count(200) > 150


def test_no_name_by_itself_fails_the_pages_of_a_year(every_room: Louna) -> None:
    """Nothing else is refused before it."""
    client = Client()
    client.force_login(every_room.coordinator)
    pages = ("/year-clock/", "/programme/2024/", "/statistics/2024/", "/report/2024/")
    for path in pages:
        for name in names(room_of(path)):
            value = LONG if len(name) % 2 else "١٢"
            assert status(client, f"{path}?{name}={quote(value)}") < 500, (path, name)
    for name, value in (("kello", LONG), ("vuosi", LONG), ("vuosi", "١٢"), ("vuosi", "²")):
        for path in pages:
            assert status(client, f"{path}?{name}={quote(value)}") < 500, (path, name)


def test_no_number_in_an_address_fails_a_page(desk: Desk) -> None:
    client = desk.clients["coordinator"]
    asked = [
        NUMBER.sub(number, path)
        for place, path in enumerate(sorted(desk.paths.values()))
        for number in {NUMBERS[-1], NUMBERS[place % len(NUMBERS)]}
        if NUMBER.search(path)
    ]
    assert [address for address in asked if status(client, address) >= 500] == []


def test_no_header_fails_a_page(every_room: Louna) -> None:
    client = Client()
    client.force_login(every_room.coordinator)
    for path in ("/", "/tapahtumat/", "/feeds/fi/events/all.xml", "/palaute/", "/api/openapi.json"):
        for headers in HEADERS:
            assert status(client, path, **headers) < 500, (path, headers)
    assert client.get("/", headers={"Host": "x" * 300 + ".example"}).status_code == 400


def test_no_query_fails_the_api(every_room: Louna) -> None:
    person = every_room.coordinator
    secret = secret_of(person)
    headers = {"Authorization": f"Bearer {secret}"}
    described = Client().get("/api/openapi.json").json()["paths"]
    asked = []
    for path, methods in described.items():
        told = methods.get("get", {}).get("parameters", [])
        named = [one["name"] for one in told if one["in"] == "query"]
        route = re.sub(r"{\w+}", "2024", path)
        for number, name in enumerate(named):
            values = (LONG, VALUES[number % len(VALUES)])
            asked += [f"{route}?{name}={quote(value, errors='replace')}" for value in values]
        if told and "{" in path:
            asked += [re.sub(r"{\w+}", number, path) for number in NUMBERS]
    client = Client()
    assert len(asked) > 100
    assert [one[:80] for one in asked if status(client, one, **headers) >= 500] == []


@pytest.mark.parametrize(
    "path", ["/?q=%00", "/tapahtumat/?kunta=%00", "/%00", "/palaute/?service=a%00"]
)
def test_what_no_text_can_hold_is_not_understood(path: str) -> None:
    assert Client().get(path).status_code == 400
