"""What the desk's pages share: where to go back to, one form page, one list page."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from kimppa.ui.address import of_this_site
from kimppa.ui.tables import Table

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Action:
    """A button on a page's head: a link, or a form when it writes."""

    label: Text
    url: str
    primary: bool = False
    post: bool = False


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The address that the page asked to return to, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if of_this_site(request, asked) else otherwise


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


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: Text,
    lead: Text = "",
    submit: Text = "",
    cancel: str = "",
    actions: Sequence[Action] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """A page with one form."""
    values: dict[str, Any] = {
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "cancel": cancel,
    }
    values |= {"actions": actions, "multipart": form.is_multipart(), **more}
    return render(request, "desk/form.html", values, status=status)


def table_page(
    request: HttpRequest,
    table: Table,
    *,
    title: Text,
    lead: Text = "",
    actions: Sequence[Action] = (),
    teach: Text = "",
    **more: Any,
) -> HttpResponse:
    """A page with one table, or its rows as Excel; `teach` is said when nothing exists yet."""
    if export := table.response():
        return export
    values: dict[str, Any] = {
        "table": table,
        "title": title,
        "lead": lead,
        "actions": actions,
        "teach": teach,
    }
    return render(request, "desk/table.html", values | more)
