"""What of the things that all rooms share names a service."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.area import Mention
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.tasks.models import Checklist


def mentions(
    person: Person, *, services: Collection[str] = (), records: Collection[str] = ()
) -> Iterator[Mention]:
    """Integrations of other services with these, and checklists of them: two queries."""
    if not services or not person.can(Permission.VIEW):
        return
    rows = Integration.objects.filter(target__slug__in=services)
    for row in rows.exclude(state=Integration.State.ENDED).select_related("service", "target"):
        assert row.target is not None
        url = reverse("desk:service", args=[row.service_id])
        yield Mention(row.target.slug, _("Integrations"), str(row), url)
    for checklist in Checklist.objects.filter(service__slug__in=services).select_related("service"):
        assert checklist.service is not None
        url = reverse("desk:checklist", args=[checklist.pk])
        yield Mention(checklist.service.slug, _("Checklists"), checklist.title, url)
