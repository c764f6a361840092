"""Addresses of duplicates."""

from django.urls import URLPattern, path

from kimppa.catalogue.twins import pairs, views

PATTERNS: list[URLPattern] = [
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/search/", views.search, name="duplicates-search"),
    path("duplicates/stop/", views.stop, name="duplicates-stop"),
    path("duplicates/pairs/", pairs.pairs, name="pairs"),
    path("duplicates/pairs.txt", pairs.pairs_file, name="pairs-file"),
    path("duplicates/pairs/<int:pk>/take-back/", views.take_back, name="pair-take-back"),
    path("checks/<int:pk>/duplicates/<int:group>/", views.duplicate, name="duplicate"),
    path("checks/<int:pk>/duplicates/<int:group>/merge/", views.merge, name="duplicate-merge"),
    path("checks/<int:pk>/duplicates/<int:group>/judge/", views.judge, name="duplicate-judge"),
]
