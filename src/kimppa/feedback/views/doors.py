"""Doors for the forms of web services: made, renewed, closed."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import doors as actions
from kimppa.feedback.forms import DoorForm
from kimppa.feedback.models import Door
from kimppa.ui import pages as ui
from kimppa.ui.shown_once import secret_to_show, show_once


def _door(_request: HttpRequest, pk: int) -> Door:
    return get_object_or_404(Door.objects.select_related("service", "municipality"), pk=pk)


def _available_commands(door: Door, _person: Person) -> set[str]:
    return {"open"} if door.closed_at else {"close"}


DOOR = ui.Commands(
    name="feedback:door",
    at="doors/<int:pk>/",
    argument="door",
    find=_door,
    permission=Permission.MANAGE_CONSORTIUM,
    available=_available_commands,
    commands=[
        ui.Command(
            "close",
            gettext_lazy("Close the door"),
            actions.close_door,
            message=gettext_lazy("The door is closed. What comes is refused."),
        ),
        ui.Command("open", gettext_lazy("Open again"), actions.open_door),
    ],
)


@ui.needs(Permission.MANAGE_CONSORTIUM)
def doors(request: HttpRequest) -> HttpResponse:
    """Every door, and a form for a new one, whose page shows its secret this once."""
    return ui.form_page(
        request,
        DoorForm(ui.posted(request)),
        title=_("Doors for forms"),
        lead=_("Finna's feedback form can leave feedback here by itself."),
        submit=_("Make the door"),
        save=partial(actions.make_door, by=ui.person_of(request)),
        then=lambda made: show_once(request, made[1], at=DOOR.url(made[0])),
        actions=[ui.link(_("All feedback"), "feedback:inbox")],
        template="feedback/doors.html",
        doors=Door.objects.select_related("service", "municipality"),
    )


@never_cache
@require_safe
@ui.needs(Permission.MANAGE_CONSORTIUM)
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """One door, with what to write into Finna's settings."""
    door = _door(request, pk)
    no_municipality = _("By the branch that the customer chooses; otherwise common to all")
    return ui.detail_page(
        request,
        door,
        title=door.slug,
        lead=_("A door for a web service's form."),
        mark=("no-need", _("Closed")) if door.closed_at else ("done", _("Open")),
        facts=[
            *ui.facts(door, "service"),
            ui.Fact(ui.label(Door, "municipality"), str(door.municipality or no_municipality)),
        ],
        buttons=DOOR.buttons(door, ui.person_of(request)),
        actions=[
            ui.Action(_("New secret"), reverse("feedback:door-renew", args=[door.pk]), post=True)
        ],
        up=ui.link(_("All doors"), "feedback:doors"),
        template="feedback/door.html",
        secret=secret_to_show(request),
        address=f"{settings.KIMPPA_PUBLIC_URL}{reverse('feedback-public:door', args=[door.slug])}",
    )


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, which the door's page shows this once."""
    door = _door(request, pk)
    return ui.attempt(
        request,
        partial(actions.renew_door, by=ui.person_of(request), door=door),
        back=lambda secret: show_once(request, secret, at=DOOR.url(door)),
    )
