"""Twins: the same thing catalogued twice, and things that only look the same.

A twin has what makes it a twin and no other fault: an ISBN of ten digits, a title in capitals.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.catalogues.filling import Office, Values
from tests.catalogues.numbers import isbn10
from tests.catalogues.seeds import Seed, seeds


@dataclass(frozen=True, slots=True)
class Twin:
    """Of which record (001) this is a twin, and how. `same`: one of the two should go."""

    of: str
    kind: str
    same: bool


@dataclass(frozen=True, order=True, slots=True)
class Plan:
    """A twin that is to come when so many records have been made."""

    when: int
    twin: Twin = field(compare=False)
    kind: Seed = field(compare=False)
    shared: dict[str, str] = field(compare=False)

    def values(self, office: Office, number: int) -> Values:
        """What the twin is filled with."""
        values = Values(office, self.kind, number)
        values.update(self.shared)
        if change := SAME.get(self.twin.kind):
            change(values)
        return values


def _isbn10(values: Values) -> None:
    values["isbn"] = isbn10(values["isbn"])


def _plain_isbn(values: Values) -> None:
    values["isbn"] = values["isbn"].replace("-", "")


def _capitals(values: Values) -> None:
    values["title"] = values["title"].upper()


def _initial(values: Values) -> None:
    last, first = values["name"].split(", ")
    values["name"], values["direct"] = f"{last}, {first[0]}.", f"{first[0]}. {last}"
    values["auth"] = values["auth"].replace(")9", ")8")  # an authority of its own


# The same thing, described otherwise. What a change touches must stand in the seed.
SAME: Final[dict[str, Callable[[Values], None]]] = {
    "isbn-10": _isbn10,
    "isbn-without-hyphens": _plain_isbn,
    "title-in-capitals": _capitals,
    "author-by-initial": _initial,
}
_TOUCHES: Final = {
    "isbn-10": "isbn",
    "isbn-without-hyphens": "isbn",
    "title-in-capitals": "title",
    "author-by-initial": "name",
}
_OTHER_FORMS: Final = {
    "fiction": ("ebook", "audiobook", "large-print"),
    "translated": ("ebook", "eaudio"),
    "dvd": ("bluray",),
    "bluray": ("dvd",),
}
_ANEW: Final = frozenset({"control", "source", "agency", "stamp", "items"})
_WORK: Final = ("title", "original", "name", "direct", "auth", "name2", "direct2", "auth2", "year")
_OF_EDITION: Final = frozenset({"isbn", "ean", "ownissn", "label", "entered", "next"})
_SOONEST: Final = 20  # records between the two
_LATEST: Final = 2000


def plan(values: Values, number: int) -> Plan:
    """Choose a twin for a record that was just made."""
    kind = values.kind
    same = [name for name, slot in _TOUCHES.items() if slot in kind.slots]
    others = _OTHER_FORMS.get(kind.name, ())
    choice = values.below(len(same) + len(others) + 1)
    shared = {key: text for key, text in values.items() if key not in _ANEW}
    of = values["control"]
    when = number + _SOONEST + values.below(_LATEST - _SOONEST)
    if choice < len(same):
        return Plan(when, Twin(of, same[choice], same=True), kind, shared)
    if choice < len(same) + len(others):
        kind = seeds()[others[choice - len(same)]]
        shared = {key: text for key, text in shared.items() if key in _WORK}
        return Plan(when, Twin(of, f"form: {kind.name}", same=False), kind, shared)
    shared = {key: text for key, text in shared.items() if key not in _OF_EDITION}
    shared["year"] = str(int(values["year"]) - 4)
    return Plan(when, Twin(of, "edition", same=False), kind, shared)
