"""“What did I do?” and the work that has been done."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.agreement.meaning.services import service_of
from kimppa.agreement.queries import service_register
from kimppa.core import clock
from kimppa.core.consortium.models import Branch, Municipality, Person, Service
from kimppa.core.consortium.queries import consortium, own_municipalities
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.queries import agreement_year_of as year_for
from kimppa.core.evidence.actions import (
    attach_file,
    correct_evidence,
    detach_file,
    may_correct,
    record_evidence,
    restore_evidence,
    undo_evidence,
)
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import recent_duplicate, visible_evidence
from kimppa.core.files.actions import keep
from kimppa.core.topics import label
from kimppa.desk.downloads import attachment, media_type
from kimppa.desk.fields import ALL
from kimppa.desk.work import tables
from kimppa.desk.work.forms import DocumentForm, LogForm, WorkForm
from kimppa.desk.work.guessing import Place, guess
from kimppa.ui.address import back_to
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import Action, form_page, one_save_at_a_time, table_page
from kimppa.ui.places import recent_places
from kimppa.ui.selection import selected
from kimppa.ui.sent import posted
from kimppa.ui.undo import done


@needs(Permission.LOG_WORK)
def log_work(request: HttpRequest) -> HttpResponse:
    """One line; saved at once when its topic is clear, else the topic is asked."""
    person = person_of(request)
    own = recent_places(person)
    form = LogForm(posted(request), municipalities=own, today=clock.today())
    if request.method == "POST" and form.is_valid():
        values = _values(form.cleaned_data, own, coordinator=person.is_coordinator)
        if values["topic"]:
            return _logged(request, _recorded_once(person, values))
        form.ask_topic()
    return form_page(
        request,
        form,
        title=_("What did I do?"),
        lead=_("Write one line. Topic, municipality and date are guessed from your words."),
        submit=_("Log"),
        cancel=back_to(request, reverse("desk:work-list")),
        next=back_to(request, ""),
        status=422 if form.errors else 200,
    )


def _recorded_once(person: Person, values: dict[str, Any]) -> Evidence:
    """Record the line; a second press of the button gets what the first one recorded."""
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk=person.pk))
        same = {key: values[key] for key in ("title", "topic", "date", "municipalities")}
        return recent_duplicate(person, **same) or record_evidence(by=person, **values)


def _places(own: list[Municipality]) -> list[Place]:
    """The municipalities with the branches of this year and the last, as a line may name them."""
    branches: dict[int, list[str]] = defaultdict(list)
    today = clock.today()
    in_use = Branch.objects.valid_between(dt.date(today.year - 1, 1, 1), today)
    for one in in_use.filter(municipality__in=own):
        branches[one.municipality_id] += filter(None, (one.name_fi, one.name_sv, one.name_en))
    return [Place(m.code, (m.name_fi, m.name_sv, m.name_en), tuple(branches[m.pk])) for m in own]


def _values(
    given: Mapping[str, Any], own: list[Municipality], *, coordinator: bool
) -> dict[str, Any]:
    """What to record: what was chosen in the form, else guessed, else the default."""
    named = consortium()
    names = (named.short_name,) if named and named.short_name else ()
    found = guess(given["title"], today=clock.today(), places=_places(own), consortium=names)
    date: dt.date = given["date"] or found.date or clock.today()
    codes = [given["municipality"]] if given["municipality"] else list(found.codes)
    for_all = given["municipality"] == ALL or (not codes and (found.for_all or coordinator))
    return {
        "title": given["title"],
        "topic": given["topic"] or found.topic,
        "date": date,
        "agreement_year": found.year or year_for(date),
        "service": _service(found.service, given["title"]),
        "municipalities": None if for_all else [m for m in own if m.code in codes] or own,
    }


def _service(slug: str, line: str) -> Service | None:
    """The service of the register that a line names, under whatever code it stands there."""
    found = service_of(slug or None, line, service_register())
    return Service.objects.filter(pk=found).first() if found else None


def _logged(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    done(request, _("Logged."), undo=reverse("desk:work-undo", args=[evidence.pk]))
    back = back_to(request, "")
    query = f"?{urlencode({'next': back})}" if back else ""
    return redirect(reverse("desk:work", args=[evidence.pk]) + query)


@needs(Permission.VIEW)
def work_list(request: HttpRequest) -> HttpResponse:
    """All work done, by topic, month, municipality and service."""
    chosen = selected(request)
    rows = (
        visible_evidence(person_of(request))
        .standing()
        .filter(agreement_year=chosen.year)
        .for_municipality(chosen.municipality)
    )
    actions = [Action(_("Log work"), reverse("desk:log-work"), primary=True)]
    return table_page(
        request,
        tables.table(request, rows, year=chosen.year),
        title=_("Work done"),
        lead=_("Everything that has been done for the agreement in %(year)s.")
        % {"year": chosen.year},
        actions=actions if person_of(request).can(Permission.LOG_WORK) else [],
        teach=_("Nothing has been logged yet. Write one line above: what did you do today?"),
    )


@needs(Permission.VIEW)
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of work: what is known of it, one-click corrections, files."""
    evidence = _work(request, pk)
    person = person_of(request)
    own = own_municipalities(person, evidence.agreement_year)
    editable = evidence.undone_at is None and may_correct(person, evidence)
    found = guess(evidence.title, today=clock.today(), places=())
    topics = dict.fromkeys((found.topic, *found.other_topics))
    values = {
        "work": evidence,
        "topic": label(evidence.topic),
        "other_topics": [(t, label(t)) for t in topics if t and t != evidence.topic],
        "own": own,
        "days": [clock.today() - dt.timedelta(days=ago) for ago in range(3)],
        "editable": editable,
        "restorable": evidence.undone_at is not None and may_correct(person, evidence),
        "file_form": DocumentForm(),
        "next": back_to(request, ""),
    }
    return render(request, "desk/work/work.html", values)


