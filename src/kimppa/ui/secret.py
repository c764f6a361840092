"""Addresses that are keys: whoever has one can open what it is for.

A room declares one by the converter: `path("d/<secret:token>", …)`. Logs, caches, search engines
and other sites then never learn it (`kimppa.operations.logs` and
`kimppa.desk.middleware.SecretAddress`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, URLPattern, URLResolver, register_converter
from django.urls.converters import StringConverter

MARK = "<secret:"
_UNSAFE = r"[^/\s\"'?<>]+"


class SecretConverter(StringConverter):
    """The part of an address that opens it."""


register_converter(SecretConverter, "secret")


def is_secret(match: ResolverMatch | None) -> bool:
    """Whether the address that was asked is a key."""
    return match is not None and MARK in match.route


def is_opened(request: HttpRequest) -> bool:
    """Whether a person opens the page: no HEAD, and no fetch of a browser in advance."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    in_advance = any("prefetch" in purpose or "preview" in purpose for purpose in purposes)
    return request.method in ("GET", "POST") and not in_advance


def keep_quiet(response: HttpResponse) -> None:
    """Keep the address from search engines, other sites and caches. A page may loosen the last two
    by headers of its own.
    """
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "private, no-store")


def routes(patterns: Iterable[Any], prefix: str = "") -> Iterator[str]:
    """Every route of the URL conf, written with its converters."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def key_pattern(all_routes: Iterable[str]) -> re.Pattern[str]:
    """Finds keys in a text: group 1 is what stands before the key. Other addresses that begin
    alike stay as they are.
    """
    unique_routes = set(all_routes)
    begins = {route.partition(MARK)[0] for route in unique_routes if MARK in route}
    alternatives = []
    for begin in sorted(begins):
        endings = (route.removeprefix(begin) for route in unique_routes if route.startswith(begin))
        words = {
            ending.partition("/")[0] for ending in endings if ending and not ending.startswith("<")
        }
        exceptions = "".join(f"(?!{re.escape(word)}(?:/|$))" for word in sorted(words))
        alternatives.append(f"/{re.escape(begin)}{exceptions}")
    return re.compile(rf"((?i:{'|'.join(alternatives)})){_UNSAFE}")
