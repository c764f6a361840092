"""What runs one instance: serving, backup, diagnosis, monitoring, moving."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "kimppa.operations"
    label = "operations"
