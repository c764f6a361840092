"""Addresses that keep the parameters they have."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme


def of_this_site(request: HttpRequest, address: str) -> bool:
    """Whether the address is a path of this site.

    `redirect` takes a word without a slash for the name of a view and fails.
    """
    if not address.startswith("/") or address.startswith("//"):
        return False
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())


def with_query(given: QueryDict, changes: Mapping[str, Any]) -> str:
    """`?a=1&b=2` with the changes made; an empty value or None takes a parameter away."""
    query = given.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


def others(given: QueryDict, *without: str) -> list[tuple[str, str]]:
    """The parameters that a GET form has to carry along as hidden fields."""
    return [(key, value) for key, values in given.lists() if key not in without for value in values]
