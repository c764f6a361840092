"""What the report says of the meetings."""

from collections.abc import Sequence

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Sentence
from kimppa.core.decisions.models import Decision
from kimppa.core.words.messages import fill, in_months, say
from kimppa.meetings.models import Meeting
from kimppa.ui.numbers import number


def held_sentence(meetings: Sequence[Meeting]) -> Sentence:
    """How often and when the directors met in a year, and how many decisions they made: one
    query. A decision is of the meeting that it names.
    """
    count = len(meetings)
    text = ngettext(
        "The directors met {count} time, {months}",
        "The directors met {count} times, {months}",
        count,
    )
    words = say(text, count=count, months=in_months(meeting.day for meeting in meetings))
    joint = [(_("meetings"), number(count, 0))]
    decisions = _decisions(meetings)
    if decisions:
        clause = ngettext(
            "; they made {count} decision", "; they made {count} decisions", decisions
        )
        words += fill(clause, count=decisions)
        joint.append((_("decisions"), number(decisions, 0)))
    return Sentence(
        f"{words}.",
        joint=tuple(joint),
        url=reverse_lazy("meetings:home"),
        example=all(meeting.example for meeting in meetings),
        headline=(number(count, 0), ngettext("meeting", "meetings", count)),
    )


def _decisions(meetings: Sequence[Meeting]) -> int:
    days = {(str(meeting), meeting.day) for meeting in meetings}
    rows = Decision.objects.filter(date__in=[day for _name, day in days])
    return sum(pair in days for pair in rows.values_list("meeting", "date"))
