"""What the frame of every page needs.

The frame is worked out only when a template asks for it, with two queries: the person's
memberships, and whether anything has been written since the rest was last read.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import areas
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import ROLE_LABELS, Permission
from kimppa.core.demo.instance import is_demo
from kimppa.core.topics import choices as topic_choices
from kimppa.ui.brand import brand, public_links
from kimppa.ui.counts import counts_of
from kimppa.ui.navigation import Group, address, navigation
from kimppa.ui.selection import (
    Choices,
    Selection,
    choices,
    frame_data,
    headings,
    selected,
    years_of,
)

SCHEME_COOKIE = "kimppa-scheme"
SCHEMES = ("auto", "light", "dark")
KEYS_COOKIE = "kimppa-keys"
KEYS = ("on", "off")


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around a desk page's content."""

    person: Person
    role: str
    consortium: str
    groups: list[Group]
    selection: Selection
    choices: Choices
    years: tuple[int, ...]  # those in which the chosen municipality was a party
    may_log_work: bool
    topics: list[tuple[str, str]]
    links: dict[str, str]

    @property
    def place(self) -> str:
        """Whose work the page is about."""
        municipality = self.selection.municipality
        return municipality.name if municipality else _("All municipalities")


def scheme(request: HttpRequest) -> str:
    """The chosen colours: light, dark or (auto) those of the device."""
    colours = request.COOKIES.get(SCHEME_COOKIE, "")
    return colours if colours in SCHEMES else "auto"


def shell(request: HttpRequest) -> dict[str, Any]:
    """The consortium's day, whether it is set by hand, the colours, the frame and, for public
    pages, the consortium's look."""
    return {
        "today": clock.today(),
        "day_is_set": clock.is_set(),
        "is_demo": is_demo(),
        "scheme": scheme(request),
        "keys": request.COOKIES.get(KEYS_COOKIE) != "off",
        "frame": SimpleLazyObject(lambda: frame(request)),
        "brand": SimpleLazyObject(brand),
        "public_links": SimpleLazyObject(lambda: public_links(request.path)),
    }


def frame(request: HttpRequest) -> Frame | None:
    """The frame for the signed-in person; None for the public."""
    user = getattr(request, "user", None)
    if not isinstance(user, Person):
        return None
    selection, open_to = selected(request), choices(request)
    of_year = [h for h in headings(request) if h.year == selection.year]
    may_log_work = user.can(Permission.LOG_WORK)
    return Frame(
        person=user,
        role=str(ROLE_LABELS.get(user.role, "")),
        consortium=frame_data(request).consortium,
        groups=navigation(user, of_year, areas(), request.path, counts_of(request, user)),
        selection=selection,
        choices=open_to,
        years=years_of(selection.municipality, open_to.years),
        may_log_work=may_log_work,
        topics=topic_choices() if may_log_work else [],
        links={name.replace("-", "_"): address(f"desk:{name}") for name in _LINKS},
    )


_LINKS = (
    "home",
    "search",
    "log-work",
    "step-day",
    "switch-role",
    "remove-examples",
    "sign-in",
    "sign-out",
    "me",
    "help",
)
