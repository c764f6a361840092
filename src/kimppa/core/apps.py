"""The core: what all rooms share."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Models and actions of the six ideas; no pages."""

    name = "kimppa.core"
    label = "core"

    def ready(self) -> None:
        """Receivers outside hear of each audit row; tokens hear of each change of a role."""
        from django.db.models.signals import post_delete, post_save, pre_save

        from kimppa.core.audit.actions import recorded
        from kimppa.core.consortium.models import Membership, Person
        from kimppa.core.grants.actions import on_membership_change, on_person_change
        from kimppa.core.webhooks.actions import queue_event

        recorded.connect(queue_event, dispatch_uid="webhooks")
        for signal in (pre_save, post_save, post_delete):
            signal.connect(on_membership_change, Membership, dispatch_uid="grants")
        for signal in (pre_save, post_save):
            signal.connect(on_person_change, Person, dispatch_uid="grants")
