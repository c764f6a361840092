"""The audit log in words: what was done, to what, and what changed."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.audit.models import AuditEvent

type Text = str | Promise

_LONGEST = 120
_VERBS: dict[str, Text] = {
    "add": gettext_lazy("Added"),
    "create": gettext_lazy("Added"),
    "record": gettext_lazy("Recorded"),
    "change": gettext_lazy("Edited"),
    "correct": gettext_lazy("Corrected"),
    "complete": gettext_lazy("Done"),
    "reopen": gettext_lazy("Opened again"),
    "drop": gettext_lazy("Dropped"),
    "undo": gettext_lazy("Undone"),
    "restore": gettext_lazy("Restored"),
    "remove": gettext_lazy("Removed"),
    "freeze": gettext_lazy("Frozen"),
    "deliver": gettext_lazy("Delivered"),
    "resend": gettext_lazy("Sent again"),
    "revoke": gettext_lazy("Link closed"),
    "pass-on": gettext_lazy("Passed on"),
    "ask": gettext_lazy("Asked"),
    "answer": gettext_lazy("Answered"),
    "take-back": gettext_lazy("Answer taken back"),
    "withdraw": gettext_lazy("Withdrawn"),
    "sign-in": gettext_lazy("Signed in"),
    "refused": gettext_lazy("Sign-in refused"),
    "link-sent": gettext_lazy("Sign-in link sent"),
    "sign-out": gettext_lazy("Signed out"),
    "password": gettext_lazy("Password changed"),
    "language": gettext_lazy("Language changed"),
    "subscribe": gettext_lazy("Calendar address made"),
    "attach": gettext_lazy("File added"),
    "detach": gettext_lazy("File removed"),
    "import": gettext_lazy("Imported"),
}
_THINGS: dict[str, Text] = {
    "core.evidence": gettext_lazy("Work done"),
    "core.task": gettext_lazy("Task"),
    "core.decision": gettext_lazy("Decision"),
    "core.ratification": gettext_lazy("Question to municipalities"),
    "core.confirmation": gettext_lazy("A municipality's answer"),
    "core.release": gettext_lazy("Version"),
    "core.delivery": gettext_lazy("Delivery"),
    "core.passedon": gettext_lazy("Passing on"),
    "core.figure": gettext_lazy("Figure"),
    "core.person": gettext_lazy("Person"),
    "core.membership": gettext_lazy("Role"),
    "core.municipality": gettext_lazy("Municipality"),
    "core.branch": gettext_lazy("Branch"),
    "core.department": gettext_lazy("Department"),
    "core.service": gettext_lazy("Service"),
    "core.consortium": gettext_lazy("Consortium"),
    "core.duty": gettext_lazy("Duty"),
    "core.allocationkey": gettext_lazy("Allocation key"),
    "core.calendarfeed": gettext_lazy("Calendar address"),
}


def verb(event: AuditEvent) -> str:
    """What was done, in one or two words; an unknown action is shown as its code."""
    return str(_VERBS.get(event.action.rpartition(".")[2], event.action))


def thing(model: str) -> str:
    """What kind of thing it was done to."""
    if model in _THINGS:
        return str(_THINGS[model])
    try:
        return str(apps.get_model(model)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return model


def things() -> list[tuple[str, str]]:
    """Kinds of things as choices, those of the core first."""
    known = list(_THINGS)
    others = [
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.startswith("kimppa.")
        and not model._meta.label_lower.startswith("core.")
    ]
    return [(label, thing(label)) for label in [*known, *sorted(others)]]


def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """(field, before, after) in words, for each value that differs."""
    names = sorted(event.before.keys() | event.after.keys())
    return [
        (_field(event.model, name), _value(event.before.get(name)), _value(event.after.get(name)))
        for name in names
    ]


def summary(event: AuditEvent) -> str:
    """The changes on one line; for something new only what it is."""
    if not event.before:
        return ""
    parts = [f"{field}: {before} → {after}" for field, before, after in changes(event)]
    text = "; ".join(parts)
    return text if len(text) <= _LONGEST * 2 else text[: _LONGEST * 2] + " …"


def _field(model: str, name: str) -> str:
    try:
        field = apps.get_model(model)._meta.get_field(name.removesuffix("_id"))
    except (LookupError, ValueError, FieldDoesNotExist):
        return name
    return str(field.verbose_name) if isinstance(field, models.Field) else name


def _value(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "–"
    text = str(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
