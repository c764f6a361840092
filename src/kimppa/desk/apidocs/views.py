"""The API's description as a page: grouped, with parameters, scopes and examples."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kimppa.core.tokens.scopes import LABELS
from kimppa.desk.apidocs.description import groups
from kimppa.ui.api.problems import titles


def page(request: HttpRequest, document: dict[str, Any]) -> HttpResponse:
    """Open to all, made from the OpenAPI document; no script."""
    context = {
        "about": document["info"]["description"],
        "version": document["info"]["version"],
        "server": document["servers"][0]["url"],
        "groups": groups(document),
        "scopes": LABELS.items(),
        "problems": titles().items(),
    }
    return render(request, "desk/apidocs/page.html", context)
