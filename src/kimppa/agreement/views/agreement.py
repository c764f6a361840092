"""The list of agreements, and one agreement with its sections and clauses."""

from functools import partial
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kimppa.agreement.actions import (
    discard,
    join_to_previous,
    link_services,
    name_section,
    oblige,
    oblige_nobody,
    place_leftover,
    put_in_force,
    return_to_draft,
)
from kimppa.agreement.actions.terms import NO_PARTIES
from kimppa.agreement.coverage.matrix import ClauseView, DutyView
from kimppa.agreement.coverage.queries import clauses_of, visible_lines
from kimppa.agreement.forms import SectionForm
from kimppa.agreement.messages import duty_words
from kimppa.agreement.models import Agreement
from kimppa.agreement.proposals import members, proposals
from kimppa.agreement.queries import (
    agreement_before,
    ratification_of,
    structure_of,
    visible_to,
    work_on,
)
from kimppa.agreement.structure.parts import SectionPart
from kimppa.agreement.views.shared import (
    UNCHANGED,
    agreement_or_404,
    changed_since,
    edit_text,
    part_print,
)
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import read
from kimppa.core.ratification.queries import count_answers
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment
from kimppa.ui.confirmations import standing_mark
from kimppa.ui.navigation import address
from kimppa.ui.sent import whole_number
from kimppa.ui.tables import Column, Table


@ui.needs(Permission.VIEW)
def agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement; an empty desk is taught how to begin."""
    visible_agreements = visible_to(ui.person_of(request)).annotate(
        clause_count=Count("sections__clauses")
    )
    table = Table(
        request,
        caption=_("Agreements"),
        rows=list(visible_agreements),
        sort="-year",
        columns=[
            Column(
                "year",
                _("Year"),
                value=lambda agreement: str(agreement.year),
                url=lambda agreement: reverse("agreement:agreement", args=[agreement.year]),
            ),
            Column("title", _("Title")),
            Column("clause_count", _("Clauses"), kind="integer"),
            Column("state", _("State"), value=_state, kind="status"),
        ],
    )
    edits = Permission.EDIT_AGREEMENT
    add = ui.Action(_("Import an agreement"), reverse("agreement:import"), True, permission=edits)
    return ui.table_page(
        request,
        table,
        title=_("Agreements"),
        lead=_(
            "The service agreements of the libraries: what each line obliges to, and who is a "
            "party."
        ),
        actions=[add],
        template="agreement/list.html",
        may_edit=ui.person_of(request).can(edits),
    )


def _state(agreement: Agreement) -> tuple[str, str]:
    key = "draft" if agreement.is_draft else "confirmed"
    return key, str(Agreement.State(agreement.state).label)


@ui.needs(Permission.VIEW)
def agreement(request: HttpRequest, year: int) -> HttpResponse:
    """One agreement in its own words, with what each clause obliges to."""
    agreement = agreement_or_404(request, year)
    ratification = ratification_of(agreement)
    every_clause = clauses_of(year)
    clauses = visible_lines(every_clause, ui.person_of(request))
    lines = {number: list(group) for number, group in groupby(clauses, _section_number)}
    sections = [
        (
            section,
            [
                (clause, [duty_words(duty, year) for duty in clause.duties])
                for clause in lines.get(section.number, [])
            ],
            [(note, part_print(note)) for note in section.notes],
        )
        for section in agreement.sections.all()
    ]
    may_edit = ui.person_of(request).can(Permission.EDIT_AGREEMENT)
    context = {
        "agreement": agreement,
        "state": _state(agreement),
        "sections": sections,
        "of_others": len(every_clause) - len(clauses),
        "parties": [p.municipality for p in agreement.parties.select_related("municipality")],
        "standing": standing_mark(count_answers(ratification)) if ratification else None,
        "missing": [line.number for line in clauses if any(map(_lacks_topic, line.duties))],
        "uncertain": [line.number for line in clauses if any(map(_is_uncertain, line.duties))],
        "leftovers": [(text, part_print(text)) for text in agreement.unrecognised],
        "before": agreement_before(year),
        "may_edit": may_edit,
        "proposals": proposals(year, clauses) if may_edit and agreement.is_draft else None,
        "members": members(agreement) if may_edit else None,
        "register": address("desk:services"),
    }
    return render(request, "agreement/agreement.html", context)


def _lacks_topic(duty: DutyView) -> bool:
    return duty.asks_topic and not duty.topic


def _is_uncertain(duty: DutyView) -> bool:
    return duty.asks_due or (duty.asks_topic and bool(duty.topic))


def _section_number(clause: ClauseView) -> str:
    return clause.section_number


@ui.needs(Permission.EDIT_AGREEMENT)
@ui.one_save_at_a_time
def section(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Name a section; a draft's section may also join the one before it."""
    agreement = agreement_or_404(request, year)
    part, is_first = _section(agreement, number)
    initial = {"title": part.title, "name": part.short_title}
    form = SectionForm(ui.posted(request), initial=initial, locked=not agreement.is_draft)
    return ui.form_page(
        request,
        form,
        title=_("Section %(number)s") % {"number": number},
        lead=part.title,
        save=partial(name_section, by=ui.person_of(request), agreement=agreement, section=number),
        over=agreement,
        back=agreement.get_absolute_url(),
        message=_("The section has its new name."),
        nothing=UNCHANGED,
        template="agreement/section.html",
        agreement=agreement,
        section=part,
        may_join=agreement.is_draft and not is_first,
        seen=part_print(part),
    )


