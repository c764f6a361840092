"""Words for the groups, states and origins of figures."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

GROUPS: dict[str, str | Promise] = {
    "stock": gettext_lazy("Collections"),
    "points": gettext_lazy("Service points and opening hours"),
    "acquisitions": gettext_lazy("Acquisitions"),
    "loans": gettext_lazy("Loans"),
    "serials": gettext_lazy("Newspapers and magazines"),
    "electronic": gettext_lazy("E-material"),
    "withdrawals": gettext_lazy("Withdrawals"),
    "use": gettext_lazy("Users"),
    "interlibrary": gettext_lazy("Interlibrary loans"),
    "events": gettext_lazy("Events"),
    "training": gettext_lazy("User training"),
    "staff": gettext_lazy("Staff"),
    "economy": gettext_lazy("Economy"),
    "background": gettext_lazy("Background"),
    "key-figures": gettext_lazy("Key figures"),
}


STATES: dict[str, str | Promise] = {
    "missing": gettext_lazy("missing"),
    "not-collected": gettext_lazy("not collected"),
    "not-relevant": gettext_lazy("not relevant"),
}


ORIGINS: dict[str, str | Promise] = {
    "measured": gettext_lazy("measured"),
    "allocated": gettext_lazy("allocated"),
    "reported": gettext_lazy("reported"),
    "estimated": gettext_lazy("estimated"),
}
