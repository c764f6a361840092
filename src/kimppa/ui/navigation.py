"""The left side of the frame: the agreement's sections and the rooms beneath them.

Each role sees its own: the coordinator the whole agreement, a director what awaits and what was
delivered, staff what they may do, a reader what there is to read. A page that does not exist yet
is left out, so rooms may come one after another.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.area import Area, NavItem
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.duties.queries import Heading
from kimppa.ui.counts import Count
from kimppa.ui.lines import first_thing

type Text = str | Promise

TOP_ROOMS = frozenset({"desk", "agreement", "programme", "report"})
FITS = 23  # letters of a name that stands in one row
_YEAR = re.compile(r"/\d{4}/")
_WORK = frozenset({Permission.DO_TASKS, Permission.LOG_WORK, Permission.PROPOSE})


@dataclass(frozen=True, slots=True)
class Link:
    """One page in the navigation."""

    title: str
    url: str
    icon: str = ""
    current: bool = False
    number: str = ""
    count: Count | None = None
    """How much waits behind it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one heading; a group without a heading stands first."""

    title: str
    links: tuple[Link, ...]
    number: str = ""
    folded: bool = False
    icon: str = ""

    @property
    def open(self) -> bool:
        """Whether a folded group is shown open: the page at hand is in it."""
        return any(link.current for link in self.links)

    @property
    def count(self) -> Count | None:
        """How much waits behind its pages; None when nothing does."""
        counts = [link.count for link in self.links if link.count]
        return sum(counts, Count(0)) if counts else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the desk: its words, name of its address, icon and who it is for."""

    title: Text
    url_name: str
    icon: str
    permission: str = Permission.VIEW


HOME = Page(gettext_lazy("The agreement now"), "desk:home", "home")
OWN_HOME = Page(gettext_lazy("What we have got"), "desk:home", "home")
START = Page(gettext_lazy("Start"), "desk:home", "home")
YEAR_CLOCK = Page(gettext_lazy("Year clock"), "desk:year-clock", "clock")
TASKS = Page(gettext_lazy("Tasks"), "desk:tasks", "tasks", Permission.DO_TASKS)
WAITING = Page(gettext_lazy("Questions to us"), "desk:waiting", "waiting")
DELIVERED_TO_US = Page(gettext_lazy("Delivered"), "desk:deliveries", "delivery")
DELIVERIES = Page(gettext_lazy("Deliveries"), "desk:deliveries", "delivery")
RATIFICATIONS = Page(gettext_lazy("Ratifications"), "desk:waiting", "waiting")
DECISIONS = Page(gettext_lazy("Decisions"), "desk:decisions", "decision")
FIGURES = Page(gettext_lazy("Figures"), "desk:figures", "figures")
PEOPLE = Page(gettext_lazy("People"), "desk:people", "people", Permission.MANAGE_PEOPLE)
CONSORTIUM = Page(
    gettext_lazy("Municipalities and branches"),
    "desk:consortium",
    "place",
    Permission.MANAGE_CONSORTIUM,
)
SERVICES = Page(gettext_lazy("Service register"), "desk:services", "services")
LETTERS = Page(gettext_lazy("Letters"), "desk:letters", "letter", Permission.DELIVER)
WEBHOOKS = Page(
    gettext_lazy("Receivers outside"), "desk:webhooks", "room", Permission.MANAGE_CONSORTIUM
)
RUNS = Page(gettext_lazy("What happened last night"), "desk:runs", "moon", Permission.MANAGE_JOBS)
AUDIT = Page(gettext_lazy("Audit log"), "desk:audit", "audit", Permission.VIEW_AUDIT)
SIGN_INS = Page(gettext_lazy("Sign-ins"), "desk:sign-ins", "key", Permission.VIEW_AUDIT)

_FIRST: dict[str, tuple[Page, ...]] = {
    Role.COORDINATOR: (HOME, YEAR_CLOCK, TASKS),
    Role.DIRECTOR: (OWN_HOME, WAITING, DELIVERED_TO_US, DECISIONS, FIGURES),
    Role.STAFF: (START, TASKS),
    Role.READER: (START, DELIVERED_TO_US, DECISIONS, FIGURES),
}
_LAST: dict[str, tuple[Page, ...]] = {
    Role.COORDINATOR: (DELIVERIES, RATIFICATIONS, DECISIONS, FIGURES),
    Role.DIRECTOR: (YEAR_CLOCK, TASKS, SERVICES),
    Role.STAFF: (YEAR_CLOCK,),
    Role.READER: (),
}
_MANAGEMENT = (CONSORTIUM, PEOPLE, SERVICES, LETTERS, RUNS, SIGN_INS, WEBHOOKS, AUDIT)


