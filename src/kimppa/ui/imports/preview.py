"""What would become of a file, as its page shows it: rows with their states, faults, a print."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kimppa.core.imports.importer import WRITTEN, Fault, Intake, Outcome, State
from kimppa.core.imports.models import Import
from kimppa.ui.seen import print_of

type Text = str | Promise

FAULTS_SHOWN, ROWS_SHOWN = 200, 500
ROWS_OF_A_FAULT = 5
STATUSES: Mapping[State, tuple[str, Text]] = {
    State.ADDED: ("done", gettext_lazy("New")),
    State.SIMILAR: ("waiting", gettext_lazy("New, but there is something alike")),
    State.CHANGED: ("ongoing", gettext_lazy("Changes")),
    State.UNCHANGED: ("no-need", gettext_lazy("Here already")),
    State.SKIPPED: ("rejected", gettext_lazy("Left out")),
}


def preview(upload: Import, intake: Intake) -> dict[str, Any]:
    """What the page shows of a file that is looked at."""
    changes = [outcome for outcome in intake.outcomes if outcome.state != State.UNCHANGED]
    return {
        "result": intake,
        "seen": meaning_print(upload),
        "written": intake.count(*WRITTEN),
        "unchanged": intake.count(State.UNCHANGED),
        "faults": list(_by_message(intake.faults))[:FAULTS_SHOWN],
        "rows": [_shown_row(outcome) for outcome in changes[:ROWS_SHOWN]],
        "labels": dict(Counter(row.label for row in intake.outcomes if row.label)),
        "total": len(changes),
    }


def _shown_row(outcome: Outcome) -> tuple[Outcome, str, Text]:
    """A row with its status, and what its state is called."""
    status, words = STATUSES[outcome.state]
    return outcome, status, outcome.label or words


@dataclass(frozen=True, slots=True)
class _ShownFault:
    """What is wrong in one way: the first rows of it, and how many others there are."""

    rows: str
    column: str
    message: str
    sheet: str
    more: int


def _by_message(faults: Iterable[Fault]) -> Iterator[_ShownFault]:
    """Equal faults of several rows as one."""
    row_numbers_by_fault: dict[tuple[str, str, str], list[int]] = {}
    for fault in faults:
        row_numbers_by_fault.setdefault((fault.sheet, fault.column, fault.message), []).append(
            fault.row
        )
    for (sheet, column, message), row_numbers in row_numbers_by_fault.items():
        numbers = ", ".join(str(number) for number in row_numbers[:ROWS_OF_A_FAULT] if number)
        yield _ShownFault(numbers, column, message, sheet, len(row_numbers[ROWS_OF_A_FAULT:]))


def meaning_print(upload: Import) -> str:
    """A print of how the rows were understood when they were looked at."""
    return print_of([upload.columns, upload.options])
