"""The words and drawings of state: a word, an icon and a colour each, so that none is alone."""

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
        Status("not-asked", _("Not this year"), "neutral"),
        Status("called-off", _("Called off"), "neutral"),
        Status("info", _("For information"), "accent"),
    )
}


ICONS: dict[str, str] = {
    "done": "M5 12.5l4.5 4.5L19 7.5",
    "ongoing": "M12 3a9 9 0 1 0 9 9M12 7v5l3.5 2",
    "partial": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 3v18M12 8h6.5M12 12h9M12 16h6.5",
    "late": "M12 3.5L2.5 20h19zM12 10v4.5M12 17.2v.3",
    "waiting": "M7 3.5h10M7 20.5h10M8 3.5v3.5l4 5l4-5V3.5M8 20.5V17l4-5l4 5v3.5",
    "empty": "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16",
    "draft": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
    "provisional": "M9 4.4a8 8 0 0 1 6 0M19 8.2a8 8 0 0 1 .8 5.5M17 18.2a8 8 0 0 1-5 1.8"
    "M7 18.2a8 8 0 0 1-2.8-4.5M5 8.2l.5-.7M12 8.5v4.5M12 16v.2",
    "confirmed": "M12 2.8l2.6 2h3.3l.9 3.1l2.4 2.2l-1.1 3.1l.3 3.2l-3.1 1.1"
    "l-2 2.6l-3.3-.9l-3.3.9l-2-2.6l-3.1-1.1l.3-3.2l-1.1-3.1l2.4-2.2l.9-3.1h3.3z"
    "M8.5 12.2l2.5 2.5l4.5-5",
    "rejected": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M8.5 8.5l7 7M15.5 8.5l-7 7",
    "no-need": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M8 12h8",
    "not-asked": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M8 9h8M8 15h8",
    "called-off": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M6 18L18 6",
    "info": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v5.5M12 7.6v.2",
    "home": "M3.5 11L12 4l8.5 7M6 9.5V20h12V9.5M10 20v-5.5h4V20",
    "clock": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.5 2",
    "tasks": "M4 6l1.5 1.5L8 5M11 6.5h9M4 12l1.5 1.5L8 11M11 12.5h9M4 18l1.5 1.5L8 17M11 18.5h9",
    "delivery": "M3 6.5h18v12H3zM3 7l9 6.5L21 7",
    "decision": "M5 20h9M12.5 4.5l6 6M9 8l6 6M10.5 6.5L7.5 9.5l6 6l3-3M11 13l-6.5 6.5",
    "figures": "M4 20h16M7 20v-7M12 20V5M17 20v-10",
    "people": "M9 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M2.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6"
    "M16 5a3.3 3.3 0 0 1 0 6.3M18 14.6c2 .8 3.2 2.6 3.5 5.4",
    "library": "M4 20V5h4v15zM8 20V7h4v13zM13.5 7.5l3.8-1.2l4 12.5l-3.8 1.2z",
    "services": "M4 5h16v6H4zM4 13h16v6H4zM7.5 8v.2M7.5 16v.2",
    "audit": "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7",
    "agreement": "M6 3h9l4 4v14H6zM15 3v4h4M9.5 14l2 2l4-4.5",
    "programme": "M4 6h16v14H4zM4 10h16M8.5 3.5v4M15.5 3.5v4M8.5 15l2.2 2l4.3-4.5",
    "report": "M6 3h9l4 4v14H6zM15 3v4h4M9 17v-3M12.5 17v-6M16 17v-2",
    "room": "M4 4.5h7v7H4zM13.5 4.5h7v7h-7zM4 14h7v6.5H4zM13.5 14h7v6.5h-7z",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20.5 20.5",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "more": "M5 12h.01M12 12h.01M19 12h.01",
    "person": "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.5 20.5c.5-4.3 3.4-6.5 7.5-6.5s7 2.2 7.5 6.5",
    "language": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M3 12h18"
    "M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18",
    "theme": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 3v18M15 5v14M18 7.5v9",
    "sign-out": "M10 4H5v16h5M14 8l4.5 4L14 16M18.5 12H9",
    "undo": "M8.5 4.5L4 9l4.5 4.5M4 9h10a5.5 5.5 0 0 1 0 11H9",
    "add": "M12 5v14M5 12h14",
    "download": "M12 4v11M7.5 11L12 15.5L16.5 11M4.5 20h15",
    "filter": "M3.5 5h17l-6.5 8v6.5l-4-2V13z",
    "up": "M12 19V5.5M6.5 11L12 5.5L17.5 11",
    "down": "M12 5v13.5M6.5 13L12 18.5L17.5 13",
    "sort": "M8 19V5M4.5 8.5L8 5l3.5 3.5M16 5v14M12.5 15.5L16 19l3.5-3.5",
    "next": "M9 5l7 7l-7 7",
    "previous": "M15 5l-7 7l7 7",
    "external": "M10 5H5v14h14v-5M13.5 4.5h6v6M19.5 4.5L11 13",
    "example": "M9 3.5h6M10 3.5v5L4.5 18c-.8 1.5 0 2.5 1.5 2.5h12c1.5 0 2.3-1 1.5-2.5L14 8.5v-5"
    "M7.5 14h9",
    "source": "M5 4.5h9.5a4 4 0 0 1 4 4v11.5H9a4 4 0 0 1-4-4zM5 16a4 4 0 0 1 4-4h9.5",
    "edit": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
    "remove": "M5 6.5h14M9.5 6.5V4h5v2.5M7 6.5l1 13.5h8l1-13.5M10.5 10.5v6M13.5 10.5v6",
    "star": "M12 3.5l2.6 5.5l6 .8l-4.4 4.2l1.1 6L12 17.1L6.7 20l1.1-6L3.4 9.8l6-.8z",
    "calendar": "M4 6h16v14H4zM4 10h16M8.5 3.5v4M15.5 3.5v4",
    "place": "M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11M12 7.8a2.2 2.2 0 1 0 0 4.4"
    "a2.2 2.2 0 1 0 0-4.4",
    "ticket": "M3 8h18v3a2 2 0 0 0 0 4v3H3v-3a2 2 0 0 0 0-4z",
    "link": "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7L11.5 6.8M14 10a4 4 0 0 0-5.7 0l-3 3"
    "a4 4 0 0 0 5.7 5.7l1.5-1.5",
    "list": "M8 6h12M8 12h12M8 18h12M4 6h.2M4 12h.2M4 18h.2",
    "plan": "M4 5h10M4 10h10M4 15h6M13 17.5l3 3l5-6",
    "page": "M3.5 5h17v14h-17zM3.5 9h17M7 13h6M7 16h9",
    "wish": "M12 3.5a6 6 0 0 0-3.5 10.9V17h7v-2.6A6 6 0 0 0 12 3.5M9.5 20.5h5",
    "voice": "M4 5h16v11h-8l-4.5 4V16H4z",
    "grid": "M4 4.5h16v15H4zM4 9.5h16M4 14.5h16M9.3 4.5v15M14.7 4.5v15",
    "gear": "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
    "step": "M6 5l8 7l-8 7zM17.5 5v14",
    "clauses": "M4 5.5h4v4H4zM11 7.5h9M4 14.5h4v4H4zM11 16.5h9",
    "moon": "M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z",
    "pie": "M11 5a8 8 0 1 0 8 8h-8zM14.5 3.5a7 7 0 0 1 6 6h-6z",
    "trend": "M4 4v16h16M7 15.5l4-4.5l3.5 2.5L20 7",
    "bookmark": "M6.5 3.5h11v17L12 16l-5.5 4.5z",
    "signpost": "M12 3v18M8 21h8M5 5.5h12l2.5 2.5l-2.5 2.5H5z",
    "talk": "M3 4.5h11.5v8H8.5L5 15.5v-3H3zM17.5 9H21v8h-2v3l-3.5-3H10v-1.5",
    "key": "M8 11.5a4 4 0 1 0 0 8a4 4 0 1 0 0-8M11 12.5L19.5 4M15.5 8l3 3",
    "letter": "M3 10v10.5h18V10l-9-6.5zM3 10.5l9 5.5l9-5.5",
    "screen": "M3.5 5h17v11h-17zM9 20h6M12 16v4",
}


def drawing(name: str) -> str:
    """The path of an icon. Raises KeyError for a name that has no drawing."""
    return ICONS[name]
