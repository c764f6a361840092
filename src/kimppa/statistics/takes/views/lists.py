"""Lists of items and loans, the codes in them, and parts of a year joined."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.models import Meaning
from kimppa.statistics.lists import codes, keeping
from kimppa.statistics.lists.meanings import FIELDS, choices_of, field_name, target_name
from kimppa.statistics.models import Take
from kimppa.statistics.pages import round_for, year_page
from kimppa.statistics.takes import actions, learning
from kimppa.statistics.takes.forms import CodeForm, ListsForm
from kimppa.statistics.takes.queries import comparable, reading
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done


@needs(Permission.MANAGE_CONSORTIUM)
def compute(request: HttpRequest, year: int) -> HttpResponse:
    """Choose lists of items and loans; what they give is shown before it is taken into use."""
    found = round_for(year)
    form = ListsForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _upload(request, year, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("statistics:take", pk=made.pk)
    status = REFUSED if form.errors else 200
    context = {"statistics": found, "form": form}
    return render(request, "statistics/takes/compute.html", context, status=status)


def _upload(request: HttpRequest, year: int, given: dict[str, Any]) -> Take:
    loans = given["loans"]
    return actions.upload_lists(
        by=person_of(request),
        year=year,
        items=given["items"].chunks(),
        loans=loans.chunks() if loans else None,
        name=given["items"].name,
        system=given["system"],
        start=given["start"],
        end=given["end"],
        source=given["source"],
    )


@needs(Permission.MANAGE_CONSORTIUM)
def meanings(request: HttpRequest) -> HttpResponse:
    """The table of codes and headings that are remembered, and a new one."""
    branches = _branches()
    form = CodeForm(posted(request), branches=branches)
    if request.method == "POST" and form.is_valid():
        try:
            learning.learn(by=person_of(request), choices=form.choices)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("The meaning is remembered."))
            return redirect("statistics:codes")
    names = dict(branches)
    rows = [
        (one, field_name(head), code, target_name(one.target, names))
        for one in Meaning.objects.all()
        for head, _colon, code in [one.key.partition(":")]
        if head in FIELDS
    ]
    status = REFUSED if form.errors else 200
    context = {"rows": rows, "form": form}
    return render(request, "statistics/takes/codes.html", context, status=status)


def _branches() -> list[tuple[str, str]]:
    return [(f"branch:{one.code}", one.name) for one in Branch.objects.all()]


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a meaning."""
    meaning = get_object_or_404(Meaning, pk=pk)
    return attempt(
        request,
        lambda: learning.forget(by=person_of(request), meaning=meaning),
        back=reverse("statistics:codes"),
        message=_("The meaning was forgotten: it is asked again when it is met."),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def give_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember what the codes of a file's lists mean; the figures are then computed."""
    found = get_object_or_404(Take, pk=pk)
    given = {}
    for key, value in request.POST.items():
        if key.startswith("code|") and isinstance(value, str) and value:
            _code, field, code = key.split("|", 2)
            given[codes.code_key(field, code)] = "" if value == "-" else value
    return attempt(
        request,
        lambda: actions.settle(by=person_of(request), take=found, choices=given),
        back=reverse("statistics:take", args=[pk]),
        message=_("The codes are remembered, for later lists too."),
    )


def asked_codes(gaps: Sequence[Any]) -> list[dict[str, Any]]:
    """Each code without a meaning once, with what it may mean."""
    branches = _branches()
    asked: dict[tuple[str, str], dict[str, Any]] = {}
    for gap in gaps:
        row = asked.setdefault(
            (gap.field, gap.code),
            {"gap": gap, "field": field_name(f"code-{gap.field}"), "rows": 0,
             "leave_out": gap.field in codes.LEFT_OUT,
             "choices": branches if gap.field == "branch" else choices_of(gap.field)},
        )  # fmt: skip
        row["rows"] += gap.rows
    return list(asked.values())


@require_GET
@needs(Permission.MANAGE_CONSORTIUM)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What a later list has forgotten of the year's end (`?toinen=`, the number of its file)."""
    found = get_object_or_404(
        Take.objects.select_related("stored"), pk=pk, kind=Take.Kind.LISTS, stored__isnull=False
    )
    others = comparable(found)
    chosen = next((one for one in others if str(one.pk) == request.GET.get("toinen")), None)
    context: dict[str, Any] = {"take": found, "others": others, "chosen": chosen}
    if chosen is not None:
        names = dict(_branches())
        lost = keeping.lost(found, chosen)
        by_branch = [
            (names.get(f"branch:{code}", code or _("(empty)")), count)
            for code, count in lost.by_branch.items()
        ]
        context |= {"lost": lost, "by_branch": by_branch}
    return render(request, "statistics/takes/compare.html", context)


def reading_page(request: HttpRequest, take: Take) -> HttpResponse:
    """Lists that are still to be read or computed: how far that is, stopping, going on."""
    context = {"take": take, "reading": reading(take)}
    return render(request, "statistics/takes/reading.html", context)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the reading."""
    found = get_object_or_404(Take.objects.select_related("run"), pk=pk)
    if actions.stop_reading(by=person_of(request), take=found):
        done(request, _("The reading is being stopped."), reverse("statistics:read-on", args=[pk]))
    return redirect("statistics:take", pk=pk)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def read_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the reading up again, or compute anew."""
    found = get_object_or_404(Take.objects.select_related("run"), pk=pk)
    if actions.read_on(by=person_of(request), take=found):
        done(request, _("The reading goes on."), reverse("statistics:stop-reading", args=[pk]))
    return redirect("statistics:take", pk=pk)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove lists that have not been read."""
    found = get_object_or_404(Take, pk=pk)
    return attempt(
        request,
        lambda: actions.discard(by=person_of(request), take=found),
        back=year_page(found.year),
        message=_("The lists were removed."),
    )
