"""Too much is refused before anything reads it, in words of three languages."""

import io
from typing import Any

import pytest

from kimppa.operations.front.limits import Limits
from kimppa.operations.tests.wsgi import Inner, ask

MEGABYTE = 1024 * 1024


class Source(io.BytesIO):
    """Counts what is read of it; endless when asked for more than it has."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size, self.taken = size, 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert 0 < size <= MEGABYTE, "all at once would fill the memory"
        piece = min(size, self.size - self.taken)
        self.taken += piece
        return b"x" * piece


def post(inner: Inner, length: int, **more: Any) -> tuple[Any, Source]:
    source = Source(length)
    told = {"CONTENT_LENGTH": str(length), "wsgi.input": source} | more
    return ask(Limits(inner, megabytes=2), "/", "POST", **told), source


def test_what_fits_is_passed_on() -> None:
    inner = Inner()
    got, _source = post(inner, 2 * MEGABYTE)
    assert got.status == 200
    assert ask(Limits(inner, megabytes=2), "/").status == 200


def test_too_much_is_refused_with_advice_and_never_reaches_django() -> None:
    inner = Inner()
    got, source = post(inner, 2 * MEGABYTE + 1)
    assert got.status == 413
    page = got.body.decode()
    for words in ("enintään 2 Mt", "Högst 2 MB", "At most 2 MB"):
        assert words in page
    assert 'lang="sv"' in page
    assert not inner.asked
    assert source.taken == source.size  # so that the browser gets to show the page


def test_far_too_much_is_cut_off() -> None:
    got, source = post(Inner(), 1000 * MEGABYTE)
    assert got.status == 413
    assert source.taken == 8 * MEGABYTE
    assert got.headers["connection"] == "close"


@pytest.mark.parametrize("length", ["-1", "1e3", "²", "7 7"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    inner = Inner()
    assert ask(Limits(inner, megabytes=2), "/", "POST", CONTENT_LENGTH=length).status == 400
    assert not inner.asked


def test_a_body_of_untold_length_is_refused() -> None:
    inner = Inner()
    got = ask(Limits(inner, megabytes=2), "/", "POST", HTTP_TRANSFER_ENCODING="chunked")
    assert got.status == 411
    assert not inner.asked
