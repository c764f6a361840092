"""How much there is to do behind each page of the menu.

The menu of every page shows the counts as they stood when the person last read the list (home,
tasks), so that no other page has to ask every room. They go along in a cookie: a page that only
reads writes nothing to the database, and each process of the server shows the same.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.ui.selection import memory

COOKIE = "kimppa-counts"
_MEMORY = "counts"
ALL = "desk:tasks"  # the page of all that waits
_COUNT = re.compile(r"([a-z][\w-]*:[\w-]+)~(\d{1,6})(!?)", re.ASCII)


class Count(NamedTuple):
    """How many matters wait behind a page, and whether one of them is late."""

    number: int
    late: bool = False

    def __add__(self, count: object) -> "Count":
        if not isinstance(count, Count):
            return NotImplemented
        return Count(self.number + count.number, self.late or count.late)


def keep_counts(request: HttpRequest, counts: Mapping[str, Count]) -> None:
    """Show these counts, by the names of the pages' addresses, on this page and the next ones."""
    memory(request)[_MEMORY] = counts


def recount(request: HttpRequest, person: Person, page: str, count: Count) -> None:
    """Put right what the menu says of a page that is being read, and the sum of all by as much:
    something on it may have been done since the list was read. Nothing while none has been.
    """
    counts = dict(counts_of(request, person))
    if not counts:
        return
    change = count.number - counts.get(page, Count(0)).number
    counts[page] = count
    if sum_of_all := counts.get(ALL):
        counts[ALL] = Count(max(sum_of_all.number + change, 0), sum_of_all.late)
    keep_counts(request, counts)


def counts_of(request: HttpRequest, person: Person) -> Mapping[str, Count]:
    """The person's counts of today; empty until the list has been read."""
    store = memory(request)
    if _MEMORY not in store:
        store[_MEMORY] = _read_counts(request.COOKIES.get(COOKIE, ""), person)
    counts: Mapping[str, Count] = store[_MEMORY]
    return counts


def with_counts(request: HttpRequest, person: Person, response: HttpResponse) -> HttpResponse:
    """The response, which makes the browser keep the counts where they have changed."""
    counts = counts_of(request, person)
    text = "|".join([_owner(person), *(_count_text(*count) for count in sorted(counts.items()))])
    if text != request.COOKIES.get(COOKIE):
        response.set_cookie(
            COOKIE,
            text,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _owner(person: Person) -> str:
    return f"{person.pk}.{clock.today()}"


def _count_text(page: str, count: Count) -> str:
    return f"{page}~{count.number}{'!' if count.late else ''}"


def _read_counts(text: str, person: Person) -> dict[str, Count]:
    """The counts of a cookie; none of another person's, another day's or one that was changed."""
    owner, *counts = text.split("|")
    if owner != _owner(person):
        return {}
    matches = filter(None, map(_COUNT.fullmatch, counts))
    return {
        page: Count(int(number), bool(late_mark))
        for page, number, late_mark in (match.groups() for match in matches)
    }
