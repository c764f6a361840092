"""Addresses: where a page goes back to, what parameters it keeps, where a visitor comes from."""

from collections.abc import Mapping
from ipaddress import ip_network
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


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The address that the page address to return to, if it is one of ours."""
    address = request.POST.get("next") or request.GET.get("next", "")
    return address if of_this_site(request, address) else otherwise


def network(request: HttpRequest) -> str:
    """The network that a visitor comes from: an IPv4 address, or 64 bits of an IPv6 one, which is
    what one subscriber gets. Past which proxies to look is settled by operations.front.client."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if ":" not in address:
        return address
    try:
        return str(ip_network(f"{address.partition('%')[0]}/64", strict=False))
    except ValueError:
        return address


def with_query(params: QueryDict, changes: Mapping[str, Any]) -> str:
    """`?a=1&b=2` with the changes made; an empty value or None takes a parameter away."""
    query = params.copy()
    for key, text in changes.items():
        if text is None or text == "":
            query.pop(key, None)
        else:
            query[key] = str(text)
    return f"?{query.urlencode()}"


def hidden_fields(params: QueryDict, *left_out_keys: str) -> list[tuple[str, str]]:
    """The parameters that a GET form has to carry along as hidden fields."""
    return [
        (key, text) for key, texts in params.lists() if key not in left_out_keys for text in texts
    ]
