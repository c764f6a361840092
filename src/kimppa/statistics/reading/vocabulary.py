"""Names of columns and rows to variables and places: known, remembered, or only near.

What a heading means is remembered with the measure of its report: "Kirjat" of a report of loans
says nothing of one of collections.
"""

import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kimppa.core.imports.names import NEAR, NO_MATCH, Certainty, KnownNames, Match, plain_name
from kimppa.core.imports.places import MUNICIPALITY
from kimppa.statistics.variables.catalogue import Catalogue, catalogue, data_file

MEASURES = {
    "KOK": ("kokoelma", "bestånd", "collection", "stock"),
    "HAN": ("hankin", "hankit", "förvärv", "acquisition", "kartunta"),
    "LAI": ("laina", "utlån", "issues", "loans", "circulation"),
}
_NO_MEASURE = re.compile(
    r"\b(?:kaukolaina|fjärrlån|interlibrary|inter-library|lainaaj|låntag|borrower)\w*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PIVOT = re.compile(
    r"^(?:summa|lukumäärä|sum of|count of|summa av|antal av)\s*(?:/|\s)\s*", re.IGNORECASE
)
_WHOLE = re.compile(r"\b(?:yhteensä|summa|totalt|sammanlagt|total)\b", re.IGNORECASE)
_UNIT = re.compile(r"\s(?:kpl|lkm|kappaletta|st|antal)$")
YEARS, MONTH_HEADS = ("vuosi", "år", "year"), ("kuukausi", "kk", "månad", "mån", "month")
BRANCH_LABELS = frozenset(
    {
        *("toimipiste", "toimipaikka", "yksikkö", "kirjasto"),
        *("verksamhetsställe", "filial", "enhet", "bibliotek"),
        *("branch", "branchcode", "homebranch", "library"),
    }
)
TOWN_NUMBERS = frozenset({"kuntanumero", "kuntakoodi", "kommunkod", "kommunnummer"})
LABELS = BRANCH_LABELS | frozenset(
    {
        *("kunta", "kommun", *TOWN_NUMBERS),
        *("kirjastokoodi", "koodi", "nimi", "kod", "namn", "municipality", "code", "name"),
        *(*YEARS, *MONTH_HEADS),
    }
)
LEFT_OUT = Match("", Certainty.KNOWN)


def _known_variables() -> Mapping[str, str]:
    """Plain names to codes; names of classes go by "{m}" until the measure is known."""
    return _names_of(catalogue())


@lru_cache(maxsize=4)
def _names_of(variables: Catalogue) -> Mapping[str, str]:
    code_by_name: dict[str, str] = {}
    for variable in variables.values():
        titles = (variable.name.fi, variable.name.sv, variable.name.en)
        for name in (variable.code, *titles):
            code_by_name.setdefault(plain_name(name), variable.code)
        if variable.measure and variable.code[:3] in MEASURES:
            for short_name in (name.partition(": ")[2] for name in titles):
                code_by_name.setdefault(plain_name(short_name), "{m}" + variable.code[3:])
    for row in csv.DictReader(io.StringIO(data_file("synonyms.csv"))):
        code_by_name.setdefault(plain_name(row["name"]), row["code"])
    return {name: code for name, code in code_by_name.items() if name}