@require_POST
@needs(Permission.LOG_WORK)
def work_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one guess by a click: topic, municipality or date."""
    evidence, person = _correctable(request, pk), person_of(request)
    form = LogForm(
        {"title": evidence.title, **request.POST.dict()},
        municipalities=own_municipalities(person, evidence.agreement_year),
        today=clock.today(),
    )
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    values: dict[str, Any] = {}
    if given["topic"]:
        values["topic"] = given["topic"]
    if given["date"]:
        values |= {"date": given["date"], "agreement_year": year_for(given["date"])}
    if given["municipality"]:
        chosen = Municipality.objects.filter(code=given["municipality"])
        values["municipalities"] = None if given["municipality"] == ALL else list(chosen)
    correct_evidence(by=person, evidence=evidence, **values)
    done(request, _("Corrected."))
    return redirect("desk:work", pk)


@needs(Permission.LOG_WORK)
@one_save_at_a_time
def work_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one piece of work."""
    evidence, person = _correctable(request, pk), person_of(request)
    form = WorkForm(
        posted(request),
        initial=tables.initial(evidence),
        municipalities=own_municipalities(person, evidence.agreement_year),
        everyone=True,
    )
    return form_page(
        request,
        form,
        title=_("Edit work done"),
        save=partial(correct_evidence, by=person, evidence=evidence),
        over=evidence,
        back=reverse("desk:work", args=[pk]),
    )


@require_POST
@needs(Permission.LOG_WORK)
def work_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a piece of work back."""
    undo_evidence(by=person_of(request), evidence=_correctable(request, pk))
    done(
        request, _("Taken back. It no longer counts."), undo=reverse("desk:work-restore", args=[pk])
    )
    return redirect("desk:work", pk)


@require_POST
@needs(Permission.LOG_WORK)
def work_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the taking back."""
    restore_evidence(by=person_of(request), evidence=_correctable(request, pk))
    done(request, _("It counts again."))
    return redirect("desk:work", pk)


@require_POST
@needs(Permission.LOG_WORK)
def work_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file beside the work."""
    evidence, person = _correctable(request, pk), person_of(request)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return form_page(
            request,
            form,
            title=_("Add a file"),
            cancel=reverse("desk:work", args=[pk]),
            status=422,
        )
    if not may_correct(person, evidence):
        raise PermissionDenied
    file = form.cleaned_data["file"]
    stored = keep(file.read(), name=file.name, media_type=media_type(file.name))
    attach_file(by=person, evidence=evidence, stored=stored)
    done(request, _("The file was added."))
    return redirect("desk:work", pk)


@require_POST
@needs(Permission.LOG_WORK)
def work_detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file away from the work."""
    evidence = _correctable(request, pk)
    stored = get_object_or_404(evidence.files, pk=file)
    detach_file(by=person_of(request), evidence=evidence, stored=stored)
    done(request, _("The file was taken away."))
    return redirect("desk:work", pk)


@needs(Permission.VIEW)
def work_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file beside the work."""
    return attachment(get_object_or_404(_work(request, pk).files, pk=file))


def _work(request: HttpRequest, pk: int) -> Evidence:
    rows = visible_evidence(person_of(request)).select_related("service", "by")
    return get_object_or_404(rows, pk=pk)


def _correctable(request: HttpRequest, pk: int) -> Evidence:
    """Work that the reader may correct; work of other pages is changed there. Raises
    PermissionDenied.
    """
    evidence = _work(request, pk)
    if not may_correct(person_of(request), evidence):
        raise PermissionDenied
    return evidence
