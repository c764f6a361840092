"""How urgent a fault is, in words; the engine's P1 to P5.

One question is answered: can it still be mended after the library system has been changed?
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

P1, P2, P3, P4, P5 = "P1", "P2", "P3", "P4", "P5"
SEVERITIES = [
    (P1, _("At once")),
    (P2, _("Before the change")),
    (P3, _("Preferably before")),
    (P4, _("At any time")),
    (P5, _("For neatness")),
]


@dataclass(frozen=True, slots=True)
class Severity:
    """A degree: its word, what it means, and the status key that gives icon and colour."""

    key: str
    word: str | Promise
    text: str | Promise
    status: str


ALL = {
    degree.key: degree
    for degree in (
        Severity(
            P1,
            SEVERITIES[0][1],
            _("It keeps the record from being moved to another system, or from being understood."),
            "rejected",
        ),
        Severity(
            P2,
            SEVERITIES[1][1],
            _("When the library system is changed it is lost, or goes to the wrong place."),
            "late",
        ),
        Severity(
            P3,
            SEVERITIES[2][1],
            _("It can be mended after the change too, but with much more work."),
            "waiting",
        ),
        Severity(
            P4,
            SEVERITIES[3][1],
            _("It can be mended after the change as easily as now."),
            "info",
        ),
        Severity(P5, SEVERITIES[4][1], _("Nothing suffers if it is never mended."), "no-need"),
    )
}


def mark(key: str) -> tuple[str, str]:
    """What a status cell shows of a degree."""
    degree = ALL[key]
    return degree.status, str(degree.word)
