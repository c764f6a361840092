"""The core: what all rooms share."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Models and actions of the six ideas; no pages."""

    name = "kimppa.core"
    label = "core"

    def ready(self) -> None:
        """Receivers outside are told of what the audit log is told."""
        from kimppa.core.audit.actions import recorded
        from kimppa.core.webhooks.actions import tell

        recorded.connect(tell, dispatch_uid="webhooks")
