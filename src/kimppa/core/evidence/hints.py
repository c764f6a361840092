"""What is said to whoever logs a line that could not be printed as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.core.evidence.models import Evidence
from kimppa.core.words.looks import Reason, looks

HINTS: dict[Reason, Promise] = {
    Reason.FIRST_PERSON: _("Say what was done rather than who did it: “the shelves were sorted”."),
    Reason.RELATIVE_DAY: _("Leave out “yesterday” and “today”: the date is kept beside."),
    Reason.OTHER_YEAR: _("A day of another year stands in it."),
    Reason.COLONS: _("Make it one sentence: it has two colons."),
    Reason.RAW_COUNT: _("Say the number in the sentence: “25 visitors came”."),
    Reason.UNFINISHED: _("The sentence breaks off."),
    Reason.LONG: _("Shorten it: at most 45 words are printed."),
    Reason.NO_VERB: _("Say what was done with a verb: “a story hour was held”."),
}


def hints(evidence: Evidence) -> list[Promise]:
    """What to rewrite in a line before the report prints it; nothing of what rooms write."""
    if not evidence.handwritten:
        return []
    reasons = looks(evidence.title, evidence.date, evidence.agreement_year)
    return [HINTS[reason] for reason in reasons]
