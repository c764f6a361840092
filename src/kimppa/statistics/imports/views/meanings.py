"""What names, codes and headings in files have been said to mean: listed, changed, forgotten."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.models import Meaning
from kimppa.statistics.imports import meanings
from kimppa.statistics.imports.forms import LEAVE_OUT, CodeForm, MeaningForm
from kimppa.statistics.imports.views.choices import (
    branch_choices,
    place_choices,
    variable_choices,
)
from kimppa.statistics.lists import codes
from kimppa.statistics.lists.messages import COLUMNS, FIELDS, choices_of, field_name, target_name
from kimppa.ui import pages as ui


@ui.needs(Permission.MANAGE_CONSORTIUM)
def remembered(request: HttpRequest) -> HttpResponse:
    """The table of all that is remembered of names, codes and headings, and a new one."""
    form = CodeForm(ui.posted(request), branches=branch_choices())
    place_names, variable_names = dict(place_choices()), dict(variable_choices())
    rows = [
        (meaning, field_name(head), name, target_name(meaning.target, place_names | variable_names))
        for meaning in Meaning.objects.all()
        for head, _colon, name in [meaning.key.partition(":")]
        if _is_ours(head)
    ]
    return ui.form_page(
        request,
        form,
        title=_("Names and codes, and what they mean"),
        save=lambda **_values: meanings.learn(by=ui.person_of(request), choices=form.choices),
        back=reverse("statistics:codes"),
        message=_("The meaning is remembered."),
        template="statistics/imports/codes.html",
        rows=rows,
    )


@ui.needs(Permission.MANAGE_CONSORTIUM)
@ui.one_save_at_a_time
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another meaning for what is remembered."""
    meaning = get_object_or_404(Meaning, pk=pk)
    head, _colon, name = meaning.key.partition(":")
    return ui.form_page(
        request,
        MeaningForm(
            ui.posted(request),
            initial={"target": meaning.target or LEAVE_OUT},
            choices=_choices(head),
            leave_out=meanings.may_be_left_out(meaning.key),
        ),
        title=_("What does “%(name)s” mean?") % {"name": name or _("(empty)")},
        lead=_("%(kind)s. What is computed or brought in next follows the change; figures in use "
               "stay.") % {"kind": field_name(head)},
        save=lambda target: meanings.learn(
            by=ui.person_of(request),
            choices={meaning.key: "" if target == LEAVE_OUT else target},
        ),
        over=meaning,
        back=reverse("statistics:codes"),
        message=_("The meaning is remembered."),
    )  # fmt: skip


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a meaning."""
    meaning = get_object_or_404(Meaning, pk=pk)
    return ui.attempt(
        request,
        lambda: meanings.forget(by=ui.person_of(request), meaning=meaning),
        back=reverse("statistics:codes"),
        message=_("The meaning was forgotten: it is asked again when it is met."),
    )


def _is_ours(head: str) -> bool:
    return head in FIELDS or head.partition("-")[0] == "variable"


def _choices(head: str) -> list[tuple[str, str]]:
    """What a name, a code or a heading may mean."""
    kind, _dash, field = head.partition("-")
    if kind == "column":
        return [(name, str(COLUMNS[name])) for name in codes.COLUMNS[field]]
    if kind == "code":
        return branch_choices() if field == "branch" else choices_of(field)
    return place_choices() if kind == "place" else variable_choices()
