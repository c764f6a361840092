"""The page of a principle of the directors: ended, or replaced by another wording."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.queries import visible_decisions
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.models import Principle
from kimppa.eresources.orders import actions, forms
from kimppa.ui import pages as ui
from kimppa.ui.numbers import day


def find(_request: HttpRequest, pk: int) -> Principle:
    """A principle, which all who sign in may see."""
    return get_object_or_404(Principle.objects.select_related("decision"), pk=pk)


def _available(principle: Principle, _person: Person) -> set[str]:
    return {"again"} if principle.valid_to else {"replace", "end"}


def _wording(principle: Principle) -> dict[str, Any]:
    """What it compares with, to be changed from today on."""
    names = ("rule", "limit", "material", "language")
    terms = {name: getattr(principle, name) for name in names}
    return {"initial": terms | {"valid_from": clock.today()}}


PRINCIPLE = ui.Commands(
    name="eresources:principle",
    at="money/principles/<int:pk>/",
    argument="principle",
    find=find,
    permission=RIGHT,
    available=_available,
    commands=[
        ui.Command(
            "replace",
            gettext_lazy("Replace by another wording"),
            actions.replace_principle,
            form=forms.PrincipleForm,
            arguments=_wording,
            message=gettext_lazy("The principle was replaced."),
            fold=True,
            back="eresources:money",
        ),
        ui.Command(
            "end",
            gettext_lazy("End the principle"),
            actions.end_principle,
            form=forms.EndPrincipleForm,
            fold=True,
        ),
        ui.Command(
            "again", gettext_lazy("Let it be in force again"), actions.end_principle, icon="undo"
        ),
    ],
)


@PRINCIPLE.page
@ui.needs(Permission.VIEW)
def principle(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """One principle: since when, until when and by which decision."""
    row, person = find(request, pk), ui.person_of(request)
    decision = visible_decisions(person).filter(pk=row.decision_id).first()
    words, url = day(row.decision.date), ""
    if decision:
        words, url = f"{words}: {decision}", reverse("desk:decision", args=[decision.pk])
    return ui.detail_page(
        request,
        row,
        title=str(row),
        facts=[
            *ui.facts(row, "valid_from", "valid_to"),
            ui.Fact(ui.label(Principle, "decision"), words, url),
        ],
        buttons=PRINCIPLE.buttons(row, person, refusal=refusal),
        up=ui.Action(_("Principles and lines"), reverse("eresources:money")),
    )
