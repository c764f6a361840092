"""Addresses of files out and texts in."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from kimppa.pages.imports import views


def redirect_to(name: str) -> Callable[..., HttpResponseBase]:
    """Where an old address leads."""
    return RedirectView.as_view(pattern_name=name)


PATTERNS: list[URLPattern] = [
    path("files.zip", views.export, name="export"),
    path("imports/", views.files, name="imports"),
    path("imports/<int:pk>/", views.file, name="imports-file"),
    path("imports/<int:pk>/take/", views.take, name="imports-take"),
    path("imports/<int:pk>/undo/", views.undo, name="imports-undo"),
    path("bring/", RedirectView.as_view(pattern_name="pages:imports"), name="bring"),
    path(
        "bring/<int:pk>/", RedirectView.as_view(pattern_name="pages:imports-file"), name="bringing"
    ),
    path("<int:pk>/paste/", views.paste, name="paste"),
]
