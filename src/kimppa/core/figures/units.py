"""Words for the units of figures."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# By what the ministry's table of variables calls them.
UNITS: dict[str, str | Promise] = {
    "EUR": "EUR",
    "h/vuosi": pgettext_lazy("unit", "h/year"),
    "henkilöä": pgettext_lazy("unit", "persons"),
    "htv": pgettext_lazy("unit", "person-years"),
    "kpl": pgettext_lazy("unit", "pcs"),
    "käyntiä": pgettext_lazy("unit", "visits"),
    "käyttökertaa": pgettext_lazy("unit", "times used"),
    "lainaa": pgettext_lazy("unit", "loans"),
    "nimekettä/lisenssiä": pgettext_lazy("unit", "titles/licences"),
    "suhdeluku": pgettext_lazy("unit", "ratio"),
    "vuosikertaa/tilausta": pgettext_lazy("unit", "volumes/subscriptions"),
}


def unit_word(unit: str) -> str:
    """A unit in the active language; one that a consortium has written itself as it is."""
    return str(UNITS.get(unit, unit))
