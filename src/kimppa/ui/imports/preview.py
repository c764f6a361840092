"""What would become of a file, as its page shows it: rows with their states, faults, a print."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

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
    """What is wrong in one way: the first rows of it with what stands there, and how many others
    there are.
    """

    rows: str
    cells: str
    column: str
    message: str
    sheet: str
    more: int


def _by_message(faults: Iterable[Fault]) -> Iterator[_ShownFault]:
    """Equal faults of several rows as one."""
    equal_faults_by_text: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        text = (fault.sheet, fault.column, fault.message)
        equal_faults_by_text.setdefault(text, []).append(fault)
    for (sheet, column, message), equal_faults in equal_faults_by_text.items():
        first_faults = equal_faults[:ROWS_OF_A_FAULT]
        cells = ", ".join(dict.fromkeys(fault.quote for fault in first_faults if fault.cell))
        rows = _row_words([fault.row for fault in first_faults if fault.row])
        more = len(equal_faults) - len(first_faults)
        yield _ShownFault(rows, cells, column, message, sheet, more)


def _row_words(numbers: Sequence[int]) -> str:
    """Rows 2, 3; empty of none."""
    if not numbers:
        return ""
    text = ngettext("row %(numbers)s", "rows %(numbers)s", len(numbers))
    return text % {"numbers": ", ".join(map(str, numbers))}


def meaning_print(upload: Import) -> str:
    """A print of how the rows were understood when they were looked at."""
    return print_of([upload.columns, upload.options])
