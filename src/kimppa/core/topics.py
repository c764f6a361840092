"""The topics of shared work: what duties, evidence, tasks and releases are about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOPICS: dict[str, str | Promise] = {
    "catalogue-integrity": _("Uniformity of the catalogue"),
    "migration": _("Change of library system"),
    "finna-platform": _("Finna platform"),
    "finna-development": _("Development of Finna"),
    "feedback": _("Customer feedback"),
    "authors": _("Authors' website"),
    "accessibility": _("Accessibility"),
    "guidance": _("Guidance of staff"),
    "film-service": _("Film service"),
    "elibrary": _("National e-library"),
    "new-services": _("New shared services"),
    "statistics-units": _("Statistics by service point"),
    "active-customers": _("Active customers"),
    "web-visits": _("Web visits"),
    "events": _("Events and news"),
    "eresource-selection": _("Selection of e-resources"),
    "eresource-usage": _("Use of e-resources"),
    "meetings": _("Directors' meetings"),
    "teams": _("Teams workspace"),
    "working-methods": _("Ways of working"),
    "programme": _("Action programme"),
    "report": _("Yearly report"),
    "projects": _("Projects"),
    # What other consortia agree on besides. For anything else there is the last one: lines that
    # share it are told apart by the service of the register that each is tied to.
    "library-system": _("Library system"),
    "cataloguing": _("Cataloguing and acquisitions"),
    "transport": _("Transport of materials"),
    "privacy": _("Data protection"),
    "billing": _("Invoicing"),
    "reading": _("Promotion of reading"),
    "other": _("Other shared service"),
}

SHORT_LENGTH = 23
# Where the name is too long for a row, a menu or a matrix, in one of the languages at least.
SHORT: dict[str, str | Promise] = {
    "catalogue-integrity": _("Uniform catalogue"),
    "migration": _("System change"),
    "guidance": _("Staff guidance"),
    "elibrary": _("Joint e-library"),
    "new-services": _("New services"),
    "statistics-units": _("Service point figures"),
    "events": _("Events"),
    "eresource-selection": _("E-resource selection"),
    "eresource-usage": _("E-resource use"),
    "cataloguing": _("Cataloguing, purchases"),
}


def label(topic: str) -> str:
    """The topic's name in the active language; an unknown topic is named by its slug."""
    return str(TOPICS.get(topic, topic))


def short_label(topic: str) -> str:
    """The topic's name in at most `SHORT_LENGTH` letters."""
    return str(SHORT.get(topic) or label(topic))


def choices() -> list[tuple[str, str]]:
    """(slug, name) pairs for forms, in the order of the list."""
    return [(slug, str(name)) for slug, name in TOPICS.items()]
