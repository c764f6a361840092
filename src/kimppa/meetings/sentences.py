"""What the report says of the meetings."""

from collections.abc import Sequence

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Sentence
from kimppa.core.decisions.queries import standing_decisions
from kimppa.core.tasks.models import Task
from kimppa.core.words.messages import fill, in_months, say
from kimppa.meetings.models import Meeting
from kimppa.ui.numbers import number


def held_sentence(meetings: Sequence[Meeting]) -> Sentence:
    """How often and when the directors met in a year, and how many decisions they made and
    carried out: two queries. A decision is of the meeting that it names, counts once it stands
    (`core.decisions.queries.standing_decisions`) and is carried out when its tasks are done.
    """
    count = len(meetings)
    text = ngettext(
        "The directors met {count} time, {months}",
        "The directors met {count} times, {months}",
        count,
    )
    words = say(text, count=count, months=in_months(meeting.day for meeting in meetings))
    joint_figures = [(_("meetings"), number(count, 0))]
    keys = _decisions(meetings)
    if decisions := len(keys):
        clause = ngettext(", and made {count} decision", ", and made {count} decisions", decisions)
        words += fill(clause, count=decisions)
        joint_figures.append((_("decisions"), number(decisions, 0)))
        if carried := _carried_out(keys):
            clause = ngettext(
                ", which has been carried out",
                ", {done} of which have been carried out",
                decisions,
            )
            words += fill(clause, done=carried)
    return Sentence(
        f"{words}.",
        joint=tuple(joint_figures),
        url=reverse_lazy("meetings:home"),
        example=all(meeting.example for meeting in meetings),
        headline=(number(count, 0), ngettext("meeting", "meetings", count)),
    )


def _decisions(meetings: Sequence[Meeting]) -> list[int]:
    days = {(str(meeting), meeting.day) for meeting in meetings}
    rows = standing_decisions().filter(date__in=[day for _name, day in days])
    return [pk for pk, *pair in rows.values_list("pk", "meeting", "date") if tuple(pair) in days]


def _carried_out(keys: Sequence[int]) -> int:
    """Of decisions, how many have a task and no open one."""
    tasks = Task.objects.filter(area="desk", object_id__in=[f"decision-{pk}" for pk in keys])
    states: dict[str, set[str]] = {}
    for name, state in tasks.values_list("object_id", "state"):
        states.setdefault(name, set()).add(state)
    closed, open_state = Task.State.DONE, Task.State.OPEN
    return sum(closed in s and open_state not in s for s in states.values())
