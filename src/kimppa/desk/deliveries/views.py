"""Deliveries: who has got what, and passing on in the municipality."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases import actions
from kimppa.core.releases.models import Delivery, PassedOn
from kimppa.core.releases.queries import letters, visible_deliveries
from kimppa.desk.deliveries import page, tables
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import choices, selected
from kimppa.ui.undo import done


@needs(Permission.VIEW)
def deliveries(request: HttpRequest) -> HttpResponse:
    """The register: releases by municipality for the coordinator, the own ones for others."""
    person, chosen = person_of(request), selected(request)
    rows = visible_deliveries(person).filter(release__agreement_year=chosen.year)
    if chosen.municipality:
        rows = rows.filter(municipality=chosen.municipality)
    table = tables.table(request, rows, year=chosen.year, by_municipality=person.is_coordinator)
    if export := table.response():
        return export
    values = {"table": table, "year": chosen.year, "coordinator": person.is_coordinator}
    if person.is_coordinator:
        own = chosen.municipality
        places = [own] if own else choices(request).municipalities
        documents = tables.documents(chosen.year, places, own)
        unopened = sum(one.unopened for one in documents)
        values |= {"documents": documents, "unopened": unopened}
    return render(request, "desk/deliveries/deliveries.html", values)


@needs(Permission.VIEW)
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: its files, the cover note, to whom it was passed on."""
    found, person = _delivery(request, pk), person_of(request)
    if found.recipient_id == person.pk and page.is_first_look(request, found):
        actions.mark_opened(found)
    may_pass_on = person.can(Permission.PASS_ON, found.municipality)
    form = page.pass_on_form(request, found) if may_pass_on else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if passed := page.passed(form, by=person, delivery=found):
            undo = reverse("desk:delivery-undo-pass-on", args=[pk, passed.pk])
            done(request, _("Noted: passed on to %(to)s.") % {"to": passed.to}, undo=undo)
            return redirect("desk:delivery", pk)
    values = page.values(found, sender=person.name, with_note=may_pass_on)
    values |= {
        "form": form,
        "versions": page.versions(found, values["given"], person),
        "file_url": "desk:delivery-file",
        "address": pk,
    }
    if person.can(Permission.DELIVER):
        values |= {"may_deliver": True, "letters": letters(found)[:10]}
    return render(
        request,
        "desk/deliveries/delivery.html",
        values,
        status=422 if form and form.errors else 200,
    )


@needs(Permission.VIEW)
def delivery_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A file of a delivery."""
    found = _delivery(request, pk)
    wanted = get_object_or_404(found.release.files.select_related("stored"), name=name)
    own = found.recipient_id == person_of(request).pk
    return page.hand_out(request, found, wanted, receipt=own)


@require_POST
@needs(Permission.PASS_ON)
def delivery_undo_pass_on(request: HttpRequest, pk: int, passed: int) -> HttpResponse:
    """Take back an entry of passing on."""
    entry = get_object_or_404(PassedOn, pk=passed, delivery=_delivery(request, pk))
    actions.undo_pass_on(by=person_of(request), passed=entry)
    done(request, _("The entry was taken back."))
    return redirect("desk:delivery", pk)


@require_POST
@needs(Permission.DELIVER)
def delivery_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the personal link again."""

    def send(by: Person, found: Delivery) -> None:
        if actions.resend(by=by, delivery=found):
            done(request, _("The link is on its way to %(name)s.") % {"name": found.recipient_name})
        else:
            messages.info(request, _("The link has already been sent again today."))

    return _change(request, pk, send)


@require_POST
@needs(Permission.DELIVER)
def delivery_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new personal link; the old one stops opening."""

    def send(by: Person, found: Delivery) -> None:
        actions.renew(by=by, delivery=found)
        done(request, _("A new link is on its way to %(name)s.") % {"name": found.recipient_name})

    return _change(request, pk, send)


@require_POST
@needs(Permission.DELIVER)
def delivery_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the personal link."""

    def close(by: Person, found: Delivery) -> None:
        actions.revoke(by=by, delivery=found)
        undo = reverse("desk:delivery-reopen", args=[pk])
        done(request, _("The personal link is closed; it opens nothing."), undo=undo)

    return _change(request, pk, close)


@require_POST
@needs(Permission.DELIVER)
def delivery_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the closing: the same link opens again."""

    def reopen(by: Person, found: Delivery) -> None:
        actions.reopen(by=by, delivery=found)
        done(request, _("The personal link opens again."))

    return _change(request, pk, reopen)


def _change(
    request: HttpRequest, pk: int, action: Callable[[Person, Delivery], None]
) -> HttpResponse:
    """Do one thing to a delivery's link; a refusal is told on the delivery's page."""
    try:
        action(person_of(request), _delivery(request, pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("desk:delivery", pk)


def _delivery(request: HttpRequest, pk: int) -> Delivery:
    rows = tables.with_passing(visible_deliveries(person_of(request)))
    return get_object_or_404(rows, pk=pk)
