"""The checks V01-V35: read as data, evaluated over one municipality's year."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from enum import StrEnum
from functools import cache

from kimppa.statistics import comparison
from kimppa.statistics.conditions import Look, Value, holds, names, parse
from kimppa.statistics.identities import Identity, identities, imbalance, missing_parts, of_year
from kimppa.statistics.keyfigures import compute
from kimppa.statistics.situation import Situation
from kimppa.statistics.variables import Variable, catalogue, data_file
from kimppa.statistics.words import Words

CLASSES = (
    *("total", "books", "books_fin", "books_swe", "books_oth"),
    *("fic_adu", "fic_chi", "non_adu", "non_chi"),
    *("scores", "music", "audio_oth", "video", "other"),
)
ELECTRONIC = ("EBO", "EMU", "ELE", "ETI", "EKU")
LOW, HIGH = Decimal("0.01"), Decimal("0.99")


class Severity(StrEnum):
    """Stop: must be right. Explain: right, or told why. Info: worth knowing."""

    STOP = "stop"
    EXPLAIN = "explain"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of the statistics; `each` repeats it (see data/checks.toml)."""

    code: str
    severity: Severity
    condition: str
    message: Words
    fields: tuple[str, ...] = ()
    each: str = ""
    part: str = ""

    @property
    def number(self) -> str:
        """Its name: V08, and V08b for its second part."""
        return f"{self.code}{self.part}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that does not hold. `field` is where it is shown; `facts` fill the message."""

    check: Check
    field: str
    facts: Mapping[str, Value | str]

    @property
    def key(self) -> str:
        """What it is known by from run to run."""
        return f"{self.check.number}:{self.field}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a check is asked of: a field and the names bound for it."""

    field: str
    bound: Mapping[str, Value] = default(default_factory=dict)
    told: Mapping[str, str] = default(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of checks found, and how many could be judged and could not."""

    findings: tuple[Finding, ...]
    judged: int
    open: int


def read_checks(content: str) -> tuple[Check, ...]:
    """Checks from TOML. Raises ConditionError for a condition that is not of the language."""
    found = []
    for row in tomllib.loads(content)["check"]:
        given = dict(row)
        given |= {
            "severity": Severity(given["severity"]),
            "message": Words(**given["message"]),
            "fields": tuple(given["fields"]),
        }
        parse(given["condition"].replace("{c}", "c"))
        found.append(Check(**given))
    return tuple(found)


@cache
def checks() -> tuple[Check, ...]:
    """The checks of data/checks.toml."""
    return read_checks(data_file("checks.toml"))


def evaluate(situation: Situation, rules: Sequence[Check] | None = None) -> Result:
    """Every check over one municipality's year."""
    findings, judged, unknown = [], 0, 0
    for check in checks() if rules is None else rules:
        for subject in _subjects(check, situation):
            condition = check.condition.replace("{c}", subject.place)
            answer = holds(condition, _look(situation, subject))
            judged += answer is not None
            unknown += answer is None
            if answer is False:
                facts = _facts(condition, situation, subject)
                findings.append(Finding(check, subject.field, facts))
    return Result(tuple(findings), judged, unknown)


def _look(situation: Situation, subject: Subject) -> Look:
    """How names are answered: what is bound for the subject, then figures, then facts."""
    values = situation.values

    def look(function: str, name: str) -> Value:
        code = subject.field if name == "value" else name
        if function == "last":
            return situation.last.get(code)
        if function == "earlier":
            return situation.earlier.get(code)
        if name in subject.bound:
            return subject.bound[name]
        if code in values:
            return values[code]
        return situation.facts.get(name)

    return look


def _facts(condition: str, situation: Situation, subject: Subject) -> dict[str, Value | str]:
    look = _look(situation, subject)
    facts: dict[str, Value | str] = {"year": Decimal(situation.year), **subject.bound}
    for name in names(condition) - {"last", "earlier", "abs", "known"}:
        facts[name] = look("", name)
        facts[f"last_{name}"] = look("last", name)
    facts |= {"last": look("last", "value"), "earlier": look("earlier", "value"), **subject.told}
    value, last = facts.get("value"), facts["last"]
    if isinstance(value, Decimal) and isinstance(last, Decimal):
        facts["difference"] = value - last
    return facts


def _subjects(check: Check, situation: Situation) -> Iterator[Subject]:
    if not check.each:
        yield Subject(check.fields[0])
        return
    yield from _REPEATED.get(check.each, _one_variable)(check, situation)


def _identity(check: Check, situation: Situation) -> Iterator[Subject]:
    for identity in of_year(situation.year):
        if identity.check == check.code:
            yield _of_identity(identity, situation)


def _any_identity(_check: Check, situation: Situation) -> Iterator[Subject]:
    """Of every identity: a whole must not be the sum of only some of its parts."""
    for identity in identities():
        if identity.holds_in(situation.year) or situation.year < identity.since:
            yield _of_identity(identity, situation)


def _of_identity(identity: Identity, situation: Situation) -> Subject:
    values = situation.values
    whole, difference = values.get(identity.whole), imbalance(identity, values)
    absent = missing_parts(identity, values)
    given = sum((v for code in identity.parts if (v := values.get(code)) is not None), Decimal(0))
    bound: dict[str, Value] = {
        "whole": whole,
        "difference": difference,
        "parts": None if whole is None or difference is None else whole - difference,
        "missing": Decimal(len(absent)),
        "given": given,
    }
    return Subject(identity.whole, bound, {"missing_names": ", ".join(absent)})


def _by_class(check: Check, _situation: Situation) -> Iterator[Subject]:
    for one in CLASSES:
        yield Subject(check.fields[0].replace("{c}", one), place=one)


def _electronic(check: Check, _situation: Situation) -> Iterator[Subject]:
    for one in ELECTRONIC:
        yield Subject(check.fields[0].replace("{c}", one), place=one)


def _variables(asked: Callable[[Variable, int], bool]) -> "Repeat":
    def subjects(_check: Check, situation: Situation) -> Iterator[Subject]:
        for one in catalogue().values():
            if situation.values.get(one.code) is not None and asked(one, situation.year):
                yield _of_variable(one, situation)

    return subjects


def _one_variable(check: Check, situation: Situation) -> Iterator[Subject]:
    yield _of_variable(catalogue()[check.each], situation)


def _of_variable(one: Variable, situation: Situation) -> Subject:
    value, last = situation.values.get(one.code), situation.last.get(one.code)
    limits = comparison.threshold(one.code)
    shared = comparison.median(situation.peers.get(one.code, ()))
    branches = situation.branch_values(one.code)
    bound: dict[str, Value] = {
        "value": value,
        "change": comparison.change(value, last),
        "limit": limits.percent,
        "floor": limits.floor,
        # Without peers nothing excuses a change: as if theirs had stayed as they were.
        "peers": Decimal(0) if shared is None else shared,
        "branch_sum": situation.branch_sum(one.code),
        "branch_max": max(branches, default=None),
        "collected": one.collected(situation.year),
        "decimals": one.decimals,
        "transposed": comparison.transposed(value, last),
        "power_of_ten": Decimal(comparison.power_of_ten(value, last)),
    }
    return Subject(one.code, bound)


def _key_figures(_check: Check, situation: Situation) -> Iterator[Subject]:
    for code, value in compute(situation.values).items():
        others = situation.others.get(code, ())
        low, high = comparison.quantile(others, LOW), comparison.quantile(others, HIGH)
        yield Subject(code, {"value": value, "low": low, "high": high})


type Repeat = Callable[[Check, Situation], Iterator[Subject]]

_REPEATED: Mapping[str, Repeat] = {
    "identity": _identity,
    "any-identity": _any_identity,
    "class": _by_class,
    "electronic": _electronic,
    "key-figure": _key_figures,
    "variable": _variables(lambda one, year: one.collected(year)),
    "any-variable": _variables(lambda one, year: not one.derived),
    "flow": _variables(lambda one, year: one.flow and one.collected(year)),
    "additive": _variables(lambda one, year: one.additive and one.code != "POP"),
}
