"""Freezing the sheets and following their delivery."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of, receivers_by_code
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.models import Delivery, Release
from kimppa.statistics.pages import part_for, round_for, town_for
from kimppa.statistics.sheets import actions
from kimppa.statistics.sheets.forms import ChosenForm, FreezeForm
from kimppa.statistics.sheets.preview import Prepared, draft_files, fingerprint, prepare
from kimppa.statistics.sheets.queries import receipts
from kimppa.statistics.visits.queries import unratified
from kimppa.statistics.years.topics import ACTIVE, KIND
from kimppa.ui.attachments import attachment
from kimppa.ui.differences import told
from kimppa.ui.guard import needs, person_of
from kimppa.ui.releases import frozen_file, receipt
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done

SHOWN_CHANGES = 30
KINDS = ("xlsx", "pdf", "csv", "json")


@needs(Permission.DELIVER)
def freeze(request: HttpRequest, year: int, topic: str) -> HttpResponse:
    """What would be frozen and how it differs; freezes on POST, all chosen or none."""
    statistics, part = round_for(year), part_for(topic)
    towns = list(municipalities_of(year))
    prepared = prepare(part, year, towns)
    open_ones = [one for one in prepared if not one.settled]
    form = FreezeForm(
        posted(request),
        choices=[(one.municipality.code, one.municipality.name) for one in open_ones],
        corrected=[one.municipality.code for one in open_ones if one.last],
        initial={"seen": fingerprint(prepared)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _freeze(request, year, topic, towns, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            message = ngettext(
                "%(count)d sheet is frozen.", "%(count)d sheets are frozen.", len(made)
            )
            done(request, message % {"count": len(made)})
            return redirect("statistics:delivery", year=year, topic=topic)
    context = {
        "statistics": statistics,
        "topic": topic,
        "title": part.title.format(year=year),
        "form": form,
        "rows": [(one, *_changes(one)) for one in prepared],
        "any_open": bool(open_ones),
        "unratified": unratified(year) if topic != ACTIVE else [],
    }
    status = REFUSED if form.errors else 200
    return render(request, "statistics/sheets/freeze.html", context, status=status)


def _freeze(
    request: HttpRequest, year: int, topic: str, towns: list[Municipality], given: dict[str, Any]
) -> list[Release]:
    """Freeze the chosen, if all that was shown still stands as it was seen."""
    part = part_for(topic)
    if given["seen"] != fingerprint(prepare(part, year, towns)):
        raise ValidationError(_("The figures have changed while you were looking. Look again."))
    return actions.freeze_sheets(
        by=person_of(request),
        topic=topic,
        year=year,
        municipalities=[one for one in towns if one.code in given["municipalities"]],
        provisional=given["provisional"],
        reason=given.get("reason", ""),
    )


def _changes(one: Prepared) -> tuple[list[Any], int]:
    """The first differences in words, and how many there are."""
    changes = told((change.where, change.before, change.after) for change in one.changes)
    return changes[:SHOWN_CHANGES], len(changes)


@needs(Permission.DELIVER)
def delivery(request: HttpRequest, year: int, topic: str) -> HttpResponse:
    """Who has got what, opened, downloaded and passed it on; delivers on POST."""
    statistics, part = round_for(year), part_for(topic)
    towns = list(municipalities_of(year))
    rows = _delivery_rows(year, topic, towns)
    waiting = [row for row in rows if row["may_deliver"]]
    choices = [(row["town"].code, row["town"].name) for row in waiting]
    form = ChosenForm(posted(request), choices=choices)
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in towns if one.code in form.cleaned_data["municipalities"]]
        try:
            made = actions.deliver_sheets(
                by=person_of(request), topic=topic, year=year, municipalities=chosen
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            message = ngettext(
                "Delivered to %(count)d director.", "Delivered to %(count)d directors.", len(made)
            )
            done(request, message % {"count": len(made)})
            return redirect("statistics:delivery", year=year, topic=topic)
    context = {
        "statistics": statistics,
        "topic": topic,
        "title": part.title.format(year=year),
        "rows": rows,
        "form": form,
        "waiting": waiting,
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "statistics/sheets/delivery.html", context, status=status)


def _delivery_rows(year: int, topic: str, towns: list[Municipality]) -> list[dict[str, Any]]:
    standing, people = receipts(year), receivers_by_code(towns)
    rows = []
    for town in towns:
        release = standing.get((topic, town.code))
        deliveries = list(release.deliveries.all()) if release else []
        got = {one.recipient_id for one in deliveries}
        recipients = people[town.code]
        rows.append(
            {
                "town": town,
                "release": release,
                "deliveries": [(one, receipt(one)) for one in deliveries],
                "directors": recipients,
                "may_deliver": release is not None and any(p.pk not in got for p in recipients),
                "may_withdraw": release is not None and not deliveries,
            }
        )
    return rows


@require_GET
@needs(Permission.VIEW)
def draft(request: HttpRequest, year: int, topic: str, code: str, kind: str) -> HttpResponse:
    """The sheet as it stands, marked provisional."""
    round_for(year)
    part, town = part_for(topic), town_for(request, code)
    if kind not in KINDS:
        raise Http404
    file = next(f for f in draft_files(part.topic, year, town) if f.name.endswith(f".{kind}"))
    return attachment(file.name, file.media_type, file.data)


@require_GET
@needs(Permission.DELIVER)
def version_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A frozen file as it was frozen."""
    release = get_object_or_404(Release, pk=pk, kind=KIND)
    return frozen_file(request, release, kind, back=_delivery_page(release))


@require_POST
@needs(Permission.DELIVER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a version that nobody has got."""
    release = get_object_or_404(Release, pk=pk, kind=KIND)
    return attempt(
        request,
        lambda: actions.withdraw_version(by=person_of(request), release=release),
        back=_delivery_page(release),
        message=_("The version was taken back."),
    )


@require_POST
@needs(Permission.DELIVER)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the personal link again."""
    rows = Delivery.objects.select_related("release", "municipality", "recipient")
    found = get_object_or_404(rows, pk=pk, release__kind=KIND)
    return attempt(
        request,
        lambda: actions.send_again(by=person_of(request), delivery=found),
        back=_delivery_page(found.release),
        message=_("The link goes out again, once a day at most."),
    )


def _delivery_page(release: Release) -> str:
    return reverse("statistics:delivery", args=[release.agreement_year, release.topic])
