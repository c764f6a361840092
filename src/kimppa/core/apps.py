"""The core: what all rooms share."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Models and actions of the six ideas; no pages."""

    name = "kimppa.core"
    label = "core"
