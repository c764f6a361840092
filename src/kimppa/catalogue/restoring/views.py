"""The page behind the button that puts back what was removed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.catalogue.restoring import actions
from kimppa.catalogue.restoring.actions import REMOVALS
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import attempt


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back an agreement, a table of codes or what was said of a pair."""
    event = get_object_or_404(AuditEvent, pk=pk, action__in=REMOVALS)
    return attempt(
        request,
        lambda: actions.put_back(by=person_of(request), event=event),
        back=reverse(f"catalogue:{REMOVALS[event.action].shown_at}"),
        message=_("It is there again, as it was."),
    )
