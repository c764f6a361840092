"""What is said of rows: what becomes of each, and what is wrong with a cell."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.feedback.models import TEXT_LENGTH
from kimppa.feedback.rows.looking import THERE, TWICE
from kimppa.feedback.rows.reading import HANDLED, OLD, OPEN, Fault
from kimppa.ui.numbers import number

STATUSES = {OPEN: "waiting", HANDLED: "done", OLD: "no-need", THERE: "no-need", TWICE: "no-need"}


def state_words(state: str) -> str:
    """What becomes of a row."""
    return {
        OPEN: _("Taken in, waits for an answer"),
        HANDLED: _("Taken in as handled"),
        OLD: _("Taken in closed, not told whether answered"),
        THERE: _("Here already, skipped"),
        TWICE: _("Twice in the file, skipped"),
    }[state]


def fault_words(fault: Fault) -> str:
    """What is wrong with a cell and what to do."""
    message = {
        "empty": _("The customer's words are missing. Fill them in or remove the row."),
        "long": _("The text is longer than %(most)s characters. Shorten it.")
        % {"most": number(TEXT_LENGTH, 0)},
        "no_day": _("The day of arrival is missing. Write it as 24.2.2025 or 2025-02-24."),
        "day": _("The day is not understood. Write it as 24.2.2025 or 2025-02-24."),
        "far": _("The day is in the future or before 2000. Correct it."),
        "order": _("It is answered before it arrived. Correct the day."),
        "state": _("The state is not understood. Write “avoin” or “vastattu”."),
        "formula": _("The cell has a formula or a fault. Paste its value instead."),
        "service": _("There is no such service. Write its name as the register has it."),
        "municipality": _("There is no such municipality or library. Correct the name."),
    }[fault.code]
    near = _("Did you mean “%(name)s”?") % {"name": fault.near} if fault.near else ""
    return f"{message} {near}".rstrip()


def refusal(error: SpreadsheetError) -> str:
    """Why a file is not taken."""
    return error.text((get_language() or "fi")[:2])
