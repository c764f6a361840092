"""The page of a principle of the directors: ended, or replaced by another wording."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import visible_decisions
from kimppa.core.memo import read_once
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.models import Principle
from kimppa.eresources.orders import actions, forms
from kimppa.ui import pages as ui
from kimppa.ui.numbers import day


def find(_request: HttpRequest, pk: int) -> Principle:
    """A principle, which all who sign in may see."""
    return get_object_or_404(Principle.objects.select_related("decision", "ended_by"), pk=pk)


def _available_commands(principle: Principle, _person: Person) -> set[str]:
    return set() if principle.valid_to else {"replace", "end"}


def _wording(principle: Principle, _person: Person) -> dict[str, Any]:
    """What it compares with, to be changed from today on."""
    names = ("rule", "limit", "material", "language")
    terms = {name: getattr(principle, name) for name in names}
    return {"initial": terms | {"valid_from": clock.today()}}


def decision_words(person: Person, decision: Decision) -> tuple[str, str]:
    """Day and text of a decision with its address; of one that the person may not read its day."""
    readable_ids = read_once("eresources decisions", person.pk, make=partial(_readable_ids, person))
    if decision.pk not in readable_ids:
        return day(decision.date), ""
    url = reverse("desk:decision", args=[decision.pk])
    return f"{day(decision.date)}: {decision}", url


def _readable_ids(person: Person) -> set[int]:
    return set(visible_decisions(person).values_list("pk", flat=True))


PRINCIPLE = ui.Commands(
    name="eresources:principle",
    at="money/principles/<int:pk>/",
    argument="principle",
    find=find,
    permission=RIGHT,
    available=_available_commands,
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
    ],
)


@PRINCIPLE.page
@ui.needs(Permission.VIEW)
def principle(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """One principle: since when, until when and by which decision."""
    row, person = find(request, pk), ui.person_of(request)
    return ui.detail_page(
        request,
        row,
        title=str(row),
        facts=[
            *ui.facts(row, "valid_from", "valid_to"),
            *(
                ui.Fact(ui.label(Principle, name), *decision_words(person, getattr(row, name)))
                for name in ("decision", "ended_by")
                if getattr(row, name)
            ),
        ],
        buttons=PRINCIPLE.buttons(row, person, refusal=refusal),
        up=ui.link(_("Principles and lines"), "eresources:money"),
    )
