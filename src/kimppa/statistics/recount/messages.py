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

LARGE = _("The lists are long: make the figure again on the server, by the command.")

RULES: Mapping[str, Text] = {
    "lists": _("Counted from lists of items and loans by the codes below."),
    "report": _("Read from a cell of a report of the library system."),
    "published": _("Read from figures that the ministry has published."),
    "joined": _("Joined of parts of the year."),
    "sum-of-branches": _("The sum of the figures below."),
    "allocation": _("Visits of shared services, split by the weights of a key."),
    "web-visits": _("Visits that were measured of the municipality alone."),
    "register": _("Counted from the register of branches."),
    "room": _("Told by another part of Kimppa of its own rows."),
    "by-hand": _("Typed by hand."),
}
"""How figures come to be, by the kind of their derivation."""

TABLES: Mapping[str, Text] = {
    "types": _("Types of material"),
    "locations": _("Locations"),
    "groups": _("Groups of customers"),
    "kinds": _("Kinds of events"),
    "statuses": _("Statuses: in the collection or not"),
    "branches": _("Branches and their municipalities"),
    "aliases": _("Codes of the list that are branches of other names"),
    "fiction": _("Call numbers of fiction, from – to"),
    "music": _("Call numbers of music, from – to"),
    "mobile": _("Bookmobiles"),
    "left_out_branches": _("Branches left out"),
    "left_out_kinds": _("Kinds of events left out"),
    "celia": _("Celia's discs"),
    "cell": _("Cell"),
    "columns": _("Columns of the report"),
    "rows": _("Rows of the report"),
    "learned": _("Names that had been learned"),
    "visits": _("Visits"),
    "weights": _("Weights of the key"),
    "counted": _("Counted"),
    "parts": _("Parts of the year"),
}

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
