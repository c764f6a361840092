"""What runs one instance: serving, backup, diagnosis, monitoring, moving."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """The commands that run an instance; no pages and no tables."""

    name = "kimppa.operations"
    label = "operations"
