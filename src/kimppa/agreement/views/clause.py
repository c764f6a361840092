"""One clause: its duties, and in a draft the corrections of its text."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.agreement.actions import (
    correct_clause,
    leave_out,
    merge_with_next,
    move_clause,
    set_duties,
    split_clause,
    start_section,
)
from kimppa.agreement.forms import MoveForm, duty_forms
from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import clauses_of, structure_of
from kimppa.agreement.structure import ClausePart, SectionPart, Structure, split_places
from kimppa.agreement.views.shared import agreement_or_404, posted, told
from kimppa.agreement.words import duty_words
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import require
from kimppa.ui.guard import needs, person_of


@needs(Permission.VIEW)
def clause(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """What a clause obliges to; the coordinator says it here."""
    agreement = agreement_or_404(request, year)
    person = person_of(request)
    if request.method == "POST":
        require(person, Permission.EDIT_AGREEMENT)
    if not person.can(Permission.EDIT_AGREEMENT):
        return _read_only(request, agreement, number)
    structure = structure_of(agreement)
    section, part = _find(structure, number)
    duties = duty_forms(posted(request), part.duties, year, list(Service.objects.all()))
    if request.method == "POST" and duties.is_valid():
        own = {duty.id for duty in part.duties}
        told(
            request,
            agreement,
            lambda: set_duties(
                by=person, agreement=agreement, number=number, duties=duties.duties(own)
            ),
            success=_("The duties of clause %(number)s were saved.") % {"number": number},
            nothing=_("Nothing was changed."),
        )
        return redirect("agreement:agreement", year=year)
    context = {
        "agreement": agreement,
        "clause": part,
        "section": section,
        "duties": duties,
        "places": split_places(part.text),
        "move": MoveForm(sections=structure.sections, auto_id="move_%s"),
        "is_last": section.clauses[-1] is part,
    }
    return render(request, "agreement/clause.html", context)


def _read_only(request: HttpRequest, agreement: Agreement, number: str) -> HttpResponse:
    for one in clauses_of(agreement.year):
        if one.number == number:
            duties = [duty_words(duty, agreement.year) for duty in one.duties]
            context = {"agreement": agreement, "clause": one, "duty_words": duties}
            return render(request, "agreement/clause.html", context)
    raise Http404


def _find(structure: Structure, number: str) -> tuple[SectionPart, ClausePart]:
    for section in structure.sections:
        for part in section.clauses:
            if part.number == number:
                return section, part
    raise Http404


type Edit = Callable[[], AuditEvent | None]


@needs(Permission.EDIT_AGREEMENT)
@require_POST
def edit(request: HttpRequest, year: int, number: str, verb: str) -> HttpResponse:
    """Correct, split, merge, move, leave out a draft's clause, or make a heading of it."""
    agreement = agreement_or_404(request, year)
    edits = _edits(request.POST, person_of(request), agreement, number)
    if verb not in edits:
        raise Http404
    told(
        request,
        agreement,
        edits[verb],
        success=_("The text was corrected."),
        nothing=_("Nothing was changed."),
    )
    return redirect("agreement:agreement", year=year)


def _edits(
    given: Mapping[str, str], by: Person, agreement: Agreement, number: str
) -> dict[str, Edit]:
    return {
        "correct": lambda: correct_clause(
            by=by, agreement=agreement, number=number, text=given.get("text", "")
        ),
        "split": lambda: split_clause(
            by=by, agreement=agreement, number=number, at=_whole(given.get("at"))
        ),
        "merge": lambda: merge_with_next(by=by, agreement=agreement, number=number),
        "move": lambda: move_clause(
            by=by,
            agreement=agreement,
            number=number,
            section=given.get("section", ""),
            position=_whole(given.get("position")) - 1,
        ),
        "heading": lambda: start_section(by=by, agreement=agreement, number=number),
        "leave-out": lambda: leave_out(by=by, agreement=agreement, number=number),
    }


def _whole(text: str | None) -> int:
    """A number from a form; anything else is 0, which every edit refuses or bounds."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
