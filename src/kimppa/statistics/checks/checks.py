"""The checks V01-V35: read as data, evaluated over one municipality's year."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from enum import StrEnum

from kimppa.statistics.checks import comparison
from kimppa.statistics.checks.conditions import ConditionError, Look, Value, holds, names, parse
from kimppa.statistics.variables.catalogue import TableError, Variable, catalogue, data_file
from kimppa.statistics.variables.identities import (
    Identity,
    Values,
    identities,
    imbalance,
    missing_parts,
    of_year,
    total,
)
from kimppa.statistics.variables.keyfigures import compute
from kimppa.statistics.variables.texts import LANGUAGES, Words
from kimppa.statistics.variables.versions import read_once

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
    """A rule of the statistics: its condition says what must hold.

    `each` repeats it: for every identity of the code, every class of stock, acquisitions and
    loans, every variable of the year, every flow, every one that branches sum up to. Names in small
    letters are facts of files, deliveries and registers; a fact that nobody has is not judged.
    """

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
class Situation:
    """One municipality's figures of a year and what they are compared with.

    `last`: last year's published values; `earlier`: the same as they stood when first taken in.
    `branches`: values by branch. `peers`: changes of other municipalities in per cent, by
    variable; `peer_key_figures`: their key figures of the year. `facts`: what imports and
    deliveries know.
    """

    year: int
    values: Values
    last: Values = default(default_factory=dict)
    earlier: Values = default(default_factory=dict)
    branches: Mapping[str, Values] = default(default_factory=dict)
    peers: Mapping[str, Sequence[Decimal]] = default(default_factory=dict)
    peer_key_figures: Mapping[str, Sequence[Decimal]] = default(default_factory=dict)
    facts: Mapping[str, Value] = default(default_factory=dict)

    def branch_values(self, code: str) -> list[Decimal]:
        """The values that branches have."""
        candidates = (values.get(code) for values in self.branches.values())
        return [value for value in candidates if value is not None]

    def branch_sum(self, code: str) -> Decimal | None:
        """The sum of all branches; None without branches or when one has no value."""
        if not self.branches:
            return None
        return total(values.get(code) for values in self.branches.values())


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
    bindings: Mapping[str, Value] = default(default_factory=dict)
    texts: Mapping[str, str] = default(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a check was judged, did not hold, and could not be judged: `waits` names what
    is missing.
    """

    check: Check
    judged: int
    failed: int
    open: int
    waits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of checks found, and how many could be judged and could not."""

    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]

    @property
    def judged(self) -> int:
        """How many times a check could be judged."""
        return sum(tally.judged for tally in self.tallies)

    @property
    def open(self) -> int:
        """How many times something was missing."""
        return sum(tally.open for tally in self.tallies)


def read_check(number: int, row: Mapping[str, str | None]) -> Check:
    """One row. Raises TableError."""
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    for name in ("code", "severity", "fields", "condition", "message_fi"):
        if not cells.get(name):
            raise TableError(number, name, "table-empty")
    if cells["severity"] not in set(Severity):
        choices = ", ".join(Severity)
        raise TableError(number, "severity", "table-choice", cells["severity"], choices)
    repeat = cells.get("each", "")
    if repeat and repeat not in _REPEATED and repeat not in catalogue():
        raise TableError(number, "each", "table-choice", repeat, ", ".join(_REPEATED))
    try:
        parse(cells["condition"].replace("{c}", "c"))
    except ConditionError as error:
        raise TableError(number, "condition", "table-condition", str(error)) from error
    return Check(
        cells["code"],
        Severity(cells["severity"]),
        cells["condition"],
        Words(*(cells.get(f"message_{language}", "") for language in LANGUAGES)),
        tuple(cells["fields"].split()),
        repeat,
        cells.get("part", ""),
    )


def read_checks(content: str) -> tuple[Check, ...]:
    """Checks from CSV. Raises TableError."""
    rows = csv.DictReader(io.StringIO(content))
    return tuple(read_check(number, row) for number, row in enumerate(rows, 2))


_checks = read_once("checks", lambda: read_checks(data_file("checks.csv")), read_checks)


def checks() -> tuple[Check, ...]:
    """The checks in force: data/checks.csv, or as the coordinator has changed them."""
    return _checks()


def evaluate(situation: Situation) -> Result:
    """Every check over one municipality's year."""
    findings: list[Finding] = []
    tallies = []
    for check in checks():
        answers: list[bool | None] = []
        waits: dict[str, None] = {}
        for subject in _subjects(check, situation):
            condition = check.condition.replace("{c}", subject.place)
            look = _look(situation, subject)
            answer = holds(condition, look)
            answers.append(answer)
            if answer is None:
                waits |= dict.fromkeys(_missing_names(condition, subject, look))
            if answer is False:
                facts = _message_facts(condition, situation, subject)
                findings.append(Finding(check, subject.field, facts))
        failed_count, open_count = answers.count(False), answers.count(None)
        judged = len(answers) - open_count
        tallies.append(Tally(check, judged, failed_count, open_count, tuple(waits)))
    return Result(tuple(findings), tuple(tallies))


_FUNCTIONS = frozenset({"last", "earlier", "abs", "known"})


def _missing_names(condition: str, subject: Subject, look: Look) -> list[str]:
    """What a condition that could not be judged waits for: figures and facts without a value."""
    names_used = sorted(names(condition) - _FUNCTIONS)
    absent = [name for name in names_used if look("", name) is None]
    absent_last = [
        f"last({subject.field if name == 'value' else name})"
        for name in names_used
        if f"last({name})" in condition and look("last", name) is None
    ]
    return [*(subject.field if name == "value" else name for name in absent), *absent_last]


