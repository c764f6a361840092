"""Lists of items and loans, and the codes in them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor
from kimppa.statistics.imports import actions
from kimppa.statistics.imports.forms import ListsForm
from kimppa.statistics.imports.queries import comparable, reading
from kimppa.statistics.imports.views.choices import branch_choices
from kimppa.statistics.lists import codes, outcomes
from kimppa.statistics.lists.messages import choices_of, field_name
from kimppa.statistics.models import Take
from kimppa.statistics.pages import back_to_year, round_for
from kimppa.ui import pages as ui


@ui.needs(Permission.MANAGE_CONSORTIUM)
def compute(request: HttpRequest, year: int) -> HttpResponse:
    """Choose lists of items and loans; what they give is shown before it is taken into use."""
    statistics = round_for(year)
    return ui.form_page(
        request,
        ListsForm(ui.posted(request), request.FILES or None),
        title=_("Compute from lists: %(year)s") % {"year": statistics.year},
        lead=_(
            "The figures are computed from a list of items and a list of loans by rules that you "
            "see. A code that nobody has explained stops them."
        ),
        save=partial(_upload_lists, ui.person_of(request), year),
        then=lambda take: reverse("statistics:import", args=[take.pk]),
        submit=_("Look at the lists"),
        actions=[
            back_to_year(year),
            ui.link(_("Names and codes, and what they mean"), "statistics:codes"),
        ],
    )


def _upload_lists(by: Actor, year: int, *, items: Any, loans: Any, **fields: Any) -> Take:
    return actions.upload_lists(
        by=by,
        year=year,
        items=items.chunks(),
        loans=loans.chunks() if loans else None,
        name=items.name,
        **fields,
    )


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def give_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember what the codes of a file's lists mean; the figures are then computed."""
    take = get_object_or_404(Take, pk=pk)
    choices = {}
    for key, target in request.POST.items():
        if key.startswith("code|") and isinstance(target, str) and target:
            _code, field, code = key.split("|", 2)
            choices[codes.code_key(field, code)] = "" if target == "-" else target
    return ui.attempt(
        request,
        lambda: actions.settle(by=ui.person_of(request), take=take, choices=choices),
        back=reverse("statistics:import", args=[pk]),
        message=_("The codes are remembered, for later lists too."),
    )


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take rows that are wrong in one way as they are, or no longer (`key`, `no`)."""
    take = get_object_or_404(Take, pk=pk)
    key, is_refusal = request.POST.get("key", ""), "no" in request.POST
    keys = [accepted_key for accepted_key in take.accepted if accepted_key != key]
    return ui.attempt(
        request,
        lambda: actions.accept(
            by=ui.person_of(request), take=take, accepted=keys if is_refusal else [*keys, key]
        ),
        back=reverse("statistics:import", args=[pk]),
    )


def asked_codes(gaps: Sequence[Any]) -> list[dict[str, Any]]:
    """Each code without a meaning once, with what it may mean."""
    branches = branch_choices()
    questions: dict[tuple[str, str], dict[str, Any]] = {}
    for gap in gaps:
        question = questions.setdefault(
            (gap.field, gap.code),
            {"gap": gap, "field": field_name(f"code-{gap.field}"), "rows": 0,
             "leave_out": gap.field in codes.LEFT_OUT,
             "choices": branches if gap.field == "branch" else choices_of(gap.field)},
        )  # fmt: skip
        question["rows"] += gap.rows
    return list(questions.values())


@require_GET
@ui.needs(Permission.MANAGE_CONSORTIUM)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What a later list has forgotten of the year's end (`?toinen=`, the number of its file)."""
    take = get_object_or_404(
        Take.objects.select_related("stored"), pk=pk, kind=Take.Kind.LISTS, stored__isnull=False
    )
    candidates = comparable(take)
    later_take = next(
        (candidate for candidate in candidates if str(candidate.pk) == request.GET.get("toinen")),
        None,
    )
    context: dict[str, Any] = {"take": take, "others": candidates, "chosen": later_take}
    if later_take is not None:
        names = dict(branch_choices())
        losses = outcomes.losses(take, later_take)
        by_branch = [
            (names.get(f"branch:{code}", code or _("(empty)")), count)
            for code, count in losses.by_branch.items()
        ]
        context |= {"lost": losses, "by_branch": by_branch}
    return render(request, "statistics/imports/compare.html", context)


def reading_page(request: HttpRequest, take: Take, buttons: ui.Buttons) -> HttpResponse:
    """Lists that are still to be read or computed: how far that is, stopping, going on."""
    context = {"take": take, "reading": reading(take), "buttons": buttons}
    return render(request, "statistics/imports/reading.html", context)
