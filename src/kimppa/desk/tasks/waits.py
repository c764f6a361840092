"""What waits at the desk without a day: tasks, questions, work without its line, deliveries."""

from collections.abc import Iterator

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import verbs
from kimppa.core.area import Due
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Person
from kimppa.core.evidence.queries import visible_evidence
from kimppa.core.releases.models import Delivery
from kimppa.core.releases.queries import replaced
from kimppa.core.tasks.models import Task
from kimppa.desk.yearclock.dues import answer_due, awaited, task_due


def waits(person: Person) -> Iterator[Due]:
    """Open tasks and questions that have no day, and work whose line has to be chosen."""
    tasks = Task.objects.visible_to(person).open().filter(due=None)
    for task in tasks.select_related("municipality", "owner"):
        yield task_due(task, task.created_at.astimezone(ZONE).date())
    for answer in awaited(person).filter(ratification__due=None):
        yield answer_due(answer, answer.ratification.asked_at.astimezone(ZONE).date(), person)
    yield from _work_without_line(person)


def _work_without_line(person: Person) -> Iterator[Due]:
    rows = visible_evidence(person).unsettled()
    if not person.is_coordinator:
        rows = rows.filter(by=person, area="")
    years = rows.order_by("agreement_year").values_list("agreement_year")
    for year, count, newest in years.annotate(Count("pk"), Max("date")):
        title = ngettext(
            "Choose the line of %(count)d piece of work",
            "Choose the line of %(count)d pieces of work",
            count,
        )
        yield Due(
            date=newest,
            title=title % {"count": count},
            url=f"{reverse('desk:work-lines')}?vuosi={year}",
            responsible=person.email,
            verb=verbs.CHOOSE,
            why=_("Work of %(year)d") % {"year": year},
        )


def unopened(person: Person) -> list[Due]:
    """What the person was delivered and has not opened. Not to be remembered: an opening leaves no
    mark in the audit log.
    """
    if person.municipality is None:
        return []
    rows = Delivery.objects.filter(
        recipient=person, opened_at__isnull=True, revoked_at__isnull=True
    ).exclude(replaced())
    return [
        Due(
            date=row.delivered_at.astimezone(ZONE).date(),
            title=_("Read what was delivered: %(title)s") % {"title": row.release.title},
            url=reverse("desk:delivery", args=[row.pk]),
            topic=row.release.topic,
            responsible=person.email,
            verb=verbs.READ,
            room="desk",
        )
        for row in rows.select_related("release").defer("release__facts", "release__difference")
    ]
