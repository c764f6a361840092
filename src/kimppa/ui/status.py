"""The words of state: each has a word, an icon and a colour, so that none is needed alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Status:
    """How a state is shown; `colour` names a family of the theme, the icon bears the key."""

    key: str
    word: str | Promise
    colour: str


STATUSES: dict[str, Status] = {
    status.key: status
    for status in (
        Status("done", _("Done"), "success"),
        Status("ongoing", _("Ongoing"), "accent"),
        Status("partial", _("Partly done"), "accent"),
        Status("late", _("Late"), "danger"),
        Status("waiting", _("Waiting"), "warning"),
        Status("empty", _("Nothing yet"), "neutral"),
        Status("draft", _("Draft"), "neutral"),
        Status("provisional", _("Provisional"), "warning"),
        Status("confirmed", _("Confirmed"), "success"),
        Status("rejected", _("Rejected"), "danger"),
        Status("no-need", _("No need arose"), "neutral"),
        Status("info", _("For information"), "accent"),
    )
}
