"""“What did I do?” and the work that has been done."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import own_municipalities
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.limits import concerns_any
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_hidden_from, limit_of_sight, years_to_log
from kimppa.core.evidence.actions import (
    attach_file,
    correct_evidence,
    detach_file,
    may_correct,
    record_evidence,
    restore_evidence,
    undo_evidence,
)
from kimppa.core.evidence.hints import Reading, reading
from kimppa.core.evidence.lines import choices_for, choose_line, may_choose_line
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import beside, recent_duplicate, visible_evidence
from kimppa.core.evidence.same import hold_apart
from kimppa.core.register.queries import in_force
from kimppa.core.topics import label
from kimppa.desk.downloads import attachment
from kimppa.desk.fields import ALL
from kimppa.desk.work import tables
from kimppa.desk.work.entry import (
    confirmation,
    lead_of_form,
    line_in_address,
    of_no_line,
    possible_municipalities,
    read_line,
    values_of,
    waiting,
)
from kimppa.desk.work.forms import DocumentForm, LogForm, WorkForm
from kimppa.desk.work.guessing import guess
from kimppa.desk.work.lines import line_choices, named, questions
from kimppa.ui import pages as ui
from kimppa.ui.address import back_to
from kimppa.ui.places import recent_places
from kimppa.ui.selection import headings, selected
from kimppa.ui.sent import whole_number


@ui.needs(Permission.LOG_WORK)
def log_work(request: HttpRequest) -> HttpResponse:
    """One line; saved at once when its topic is clear, else the topic is asked."""
    person = ui.person_of(request)
    towns = recent_places(person)
    form = LogForm(
        ui.posted(request),
        initial=line_in_address(request),
        municipalities=towns,
        today=clock.today(),
        lines=line_choices(years_to_log(), towns),
    )
    if form.is_valid():
        words = read_line(form.cleaned_data["title"], towns)
        values = values_of(form.cleaned_data, words, towns, coordinator=person.is_coordinator)
        unsure = [] if form.cleaned_data["municipality"] else possible_municipalities(words, towns)
        if values["topic"] and not unsure:
            record = partial(_record_once, person, values)
            try:
                message = partial(confirmation, values, words)
                evidence = ui.press(request, record, message=message, nothing=_("Logged."))
            except ValidationError as error:
                ui.add_errors(form, error)
            else:
                return redirect(_page_of(request, evidence))
        if not values["topic"]:
            form.ask_topic()
        if unsure:
            form.ask_municipality(unsure, towns)
    missing_year = clock.today().year if clock.today().year not in _years_in_force(request) else 0
    return ui.form_page(
        request,
        form,
        title=_("What did I do?"),
        lead=lead_of_form(missing_year, _years_in_force(request)),
        actions=[_bring_in(missing_year)] if missing_year else [],
        submit=_("Log"),
        cancel=back_to(request, reverse("desk:work-list")),
        next=back_to(request, ""),
    )


def _page_of(request: HttpRequest, evidence: Evidence) -> str:
    back = back_to(request, "")
    return WORK.url(evidence) + (f"?{urlencode({'next': back})}" if back else "")


def _bring_in(year: int) -> ui.Action:
    words = _("Bring in the agreement of %(year)d") % {"year": year}
    return ui.link(words, "agreement:import", permission=Permission.EDIT_AGREEMENT)


def _record_once(person: Person, values: dict[str, Any]) -> Evidence:
    """Record the line; a second press of the button gets what the first one recorded."""
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk=person.pk))
        same = {key: values[key] for key in ("title", "topic", "date", "municipalities")}
        return recent_duplicate(person, **same) or record_evidence(by=person, **values)


@ui.needs(Permission.VIEW)
def work_list(request: HttpRequest) -> HttpResponse:
    """All work done, by topic, month, municipality and service. Work of a year without an agreement
    stands beside that of the last agreement before it, else of the first.
    """
    year, municipality = selected(request).year, selected(request).municipality
    work_entries = (
        visible_evidence(ui.person_of(request))
        .standing()
        .filter(beside(year, _years_in_force(request)))
        .for_municipality(municipality)
    )
    log = reverse("desk:log-work")
    return ui.table_page(
        request,
        tables.table(request, work_entries, year=year),
        title=_("Work done"),
        lead=_("Everything that has been done for the agreement in %(year)s.") % {"year": year},
        actions=[
            ui.Action(_("Log work"), log, primary=True, permission=Permission.LOG_WORK),
            ui.link(_("Choose the line"), "desk:work-lines", permission=Permission.LOG_WORK),
        ],
        teach=_("Nothing has been logged yet. Write one line above: what did you do today?"),
    )


def _work_or_404(request: HttpRequest, pk: int) -> Evidence:
    work_entries = visible_evidence(ui.person_of(request)).select_related("service", "by", "duty")
    return get_object_or_404(work_entries, pk=pk)


def _correctable(request: HttpRequest, pk: int) -> Evidence:
    """Work that the reader may correct; work of other pages is changed there. Raises
    PermissionDenied.
    """
    evidence = _work_or_404(request, pk)
    if not may_correct(ui.person_of(request), evidence):
        raise PermissionDenied
    return evidence


def _command_names(evidence: Evidence, person: Person) -> set[str]:
    if not may_correct(person, evidence):
        return set()
    if evidence.undone_at:
        return {"restore"}
    return {"edit", "undo", "files"} | ({"apart"} if evidence.same_as_id else set())


def _form_arguments(evidence: Evidence, person: Person) -> dict[str, Any]:
    towns = own_municipalities(person, evidence.agreement_year)
    return {"initial": tables.initial(evidence), "municipalities": towns, "everyone": True}


WORK = ui.Commands(
    name="desk:work",
    at="work/<int:pk>/",
    argument="evidence",
    find=_correctable,
    permission=Permission.LOG_WORK,
    available=_command_names,
    commands=[
        ui.Command(
            "edit",
            gettext_lazy("Edit"),
            correct_evidence,
            form=WorkForm,
            arguments=_form_arguments,
            title=gettext_lazy("Edit work done"),
            icon="edit",
        ),
        ui.Command(
            "undo",
            gettext_lazy("Undo"),
            undo_evidence,
            icon="undo",
            message=gettext_lazy("Taken back. It no longer counts."),
        ),
        ui.Command(
            "restore",
            gettext_lazy("Let it count again"),
            restore_evidence,
            primary=True,
            message=gettext_lazy("It counts again."),
        ),
        ui.Command(
            "apart",
            gettext_lazy("Count it by itself"),
            hold_apart,
            message=gettext_lazy("It counts as a piece of work of its own."),
        ),
        ui.Command("files", gettext_lazy("Add the file"), attach_file, form=DocumentForm),
    ],
)


@WORK.page
@ui.needs(Permission.VIEW)
def work(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """One piece of work: what is known of it, one-click corrections, files."""
    evidence, person = _work_or_404(request, pk), ui.person_of(request)
    prefetch_related_objects([evidence], "municipalities", "figures")
    editable = evidence.undone_at is None and may_correct(person, evidence)
    return ui.detail_page(
        request,
        evidence,
        title=evidence.title,
        lead=_lead(request, evidence, editable=editable),
        buttons=WORK.buttons(evidence, person, refusal=refusal),
        template="desk/work/work.html",
        editable=editable,
        here=request.path,
        same=_same_work(evidence, person),
        topic=label(evidence.topic),
        reading=Reading() if evidence.undone_at else reading(evidence),
        **_line(evidence, person),
        other_topics=_other_topics(evidence),
        own=_places(person, evidence),
        years=_other_years(request, evidence),
        days=[clock.today() - dt.timedelta(days=ago) for ago in range(3)],
        next=back_to(request, ""),
    )


def _places(person: Person, evidence: Evidence) -> Sequence[Municipality]:
    """What `own_municipalities` gives, of those that the frame around the page has read; of work
    whose line a person chose those that the line concerns.
    """
    this_year = clock.today().year
    towns: Sequence[Municipality] = (
        in_force(min(evidence.agreement_year, this_year), this_year)
        if person.is_coordinator
        else own_municipalities(person)
    )
    if evidence.placing != Evidence.Placing.PERSON or evidence.duty is None:
        return towns
    return [town for town in towns if evidence.duty.concerns(town)]


def _same_work(evidence: Evidence, person: Person) -> QuerySet[Evidence]:
    """The other rows of the same piece of work, as far as the person sees them."""
    leader = evidence.same_as_id or evidence.pk
    work_entries = visible_evidence(person).standing().filter(Q(pk=leader) | Q(same_as=leader))
    return work_entries.exclude(pk=evidence.pk).order_by("pk")


def _years_in_force(request: HttpRequest) -> set[int]:
    return {heading.year for heading in headings(request)}


def _other_years(request: HttpRequest, evidence: Evidence) -> list[str]:
    """The years that it may count for besides: its own, those around it that have an agreement."""
    own_year = evidence.date.year
    years = {own_year, *(year for year in _years_in_force(request) if abs(year - own_year) <= 1)}
    return [str(year) for year in sorted(years - {evidence.agreement_year}, reverse=True)]


def _line(evidence: Evidence, person: Person) -> dict[str, Any]:
    """The line that the work counts for, in all its words, or that it is of none; empty while it
    has to be chosen. Beside it the others that it may be of.
    """
    open_line = evidence.undone_at is None and may_choose_line(person, evidence)
    lines = named(choices_for(evidence)) if open_line else []
    duty = evidence.duty
    if duty is None:
        text = of_no_line(evidence)
    elif concerns_any(duty.limit, limit_of_sight(person)):
        text = f"{duty.clause} {duty.text}"
    else:
        text = _("It counts for a line that concerns other municipalities only.")
    return {"line": text, "lines": lines if len(lines) > 1 else []}


def _lead(request: HttpRequest, evidence: Evidence, *, editable: bool) -> str:
    if evidence.undone_at:
        return _("Taken back: this work does not count.")
    if evidence.agreement_year not in _years_in_force(request):
        return waiting(evidence.agreement_year)
    if editable:
        return _("Saved. Correct a guess by a click; nothing else is needed.")
    return _("A piece of work done for the agreement.")


def _other_topics(evidence: Evidence) -> list[tuple[str, str]]:
    """What else the words may have meant."""
    words = guess(evidence.title, today=clock.today(), places=())
    topics = dict.fromkeys((words.topic, *words.other_topics))
    return [(topic, label(topic)) for topic in topics if topic and topic != evidence.topic]


@ui.needs(Permission.LOG_WORK)
def work_lines(request: HttpRequest) -> HttpResponse:
    """All work of the year whose line has to be chosen, a click each."""
    person, year = ui.person_of(request), selected(request).year
    works_outside = visible_evidence(person).standing().filter(placing=Evidence.Placing.OUTSIDE)
    context = {
        "title": _("Choose the line"),
        "questions": questions(person, year),
        "outside": works_outside.filter(agreement_year=year).count(),
        "here": reverse("desk:work-lines"),
        "works": reverse("desk:work-list"),
    }
    return render(request, "desk/work/lines.html", context)


@require_POST
@ui.needs(Permission.LOG_WORK)
def work_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which line the work is of; what is like it and open goes along."""
    evidence, person = _work_or_404(request, pk), ui.person_of(request)
    duties = Duty.objects.exclude(pk__in=duties_hidden_from(person))
    duty = get_object_or_404(duties, pk=whole_number(request.POST.get("line", "")) or 0)
    choose = partial(choose_line, by=person, evidence=evidence, duty=duty)
    message = _("It counts for line %(clause)s.") % {"clause": duty.clause}
    return ui.attempt(request, choose, back=back_to(request, WORK.url(evidence)), message=message)


