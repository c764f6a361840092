"""How what the room's actions write is taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.core.audit.undo import FOLLOWS

UNDO = {
    "feedback.note": FOLLOWS,  # of a decision, which notes that it is decided no more
}
