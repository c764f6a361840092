"""What of the things that all rooms share names a service."""

from collections.abc import Collection, Iterator

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import Person, name_order
from kimppa.core.consortium.roles import Permission
from kimppa.core.handover import Mention
from kimppa.core.tasks.checklists import visible_to


def mentions(
    person: Person, *, services: Collection[str] = (), records: Collection[str] = ()
) -> Iterator[Mention]:
    """Integrations of other services with these, and checklists of them: one query."""
    if not services or not person.can(Permission.VIEW):
        return
    integrations = Integration.objects.filter(target__slug__in=services).order_by()
    current_integrations = integrations.exclude(state=Integration.State.ENDED)
    lists = visible_to(person).filter(service__slug__in=services).order_by()
    sources = current_integrations.values_list(
        "target__slug", "service_id", name_order("service__"), Value("service")
    ).union(lists.values_list("service__slug", "pk", "title", Value("checklist")), all=True)
    kinds = {"service": _("Integrations"), "checklist": _("Checklists")}
    for slug, pk, title, page in sources.order_by():
        yield Mention(slug, kinds[page], title, reverse(f"desk:{page}", args=[pk]))
