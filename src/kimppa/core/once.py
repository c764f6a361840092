"""What a page that only reads needs in many places, read once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import get_language

# What `read_once` has made for the page.
_page: ContextVar[dict[tuple[object, ...], Any] | None] = ContextVar("memo_page", default=None)


@contextmanager
def page_of_reads() -> Iterator[None]:
    """Within it nothing is written, so that what has been read stays true."""
    token = _page.set({})
    try:
        yield
    finally:
        _page.reset(token)


def read_once[T](name: str, *parts: object, make: Callable[[], T]) -> T:
    """The value of `make()`, made once in a page that only reads (`memo.single_stamp`); elsewhere
    made anew, as what is read may follow a write. Nobody may change it.
    """
    page = _page.get()
    if page is None:
        return make()
    key = (name, get_language(), *parts)
    if key not in page:
        page[key] = make()
    value: T = page[key]
    return value
