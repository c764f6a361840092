"""Addresses of confirming pages."""

from django.urls import URLPattern, path

from kimppa.pages.confirming import views

PATTERNS: list[URLPattern] = [
    path("<int:pk>/ask/", views.ask, name="confirm-ask"),
    path("<int:pk>/withdraw/", views.withdraw, name="confirm-withdraw"),
]
