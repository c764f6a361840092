"""Links in words: how each is, what was answered, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.pages.linking.models import Link
from kimppa.ui.numbers import day

MARKS = {"fine": "done", "broken": "late", "unsure": "waiting"}
_TOLD: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("there is nothing at the address"),
    "no-name": gettext_lazy("no server has that name"),
    "unreachable": gettext_lazy("nothing answers"),
    "refused": gettext_lazy("programs are not let in"),
    "status": gettext_lazy("the server has a fault"),
    "busy": gettext_lazy("the server is busy"),
    "bad-address": gettext_lazy("the address is not for programs to ask"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A link with all that is said of it."""

    row: Link
    mark: tuple[str, str]
    since: str
    answered: str
    places: str


def told(row: Link) -> Told:
    """All that is said of a link."""
    return Told(row, mark(row), since(row), answered(row), places(row))


def mark(row: Link) -> tuple[str, str]:
    """A status key and words."""
    if row.state == Link.State.FINE and row.mended:
        return MARKS[row.state], _("It answers again")
    return MARKS[row.state], row.get_state_display()


def answered(row: Link) -> str:
    """What was answered at the last try; empty when all is well."""
    return str(_TOLD.get(row.told.partition(" ")[0], ""))


def since(row: Link) -> str:
    """Since when it has been broken, or works again; empty when it was never broken."""
    began, ended = row.outage
    if began is None:
        return ""
    days = {"began": day(began), "ended": day(ended) if ended else ""}
    if ended is None:
        return _("Broken since %(began)s") % days
    return _("Works since %(ended)s; was broken from %(began)s") % days


def places(row: Link) -> str:
    """Where it stands."""
    return ", ".join(f"{title} ({language})" for _page, title, language in row.texts)
