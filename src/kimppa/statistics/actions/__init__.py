"""The only writers of the statistics."""

from kimppa.statistics.actions.enquiries import ask_support, note_answer, note_sent
from kimppa.statistics.actions.figures import begin, enter, lock, unlock
from kimppa.statistics.actions.learning import forget, learn
from kimppa.statistics.actions.opendata import close_data, open_data
from kimppa.statistics.actions.release import (
    deliver_sheets,
    freeze_sheets,
    send_again,
    withdraw_version,
)
from kimppa.statistics.actions.tables import change_table, restore_table
from kimppa.statistics.actions.takes import settle, take_in, undo, upload, upload_lists
from kimppa.statistics.actions.webvisits import (
    add_source,
    bring_visits,
    fetch_visits,
    remove_source,
    remove_visits,
    set_visits,
    switch_key,
)
from kimppa.statistics.actions.words import explain, remove_explanation

__all__ = [
    "add_source",
    "ask_support",
    "begin",
    "bring_visits",
    "change_table",
    "close_data",
    "deliver_sheets",
    "enter",
    "explain",
    "fetch_visits",
    "forget",
    "freeze_sheets",
    "learn",
    "lock",
    "note_answer",
    "note_sent",
    "open_data",
    "remove_explanation",
    "remove_source",
    "remove_visits",
    "restore_table",
    "send_again",
    "set_visits",
    "settle",
    "switch_key",
    "take_in",
    "undo",
    "unlock",
    "upload",
    "upload_lists",
    "withdraw_version",
]
