"""The agreement's notions in the words of the pages."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.agreement.coverage.matrix import DutyView
from kimppa.agreement.structure.edit import REASONS as EDITING
from kimppa.agreement.structure.edit import EditError
from kimppa.agreement.text.encoding import REASONS as READING
from kimppa.agreement.text.encoding import AgreementTextError
from kimppa.core.consortium.roles import ROLE_LABELS
from kimppa.core.duties.models import Duty
from kimppa.core.duties.rules import due_dates, parse
from kimppa.core.topics import label
from kimppa.ui.numbers import day


def due_text(rule: str, year: int) -> str:
    """When a duty of the agreement year is due."""
    read = parse(rule)
    if read.kind == "by":
        return _("by %(day)s") % {"day": day(due_dates(read, year)[0])}
    if read.kind == "within":
        return ngettext("within %(n)d day", "within %(n)d days", read.days) % {"n": read.days}
    return {
        "monthly": _("every month"),
        "quarterly": _("four times a year"),
        "yearly": _("once a year"),
        "continuous": _("all year"),
        "as-needed": _("when needed"),
    }[read.kind]


def duty_words(duty: DutyView, year: int) -> dict[str, str]:
    """A duty in words: topic (empty when not chosen yet), service, kind, due, responsible."""
    return {
        "topic": label(duty.topic) if duty.topic else "",
        "service": duty.service,
        "kind": str(Duty.Kind(duty.kind).label),
        "due": due_text(duty.due, year),
        "responsible": str(ROLE_LABELS[duty.responsible]),
    }


def due_day(rule: str, year: int) -> dt.date | None:
    """The day of a `by` rule, None of others."""
    read = parse(rule)
    return due_dates(read, year)[0] if read.kind == "by" else None


def refusal(error: AgreementTextError | EditError) -> str:
    """Why a text cannot be read or edited and what to do about it, in the active language."""
    reasons = READING if isinstance(error, AgreementTextError) else EDITING
    return _(reasons[error.code]).format(**error.params)


# What the audit log calls the actions that only this room does.
VERBS: dict[str, str | Promise] = {
    "import": gettext_lazy("Imported"),
    "in-force": gettext_lazy("Put in force"),
    "parties": gettext_lazy("Parties changed"),
    "replace": gettext_lazy("Replaced"),
    "terms": gettext_lazy("Terms changed"),
}
