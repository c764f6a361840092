"""Addresses of the sources that the catalogue is fetched from."""

from django.urls import URLPattern, path

from kimppa.catalogue.fetching import views

PATTERNS: list[URLPattern] = [
    path("sources/", views.origins, name="origins"),
    path("sources/add/", views.add, name="origin-add"),
    path("sources/<int:pk>/", views.origin, name="origin"),
    path("sources/<int:pk>/edit/", views.edit, name="origin-edit"),
    path("sources/<int:pk>/fetch/", views.fetch, name="origin-fetch"),
    path("sources/<int:pk>/stop/", views.stop, name="origin-stop"),
    path("sources/<int:pk>/pause/", views.pause, name="origin-pause"),
    path("sources/<int:pk>/resume/", views.resume, name="origin-resume"),
    path("sources/<int:pk>/remove/", views.remove, name="origin-remove"),
]
