"""What a municipality's year looks like on the work page and on the sheet. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kimppa.statistics.checks import comparison
from kimppa.statistics.checks.checks import Finding, Severity, Situation, Tally, evaluate
from kimppa.statistics.reading.cells import State
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.variables.keyfigures import compute


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as it stands: value or why there is none, and where it comes from."""

    value: Decimal | None
    state: str = State.VALUE
    origin: str = "measured"
    figure: int = 0
    source: str = ""
    rule: str = ""
    example: bool = False


type Entries = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding with the explanation that closes it, and last year's for the same."""

    finding: Finding
    note: str = ""
    earlier: str = ""

    @property
    def open(self) -> bool:
        """Whether something must still be done: a stop always, else until it is explained."""
        severity = self.finding.check.severity
        return severity == Severity.STOP or (severity == Severity.EXPLAIN and not self.note)


@dataclass(frozen=True, slots=True)
class Row:
    """One variable: its branches, the municipality, the last known value and what was found."""

    variable: Variable
    branches: Entries
    own: Entry | None
    last: Entry | None = None
    last_year: int | None = None
    noted: tuple[Noted, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """The change from the last known value."""
        if self.own is None or self.last is None:
            return None
        if self.own.value is None or self.last.value is None:
            return None
        return self.own.value - self.last.value

    @property
    def percent(self) -> Decimal | None:
        """The change in per cent."""
        if self.own is None or self.last is None:
            return None
        return comparison.change(self.own.value, self.last.value)

    @property
    def open(self) -> bool:
        """Whether a finding waits."""
        return any(noted.open for noted in self.noted)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that is known of a municipality's year, by code of variable."""

    year: int
    branch_names: Mapping[str, str]
    own: Entries
    branches: Mapping[str, Entries]
    earlier: Mapping[int, Entries] = field(default_factory=dict)
    first_published: Entries = field(default_factory=dict)
    peers: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
    facts: Mapping[str, Decimal | bool | None] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    earlier_notes: Mapping[str, str] = field(default_factory=dict)
    peer_key_figures: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """A municipality's year: rows in the order of the form, key figures, findings."""

    year: int
    branch_names: Mapping[str, str]
    rows: tuple[Row, ...]
    key_figures: Mapping[str, Decimal | None]
    noted: tuple[Noted, ...]
    tallies: tuple[Tally, ...] = ()

    @property
    def expected(self) -> int:
        """How many figures the form asks for."""
        return sum(row.variable.entered for row in self.rows)

    @property
    def filled(self) -> int:
        """How many of them are there, or are said to be missing."""
        return len(self._entries)

    @property
    def given(self) -> int:
        """How many of them are numbers."""
        return sum(entry.value is not None for entry in self._entries)

    @property
    def missing(self) -> int:
        """How many of them are marked missing."""
        return sum(entry.state == State.MISSING for entry in self._entries)

    @property
    def unasked(self) -> int:
        """How many of them are marked as not collected, or as of no concern."""
        return self.filled - self.given - self.missing

    @property
    def _entries(self) -> list[Entry]:
        return [row.own for row in self.rows if row.variable.entered and row.own is not None]

    def count(self, severity: Severity) -> int:
        """Findings of a severity that still wait."""
        waiting = (noted.finding for noted in self.noted if noted.open)
        return sum(finding.check.severity == severity for finding in waiting)

    @property
    def stops(self) -> int:
        """What must be corrected."""
        return self.count(Severity.STOP)

    @property
    def unexplained(self) -> int:
        """What must be explained."""
        return self.count(Severity.EXPLAIN)

    @property
    def example(self) -> bool:
        """Whether any of its figures is made up."""
        return any(row.own is not None and row.own.example for row in self.rows)

    def groups(self) -> dict[str, list[Row]]:
        """Rows by group, in order."""
        by_group: dict[str, list[Row]] = {}
        for row in self.rows:
            by_group.setdefault(row.variable.group, []).append(row)
        return by_group


def board_of(material: Material) -> Board:
    """The board: every variable of the year, checked."""
    situation = _situation(material)
    check_result = evaluate(situation)
    noted = tuple(
        Noted(
            finding,
            material.notes.get(finding.key, ""),
            material.earlier_notes.get(finding.key, ""),
        )
        for finding in check_result.findings
    )
    noted_by_field: dict[str, list[Noted]] = {}
    for finding in noted:
        noted_by_field.setdefault(finding.finding.field, []).append(finding)
    rows = tuple(
        _board_row(variable, material, noted_by_field)
        for variable in catalogue().of_year(material.year)
        if not variable.derived
    )
    figures = compute(situation.values)
    return Board(material.year, material.branch_names, rows, figures, noted, check_result.tallies)


def _situation(material: Material) -> Situation:
    last_entries = material.earlier.get(material.year - 1, {})
    return Situation(
        material.year,
        {code: entry.value for code, entry in material.own.items()},
        {code: entry.value for code, entry in last_entries.items()},
        {code: entry.value for code, entry in material.first_published.items()},
        {
            branch: {code: entry.value for code, entry in entries.items()}
            for branch, entries in material.branches.items()
        },
        material.peers,
        material.peer_key_figures,
        material.facts,
    )


def _board_row(
    variable: Variable, material: Material, noted_by_field: Mapping[str, Sequence[Noted]]
) -> Row:
    code = variable.code
    branches = {
        branch: entries[code] for branch, entries in material.branches.items() if code in entries
    }
    years = [
        year
        for year in sorted(material.earlier, reverse=True)
        if code in material.earlier[year] and material.earlier[year][code].value is not None
    ]
    last_year = years[0] if years else None
    last_entry = material.earlier[last_year][code] if last_year is not None else None
    noted = tuple(noted_by_field.get(code, ()))
    return Row(variable, branches, material.own.get(code), last_entry, last_year, noted)
