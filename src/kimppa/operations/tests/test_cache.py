"""Pages kept in memory: for whom, for how long, and never for the wrong person."""

import gzip
import threading
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.operations.front import cache as module
from kimppa.operations.front.cache import Cache, CachedPrefixError, language_of
from kimppa.operations.front.pages import Page, Pages
from kimppa.operations.tests.wsgi import PAGE, Got, Inner, ask, environ_of

PATH = "/ohjelma/2025/"


class Kept:
    """A cache before an inner application, with a version and a clock that the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, pages: Pages | None = None) -> None:
        self.inner = Inner()
        self.version = 1
        self.now = 1000.0
        self.counted: list[tuple[str, str, int]] = []
        monkeypatch.setattr(module, "monotonic", lambda: self.now)
        self.cache = Cache(
            self.inner,
            prefixes=["/ohjelma/"],
            version=lambda: self.version,
            hit=lambda *told: self.counted.append(told),
            pages=pages,
        )

    def get(self, path: str = PATH, method: str = "GET", **more: Any) -> Got:
        return ask(self.cache, path, method, **more)

    @property
    def made(self) -> int:
        return len(self.inner.asked)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    return Kept(monkeypatch)


def test_a_page_is_made_once_and_dropped_by_a_write_and_by_age(kept: Kept) -> None:
    assert kept.get().body == PAGE
    assert kept.get().body == PAGE
    assert kept.made == 1
    kept.version = 2
    kept.get()
    assert kept.made == 2
    kept.now += 31
    kept.get()
    assert kept.made == 3
    assert kept.counted == [("GET", "", 200)]


def test_a_page_made_while_somebody_writes_is_not_taken_for_a_newer_one(kept: Kept) -> None:
    kept.inner.before = lambda _environ: setattr(kept, "version", 2)
    kept.get()
    kept.inner.before = lambda _environ: None
    kept.get()
    assert kept.made == 2


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_RANGE": "bytes=0-3"},
    ],
)
def test_whoever_could_be_somebody_is_asked_within(kept: Kept, header: dict[str, str]) -> None:
    kept.get()
    kept.inner.body = (b"yours",)
    assert kept.get(**header).body == b"yours"
    assert kept.get().body == PAGE
    assert kept.made == 2


@pytest.mark.parametrize("path", ["/", "/work/", "/ohjelma", "/d/abc", "/healthz"])
def test_other_addresses_are_never_kept(kept: Kept, path: str) -> None:
    kept.get(path)
    kept.get(path)
    assert kept.made == 2
    assert len(kept.cache.pages) == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS"])
def test_only_reading_is_answered_from_memory(kept: Kept, method: str) -> None:
    kept.get()
    kept.get(method=method)
    assert kept.made == 2


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", []),
        ("302 Found", [("Location", "/sign-in/")]),
        ("500 Internal Server Error", []),
        ("200 OK", [("Set-Cookie", "a=b")]),
        ("200 OK", [("Cache-Control", "private")]),
        ("200 OK", [("Cache-Control", "max-age=5"), ("Cache-Control", "No-Store")]),
        ("200 OK", [("Vary", "Accept")]),
        ("200 OK", [("Vary", "Cookie"), ("Vary", "*")]),
        ("200 OK", [("Content-Security-Policy", "script-src 'nonce-abc'")]),
        ("200 OK", [("Content-Encoding", "zstd")]),
    ],
)
def test_what_is_not_for_everybody_is_passed_on_unkept(
    kept: Kept, status: str, headers: list[tuple[str, str]]
) -> None:
    kept.inner.status, kept.inner.headers = status, headers
    for _time in range(2):
        got = kept.get()
        assert got.status == int(status[:3])
        assert got.body == PAGE
        for name, value in headers[-1:]:
            assert got.headers[name.lower()] == value
    assert kept.made == 2


def test_each_language_query_and_host_has_a_page_of_its_own(kept: Kept) -> None:
    for more in (
        {"HTTP_ACCEPT_LANGUAGE": "sv-FI,sv;q=0.9"},
        {"HTTP_ACCEPT_LANGUAGE": "en-GB"},
        {"HTTP_HOST": "evil.example"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
    ):
        kept.get(**more)
        kept.get(**more)
    kept.get(f"{PATH}?kunta=981")
    kept.get(PATH)
    assert kept.made == 7


def test_django_sees_the_language_of_the_key_and_nothing_else_of_the_visitor(kept: Kept) -> None:
    kept.get(
        HTTP_ACCEPT_LANGUAGE="de, sv;q=0.4, fi;q=0.3",
        HTTP_ACCEPT_ENCODING="br",
        HTTP_IF_NONE_MATCH='"x"',
        method="HEAD",
    )
    asked = kept.inner.asked[0]
    assert asked["HTTP_ACCEPT_LANGUAGE"] == "sv"
    assert asked["REQUEST_METHOD"] == "GET"
    assert "HTTP_ACCEPT_ENCODING" not in asked
    assert "HTTP_IF_NONE_MATCH" not in asked


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fi"),
        ("fi-FI,fi;q=0.9,en;q=0.8", "fi"),
        ("en;q=0.8,sv", "sv"),
        ("de,fr;q=0.9", "fi"),
        ("en;q=0, sv;q=0.1", "sv"),
        ("*", "fi"),
        ("sv;q=nonsense,en;q=0.2", "en"),
    ],
)
def test_languages(header: str, language: str) -> None:
    assert language_of(environ_of(HTTP_ACCEPT_LANGUAGE=header)) == language


@given(st.text(max_size=80))
def test_any_header_gives_one_of_our_languages(header: str) -> None:
    assert language_of(environ_of(HTTP_ACCEPT_LANGUAGE=header)) in ("fi", "sv", "en")


def test_a_page_is_packed_as_asked_and_each_form_has_its_own_tag(kept: Kept) -> None:
    plain = kept.get()
    small = kept.get(HTTP_ACCEPT_ENCODING="gzip, deflate")
    smaller = kept.get(HTTP_ACCEPT_ENCODING="gzip, br")
    refused = kept.get(HTTP_ACCEPT_ENCODING="br;q=0, identity")
    assert kept.made == 1
    assert gzip.decompress(small.body) == brotli.decompress(smaller.body) == plain.body == PAGE
    assert refused.body == PAGE
    assert len({got.headers["etag"] for got in (plain, small, smaller)}) == 3
    assert {got.headers["vary"] for got in (plain, small, smaller)} == {
        "Accept-Encoding, Accept-Language, Cookie"
    }
    for got in (plain, small, smaller):
        assert int(got.headers["content-length"]) == len(got.body)
    assert "content-encoding" not in plain.headers


def test_a_short_page_is_not_packed(kept: Kept) -> None:
    kept.inner.body = (b"ok",)
    assert "content-encoding" not in kept.get(HTTP_ACCEPT_ENCODING="br").headers


def test_whoever_has_the_newest_gets_304(kept: Kept) -> None:
    tag = kept.get().headers["etag"]
    for held in (tag, f'"other", W/{tag}', "*"):
        got = kept.get(HTTP_IF_NONE_MATCH=held)
        assert (got.status, got.body) == (304, b"")
        assert got.headers["etag"] == tag
        assert got.headers["vary"]
        assert "content-type" not in got.headers
    assert kept.get(HTTP_IF_NONE_MATCH='"other"').status == 200
    kept.version += 1
    kept.inner.body = (b"news" * 500,)
    assert kept.get(HTTP_IF_NONE_MATCH=tag).body == b"news" * 500


def test_head_says_what_get_would(kept: Kept) -> None:
    first = kept.get(method="HEAD")
    second = kept.get()
    assert first.body == b""
    assert first.headers == second.headers
    assert kept.made == 1


def test_the_id_of_one_request_is_not_given_to_others(kept: Kept) -> None:
    kept.inner.headers = [("X-Request-ID", "of-the-first")]
    kept.get()
    assert "x-request-id" not in kept.get().headers


def test_a_page_says_itself_how_long_browsers_keep_it(kept: Kept) -> None:
    assert kept.get().headers["cache-control"] == "public, no-cache"
    kept.inner.headers = [("Cache-Control", "max-age=3600")]
    assert kept.get(f"{PATH}?x").headers["cache-control"] == "max-age=3600"


def test_memory_is_bounded_in_pages_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Pages(most=3, most_bytes=1_000_000)
    kept = Kept(monkeypatch, pages)
    for number in range(5):
        kept.get(f"{PATH}?{number}")
    assert len(pages) == 3
    kept.get(f"{PATH}?4")
    assert kept.made == 5
    kept.get(f"{PATH}?0")
    assert kept.made == 6
    kept.inner.body = (b"x" * 200_000,)
    for number in range(10, 15):
        kept.get(f"{PATH}?{number}")
        assert pages.room <= 1_000_000
    assert len(pages) == 1


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 900)), max_size=60))
def test_what_is_counted_is_what_is_held(puts: list[tuple[int, int]]) -> None:
    pages = Pages(most=5, most_bytes=20_000)
    for key, size in puts:
        pages.store(key, Page([], b"x" * size, 1, 0.0))
        held = [page for k in range(9) if (page := pages.get(k))]
        assert pages.room == sum(page.room for page in held) <= 20_000
        assert len(held) == len(pages) <= 5


def test_a_page_too_large_to_keep_arrives_whole(kept: Kept) -> None:
    closed = []

    class Large:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"x" * 1_000_000] * 4)

        def close(self) -> None:
            closed.append(True)

    kept.inner.body = Large()
    assert len(kept.get().body) == 4_000_000
    assert closed == [True]
    assert len(kept.cache.pages) == 0


def test_of_many_who_ask_at_once_one_makes_the_page(kept: Kept) -> None:
    gate = threading.Event()
    kept.inner.before = lambda _environ: gate.wait(10)
    got: list[Got] = []
    visitors = [threading.Thread(target=lambda: got.append(kept.get())) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    gate.set()
    for visitor in visitors:
        visitor.join(10)
    assert [one.body for one in got] == [PAGE] * 8
    assert kept.made == 1


def test_an_aged_page_serves_while_one_visitor_makes_it_anew(kept: Kept) -> None:
    kept.get()
    kept.now += 31
    meanwhile: list[bytes] = []
    kept.inner.body = (b"new",)
    kept.inner.before = lambda _environ: meanwhile.append(kept.get().body)
    assert kept.get().body == b"new"
    assert meanwhile == [PAGE]
    assert kept.made == 2


def test_a_maker_that_fails_leaves_the_way_free(kept: Kept) -> None:
    def fail(_environ: dict[str, Any]) -> None:
        raise RuntimeError("the database is gone")

    kept.inner.before = fail
    with pytest.raises(RuntimeError):
        kept.get()
    kept.inner.before = lambda _environ: None
    assert kept.get().body == PAGE


@pytest.mark.parametrize(
    "prefix", ["/", "", "ohjelma/", "/ohjelma", "/d/", "/d/x/", "/sign-in/", "/metrics/"]
)
def test_a_room_cannot_have_personal_pages_kept(prefix: str) -> None:
    with pytest.raises(CachedPrefixError, match="must not be kept"):
        Cache(Inner(), prefixes=[prefix], version=lambda: 1, hit=lambda *_: None)
