"""The look of every page; no models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "kimppa.ui"
    label = "ui"