def _section(agreement: Agreement, number: str) -> tuple[SectionPart, bool]:
    """The section, and whether it is the first."""
    sections = structure_of(agreement).sections
    for part in sections:
        if part.number == number:
            return part, part is sections[0]
    raise Http404


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
@ui.one_save_at_a_time
def join(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Make a section a part of the one before it."""
    agreement = agreement_or_404(request, year)
    if changed_since(request, part_print(_section(agreement, number)[0])):
        return redirect("agreement:section", year=year, number=number)
    return edit_text(
        request,
        agreement,
        partial(join_to_previous, by=ui.person_of(request), agreement=agreement, section=number),
        message=_("The section was joined to the one before it."),
    )


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
@ui.one_save_at_a_time
def leftover(request: HttpRequest, year: int) -> HttpResponse:
    """Give a text without a place its place: a section's clause or the preamble."""
    agreement = agreement_or_404(request, year)
    index = whole_number(request.POST.get("text", ""))
    if index is None:
        index = -1
    text = agreement.unrecognised[index] if 0 <= index < len(agreement.unrecognised) else ""
    if changed_since(request, part_print(text)):
        return redirect("agreement:agreement", year=year)
    section, by = request.POST.get("section", ""), ui.person_of(request)
    return edit_text(
        request,
        agreement,
        partial(place_leftover, by=by, agreement=agreement, leftover=index, section=section),
        message=_("The text has its place."),
    )


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
@ui.one_save_at_a_time
def nobody(request: HttpRequest, year: int) -> HttpResponse:
    """Say of the ticked clauses that they oblige nobody."""
    agreement = agreement_or_404(request, year)
    numbers = request.POST.getlist("clause")
    if not numbers:
        messages.error(request, _("Tick first the clauses that oblige nobody."))
        return redirect("agreement:agreement", year=year)
    message = ngettext(
        "The clause obliges nobody. Next year's agreement knows it.",
        "%(n)d clauses oblige nobody. Next year's agreement knows it.",
        len(numbers),
    ) % {"n": len(numbers)}
    if work := work_on(year, numbers):
        message += " " + ngettext(
            "%(n)d piece of work counted for it; it stays in the log by its topic.",
            "%(n)d pieces of work counted for them; they stay in the log by their topic.",
            work,
        ) % {"n": work}
    by = ui.person_of(request)
    do = partial(oblige_nobody, by=by, agreement=agreement, numbers=numbers)
    return edit_text(request, agreement, do, message=message)


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
@ui.one_save_at_a_time
def note(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Make a clause of words that obliged nobody."""
    agreement = agreement_or_404(request, year)
    section, _is_first = _section(agreement, number)
    index = whole_number(request.POST.get("note", ""))
    index = -1 if index is None else index
    words = section.notes[index] if 0 <= index < len(section.notes) else ""
    if changed_since(request, part_print(words)):
        return redirect("agreement:agreement", year=year)
    return edit_text(
        request,
        agreement,
        partial(oblige, by=ui.person_of(request), agreement=agreement, section=number, note=index),
        message=_("The words are a clause now. Check its topic and duties."),
    )


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
def services(request: HttpRequest, year: int) -> HttpResponse:
    """Tie duties to the services that their clauses name."""
    agreement = agreement_or_404(request, year)
    return edit_text(
        request,
        agreement,
        partial(link_services, by=ui.person_of(request), agreement=agreement),
        message=_("The clauses are tied to the services that they name."),
    )


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
def state(request: HttpRequest, year: int) -> HttpResponse:
    """Put a draft in force, or open an agreement in force for correction."""
    agreement = agreement_or_404(request, year)
    act, message = return_to_draft, _("The agreement is a draft again and can be corrected.")
    if agreement.is_draft:
        act, message = put_in_force, _("The agreement is in force and its text locked.")
    try:
        ui.press(
            request, partial(act, by=ui.person_of(request), agreement=agreement), message=message
        )
    except ValidationError as error:
        return _not_in_force(request, year, error)
    return redirect(agreement)


def _not_in_force(request: HttpRequest, year: int, error: ValidationError) -> HttpResponse:
    """Why not, on the page where it is mended."""
    if getattr(error, "code", None) != NO_PARTIES:
        messages.error(request, error.messages[0])
        return redirect("agreement:agreement", year=year)
    registry = address("desk:consortium")
    if registry and not Municipality.objects.exists():
        messages.error(request, _("Add first the municipalities that are parties."))
        return redirect(registry)
    messages.error(request, error.messages[0])
    return redirect("agreement:terms-edit", year=year)


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
def remove(request: HttpRequest, year: int) -> HttpResponse:
    """Remove a draft; importing the same text brings it back."""
    agreement = agreement_or_404(request, year)
    try:
        ui.press(
            request,
            partial(discard, by=ui.person_of(request), agreement=agreement),
            message=_(
                "The draft was removed. The original text is kept; import it again if needed."
            ),
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(agreement)
    return redirect("agreement:list")


@ui.needs(Permission.VIEW)
def source(request: HttpRequest, year: int) -> HttpResponse:
    """The file that the agreement was imported from, as it came."""
    stored_file = agreement_or_404(request, year).source_file
    if stored_file is None:
        raise Http404
    return attachment(stored_file.name, "application/octet-stream", read(stored_file))
