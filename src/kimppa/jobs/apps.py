"""Work that runs in the background."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Schedule and worker."""

    name = "kimppa.jobs"
    label = "jobs"
