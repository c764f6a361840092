"""What the pages of this room have in common."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import visible_to
from kimppa.agreement.structure.compare import YEARS, Comparison
from kimppa.agreement.structure.parts import ClausePart, SectionPart
from kimppa.core.audit.models import AuditEvent
from kimppa.ui.guard import person_of
from kimppa.ui.seen import CHANGED, print_of
from kimppa.ui.undo import done

type Text = str | Promise


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


def make_edit(
    request: HttpRequest,
    agreement: Agreement,
    edit: Callable[[], AuditEvent | None],
    *,
    success: Text,
    nothing: Text,
) -> bool:
    """Make an edit and say how it went, with the way back; whether something changed."""
    try:
        event = edit()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return tell_edit(request, agreement, event, success=success, nothing=nothing)


def tell_edit(
    request: HttpRequest,
    agreement: Agreement,
    event: AuditEvent | None,
    *,
    success: Text,
    nothing: Text,
) -> bool:
    """Say how an edit that was not refused went; whether something changed."""
    if event is None:
        messages.info(request, str(nothing))
        return False
    done(request, str(success), undo=reverse("ui:undo", args=[event.pk]))
    return True


def part_print(part: ClausePart | SectionPart | str) -> str:
    """The print of a part of the text that an edit is about to change (`ui.seen`)."""
    match part:
        case ClausePart():
            return print_of([part.number, part.text])
        case SectionPart():
            return print_of([part.number, part.title])
    return print_of(part)


def changed_since(request: HttpRequest, current_print: str) -> bool:
    """Whether the part is no longer what the page showed; if so, the person is told."""
    page_print = request.POST.get("seen")
    if not page_print or page_print == current_print:
        return False
    messages.error(request, str(CHANGED))
    return True