def address(name: str) -> str:
    """The address of a page, or an empty text when the page does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def navigation(
    person: Person,
    headings: Sequence[Heading],
    areas: Sequence[Area],
    path: str,
    counts: Mapping[str, Count] | None = None,
) -> list[Group]:
    """The groups that the person sees; `headings` are those of the selected year.

    `path` is that of the page at hand; `counts` say how much waits, by the names of the
    pages' addresses.
    """
    role = person.role
    groups = [Group("", _pages(person, _FIRST.get(role, (START,))))]
    last_links = _pages(person, _LAST.get(role, ()))
    if role == Role.COORDINATOR:
        shared_group = Group(_("Shared"), (*_agreement(person, areas), *last_links))
        management = _pages(person, _MANAGEMENT)
        groups += [
            *sections(person, headings, areas),
            shared_group,
            Group(_("Management"), management, folded=True, icon="gear"),
        ]
    elif role == Role.STAFF:
        groups.append(Group(_("I want to"), _verbs(person, areas)))
        groups.append(Group(_("See also"), last_links))
    else:  # the director of a small library mends records and answers customers as well
        title = _("Agreement, programme and report")
        groups.append(Group(title, _agreement(person, areas)))
        groups.append(Group(_("I want to"), _verbs(person, areas)))
        groups.append(Group(_("See also"), last_links))
        groups.append(Group(_("Other rooms"), _to_read(person, areas), folded=True))
    counts_by_address = {
        address(name): count for name, count in (counts or {}).items() if count.number
    }
    return _with_current_page([group for group in groups if group.links], path, counts_by_address)


def sections(person: Person, headings: Sequence[Heading], areas: Sequence[Area]) -> list[Group]:
    """The agreement's sections, each with its lines on the home page and its rooms beneath.

    A room stands under the section of its first topic that some section has; rooms that no section
    has come last. A section without rooms is a plain link to its lines.
    """
    home = address("desk:home")
    all_topics = {heading.topic for heading in headings if heading.section}

    def main_topic(area: Area) -> str:
        return next((topic for topic in area.topics if topic in all_topics), "")

    rooms = [area for area in areas if area.slug not in TOP_ROOMS]
    groups = []
    for number, title in dict.fromkeys((h.section, h.title) for h in headings if h.section):
        topics = {h.topic for h in headings if h.section == number}
        rooms_of_section = [area for area in rooms if main_topic(area) in topics]
        rooms = [area for area in rooms if area not in rooms_of_section]
        lines = f"{home}#osa-{number}" if home else ""
        name = title if len(title) <= FITS else first_thing(title)
        groups.append(
            _section(number, name or number, lines, _room_links(person, rooms_of_section))
        )
    groups.append(Group(_("Other rooms"), _room_links(person, rooms), folded=True))
    return groups


def _section(number: str, title: str, lines: str, rooms: tuple[Link, ...]) -> Group:
    if not rooms:
        return Group("", (Link(title, lines, number=number),) if lines else ())
    clauses = (Link(_("Clauses and state"), lines, "clauses"),) if lines else ()
    return Group(title, clauses + rooms, number=number, folded=True)


def _agreement(person: Person, areas: Sequence[Area]) -> tuple[Link, ...]:
    return _room_links(person, [area for area in areas if area.slug in TOP_ROOMS - {"desk"}])


def _verbs(person: Person, areas: Sequence[Area]) -> tuple[Link, ...]:
    """Links to the pages of rooms' own work, as far as the person may do it."""
    return tuple(
        link
        for area in areas
        if area.slug not in TOP_ROOMS
        for link in _permitted_links(person, [i for i in area.nav if i.permission in _WORK])
    )


def _to_read(person: Person, areas: Sequence[Area]) -> tuple[Link, ...]:
    """What is to be seen in the rooms and is no work of one's own."""
    rooms = [area for area in areas if area.slug not in TOP_ROOMS]
    nav_items = (
        nav_item for area in rooms for nav_item in area.nav if nav_item.permission not in _WORK
    )
    return _permitted_links(person, nav_items)


def _room_links(person: Person, areas: Iterable[Area]) -> tuple[Link, ...]:
    return tuple(link for area in areas for link in _permitted_links(person, area.nav))


def _permitted_links(person: Person, nav_items: Iterable[NavItem]) -> tuple[Link, ...]:
    pages = [
        Page(nav_item.title, nav_item.url_name, nav_item.icon or "room", nav_item.permission)
        for nav_item in nav_items
    ]
    return _pages(person, pages)


def _pages(person: Person, pages: Iterable[Page]) -> tuple[Link, ...]:
    return tuple(
        Link(str(page.title), url, page.icon)
        for page in pages
        if person.can(page.permission) and (url := address(page.url_name))
    )


def _with_current_page(groups: list[Group], path: str, counts: Mapping[str, Count]) -> list[Group]:
    """Tell how much waits behind each link, and mark the page at hand: the link with the longest
    address that the page is under.

    A year in the page's address is passed over, as links name a room's page of no year.
    """
    path = _YEAR.sub("/", path, count=1)
    urls = {link.url for group in groups for link in group.links if "#" not in link.url}
    urls_above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    current_url = max(urls_above, key=len, default="")
    return [
        replace(
            group,
            links=tuple(
                replace(link, current=link.url == current_url, count=counts.get(link.url))
                for link in group.links
            ),
        )
        for group in groups
    ]
