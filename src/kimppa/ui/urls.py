"""Addresses of the way back, the language, the colours, the look and the style page."""

from django.urls import URLPattern, path

from kimppa.ui import views
from kimppa.ui.pages.press import undo

urlpatterns: list[URLPattern] = [
    path("undo/<slug:key>/", undo, name="undo"),
    path("ui/", views.look, name="look"),
    path("ui/language/", views.language, name="language"),
    path("ui/scheme/", views.scheme, name="scheme"),
    path("ui/keys/", views.keys, name="keys"),
    path("ui/brand/<slug:version>.css", views.brand_sheet, name="brand"),
]
