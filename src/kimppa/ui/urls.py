"""Addresses of the language, the colours and the style page."""

from django.urls import URLPattern, path

from kimppa.ui import views

urlpatterns: list[URLPattern] = [
    path("", views.look, name="look"),
    path("language/", views.language, name="language"),
    path("scheme/", views.scheme, name="scheme"),
]
