"""Addresses of samples."""

from django.urls import URLPattern, path

from kimppa.catalogue.deciding import views

PATTERNS: list[URLPattern] = [
    path("rules/<slug:slug>/sample/", views.sample, name="sample"),
    path("rules/<slug:slug>/sample/draw/", views.draw, name="sample-draw"),
]
