"""The kinds of webhook messages, and the audited actions that send them. Pure.

A message holds no texts and no names, only the object's kind, id and addresses; reading the
object needs a token.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Target:
    """The name of a kind of objects in messages, and its page and API addresses with `{id}`."""

    name: str
    page: str
    api: str


KINDS: dict[str, str | Promise] = {
    "evidence.recorded": _("Work has been recorded"),
    "evidence.changed": _("Recorded work has been corrected, undone or restored"),
    "task.created": _("A task has been made"),
    "task.done": _("A task has been done"),
    "decision.recorded": _("A decision has been recorded"),
    "ratification.answered": _("A municipality has answered"),
    "release.delivered": _("A version has been delivered"),
    "figure.recorded": _("A figure has been recorded"),
}
TEST = "webhook.test"

# The audit log's action and the kind that it is told as.
ACTIONS: dict[str, str] = {
    "evidence.record": "evidence.recorded",
    "evidence.correct": "evidence.changed",
    "evidence.undo": "evidence.changed",
    "evidence.restore": "evidence.changed",
    "task.create": "task.created",
    "task.complete": "task.done",
    "decision.record": "decision.recorded",
    "ratification.answer": "ratification.answered",
    "release.deliver": "release.delivered",
    "figure.record": "figure.recorded",
}
TARGETS: dict[str, Target] = {
    "core.evidence": Target("work", "/work/{id}/", "/api/work/{id}"),
    "core.task": Target("task", "/tasks/{id}/", "/api/tasks/{id}"),
    "core.decision": Target("decision", "/decisions/{id}/", "/api/decisions/{id}"),
    "core.confirmation": Target("ratification", "/waiting/{id}/", "/api/ratifications/{id}"),
    "core.delivery": Target("delivery", "/deliveries/{id}/", "/api/deliveries/{id}"),
    "core.figure": Target("figure", "/figures/{id}/", "/api/figures/{id}"),
}


def payload(kind: str, timestamp: str, model: str, object_id: int, base: str) -> dict[str, Any]:
    """A message: `base` is the desk's public address, `timestamp` ISO 8601."""
    target = TARGETS.get(model)
    facts: dict[str, Any] = {}
    if target is not None:
        facts = {
            "thing": target.name,
            "id": object_id,
            "url": base + target.page.format(id=object_id),
            "api_url": base + target.api.format(id=object_id),
        }
    return {"type": kind, "timestamp": timestamp, "data": facts}
