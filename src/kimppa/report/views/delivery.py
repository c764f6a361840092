"""Freezing versions and following their delivery."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.agreement.queries import parties_of
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import receivers_by_code
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases import actions as releases
from kimppa.core.releases.models import Delivery, Release
from kimppa.programme.queries import unapproved
from kimppa.report import actions
from kimppa.report.forms import DeliverForm, FreezeForm
from kimppa.report.gather import KIND
from kimppa.report.models import Report
from kimppa.report.preview import Prepared, fingerprint, prepare
from kimppa.report.queries import Draft, draft_of, receipts
from kimppa.report.views.common import report_for
from kimppa.ui.differences import Difference, told
from kimppa.ui.guard import needs, person_of
from kimppa.ui.releases import frozen_file, receipt
from kimppa.ui.sent import REFUSED, attempt
from kimppa.ui.undo import done

SHOWN_CHANGES = 30


@needs(Permission.DELIVER)
def freeze(request: HttpRequest, year: int) -> HttpResponse:
    """What would be frozen and how it differs; freezes on POST, all chosen or none."""
    report = report_for(year)
    draft = draft_of(report, all_of_them=True)
    municipalities = draft.municipalities
    prepared = prepare(report, municipalities, draft)
    form = _freeze_form(request, prepared)
    if request.method == "POST" and form.is_valid():
        try:
            made = _freeze(request, report, municipalities, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            message = ngettext(
                "%(count)d report is frozen.", "%(count)d reports are frozen.", len(made)
            )
            done(request, message % {"count": len(made)})
            return redirect("report:delivery", year=year)
    if request.method == "POST":
        # Refusing may have brought the draft up to date: what is shown is what stands now.
        draft = draft_of(report, all_of_them=True)
        prepared = prepare(report, draft.municipalities, draft)
        posted = request.POST.copy()
        posted["seen"] = fingerprint(prepared)
        form.data = posted
    return _freeze_page(request, draft, prepared, form)


def _freeze_form(request: HttpRequest, prepared: list[Prepared]) -> FreezeForm:
    changed = [one for one in prepared if one.changed]
    return FreezeForm(
        request.POST or None,
        choices=[(one.municipality.code, one.municipality.name) for one in changed],
        corrected=[one.municipality.code for one in changed if one.last],
        initial={"seen": fingerprint(prepared)},
    )


def _freeze(
    request: HttpRequest, report: Report, municipalities: list[Municipality], data: dict[str, Any]
) -> list[Release]:
    """Freeze the chosen, if all that was shown still stands as it was seen."""
    if data["seen"] != fingerprint(prepare(report, municipalities)):
        raise ValidationError(_("The figures have changed while you were looking. Look again."))
    chosen = [m for m in municipalities if m.code in data["municipalities"]]
    return actions.freeze_report(
        by=person_of(request),
        report=report,
        municipalities=chosen,
        reason=data.get("reason", ""),
        seen=fingerprint(prepare(report, chosen)),
    )


def _freeze_page(
    request: HttpRequest, draft: Draft, prepared: list[Prepared], form: FreezeForm
) -> HttpResponse:
    context = {
        "report": draft.report,
        "form": form,
        "rows": [(one, *_shown(one)) for one in prepared],
        "any_changed": any(one.changed for one in prepared),
        "flags": draft.flagged,
        "unapproved": unapproved(draft.report.year),
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "report/freeze.html", context, status=status)


def _shown(one: Prepared) -> tuple[list[Difference], int]:
    """The first differences in words, and how many there are."""
    changes = told((change.where, change.before, change.after) for change in one.changes)
    return changes[:SHOWN_CHANGES], len(changes)


@needs(Permission.DELIVER)
def delivery(request: HttpRequest, year: int) -> HttpResponse:
    """Who has got what, opened, downloaded and passed it on; delivers on POST."""
    report = report_for(year)
    municipalities = parties_of(year)
    rows = _delivery_rows(report, municipalities)
    waiting = [row for row in rows if row["may_deliver"]]
    choices = [(row["municipality"].code, row["municipality"].name) for row in waiting]
    form = DeliverForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        chosen = [m for m in municipalities if m.code in form.cleaned_data["municipalities"]]
        try:
            made = actions.deliver_report(
                by=person_of(request), report=report, municipalities=chosen
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            message = ngettext(
                "Delivered to %(count)d director.", "Delivered to %(count)d directors.", len(made)
            )
            done(request, message % {"count": len(made)})
            return redirect("report:delivery", year=year)
    context = {"report": report, "rows": rows, "form": form, "waiting": waiting}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "report/delivery.html", context, status=status)


def _delivery_rows(report: Report, municipalities: list[Municipality]) -> list[dict[str, Any]]:
    standing, people = receipts(report), receivers_by_code(municipalities)
    rows = []
    for municipality in municipalities:
        release = standing.get(municipality.code)
        deliveries = list(release.deliveries.all()) if release else []
        got = {one.recipient_id for one in deliveries}
        recipients = people[municipality.code]
        rows.append(
            {
                "municipality": municipality,
                "release": release,
                "deliveries": [(one, receipt(one)) for one in deliveries],
                "directors": recipients,
                "may_deliver": release is not None and any(p.pk not in got for p in recipients),
                "may_withdraw": release is not None and not deliveries,
            }
        )
    return rows


@require_POST
@needs(Permission.DELIVER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a version that nobody has got."""
    release = get_object_or_404(Release, pk=pk, kind=KIND)
    return attempt(
        request,
        lambda: actions.withdraw_version(by=person_of(request), release=release),
        back=_page(release),
        message=_("The version was taken back."),
    )


@require_GET
@needs(Permission.DELIVER)
def version_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A frozen file (pdf, docx or json) as it was frozen."""
    release = get_object_or_404(Release, pk=pk, kind=KIND)
    return frozen_file(request, release, kind, back=_page(release))


@require_POST
@needs(Permission.DELIVER)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the personal link again."""
    found = _delivery(pk)
    return attempt(
        request,
        lambda: actions.send_again(by=person_of(request), delivery=found),
        back=_page(found.release),
        message=_("The link goes out again, once a day at most."),
    )


@require_POST
@needs(Permission.DELIVER)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a personal link."""
    found = _delivery(pk)
    return attempt(
        request,
        lambda: releases.revoke(by=person_of(request), delivery=found),
        back=_page(found.release),
        message=_("The link is closed; the receipt stays."),
    )


def _page(release: Release) -> str:
    return reverse("report:delivery", args=[release.agreement_year])


def _delivery(pk: int) -> Delivery:
    rows = Delivery.objects.select_related("release", "municipality", "recipient")
    return get_object_or_404(rows, pk=pk, release__kind=KIND)
