"""Deliveries: who has got what, and passing on in the municipality."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases import actions
from kimppa.core.releases.models import Delivery, PassedOn, Release
from kimppa.core.releases.queries import (
    letters,
    unopened_of,
    visible_deliveries,
    visible_releases,
    written_on,
)
from kimppa.desk.deliveries import page, tables
from kimppa.desk.deliveries.forms import PassOnForm
from kimppa.ui import numbers
from kimppa.ui import pages as ui
from kimppa.ui.selection import choices, selected
from kimppa.ui.sent import REFUSED


@ui.needs(Permission.VIEW)
def deliveries(request: HttpRequest) -> HttpResponse:
    """The register: releases by municipality for the coordinator, the own ones for others."""
    person, year = ui.person_of(request), selected(request).year
    municipality = selected(request).municipality
    deliveries = visible_deliveries(person).filter(release__agreement_year=year)
    if municipality:
        deliveries = deliveries.filter(municipality=municipality)
    table = tables.table(request, deliveries, year=year, by_municipality=person.is_coordinator)
    if export := table.response():
        return export
    context = {"table": table, "year": year, "coordinator": person.is_coordinator}
    if person.is_coordinator:
        towns = [municipality] if municipality else choices(request).municipalities
        documents = tables.documents(year, towns, municipality)
        unopened = sum(document.unopened for document in documents)
        context |= {"documents": documents, "unopened": unopened}
    return render(request, "desk/deliveries/deliveries.html", context)


@require_POST
@ui.needs(Permission.PASS_ON)
def delivery_undo_pass_on(request: HttpRequest, pk: int, passed: int) -> HttpResponse:
    """Take back an entry of passing on."""
    entry = get_object_or_404(PassedOn, pk=passed, delivery=_delivery(request, pk))
    take_back = partial(actions.undo_pass_on, by=ui.person_of(request), passed=entry)
    ui.press(request, take_back, message=_("The entry was taken back."))
    return redirect("desk:delivery", pk)


def _delivery(request: HttpRequest, pk: int) -> Delivery:
    deliveries = tables.with_passing(visible_deliveries(ui.person_of(request)))
    return get_object_or_404(deliveries, pk=pk)


def _command_names(delivery: Delivery, _person: Person) -> set[str]:
    return {"reopen", "renew"} if delivery.revoked_at else {"resend", "revoke", "renew"}


DELIVERY = ui.Commands(
    name="desk:delivery",
    at="deliveries/<int:pk>/",
    argument="delivery",
    find=_delivery,
    permission=Permission.DELIVER,
    municipality=lambda delivery: delivery.municipality,
    available=_command_names,
    commands=[
        ui.Command(
            "reopen",
            gettext_lazy("Open the same link again"),
            actions.reopen,
            message=gettext_lazy("The personal link opens again."),
        ),
        ui.Command(
            "resend",
            gettext_lazy("Send the link again"),
            actions.resend,
            message=gettext_lazy("The link is on its way again."),
        ),
        ui.Command(
            "revoke",
            gettext_lazy("Close the link"),
            actions.revoke,
            message=gettext_lazy("The personal link is closed; it opens nothing."),
        ),
        ui.Command(
            "renew",
            gettext_lazy("Replace the link with a new one"),
            actions.renew,
            message=gettext_lazy("A new link is on its way; the old one opens nothing."),
        ),
    ],
)


@ui.needs(Permission.VIEW)
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: its files, the cover note, to whom it was passed on."""
    delivery, person = _delivery(request, pk), ui.person_of(request)
    if delivery.recipient_id == person.pk and page.is_first_look(request, delivery):
        actions.mark_opened(delivery)
    may_pass_on = person.can(Permission.PASS_ON, delivery.municipality)
    form = page.pass_on_form(request, delivery) if may_pass_on else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if page.pass_on_by(
            form, by=person, delivery=delivery, run=partial(_press_form, request, form)
        ):
            return redirect("desk:delivery", pk)
    context = page.values(delivery, sender=person.name, with_note=may_pass_on)
    context |= {
        "form": form,
        "versions": page.versions(delivery, context["same_document"], person),
        "file_url": "desk:delivery-file",
        "address": pk,
    }
    if person.can(Permission.DELIVER):
        context["buttons"] = DELIVERY.buttons(delivery, person)
        context["letters"] = letters(delivery)[:10]
    status = REFUSED if form and form.errors else 200
    return render(request, "desk/deliveries/delivery.html", context, status=status)


def _press_form(request: HttpRequest, form: PassOnForm, do: Callable[[], PassedOn]) -> PassedOn:
    return ui.press(request, do, message=page.pass_on_message(form))


def _release(request: HttpRequest, pk: int) -> Release:
    return get_object_or_404(visible_releases(ui.person_of(request)), pk=pk)


UNOPENED = ui.Commands(
    name="desk:unopened",
    at="deliveries/unopened/<int:pk>/",
    argument="release",
    find=_release,
    permission=Permission.DELIVER,
    available=lambda _release, _person: {"remind"},
    commands=[ui.Command("remind", gettext_lazy("Send a reminder"), actions.remind, primary=True)],
)


@ui.needs(Permission.DELIVER)
def unopened(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has not opened a document, what a reminder says, and the button that sends it."""
    release, person = _release(request, pk), ui.person_of(request)
    deliveries = unopened_of(release)
    days = written_on(deliveries)
    to_remind = [delivery for delivery in deliveries if days.get(delivery.pk) != clock.today()]
    sample = to_remind[0] if to_remind else None
    return ui.detail_page(
        request,
        release,
        title=_("Not opened: %(title)s") % {"title": release.title},
        lead=_("Each of these gets a letter with a personal link.")
        if to_remind
        else _("There is nobody to remind today."),
        facts=[_unopened(delivery, days.get(delivery.pk)) for delivery in deliveries],
        buttons=UNOPENED.buttons(release, person) if to_remind else None,
        template="desk/deliveries/unopened.html",
        letter=actions.reminder(sample, sample.recipient) if sample and sample.recipient else "",
        up=ui.link(_("Deliveries"), "desk:deliveries"),
    )


def _unopened(delivery: Delivery, reminded: dt.date | None) -> ui.Fact:
    words = [
        delivery.recipient_name,
        _("delivered %(day)s") % {"day": numbers.day(delivery.delivered_at)},
        _("reminded %(day)s") % {"day": numbers.day(reminded)} if reminded else "",
    ]
    url = reverse("desk:delivery", args=[delivery.pk])
    return ui.Fact(delivery.municipality.name, " · ".join(filter(None, words)), url)


@ui.needs(Permission.VIEW)
def delivery_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    delivery = _delivery(request, pk)
    file = get_object_or_404(delivery.release.files.select_related("stored"), name=name)
    is_own = delivery.recipient_id == ui.person_of(request).pk
    return page.hand_out(request, delivery, file, receipt=is_own)
