"""Addresses of comparisons."""

from django.urls import URLPattern, path

from kimppa.catalogue.comparing import views

PATTERNS: list[URLPattern] = [
    path("compare/", views.comparisons, name="comparisons"),
    path("compare/start/", views.compare, name="compare"),
    path("compare/<int:pk>/", views.comparison, name="comparison"),
]
