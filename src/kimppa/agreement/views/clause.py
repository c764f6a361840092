"""One clause: its duties, and in a draft the corrections of its text."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.agreement.actions import (
    correct_clause,
    limit_clause,
    merge_with_next,
    move_clause,
    oblige_nobody,
    set_duties,
    split_clause,
    start_section,
)
from kimppa.agreement.coverage.matrix import ClauseView
from kimppa.agreement.coverage.queries import clauses_of, visible_lines
from kimppa.agreement.forms import (
    ClauseTextForm,
    DutyFormSet,
    MoveForm,
    duty_forms,
)
from kimppa.agreement.messages import duty_words
from kimppa.agreement.models import Agreement
from kimppa.agreement.partyforms import LimitForm, limit_initial
from kimppa.agreement.queries import parties_of, structure_of
from kimppa.agreement.structure.parts import ClausePart, SectionPart, Structure, split_places
from kimppa.agreement.views.shared import (
    UNCHANGED,
    agreement_or_404,
    changed_since,
    edit_text,
    part_print,
)
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.queries import work_counts
from kimppa.core.permissions import require
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import form_page
from kimppa.ui.pages.press import press
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, posted


@needs(Permission.VIEW)
@one_save_at_a_time
def clause(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """What a clause obliges to; the coordinator says it here."""
    agreement = agreement_or_404(request, year)
    person = person_of(request)
    if request.method == "POST":
        require(person, Permission.EDIT_AGREEMENT)
    if not person.can(Permission.EDIT_AGREEMENT):
        return _read_only(request, agreement, number, person)
    structure = structure_of(agreement)
    part = _find(structure, number)[1]
    duties = duty_forms(posted(request), part.duties, year, list(Service.objects.all()))
    if request.method == "POST" and duties.is_valid():
        own_ids = {duty.id for duty in part.duties}
        parts = duties.duties(own_ids)
        return edit_text(
            request,
            agreement,
            partial(set_duties, by=person, agreement=agreement, number=number, duties=parts),
            message=_("The duties of clause %(number)s were saved.") % {"number": number},
        )
    return _page(request, agreement, number, structure=structure, duties=duties)


def _page(
    request: HttpRequest,
    agreement: Agreement,
    number: str,
    *,
    structure: Structure | None = None,
    duties: DutyFormSet | None = None,
    words: ClauseTextForm | None = None,
) -> HttpResponse:
    """The clause with its forms; those given were refused."""
    structure = structure or structure_of(agreement)
    section, part = _find(structure, number)
    year = agreement.year
    context = {
        "agreement": agreement,
        "clause": part,
        "line": _line(clauses_of(year), number),
        "section": section,
        "duties": duties or duty_forms(None, part.duties, year, list(Service.objects.all())),
        "saved_now": _stored_duties(agreement, number) if duties and duties.overtaken else [],
        "words": words or ClauseTextForm(initial={"text": part.text}),
        "seen": part_print(part),
        "places": split_places(part.text),
        "move": MoveForm(sections=structure.sections, auto_id="move_%s"),
        "is_last": section.clauses[-1] is part,
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "agreement/clause.html", context, status=status)


def _line(lines: Sequence[ClauseView], number: str) -> ClauseView:
    for line in lines:
        if line.number == number:
            return line
    raise Http404


def _stored_duties(agreement: Agreement, number: str) -> list[dict[str, str]]:
    line = _line(clauses_of(agreement.year), number)
    return [duty_words(duty, agreement.year) for duty in line.duties]


def _read_only(
    request: HttpRequest, agreement: Agreement, number: str, person: Person
) -> HttpResponse:
    line = _line(visible_lines(clauses_of(agreement.year), person), number)
    duties = [duty_words(duty, agreement.year) for duty in line.duties]
    context = {
        "agreement": agreement,
        "clause": line,
        "line": line,
        "duty_words": duties,
    }
    return render(request, "agreement/clause.html", context)


def _find(structure: Structure, number: str) -> tuple[SectionPart, ClausePart]:
    for section in structure.sections:
        for part in section.clauses:
            if part.number == number:
                return section, part
    raise Http404


@needs(Permission.EDIT_AGREEMENT)
@one_save_at_a_time
def limit(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Whom of the parties the line concerns."""
    agreement, parties = agreement_or_404(request, year), parties_of(year)
    part = _find(structure_of(agreement), number)[1]
    initial = limit_initial(part.limit, parties)
    counts = work_counts([duty.id for duty in part.duties if duty.id], parties)
    return form_page(
        request,
        LimitForm(posted(request), initial=initial, parties=parties, counts=counts),
        title=_("Whom clause %(number)s concerns") % {"number": number},
        lead=part.text,
        save=partial(limit_clause, by=person_of(request), agreement=agreement, number=number),
        over=agreement,
        back=reverse("agreement:clause", args=[year, number]),
        message=_("Whom clause %(number)s concerns was saved.") % {"number": number},
        nothing=UNCHANGED,
    )


CORRECTED = gettext_lazy("The text was corrected.")

type Edit = Callable[[], AuditEvent | None]


@needs(Permission.EDIT_AGREEMENT)
@require_POST
@one_save_at_a_time
def correct(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Correct the words of a draft's clause."""
    agreement = agreement_or_404(request, year)
    _section, part = _find(structure_of(agreement), number)
    form = ClauseTextForm(request.POST, initial={"text": part.text})
    if form.is_valid():
        text, by = form.cleaned_data["text"], person_of(request)
        do = partial(correct_clause, by=by, agreement=agreement, number=number, text=text)
        try:
            press(request, do, message=CORRECTED, nothing=UNCHANGED)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect(agreement)
    return _page(request, agreement, number, words=form)


@needs(Permission.EDIT_AGREEMENT)
@require_POST
@one_save_at_a_time
def edit(request: HttpRequest, year: int, number: str, verb: str) -> HttpResponse:
    """Split, merge, move a draft's clause, make a heading of it, or say that it obliges nobody."""
    agreement = agreement_or_404(request, year)
    edits = _edits(request.POST, person_of(request), agreement, number)
    if verb not in edits:
        raise Http404
    if changed_since(request, part_print(_find(structure_of(agreement), number)[1])):
        return redirect("agreement:clause", year=year, number=number)
    return edit_text(request, agreement, edits[verb], message=CORRECTED)


def _edits(
    data: Mapping[str, str], by: Person, agreement: Agreement, number: str
) -> dict[str, Edit]:
    return {
        "split": lambda: split_clause(
            by=by, agreement=agreement, number=number, at=_number_in(data.get("at"))
        ),
        "merge": lambda: merge_with_next(by=by, agreement=agreement, number=number),
        "move": lambda: move_clause(
            by=by,
            agreement=agreement,
            number=number,
            section=data.get("section", ""),
            position=_number_in(data.get("position")) - 1,
        ),
        "heading": lambda: start_section(by=by, agreement=agreement, number=number),
        "nobody": lambda: oblige_nobody(by=by, agreement=agreement, numbers=[number]),
    }


def _number_in(text: str | None) -> int:
    """A number from a form; anything else is 0, which every edit refuses or bounds."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
