"""What making a figure again came to, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Text
from kimppa.statistics.recount.recounting import Outcome, Recount

OUTCOMES: Mapping[Outcome, tuple[str, Text]] = {
    Outcome.SAME: ("done", _("The same")),
    Outcome.OTHER: ("late", _("Another figure")),
    Outcome.BY_HAND: ("no-need", _("Typed by hand")),
    Outcome.NOT_KEPT: ("empty", _("Not kept")),
    Outcome.FILE_GONE: ("late", _("A file is missing")),
    Outcome.UNREADABLE: ("late", _("Cannot be computed")),
}
"""Status key and words."""

_WHY: Mapping[str, Text] = {
    "rules": _("The program's definitions have changed since: %(about)s."),
    "gap": _("By the definitions of today a code has no meaning: %(about)s."),
    "part": _("A branch comes out otherwise: %(about)s."),
    "no-part": _("What the branch's figure was made of has not been kept: %(about)s."),
    "file": _("The file cannot be read: %(about)s"),
    "file-gone": _("The file is not here: %(about)s."),
    "file-altered": _("The file is no longer what it was: %(about)s."),
    "cell": _("The cell %(about)s cannot be read."),
    "kind": _("This version of Kimppa does not know the rule: %(about)s."),
}
_MEANT: Mapping[Outcome, Text] = {
    Outcome.OTHER: _("The program computes otherwise than it did then."),
    Outcome.NOT_KEPT: _(
        "The figure came before Kimppa kept what figures are made of, or straight into the table."
    ),
    Outcome.BY_HAND: _("Somebody typed the figure: there is nothing to compute."),
}


def reasons(recount: Recount) -> list[str]:
    """Why a figure comes out otherwise, or why it cannot be made."""
    if recount.why:
        return [str(_WHY[problem]) % {"about": about} for problem, about in recount.why]
    return [str(_MEANT[recount.outcome])] if recount.outcome in _MEANT else []
