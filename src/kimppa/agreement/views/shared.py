"""What the pages of this room have in common."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from kimppa.agreement.compare import YEARS, Comparison
from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import visible_to
from kimppa.core.audit.models import AuditEvent
from kimppa.ui.guard import person_of
from kimppa.ui.undo import done


def agreement_or_404(request: HttpRequest, year: int) -> Agreement:
    """The year's agreement if the person may see it."""
    agreement = visible_to(person_of(request)).filter(year=year).first()
    if agreement is None:
        raise Http404
    return agreement


def only_years(comparison: Comparison) -> int:
    """How many clauses differ in nothing but the years and stand where they stood."""
    return sum(
        change.kind == YEARS and not change.moved and not change.stale_years
        for change in comparison.clauses
    )


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was filled in with; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def told(
    request: HttpRequest,
    agreement: Agreement,
    edit: Callable[[], AuditEvent | None],
    *,
    success: str,
    nothing: str,
) -> bool:
    """Make an edit and say how it went, with the way back; whether something changed."""
    try:
        event = edit()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    if event is None:
        messages.info(request, nothing)
        return False
    done(request, success, undo=reverse("agreement:undo", args=[agreement.year, event.pk]))
    return True
