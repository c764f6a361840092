"""Addresses of files out and texts in."""

from django.urls import URLPattern, path

from kimppa.pages.moving import views

PATTERNS: list[URLPattern] = [
    path("files.zip", views.export, name="export"),
    path("bring/", views.bring, name="bring"),
    path("bring/<int:pk>/", views.bringing, name="bringing"),
    path("bring/<int:pk>/take-in/", views.take_in, name="bringing-take-in"),
    path("bring/<int:pk>/undo/", views.undo, name="bringing-undo"),
    path("<int:pk>/paste/", views.paste, name="paste"),
]
