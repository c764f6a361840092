"""What an undo by the audit log leaves as it was written: nothing, if it brings all back."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import differs
from kimppa.core.audit.undo import ways


def lost_fields(events: Sequence[AuditEvent]) -> dict[str, set[str]]:
    """By row, the fields that are not what they were before a press; its newest write first."""
    earlier: dict[tuple[str, str], tuple[dict[str, Any], set[str]]] = {}
    for event in events:
        way = ways().get(event.action)
        if way and event.before and not way.by_parts:
            state, left = earlier.setdefault((event.model, event.object_id), ({}, set()))
            state |= event.before
            left |= way.volatile | way.beside
    lost = {}
    for (model, key), (state, left) in earlier.items():
        row = apps.get_model(model)._base_manager.filter(pk=key).first()
        if missing := differs(row, state) - left if row else {"the row"}:
            lost[f"{model} {key}"] = missing
    return lost
