"""The only writers of the statistics."""

from kimppa.statistics.enquiry.actions import ask_support, note_answer, note_sent
from kimppa.statistics.events.actions import correct_event, note_event, remove_event
from kimppa.statistics.imports.actions import (
    discard,
    read_on,
    settle,
    stop_reading,
    take_in,
    undo,
    upload,
    upload_lists,
)
from kimppa.statistics.imports.meanings import forget, learn
from kimppa.statistics.known.actions import fill_in
from kimppa.statistics.tables.actions import change_table, restore_table
from kimppa.statistics.visits.actions import (
    bring_visits,
    fetch_visits,
    remove_visits,
    set_visits,
    switch_key,
)
from kimppa.statistics.work.actions import explain, remove_explanation
from kimppa.statistics.years.actions import begin, close_data, lock, open_data, unlock
from kimppa.statistics.years.figures import enter

__all__ = [
    "ask_support",
    "begin",
    "bring_visits",
    "change_table",
    "close_data",
    "correct_event",
    "discard",
    "enter",
    "explain",
    "fetch_visits",
    "fill_in",
    "forget",
    "learn",
    "lock",
    "note_answer",
    "note_event",
    "note_sent",
    "open_data",
    "read_on",
    "remove_event",
    "remove_explanation",
    "remove_visits",
    "restore_table",
    "set_visits",
    "settle",
    "stop_reading",
    "switch_key",
    "take_in",
    "undo",
    "unlock",
    "upload",
    "upload_lists",
]
