"""The page kinds that show a form or a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from kimppa.ui.tables import Table

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Action:
    """A button on a page's head: a link, or a form when it writes."""

    label: Text
    url: str
    primary: bool = False
    post: bool = False


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
    return render(request, "ui/pages/form.html", values, status=status)


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
    return render(request, "ui/pages/table.html", values | more)