def measure_of(text: str) -> str:
    """The measure that a title speaks of, several as "HAN+KOK"; empty when it names none."""
    lower_text = _NO_MEASURE.sub(" ", text.casefold())
    measures = [
        code for code, words in MEASURES.items() if any(word in lower_text for word in words)
    ]
    return "+".join(sorted(measures))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names are known: of places from the register, and all that was learned before.

    Targets: codes of variables; "branch:main" and "municipality:609" for places. `measure` is what
    the table counts (as `measure_of`), `year` the one that is wanted: a heading of another year is
    left out.
    """

    places: KnownNames
    meanings: Mapping[str, str]
    measure: str = ""
    year: int | None = None

    def key(self, name: str) -> str:
        """A heading without case, punctuation, the wanted year and the words of a pivot table."""
        full_name = plain_name(name)
        if full_name in _known_variables():
            return full_name
        if (unitless_name := _UNIT.sub("", full_name)) in _known_variables():
            return unitless_name
        year = str(self.year) if self.year else "\0"
        return plain_name(_PIVOT.sub("", name.replace(year, ""))) or full_name

    def of_other_year(self, name: str) -> bool:
        """Whether a name is that of another year than the one that is wanted."""
        return bool(self.year and _YEAR.search(name) and str(self.year) not in name)

    def same_material(self, title: str, match: Match) -> bool:
        """Whether a title is the class of material that a variable counts a part of."""
        title_match = replace(self, measure=match.target[:3]).variable(title)
        materials = [
            catalogue()[target].material
            for target in (title_match.target, match.target)
            if target in catalogue()
        ]
        return len(materials) == 2 and materials[0] == materials[1] and bool(materials[0])

    def remembered_as(self, kind: str, name: str) -> str:
        """Under which a person's choice for a name of this table is remembered."""
        if kind == "place":
            return learned_key(kind, name)
        return learned_key(kind, self.key(name), self.measure)

    def variable(self, name: str) -> Match:
        """The variable that a name means."""
        code_by_name, key = _known_variables(), self.key(name)
        if not key:
            return NO_MATCH
        if key not in code_by_name and self.of_other_year(name):
            return LEFT_OUT
        if (target := self._learned(name, key)) is not None:
            return Match(target, Certainty.REMEMBERED)
        measure = self.measure if self.measure in MEASURES else ""
        if (target := code_by_name.get(key)) is not None and (measure or "{m}" not in target):
            return Match(target.replace("{m}", measure), Certainty.KNOWN)
        return _near_match(key, code_by_name, measure)

    def _learned(self, name: str, key: str) -> str | None:
        """What was said of a heading in a report of this measure, or whatever the report counts."""
        if (target := self.meanings.get(learned_key("variable", key, self.measure))) is None:
            target = self.meanings.get(learned_key("variable", key))
            if target and target[:3] in MEASURES:
                return target if target[:3] in (self.measure, measure_of(name)) else None
        return target

    def place(self, name: str) -> Match:
        """The branch or municipality that a name means; "Pori yhteensä" is the municipality."""
        if (target := self.meanings.get(learned_key("place", name))) is not None:
            return Match(target, Certainty.REMEMBERED)
        match = self.places.match(name, {})
        if not match.settled and _WHOLE.search(name):
            town = self.places.match(_WHOLE.sub("", name), {})
            if town.settled and town.target.startswith(MUNICIPALITY):
                return town
        return match if match.settled else self._of_number(name) or match

    def _of_number(self, name: str) -> Match | None:
        """The one place whose code is a number: spreadsheets drop the noughts of 007."""
        if not name.strip().isdecimal():
            return None
        targets_by_code = self.places.by_plain.items()
        targets = {
            to for code, to in targets_by_code if code.isdecimal() and int(code) == int(name)
        }
        return Match(targets.pop(), Certainty.KNOWN) if len(targets) == 1 else None

    def is_sum_of_town(self, name: str) -> bool:
        """Whether a name is that of a municipality's sum: "Aava yhteensä"."""
        return bool(_WHOLE.search(name)) and self.place(name).target.startswith(MUNICIPALITY)

    def weight(self, kind: str, name: str) -> int:
        """How well a name is known: 2, a near one 1; a class counts before its measure is known."""
        if kind == "place":
            match = self.place(name)
            return 2 if match.settled else int(bool(match.target))
        key, code_by_name = self.key(name), _known_variables()
        if key in LABELS:
            return 0
        is_learned = any(
            learned_key("variable", key, m) in self.meanings for m in ("", self.measure)
        )
        if is_learned or key in code_by_name:
            return 2
        return int(bool(_near_match(key, code_by_name, self.measure or "KOK").target)) if key else 0


def _near_match(key: str, targets: Mapping[str, str], measure: str) -> Match:
    for match in difflib.get_close_matches(key, targets, n=3, cutoff=NEAR):
        target = targets[match].replace("{m}", measure or "{m}")
        if "{m}" not in target:
            return Match(target, Certainty.NEAR, match)
    return NO_MATCH


def vocabulary(
    places: Mapping[str, Iterable[str]],
    meanings: Mapping[str, str] | None = None,
    measure: str = "",
    year: int | None = None,
) -> Vocabulary:
    """A vocabulary from the names of each place ("branch:main": "main", "Porin pääkirjasto")."""
    return Vocabulary(KnownNames(places), dict(meanings or {}), measure, year)


def learned_key(kind: str, name: str, measure: str = "") -> str:
    """Under which a person's choice is remembered: kind is "variable" or "place"."""
    return f"{kind}-{measure}:{plain_name(name)}" if measure else f"{kind}:{plain_name(name)}"
