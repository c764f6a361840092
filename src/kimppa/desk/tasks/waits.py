"""What waits at the desk without a day: tasks, questions, work without its line, deliveries."""

from collections.abc import Iterator

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Group
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Role
from kimppa.core.evidence.queries import visible_evidence
from kimppa.core.releases.models import Delivery
from kimppa.core.releases.queries import replaced, written_on
from kimppa.core.releases.queries import unopened as not_opened
from kimppa.core.tasks.models import Task
from kimppa.desk.yearclock.dues import BEHIND, answer_dues, awaited, task_due
from kimppa.ui.deliveries.versions import PATIENCE


def waits(person: Person) -> Iterator[Due]:
    """Open tasks and questions that have no day, and work whose line has to be chosen."""
    tasks = Task.objects.visible_to(person).open().filter(due=None)
    for task in tasks.select_related("municipality", "owner"):
        yield task_due(task, task.created_at.astimezone(ZONE).date())
    yield from answer_dues(awaited(person).filter(ratification__due=None), person)
    yield from _work_without_line(person)


def _work_without_line(person: Person) -> Iterator[Due]:
    work_entries = visible_evidence(person).unsettled()
    if not person.is_coordinator:
        work_entries = work_entries.filter(by=person, area="")
    years = work_entries.order_by("agreement_year").values_list("agreement_year")
    for year, count, newest_day in years.annotate(Count("pk"), Max("date")):
        title = ngettext(
            "Choose the line of %(count)d piece of work",
            "Choose the line of %(count)d pieces of work",
            count,
        )
        yield Due(
            date=newest_day,
            title=title % {"count": count},
            url=f"{reverse('desk:work-lines')}?vuosi={year}",
            responsible=person.email,
            verb=verbs.CHOOSE,
            why=_("Work of %(year)d") % {"year": year},
        )


def unopened(person: Person) -> list[Due]:
    """What the person was delivered and has not opened; for a coordinator, what others have not
    for a week. Not to be remembered: an opening leaves no mark in the audit log.
    """
    if person.is_coordinator:
        return list(_unopened_by_others())
    if person.municipality is None:
        return []
    deliveries = Delivery.objects.filter(
        recipient=person, opened_at__isnull=True, revoked_at__isnull=True
    ).exclude(replaced())
    return [
        Due(
            date=delivery.delivered_at.astimezone(ZONE).date(),
            title=_("Read what was delivered: %(title)s") % {"title": delivery.release.title},
            url=reverse("desk:delivery", args=[delivery.pk]),
            topic=delivery.release.topic,
            responsible=person.email,
            verb=verbs.READ,
            room="desk",
        )
        for delivery in deliveries.select_related("release").defer(
            "release__facts", "release__difference"
        )
    ]


def _unopened_by_others() -> Iterator[Due]:
    """One thing to do for each document; after a reminder another week goes by."""
    now = clock.now()
    unopened = not_opened(Delivery.objects.filter(recipient__isnull=False)).filter(
        delivered_at__range=(now - BEHIND, now - PATIENCE)
    )
    unopened = unopened.select_related("release", "municipality")
    deliveries = list(unopened.defer("release__facts", "release__difference").order_by("pk"))
    days = written_on(deliveries) if deliveries else {}
    firsts: dict[tuple[str, int, int | None, str], int] = {}
    for delivery in deliveries:
        if (day := days.get(delivery.pk)) and day > (now - PATIENCE).astimezone(ZONE).date():
            continue
        release = delivery.release
        document = release.kind, release.agreement_year, release.service_id, release.title
        url = reverse("desk:unopened", args=[firsts.setdefault(document, release.pk)])
        title = _("Remind of what was delivered: %(title)s") % {"title": release.title}
        yield Due(
            date=delivery.delivered_at.astimezone(ZONE).date(),
            title=title,
            url=url,
            topic=release.topic,
            municipality=delivery.municipality.code,
            responsible=Role.COORDINATOR,
            verb=verbs.REMIND,
            group=Group(title.replace("%", "%%"), url),
            room="desk",
        )
