"""Addresses of the links."""

from django.urls import URLPattern, path

from kimppa.pages.linking import views

PATTERNS: list[URLPattern] = [
    path("links/", views.links, name="links"),
    path("links/try/", views.try_them, name="links-try"),
]