@require_POST
@ui.needs(Permission.LOG_WORK)
def work_correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Correct one guess by a click: topic, municipality or date."""
    evidence, person = _correctable(request, pk), ui.person_of(request)
    form = LogForm(
        {"title": evidence.title, **request.POST.dict()},
        municipalities=own_municipalities(person, evidence.agreement_year),
        today=clock.today(),
    )
    if not form.is_valid():
        raise Http404
    topic, date, code = (form.cleaned_data[name] for name in ("topic", "date", "municipality"))
    values: dict[str, Any] = {}
    if topic:
        values["topic"] = topic
    if date:
        values |= {"date": date, "agreement_year": date.year}
    if year := form.cleaned_data["year"]:
        values["agreement_year"] = year
    if code:
        towns = Municipality.objects.filter(code=code)
        values["municipalities"] = None if code == ALL else list(towns)
    correct = partial(correct_evidence, by=person, evidence=evidence, **values)
    try:
        ui.press(request, correct, message=lambda _nothing: _correction(evidence))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        page = work(request, pk)
        page.status_code = ui.REFUSED
        return page
    return redirect(WORK.url(evidence))


def _correction(evidence: Evidence) -> str:
    return f"{_('Corrected.')} {of_no_line(evidence)}".strip()


@require_POST
@ui.needs(Permission.LOG_WORK)
def work_detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file away from the work."""
    evidence = _correctable(request, pk)
    stored = get_object_or_404(evidence.files, pk=file)
    detach = partial(detach_file, by=ui.person_of(request), evidence=evidence, stored=stored)
    ui.press(request, detach, message=_("The file was taken away."))
    return redirect(WORK.url(evidence))


@ui.needs(Permission.VIEW)
def work_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file beside the work."""
    return attachment(get_object_or_404(_work_or_404(request, pk).files, pk=file))
