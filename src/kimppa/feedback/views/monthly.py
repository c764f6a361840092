"""The theme list of a month: the page, its file, freezing, delivering, taking back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.models import Delivery, Release
from kimppa.feedback.monthly import actions, queries
from kimppa.feedback.monthly.content import Facts, cell
from kimppa.feedback.monthly.document import Stamp, method, titles
from kimppa.feedback.monthly.forms import FreezeMonthForm
from kimppa.feedback.monthly.months import Month
from kimppa.feedback.monthly.queries import KIND, Prepared, prepare
from kimppa.ui.attachments import attachment
from kimppa.ui.differences import told
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.releases import frozen_file, receipt
from kimppa.ui.sent import REFUSED, attempt
from kimppa.ui.tables import Column, Table
from kimppa.ui.undo import done

SHOWN_CHANGES = 30


@require_safe
@needs(Permission.DO_TASKS)
def months(request: HttpRequest) -> HttpResponse:
    """The months since the first feedback and how far their lists have got."""
    table = Table(
        request,
        caption=_("Theme lists of the month"),
        filename="teemalistat",
        rows=queries.months(),
        columns=[
            Column(
                "month",
                _("Month"),
                value=lambda row: row["month"].name(language()),
                url=lambda row: _page(row["month"]),
                sortable=False,
            ),
            Column("arrived", _("Arrived"), kind="integer", sortable=False),
            Column("release", _("Theme list"), kind="status", value=_state, sortable=False),
        ],
    )
    return table.response() or render(request, "feedback/monthly/months.html", {"table": table})


def _state(row: dict[str, Any]) -> tuple[str, str]:
    release: Release | None = row["release"]
    if release is None:
        return ("draft", _("Not frozen")) if row["arrived"] else ("empty", _("Nothing came"))
    told = {"version": release.version}
    if not release.deliveries.all():
        return "waiting", _("Version %(version)d frozen, not delivered") % told
    if release.provisional:
        return "provisional", _("Version %(version)d delivered as provisional") % told
    return "done", _("Version %(version)d delivered") % told


@require_safe
@needs(Permission.DO_TASKS)
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The list of a month as it stands, and who has got it."""
    return _month_page(request, prepare(_month(year, month)))


def _month_page(
    request: HttpRequest, made: Prepared, form: FreezeMonthForm | None = None
) -> HttpResponse:
    tables = [
        _table(request, made.shown, key, title)
        for key, title in titles().items()
        if made.shown[key]
    ]
    for table in tables:
        if export := table.response():
            return export
    may_deliver = person_of(request).can(Permission.DELIVER)
    given = list(made.last.deliveries.all()) if made.last else []
    changes = told((one.where, one.before, one.after) for one in made.changes)
    context: dict[str, Any] = {
        "made": made,
        "month": made.month,
        "name": made.month.name(language()),
        "tables": tables,
        "method": method(),
        "may_deliver": may_deliver,
        "form": form or _form(made),
        "changes": changes[:SHOWN_CHANGES] if may_deliver else [],
        "deliveries": [(one, receipt(one)) for one in given] if may_deliver else [],
        "waiting": _waiting(made, given),
    }
    status = REFUSED if form else 200
    return render(request, "feedback/monthly/month.html", context, status=status)


def _waiting(made: Prepared, given: list[Delivery]) -> list[Municipality]:
    """The municipalities to which the last version has not gone."""
    if made.last is None:
        return []
    got = {one.municipality_id for one in given}
    return [one for one in made.counted.municipalities if one.pk not in got]


def _form(made: Prepared, request: HttpRequest | None = None) -> FreezeMonthForm:
    return FreezeMonthForm(
        request.POST if request else None,
        correction=made.last is not None,
        initial={"seen": made.sha256, "provisional": not made.over},
    )


def _table(request: HttpRequest, facts: Facts, key: str, title: str) -> Table:
    columns = [
        Column(
            one["code"] or "common",
            one["name"],
            kind="decimal",
            value=partial(_cell, one["code"]),
            sortable=False,
        )
        for one in facts["columns"]
    ]
    return Table(
        request,
        caption=title,
        filename=f"teemalista-{facts['month']}-{key}",
        rows=facts[key],
        columns=[
            Column("name", title, sortable=False),
            Column("together", _("All"), kind="decimal", sortable=False),
            *columns,
        ],
        prefix=f"{key}-",
    )


def _cell(code: str, row: Facts) -> Any:
    return cell(row, code)


@require_POST
@needs(Permission.DELIVER)
def freeze(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Freeze the list as it was seen."""
    made = prepare(_month(year, month))
    form = _form(made, request)
    if form.is_valid():
        try:
            release = actions.freeze_month(
                by=person_of(request), month=made.month, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            undo = reverse("feedback:month-withdraw", args=[release.pk])
            done(request, _("The list is frozen."), undo)
            return redirect(_page(made.month))
    return _month_page(request, made, form)


@require_POST
@needs(Permission.DELIVER)
def deliver(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Deliver the newest version to every municipality's directors."""
    wanted = _month(year, month)
    try:
        made = actions.deliver_month(by=person_of(request), month=wanted)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        message = ngettext(
            "Delivered to %(count)d director.", "Delivered to %(count)d directors.", len(made)
        )
        done(request, message % {"count": len(made)})
    return redirect(_page(wanted))


@require_safe
@needs(Permission.DO_TASKS)
def draft(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The list as it stands as a PDF, marked provisional."""
    made = prepare(_month(year, month))
    file = actions.files(made.facts, Stamp(clock.today()))[0]
    return attachment(file.name, file.media_type, file.data)


@require_safe
@needs(Permission.DELIVER)
def version_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A frozen file (pdf or json) as it was frozen."""
    release = get_object_or_404(Release, pk=pk, kind=KIND)
    return frozen_file(request, release, kind, back=reverse("feedback:months"))


@require_POST
@needs(Permission.DELIVER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a version that nobody has got."""
    release = get_object_or_404(Release, pk=pk, kind=KIND)
    return attempt(
        request,
        lambda: actions.withdraw_version(by=person_of(request), release=release),
        back=reverse("feedback:months"),
        message=_("The version was taken back."),
    )


def _month(year: int, number: int) -> Month:
    """A month that has begun; 404 for others."""
    try:
        found = Month(year, number)
    except ValueError as error:
        raise Http404 from error
    if found.first > clock.today():
        raise Http404
    return found


def _page(month: Month) -> str:
    return reverse("feedback:month", args=[month.year, month.number])
