"""The look of every page; no models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, components, form renderer, theme."""

    name = "kimppa.ui"
    label = "ui"
