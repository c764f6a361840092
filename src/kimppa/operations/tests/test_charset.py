"""Every request is read as UTF-8, whatever its Content-Type says."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import given
from hypothesis import strategies as st

from kimppa.operations.front.cache import Cache
from kimppa.operations.front.limits import Charset
from kimppa.operations.tests.wsgi import Inner, ask

PATH = "/linkedevents/v1/event/"
TOKEN = "k" * 32
FORM = "application/x-www-form-urlencoded"
CODECS = ("cp037", "utf-16", "base64", "rot13", "idna", "undefined", "zip", "hex")
NOT_OURS = [f"text/plain; charset={codec}" for codec in CODECS] + [
    "multipart/form-data; boundary=x; charset=base64",
    "text/plain; charset*=undefined''x",
    "text/plain; x*=nothing''x",
    "text/plain; charset=a\0b",
    "text/plain; x=" + "y" * 20_000,
]
OURS = [
    None,
    "",
    FORM,
    f"{FORM}; charset=UTF-8",
    f'{FORM}; charset="utf8"',
    "a/b; charset=us-ascii",
]


@pytest.fixture
def handler(db: None) -> Charset:
    return Charset(WSGIHandler())


@pytest.mark.parametrize("header", NOT_OURS)
def test_a_header_does_not_change_what_the_cache_keeps_for_others(
    handler: Charset, header: str
) -> None:
    front = Cache(handler, prefixes=["/linkedevents/"], version=lambda: 1, hit=lambda *_hit: None)
    path = f"{PATH}?text={quote('kissa')}"
    plain = ask(handler, path)
    first = ask(front, path, CONTENT_TYPE=header)
    later = ask(front, path)
    assert (first.status, later.status) == (200, 200)
    assert first.body == later.body == plain.body


def test_a_page_with_a_query_reads_it_as_utf_8(handler: Charset) -> None:
    for header in NOT_OURS:
        got = ask(handler, "/sign-in/?next=/work/", CONTENT_TYPE=header, HTTP_HOST="localhost")
        assert got.status == 200
        assert 'value="/work/"' in got.body.decode()


@pytest.mark.parametrize("header", NOT_OURS)
def test_a_body_in_another_charset_is_refused_in_words(header: str) -> None:
    inner = Inner()
    got = ask(Charset(inner), method="POST", body=b"a=b", CONTENT_TYPE=header)
    assert got.status == 415
    assert "UTF-8-merkistössä" in got.body.decode()
    assert not inner.asked


@pytest.mark.parametrize("header", OURS)
def test_a_body_in_utf_8_goes_on_as_it_came(header: str | None) -> None:
    inner = Inner()
    assert ask(Charset(inner), method="POST", body=b"a=b", CONTENT_TYPE=header).status == 200
    assert inner.asked[0].get("CONTENT_TYPE") == header


@pytest.mark.parametrize("header", OURS[2:4])
def test_a_form_in_utf_8_is_read(handler: Charset, header: str) -> None:
    body = f"email={quote('väärä')}&password=x".encode()
    more = {"CONTENT_TYPE": header, "HTTP_HOST": "localhost"}
    more |= {"HTTP_COOKIE": f"csrftoken={TOKEN}", "HTTP_X_CSRFTOKEN": TOKEN}
    got = ask(handler, "/sign-in/", "POST", body=body, **more)
    assert got.status == 422
    assert 'value="väärä"' in got.body.decode()


@given(header=st.text(st.characters(max_codepoint=255)), post=st.booleans())
def test_no_header_makes_it_fail(header: str, post: bool) -> None:
    method: Any = "POST" if post else "GET"
    got = ask(Charset(Inner()), method=method, CONTENT_TYPE=f"a/b; {header}")
    assert got.status in ((200, 415) if post else (200,))
