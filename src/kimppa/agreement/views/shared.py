"""What the pages of this room have in common."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import visible_to
from kimppa.agreement.structure.compare import YEARS, Comparison
from kimppa.agreement.structure.parts import ClausePart, SectionPart
from kimppa.core.audit.models import AuditEvent
from kimppa.ui.guard import person_of
from kimppa.ui.pages.press import attempt
from kimppa.ui.seen import CHANGED, print_of

type Text = str | Promise

UNCHANGED = gettext_lazy("Nothing was changed.")


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


def edit_text(
    request: HttpRequest,
    agreement: Agreement,
    do: Callable[[], AuditEvent | None],
    *,
    message: Text,
) -> HttpResponse:
    """Make an edit of the text, or say why it was refused; then go back to the text."""
    way_back = agreement.get_absolute_url()
    return attempt(request, do, back=way_back, message=message, nothing=UNCHANGED)


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
