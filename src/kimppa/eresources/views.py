"""The room's first page and the check of all shares."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.eresources import overview
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.licences.queries import all_cards
from kimppa.eresources.licences.rows import licence_rows
from kimppa.eresources.usage.queries import missing_of, recent_years, uses
from kimppa.eresources.usage.rows import use_table
from kimppa.ui import pages as ui


@ui.needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """What to do, the year's money and every agreement on one scale of time."""
    person, today = ui.person_of(request), clock.today()
    cards = all_cards()
    head, licences = licence_rows(cards, today)
    use_by_year = uses(cards, recent_years())
    missing_uses = missing_of(use_by_year, today.year - 1)
    todos = overview.todos(cards, missing_uses, today) if person.can(RIGHT) else []
    page = {
        "title": _("E-resources"),
        "lead": overview.lead(todos),
        "todos": todos[: overview.LENGTH],
        "money": overview.money(cards, today.year),
        "faults": sum(len(row.faults) + len(row.other_faults) for row in licences),
        "head": head,
        "licences": licences,
        "use": use_table(cards, use_by_year, may_write=person.can(RIGHT)),
        "add_url": reverse("eresources:add") if person.can(RIGHT) else "",
    }
    return render(request, "eresources/home.html", page)


@ui.needs(Permission.VIEW)
def costs(request: HttpRequest) -> HttpResponse:
    """Are the costs right: each share that is missing, wrong, or of somebody who has left."""
    _head, licences = licence_rows(all_cards(), clock.today())
    page = {
        "title": _("Are the costs right?"),
        "licences": [row for row in licences if row.faults or row.other_faults],
        "noted": [row for row in licences if row.notes],
        "checked": sum(bool(row.shares) for row in licences),
    }
    return render(request, "eresources/costs.html", page)
