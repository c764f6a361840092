"""What the night does for the ways of working and what calendar programs sent."""

from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda.questions import put_questions
from kimppa.meetings.invitations.letterbox import forget_letters
from kimppa.meetings.ways.actions.suggestions import forget_addresses
from kimppa.meetings.ways.actions.surveys import close_due


def tidy() -> int:
    """Close surveys whose last day is over, remove addresses and letters that are needed no more,
    put what is to be asked about on agendas; how many.
    """
    return close_due() + forget_addresses() + forget_letters() + put_questions(by=SYSTEM)
