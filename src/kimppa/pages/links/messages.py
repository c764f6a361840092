"""Links in words: how each is, what was answered, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.pages.models import Link
from kimppa.ui.numbers import day

MARKS = {"fine": "done", "broken": "late", "unsure": "waiting"}
_ANSWERS: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("there is nothing at the address"),
    "no-name": gettext_lazy("no server has that name"),
    "unreachable": gettext_lazy("nothing answers"),
    "refused": gettext_lazy("programs are not let in"),
    "status": gettext_lazy("the server has a fault"),
    "busy": gettext_lazy("the server is busy"),
    "bad-address": gettext_lazy("the address is not for programs to ask"),
}


@dataclass(frozen=True, slots=True)
class LinkText:
    """A link with all that is written of it."""

    link: Link
    mark: tuple[str, str]
    since: str
    answer: str
    places: str


def describe(link: Link) -> LinkText:
    """All that is written of a link."""
    return LinkText(link, mark(link), since_words(link), answer(link), places(link))


def mark(link: Link) -> tuple[str, str]:
    """A status key and words."""
    if link.state == Link.State.FINE and link.mended:
        return MARKS[link.state], _("It answers again")
    return MARKS[link.state], link.get_state_display()


def answer(link: Link) -> str:
    """What was answered at the last try; empty when all is well."""
    return str(_ANSWERS.get(link.told.partition(" ")[0], ""))


def since_words(link: Link) -> str:
    """Since when it has been broken, or works again; empty when it was never broken."""
    outage_start, outage_end = link.outage
    if outage_start is None:
        return ""
    if outage_end is None:
        return _("Broken since %(began)s") % {"began": day(outage_start)}
    days = {"began": day(outage_start), "ended": day(outage_end)}
    return _("Works since %(ended)s; was broken from %(began)s") % days


def places(link: Link) -> str:
    """Where it stands."""
    return ", ".join(f"{title} ({language})" for _page, title, language in link.texts)