def _look(situation: Situation, subject: Subject) -> Look:
    """How names are answered: what is bound for the subject, then figures, then facts."""
    values = situation.values

    def look(function: str, name: str) -> Value:
        code = subject.field if name == "value" else name
        if function == "last":
            return situation.last.get(code)
        if function == "earlier":
            return situation.earlier.get(code)
        if name in subject.bindings:
            return subject.bindings[name]
        if code in values:
            return values[code]
        return situation.facts.get(name)

    return look


def _message_facts(
    condition: str, situation: Situation, subject: Subject
) -> dict[str, Value | str]:
    look = _look(situation, subject)
    facts: dict[str, Value | str] = {"year": Decimal(situation.year), **subject.bindings}
    for name in names(condition) - _FUNCTIONS:
        facts[name] = look("", name)
        facts[f"last_{name}"] = look("last", name)
    facts |= {"last": look("last", "value"), "earlier": look("earlier", "value"), **subject.texts}
    value, last_value = facts.get("value"), facts["last"]
    if isinstance(value, Decimal) and isinstance(last_value, Decimal):
        facts["difference"] = value - last_value
    return facts


def _subjects(check: Check, situation: Situation) -> Iterator[Subject]:
    if not check.each:
        yield Subject(check.fields[0])
        return
    yield from _REPEATED.get(check.each, _one_variable)(check, situation)


def _identity_subjects(check: Check, situation: Situation) -> Iterator[Subject]:
    for identity in of_year(situation.year):
        if identity.check == check.code:
            yield _identity_subject(identity, situation)


def _any_identity(_check: Check, situation: Situation) -> Iterator[Subject]:
    """Of every identity: a whole must not be the sum of only some of its parts."""
    for identity in identities():
        if identity.holds_in(situation.year) or situation.year < identity.since:
            yield _identity_subject(identity, situation)


def _identity_subject(identity: Identity, situation: Situation) -> Subject:
    values = situation.values
    whole_value, difference = values.get(identity.whole), imbalance(identity, values)
    absent = missing_parts(identity, values)
    partial_sum = sum(
        (number for code in identity.parts if (number := values.get(code)) is not None), Decimal(0)
    )
    bindings: dict[str, Value] = {
        "whole": whole_value,
        "difference": difference,
        "parts": None if whole_value is None or difference is None else whole_value - difference,
        "missing": Decimal(len(absent)),
        "given": partial_sum,
    }
    return Subject(identity.whole, bindings, {"missing_names": ", ".join(absent)})


def _class_subjects(check: Check, _situation: Situation) -> Iterator[Subject]:
    for stock_class in CLASSES:
        yield Subject(check.fields[0].replace("{c}", stock_class), place=stock_class)


def _electronic_subjects(check: Check, _situation: Situation) -> Iterator[Subject]:
    for medium in ELECTRONIC:
        yield Subject(check.fields[0].replace("{c}", medium), place=medium)


def _variables(applies: Callable[[Variable, int], bool]) -> "Repeat":
    def subjects(_check: Check, situation: Situation) -> Iterator[Subject]:
        for variable in catalogue().values():
            if situation.values.get(variable.code) is not None and applies(
                variable, situation.year
            ):
                yield _variable_subject(variable, situation)

    return subjects


def _one_variable(check: Check, situation: Situation) -> Iterator[Subject]:
    yield _variable_subject(catalogue()[check.each], situation)


def _variable_subject(variable: Variable, situation: Situation) -> Subject:
    value, last_value = situation.values.get(variable.code), situation.last.get(variable.code)
    limits = comparison.threshold(variable.code)
    peer_change = comparison.median(situation.peers.get(variable.code, ()))
    branches = situation.branch_values(variable.code)
    bindings: dict[str, Value] = {
        "value": value,
        "change": comparison.change(value, last_value),
        "limit": limits.percent,
        "floor": limits.floor,
        # Without peers nothing excuses a change: as if theirs had stayed as they were.
        "peers": Decimal(0) if peer_change is None else peer_change,
        "branch_sum": situation.branch_sum(variable.code),
        "branch_max": max(branches, default=None),
        "collected": variable.collected(situation.year),
        "decimals": variable.decimals,
        "transposed": comparison.transposed(value, last_value),
        "power_of_ten": Decimal(comparison.power_of_ten(value, last_value)),
    }
    return Subject(variable.code, bindings)


def _key_figure_subjects(_check: Check, situation: Situation) -> Iterator[Subject]:
    for code, value in compute(situation.values).items():
        peers = situation.peer_key_figures.get(code, ())
        low, high = comparison.quantile(peers, LOW), comparison.quantile(peers, HIGH)
        yield Subject(code, {"value": value, "low": low, "high": high})


type Repeat = Callable[[Check, Situation], Iterator[Subject]]

_REPEATED: Mapping[str, Repeat] = {
    "identity": _identity_subjects,
    "any-identity": _any_identity,
    "class": _class_subjects,
    "electronic": _electronic_subjects,
    "key-figure": _key_figure_subjects,
    "variable": _variables(lambda variable, year: variable.collected(year)),
    "any-variable": _variables(lambda variable, year: not variable.derived),
    "flow": _variables(lambda variable, year: variable.flow and variable.collected(year)),
    "additive": _variables(lambda variable, year: variable.additive and variable.code != "POP"),
}
