"""Work that runs in the background."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Schedule and worker."""

    name = "kimppa.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Listen to what is queued."""
        import_module("kimppa.jobs.queue")
