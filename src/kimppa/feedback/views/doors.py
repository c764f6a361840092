"""Doors for the forms of web services: made, renewed, closed."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import doors as actions
from kimppa.feedback.forms import DoorForm
from kimppa.feedback.models import Door
from kimppa.ui import pages as ui


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


@never_cache
@ui.needs(Permission.MANAGE_CONSORTIUM)
@sensitive_variables("secret")
def doors(request: HttpRequest) -> HttpResponse:
    """Every door, and a form for a new one; its secret is on the answer and nowhere else."""
    form = DoorForm(ui.posted(request))
    if form.is_bound and form.is_valid():
        try:
            door, secret = actions.make_door(by=ui.person_of(request), **form.cleaned_data)
        except ValidationError as error:
            ui.add_errors(form, error)
        else:
            return _page(request, door, secret)
    return ui.form_page(
        request,
        form,
        title=_("Doors for forms"),
        lead=_("Finna's feedback form can leave feedback here by itself."),
        submit=_("Make the door"),
        actions=[ui.link(_("All feedback"), "feedback:inbox")],
        template="feedback/doors.html",
        doors=Door.objects.select_related("service", "municipality"),
    )


@require_safe
@ui.needs(Permission.MANAGE_CONSORTIUM)
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """One door, with what to write into Finna's settings."""
    return _page(request, _door(request, pk))


def _page(request: HttpRequest, door: Door, secret: str = "") -> HttpResponse:
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
        secret=secret,
        address=f"{settings.KIMPPA_PUBLIC_URL}{reverse('feedback-public:door', args=[door.slug])}",
    )


@never_cache
@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
@sensitive_variables("secret")
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret."""
    secret = actions.renew_door(by=ui.person_of(request), door=_door(request, pk))
    return _page(request, _door(request, pk), secret)
