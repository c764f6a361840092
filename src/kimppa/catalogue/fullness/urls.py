"""The address of how full the records are."""

from django.urls import URLPattern, path

from kimppa.catalogue.fullness import views

PATTERNS: list[URLPattern] = [
    path("fullness/", views.fullness, name="fullness"),
    path("fullness/measure/", views.measure, name="fullness-measure"),
]
