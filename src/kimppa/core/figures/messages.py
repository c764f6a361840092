"""Words for the units of figures, and for the rules by which they came about."""

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


RULES: dict[str, str | Promise] = {
    "allocation": pgettext_lazy("rule", "split by a key"),
    "by-hand": pgettext_lazy("rule", "typed by hand"),
    "joined": pgettext_lazy("rule", "joined of parts of the year"),
    "lists": pgettext_lazy("rule", "counted from lists"),
    "published": pgettext_lazy("rule", "published by the ministry"),
    "register": pgettext_lazy("rule", "counted from the register"),
    "report": pgettext_lazy("rule", "read from a report"),
    "room": pgettext_lazy("rule", "told by a room"),
    "sum-of-branches": pgettext_lazy("rule", "sum of the branches"),
    "web-visits": pgettext_lazy("rule", "measured visits"),
}


def rule_words(rule: str, version: str = "") -> str:
    """A rule with its version in the active language; one that is not known here as it is."""
    return " ".join(filter(None, (str(RULES.get(rule, rule)), version)))
