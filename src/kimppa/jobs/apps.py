"""Work that runs in the background."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kimppa.jobs"
    label = "jobs"

    def ready(self) -> None:
        import_module("kimppa.jobs.queue")
