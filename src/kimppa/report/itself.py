"""The line of the agreement that asks for the report itself. Pure."""

from dataclasses import replace

from django.utils.translation import gettext as _

from kimppa.agreement.coverage.matrix import Row
from kimppa.report.facts import ActionFact, ClauseFacts, SentenceFact

TOPIC = "report"


def this_report(facts: ClauseFacts) -> ClauseFacts:
    """The clause that asks for the report is fulfilled by the document in the reader's hands.

    Its own deliveries are left out: else delivering would change the facts just delivered. Its
    actions end with it, whatever they have come to.
    """
    sentence = SentenceFact(
        _("The clause is fulfilled when this report has been delivered to each library.")
    )
    return replace(
        facts,
        state="done",
        label="",
        cells=(*[""] * 13, "1"),
        count=1,
        handwritten_only=False,
        sentences=(sentence,),
        actions=tuple(_ending(action) for action in facts.actions),
        deliveries=(),
        coming=None,
        lacking=(),
    )


def _ending(action: ActionFact) -> ActionFact:
    words = _("Ends when this report has been delivered")
    return replace(
        action, status="ongoing", status_label=words, indicator="", reason="", until=None
    )


def unsent(facts: ClauseFacts, row: Row | None) -> ClauseFacts:
    """The same while the report is a draft or goes out as provisional: its own line stands as the
    matrix has it.
    """
    if facts.topics != (TOPIC,):
        return facts
    state, label = (str(row.state), row.label) if row else ("ongoing", "")
    days = [duty.next_due for duty in row.duties if duty.next_due] if row else []
    return replace(
        facts,
        state=state,
        label=label,
        cells=("",) * len(facts.cells),
        count=0,
        coming=min(days, default=None) if state == "ongoing" else None,
    )
