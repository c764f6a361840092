"""Deliveries: who has got what, and passing on in the municipality."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.actions import (
    link_of,
    mark_downloaded,
    mark_opened,
    pass_on,
    reopen,
    resend,
    revoke,
    undo_pass_on,
)
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.releases.queries import newer_delivered, visible_deliveries
from kimppa.desk import deliverytable
from kimppa.desk.covernote import CoverNote, cover_note
from kimppa.desk.downloads import attachment
from kimppa.desk.forms import PassOnForm
from kimppa.desk.pages import add_errors
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.undo import done


@needs(Permission.VIEW)
def deliveries(request: HttpRequest) -> HttpResponse:
    """The register: releases by municipality for the coordinator, the own ones for others."""
    person, chosen = person_of(request), selected(request)
    rows = visible_deliveries(person).filter(release__agreement_year=chosen.year)
    if chosen.municipality:
        rows = rows.filter(municipality=chosen.municipality)
    table = deliverytable.table(request, rows, year=chosen.year, recipient=person.is_coordinator)
    if export := table.response():
        return export
    unopened = rows.filter(opened_at__isnull=True, revoked_at__isnull=True).count()
    values = {"table": table, "year": chosen.year, "unopened": unopened}
    if person.is_coordinator:
        values["releases"] = _releases(chosen.year)
    return render(request, "desk/deliveries.html", values)


def _releases(year: int) -> list[dict[str, object]]:
    given = deliverytable.with_passing(Delivery.objects.all())
    rows = Release.objects.filter(agreement_year=year).select_related("municipality")
    rows = rows.defer("facts", "difference").prefetch_related(Prefetch("deliveries", given))
    places = list(municipalities_on())
    return [
        {"release": row, "marks": deliverytable.municipality_marks(row, places)}
        for row in rows[:60]
    ]


@needs(Permission.VIEW)
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: its files, the cover note, to whom it was passed on."""
    found, person = _delivery(request, pk), person_of(request)
    if found.recipient_id == person.pk:
        mark_opened(found)
    form = PassOnForm(request.POST or None, initial={"date": clock.today()})
    may_pass_on = person.can(Permission.PASS_ON, found.municipality)
    if request.method == "POST" and form.is_valid():
        try:
            passed = pass_on(by=person, delivery=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("desk:passing-undo", args=[pk, passed.pk])
            done(request, _("Noted: passed on."), undo=undo)
            return redirect("desk:delivery", pk)
    values = delivery_values(found, person) | {
        "form": form if may_pass_on else None,
        "may_deliver": person.can(Permission.DELIVER),
        "file_url": "desk:delivery-file",
        "address": pk,
    }
    if found.recipient_id == person.pk and not found.revoked_at:
        values["personal_link"] = link_of(found)
    status = 422 if form.errors else 200
    return render(request, "desk/delivery.html", values, status=status)


def delivery_values(found: Delivery, reader: Person | None) -> dict[str, object]:
    """What the page of a delivery shows, inside the desk and behind a personal link."""
    release = found.release
    return {
        "delivery": found,
        "release": release,
        "files": release.files.select_related("stored"),
        "state": deliverytable.state(found),
        "newer": newer_delivered(release),
        "note": _note(found, reader),
        "passed_on": found.passed_on.all(),
    }


def _note(found: Delivery, reader: Person | None) -> CoverNote:
    return cover_note(
        title=found.release.title,
        year=found.release.agreement_year,
        municipality=found.municipality.name,
        provisional=found.release.provisional,
        sender=reader.name if reader else found.recipient_name,
        check_url=f"{settings.KIMPPA_PUBLIC_URL}{reverse('desk:check')}",
    )


@needs(Permission.VIEW)
def delivery_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of a delivery."""
    found = _delivery(request, pk)
    wanted = get_object_or_404(found.release.files.select_related("stored"), pk=file)
    if found.recipient_id == person_of(request).pk:
        mark_downloaded(found)
    return attachment(wanted.stored, wanted.name)


@require_POST
@needs(Permission.DELIVER)
def delivery_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the personal link again."""
    found = _delivery(request, pk)
    try:
        sent = resend(by=person_of(request), delivery=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = _("The link is on its way to %(name)s.") if sent else _("Already sent today.")
        done(request, words % {"name": found.recipient_name})
    return redirect("desk:delivery", pk)


@require_POST
@needs(Permission.DELIVER)
def delivery_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the personal link."""
    revoke(by=person_of(request), delivery=_delivery(request, pk))
    undo = reverse("desk:delivery-reopen", args=[pk])
    done(request, _("The personal link is closed."), undo=undo)
    return redirect("desk:delivery", pk)


@require_POST
@needs(Permission.DELIVER)
def delivery_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the closing of the personal link."""
    reopen(by=person_of(request), delivery=_delivery(request, pk))
    done(request, _("The personal link opens again."))
    return redirect("desk:delivery", pk)


@require_POST
@needs(Permission.PASS_ON)
def passing_undo(request: HttpRequest, pk: int, passed: int) -> HttpResponse:
    """Take an entry of passing on back."""
    entry = get_object_or_404(_delivery(request, pk).passed_on, pk=passed)
    undo_pass_on(by=person_of(request), passed=entry)
    done(request, _("Taken back."))
    return redirect("desk:delivery", pk)


def _delivery(request: HttpRequest, pk: int) -> Delivery:
    rows = deliverytable.with_passing(visible_deliveries(person_of(request)))
    return get_object_or_404(rows, pk=pk)
