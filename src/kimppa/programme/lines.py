"""How the agreement's lines stand beside the actions that carry them out.

An action has a state of its own, by its steps and target, and its line another, by what the
agreement asks. They may differ, so whoever shows the one says the other too.
"""

from collections.abc import Iterable

from kimppa.agreement.coverage.queries import remembered_coverage
from kimppa.core.consortium.models import Municipality
from kimppa.ui.status import STATUSES


def line_states(year: int, municipality: Municipality | None = None) -> dict[str, str]:
    """How each line of the year stands by its number: "Partly done 3/4"."""
    rows = remembered_coverage(year, municipality).rows
    return {row.clause.number: f"{STATUSES[row.state].word} {row.label}".strip() for row in rows}


def line_words(clauses: Iterable[str], states: dict[str, str]) -> str:
    """The clauses with the states of their lines: "5.1: Partly done 3/4, 5.2: Done"."""
    return ", ".join(
        f"{number}: {states[number]}" if number in states else number for number in clauses
    )
