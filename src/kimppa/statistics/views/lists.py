"""Lists of items and loans, the codes in them, and parts of a year joined."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.statistics import actions, codes
from kimppa.statistics.forms import CodeForm, ListsForm
from kimppa.statistics.joining import Joined, Key, Part, Span, join, windows
from kimppa.statistics.meanings import FIELDS, choices_of, field_name, target_name
from kimppa.statistics.models import Learned, Take
from kimppa.statistics.parts import parts_of
from kimppa.statistics.variables import catalogue
from kimppa.statistics.views.common import REFUSED, attempt, language, posted, round_for
from kimppa.ui.guard import needs, person_of
from kimppa.ui.tables import Column, Table
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
    return render(request, "statistics/compute.html", context, status=status)


def _upload(request: HttpRequest, year: int, given: dict[str, Any]) -> Take:
    loans = given["loans"]
    return actions.upload_lists(
        by=person_of(request),
        year=year,
        items=given["items"].read(),
        loans=loans.read() if loans else None,
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
            actions.learn(by=person_of(request), choices=form.choices)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("The meaning is remembered."))
            return redirect("statistics:codes")
    names = dict(branches)
    rows = [
        (one, field_name(head), code, target_name(one.target, names))
        for one in Learned.objects.all()
        for head, _colon, code in [one.key.partition(":")]
        if head in FIELDS
    ]
    status = REFUSED if form.errors else 200
    context = {"rows": rows, "form": form}
    return render(request, "statistics/codes.html", context, status=status)


def _branches() -> list[tuple[str, str]]:
    return [(f"branch:{one.code}", one.name) for one in Branch.objects.all()]


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a meaning."""
    found = get_object_or_404(Learned, pk=pk)
    return attempt(
        request,
        lambda: actions.forget(by=person_of(request), learned=found),
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
def period(request: HttpRequest, year: int) -> HttpResponse:
    """Parts of the year side by side and what they make together, of any time they cover."""
    found, parts = round_for(year), parts_of(year)
    known = windows(parts)
    spans = {"_".join(day.isoformat() for day in span): span for span in known}
    chosen = request.GET.get("jakso", "")
    chosen = chosen if chosen in spans else next(iter(spans), "")
    context: dict[str, Any] = {
        "statistics": found,
        "spans": [(key, days(span)) for key, span in spans.items()],
        "chosen": chosen,
    }
    if chosen:
        span = spans[chosen]
        within = [one for one in parts if span[0] <= one.span[0] and one.span[1] <= span[1]]
        joined = join(within, span, catalogue().__getitem__)
        table = _bridge(request, within, joined, span)
        if export := table.response():
            return export
        apart = [key for key, one in joined.items() if one.value is None]
        context |= {"table": table, "apart": sorted({_name(code) for _place, code in apart})}
    return render(request, "statistics/period.html", context)


def days(span: Span) -> str:
    """A time as people write it: 1.1.2024–30.6.2024."""
    return "–".join(formats.date_format(day, "j.n.Y") for day in span)


def _name(code: str) -> str:
    return catalogue()[code].name.text(language())


def _bridge(
    request: HttpRequest, parts: Sequence[Part], joined: dict[Key, Joined], span: Span
) -> Table:
    """Each figure with the parts that make it, beside each other."""
    names = {f"branch:{one.code}": one.name for one in Branch.objects.all()}
    rows = list(joined.items())

    def place(row: tuple[Key, Joined]) -> str:
        return names.get(row[0][0], row[0][0].partition(":")[2])

    def of_part(part: Part, row: tuple[Key, Joined]) -> Decimal | None:
        return part.values.get(row[0])

    columns = [
        Column("place", _("Branch or municipality"), value=place, sortable=False),
        Column("variable", _("Variable"), value=lambda row: _name(row[0][1]), sortable=False),
    ]
    for number, one in enumerate(parts, 1):
        title = f"{one.name} {days(one.span)}"
        value = partial(of_part, one)
        columns.append(Column(f"part-{number}", title, value=value, kind="decimal", sortable=False))
    columns.append(
        Column("together", _("Together"), value=lambda row: row[1].value, kind="decimal",
               sortable=False)
    )  # fmt: skip
    return Table(
        request,
        caption=days(span),
        columns=columns,
        rows=rows,
        filename=f"tilastot-{span[0]}-{span[1]}",
        page_length=200,
    )
