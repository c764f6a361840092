"""Names of columns and rows to variables and places: known, remembered, or only near."""

import csv
import difflib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kimppa.core.imports.names import NEAR, NO_MATCH, Certainty, Match, plain
from kimppa.statistics.variables.catalogue import Catalogue, catalogue, data_file

MEASURES = {
    "KOK": ("kokoelma", "bestånd", "collection", "stock"),
    "HAN": ("hankin", "förvärv", "acquisition", "kartunta"),
    "LAI": ("laina", "utlån", "issues", "loans", "circulation"),
}


def _known_variables() -> Mapping[str, str]:
    """Plain names to codes; names of classes go by "{m}" until the measure is known."""
    return _names_of(catalogue())


@lru_cache(maxsize=4)
def _names_of(variables: Catalogue) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for variable in variables.values():
        for name in (variable.code, variable.name.fi, variable.name.sv, variable.name.en):
            names.setdefault(plain(name), variable.code)
        _head, _, rest = variable.name.fi.partition(": ")
        if rest and variable.measure and variable.code[:3] in MEASURES:
            names.setdefault(plain(rest), "{m}" + variable.code[3:])
    for row in csv.DictReader(io.StringIO(data_file("synonyms.csv"))):
        names.setdefault(plain(row["name"]), row["code"])
    return names


def measure_of(text: str) -> str:
    """The measure that a title speaks of; empty when it names none or several."""
    small = text.casefold()
    measures = [code for code, words in MEASURES.items() if any(word in small for word in words)]
    return measures[0] if len(measures) == 1 else ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names are known: of places from the register, and all that was learned before.

    Targets: codes of variables; "branch:for" and "municipality:061" for places.
    """

    places: Mapping[str, str]
    meanings: Mapping[str, str]
    measure: str = ""

    def variable(self, name: str) -> Match:
        """The variable that a name means."""
        return self._find(name, "variable", _known_variables(), self.measure)

    def place(self, name: str) -> Match:
        """The branch or municipality that a name means."""
        return self._find(name, "place", self.places, "")

    def weight(self, kind: str, name: str) -> int:
        """How well a name is known: 2, a near one 1; a class counts before its measure is known."""
        key, targets = plain(name), self.places if kind == "place" else _known_variables()
        if f"{kind}:{key}" in self.meanings or key in targets:
            return 2
        return int(bool(_near(key, targets, self.measure or "KOK").target)) if key else 0

    def _find(self, name: str, kind: str, targets: Mapping[str, str], measure: str) -> Match:
        key = plain(name)
        if not key:
            return NO_MATCH
        if (target := self.meanings.get(f"{kind}:{key}")) is not None:
            return Match(target, Certainty.REMEMBERED)
        if (target := targets.get(key)) is not None and (measure or "{m}" not in target):
            return Match(target.replace("{m}", measure), Certainty.KNOWN)
        return _near(key, targets, measure)


def _near(key: str, targets: Mapping[str, str], measure: str) -> Match:
    for match in difflib.get_close_matches(key, targets, n=3, cutoff=NEAR):
        target = targets[match].replace("{m}", measure or "{m}")
        if "{m}" not in target:
            return Match(target, Certainty.NEAR, match)
    return NO_MATCH


def vocabulary(
    places: Mapping[str, Iterable[str]],
    meanings: Mapping[str, str] | None = None,
    measure: str = "",
) -> Vocabulary:
    """A vocabulary from the names of each place ("branch:for": "for", "Forssan pääkirjasto")."""
    by_name: dict[str, str] = {}
    for target, names in places.items():
        for name in names:
            by_name.setdefault(plain(name), target)
    return Vocabulary(by_name, dict(meanings or {}), measure)


def learned_key(kind: str, name: str) -> str:
    """Under which a person's choice is remembered: kind is "variable" or "place"."""
    return f"{kind}:{plain(name)}"
