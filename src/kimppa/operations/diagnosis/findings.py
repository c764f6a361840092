"""What a check tells, and how it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


class Level(StrEnum):
    """How bad it is. Only a fault makes the command's exit code 1."""

    OK = "ok"
    NOTICE = "notice"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence or two about the installation; `check` is the stable name of what looked."""

    level: Level
    text: str
    check: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    files: bool = False
    public: bool = False
    mail_to: str = ""


type Findings = Iterable[Finding]


def ok(text: str) -> Finding:
    return Finding(Level.OK, text)


def notice(text: str) -> Finding:
    """Worth knowing; nothing is broken."""
    return Finding(Level.NOTICE, text)


def fault(text: str) -> Finding:
    return Finding(Level.FAULT, text)


def word(level: Level) -> str:
    return {
        Level.OK: pgettext("diagnosis", "ok"),
        Level.NOTICE: pgettext("diagnosis", "note"),
        Level.FAULT: pgettext("diagnosis", "fault"),
    }[level]


def line(finding: Finding) -> str:
    return f"{word(finding.level):<7} {' '.join(finding.text.split())}"


def summary(findings: list[Finding]) -> str:
    """The last line: how many faults and notes there are."""
    faults = sum(finding.level == Level.FAULT for finding in findings)
    notices = sum(finding.level == Level.NOTICE for finding in findings)
    if not faults and not notices:
        return _("All is well.")
    notes_text = ngettext("%(n)s note", "%(n)s notes", notices) % {"n": notices}
    if not faults:
        return _("Nothing is broken; %(notes)s.") % {"notes": notes_text}
    fault_text = ngettext("%(n)s fault", "%(n)s faults", faults) % {"n": faults}
    return _("%(faults)s, %(notes)s.") % {"faults": fault_text, "notes": notes_text}
