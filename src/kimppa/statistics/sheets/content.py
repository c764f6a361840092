"""A municipality's sheet: what it tells, as JSON. `reports` makes it files.

Pure but for the catalogues of words: call under `official(municipality)`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.figures.messages import unit_word
from kimppa.core.language import active_language
from kimppa.statistics.checks.messages import sentence
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.variables.texts import number_text
from kimppa.statistics.work.board import Board, Entry, Noted, Row
from kimppa.statistics.years.topics import ACTIVE, UNITS, WEB, Part


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom a sheet is, and who makes it."""

    code: str
    name: str
    consortium: str
    producer: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A service's visits, and the key and part of a municipality; without a key they are its own.

    `key_before` tells the kind of the year before where it was another.
    """

    service: str
    visits: int
    key: str
    key_day: str
    part: int
    method: str = ""
    series_break: bool = False
    key_before: str = ""
    missing_months: Sequence[int] = ()


def facts_of(
    part: Part, board: Board, owner: Owner, shared: Sequence[Shared] = (), period: str = ""
) -> dict[str, Any]:
    """What a sheet tells, as JSON; of a year, or of a period of it."""
    rows = [row for row in board.rows if not part.codes or row.variable.code in part.codes]
    keys = {} if part.codes else board.key_figures
    return {
        "topic": part.topic,
        "title": part.title(board.year, period),
        "year": board.year,
        "municipality": {"code": owner.code, "name": owner.name},
        "consortium": owner.consortium,
        "producer": owner.producer,
        "branches": [{"code": c, "name": name} for c, name in board.branch_names.items()],
        "rows": [_row_facts(row, board.branch_names) for row in rows],
        "key_figures": [
            {"code": code, "name": _name(catalogue()[code]), "value": number_text(value)}
            for code, value in keys.items()
        ],
        "shared": [_visit_facts(shared_visits) for shared_visits in shared]
        if part.topic != ACTIVE
        else [],
        "method": method_of_period() if period else method(part.topic),
        "example": any(row.own is not None and row.own.example for row in rows),
        **({"period": period} if period else {}),
    }


def _name(variable: Variable) -> str:
    return variable.name.text(active_language())


def completeness(facts: Mapping[str, Any]) -> tuple[int, int]:
    """How many of the figures that the form asks for a sheet has, those among them that are said
    to be missing, and how many it asks for.
    """
    rows = [row for row in facts["rows"] if row["entered"]]
    return sum(bool(row["origin"]) for row in rows), len(rows)


def has_figures(facts: Mapping[str, Any]) -> bool:
    """Whether a sheet tells anything: a figure, a word that it is missing, or shared visits."""
    return bool(facts["shared"]) or any(row["origin"] for row in facts["rows"])


def has_numbers(facts: Mapping[str, Any]) -> bool:
    """Whether a sheet has a number of somebody's work: population is nobody's."""
    return bool(facts["shared"]) or any(
        row["value"] is not None and row["code"] != "population" for row in facts["rows"]
    )


def lacking(facts: Mapping[str, Any]) -> dict[str, int]:
    """How many figures each group lacks, in the order of the form."""
    groups = Counter(row["group"] for row in facts["rows"] if row["entered"] and not row["origin"])
    return dict(groups)


def incomplete(facts: Mapping[str, Any]) -> str:
    """How much of a sheet is filled, "61/84"; empty for a whole one."""
    filled_count, expected = completeness(facts)
    return "" if filled_count >= expected else f"{filled_count}/{expected}"


def _row_facts(row: Row, branches: Iterable[str]) -> dict[str, Any]:
    entry = row.own or Entry(None, "missing")
    return {
        "code": row.variable.code,
        "row": row.variable.row,
        "group": row.variable.group,
        "name": _name(row.variable),
        "unit": unit_word(row.variable.unit),
        "entered": row.variable.entered,
        "additive": row.variable.additive,
        "evidence": row.variable.evidence,
        "branches": {code: _entry_text(row.branches.get(code)) for code in branches},
        "value": number_text(entry.value),
        "state": entry.state,
        "origin": entry.origin if row.own else "",
        "source": entry.source,
        "rule": entry.rule,
        "last": number_text(row.last.value) if row.last else None,
        "last_year": row.last_year,
        "difference": number_text(row.difference),
        "percent": None if row.percent is None else number_text(round(row.percent, 1)),
        "notes": [_note_facts(noted) for noted in row.noted],
    }


def _entry_text(entry: Entry | None) -> str | None:
    return None if entry is None else number_text(entry.value) or entry.state


def _note_facts(noted: Noted) -> dict[str, str]:
    finding = noted.finding
    return {
        "number": finding.check.number,
        "finding": sentence(finding, active_language()),
        "explanation": noted.note,
    }


def _visit_facts(visits: Shared) -> dict[str, Any]:
    fields = {name: getattr(visits, name) for name in Shared.__slots__}
    return fields | {"missing_months": list(visits.missing_months)}


def method_of_period() -> list[str]:
    """The same for a part of the year."""
    return [
        _("Loans, acquisitions and visits are those of the period; what is counted at the end is "
          "of its last day."),
        _("The figures are of the files that tell of the period; the sheet of the whole year is "
          "another."),
        _("A person counted at two branches is one person: where the files do not tell the "
          "municipality's figure, it is missing."),
    ]  # fmt: skip


def method(topic: str) -> list[str]:
    """How the figures are meant, in a few sentences."""
    sentences = {
        UNITS: [
            _("The column of the municipality is what is typed into the ministry's form, row by "
              "row; the branches are for the library itself."),
            _("Collections and acquisitions are by home library on 31 December, loans by lending "
              "library with renewals; serials are in loans only."),
            _("Withdrawals are not typed: the ministry computes them."),
            _("The official numbers of the form's rows are not known here; the codes are ours."),
        ],
        ACTIVE: [
            _("An active customer has borrowed or renewed at least once in the year."),
            _("The figures do not sum up: who borrows at two branches is counted at both, but "
              "only once in the municipality and once in the consortium."),
        ],
        WEB: [
            _("Visits of shared services are split by a key, since the services do not tell "
              "visitors' municipalities. The parts sum exactly to the whole."),
            _("The Finna web library leaves robots out since 27 May 2024: earlier years are not "
              "comparable."),
            _("Who has not allowed visits to be counted is not in the figures."),
            _("A month without a figure is missing: nothing was counted then, which is not 0."),
        ],
    }  # fmt: skip
    return sentences[topic]
