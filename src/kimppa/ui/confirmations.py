"""How the municipalities' answers to a question are shown: a status key and its words."""

from django.utils.translation import gettext as _

from kimppa.core.ratification.models import Confirmation
from kimppa.core.ratification.queries import AnswerCount

_KEYS = {
    Confirmation.State.AWAITING: "waiting",
    Confirmation.State.YES: "confirmed",
    Confirmation.State.NO: "rejected",
}


def answer_mark(confirmation: Confirmation) -> tuple[str, str]:
    """How one municipality has answered."""
    return _KEYS[Confirmation.State(confirmation.state)], confirmation.get_state_display()


def standing_mark(answers: AnswerCount) -> tuple[str, str]:
    """How far all have confirmed. A no is never left out of the count."""
    if answers.ratified:
        return "confirmed", _("Confirmed by all")
    counts = {"yes": answers.yes, "asked": answers.total, "no": answers.no}
    if answers.no:
        return "rejected", _("%(yes)d/%(asked)d have confirmed, %(no)d have said no") % counts
    return "waiting", _("%(yes)d/%(asked)d have confirmed") % counts
