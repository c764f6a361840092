"""Whose codes are whose, and where records are seen in other systems."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kimppa.catalogue import queries
from kimppa.catalogue.actions import intake
from kimppa.catalogue.actions import settings as actions
from kimppa.catalogue.forms import PASSED, CodesForm, LinkForm, PlacesForm
from kimppa.catalogue.models import OwnerCode, RecordLink
from kimppa.catalogue.owners import ownerless
from kimppa.core.consortium.roles import Permission
from kimppa.ui import pages as ui
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import number
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done

MOST_CODES = 60


@needs(Permission.MANAGE_CATALOGUE)
def settings(request: HttpRequest) -> HttpResponse:
    """Codes in the records that belong to no branch yet, those that have been set, and links."""
    form = _codes_form(posted(request))
    if request.method == "POST" and form.is_valid():
        changed_count = actions.set_codes(
            by=person_of(request), branches=form.branches(), passed=form.passed()
        )
        text = ngettext(
            "%(count)d code was set. The figures by branch are counted anew.",
            "%(count)d codes were set. The figures by branch are counted anew.",
            changed_count,
        ) % {"count": changed_count}
        done(request, text if changed_count else _("Nothing was changed."))
        return redirect("catalogue:settings")
    return _page(request, form, LinkForm())


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def set_places(request: HttpRequest) -> HttpResponse:
    form = PlacesForm(request.POST)
    if form.is_valid():
        try:
            actions.set_places(by=person_of(request), places=form.cleaned_data["places"])
        except ValidationError as error:
            form.add_error("places", error.messages)
        else:
            return _after_places(request)
    return _page(request, _codes_form(), LinkForm(), form)


def _after_places(request: HttpRequest) -> HttpResponse:
    """Back to the settings, or with `again` to the newest export, which is checked anew."""
    check = queries.current_check()
    if not request.POST.get("again") or check is None:
        done(request, _("Written down. It holds from the next check on."))
        return redirect("catalogue:settings")
    with suppress(ValidationError):  # a check that is under way: its page says so
        export = check.snapshot
        intake.check_again(by=person_of(request), snapshot=export, profile=export.profile)
        done(request, _("Written down. The newest export is being checked anew."))
    return redirect(check.snapshot)


def _codes_form(data: QueryDict | None = None) -> CodesForm:
    check = queries.current_check()
    totals = queries.unknown_codes(check) if check else []
    records = {total.code: total.held for total in totals}
    targets = {
        owner_code.code: owner_code.branch.code if owner_code.branch else PASSED
        for owner_code in _owner_codes()
    }
    codes = [(code, target, _hint(records.get(code))) for code, target in targets.items()]
    codes += [(code, "", _hint(count)) for code, count in records.items() if code not in targets]
    branches = queries.codes().branches.values()
    return CodesForm(data, codes=codes[:MOST_CODES], branches=branches)


def _owner_codes() -> list[OwnerCode]:
    return list(OwnerCode.objects.select_related("branch"))


def _hint(count: int | None) -> str:
    if not count:
        return ""
    values = {"count": number(count, 0)}
    return ngettext("%(count)s record", "%(count)s records", count) % values


def _page(
    request: HttpRequest, codes: CodesForm, link: LinkForm, places: PlacesForm | None = None
) -> HttpResponse:
    current_places = " ".join(queries.owner_places())
    check = queries.current_check()
    context: dict[str, Any] = {
        "ownerless": ownerless(check, queries.place_totals(check)) if check else None,
        "codes": codes,
        "branches": list(queries.codes().branches.values()),
        "links": list(RecordLink.objects.all()),
        "link": link,
        "places": places or PlacesForm(initial={"places": current_places}),
        "check": check,
    }
    refused = codes.is_bound or link.is_bound or places is not None
    return render(request, "catalogue/settings.html", context, status=REFUSED if refused else 200)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def add_link(request: HttpRequest) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            ui.press(request, partial(actions.add_link, by=person_of(request), **form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("catalogue:settings")
    return _page(request, _codes_form(), form)


LINK = ui.Commands(
    name="catalogue:link",
    at="settings/links/<int:pk>/",
    argument="link",
    find=lambda _request, pk: get_object_or_404(RecordLink, pk=pk),
    permission=Permission.MANAGE_CATALOGUE,
    available=lambda _link, _person: {"remove"},
    commands=[
        ui.Command(
            "remove",
            gettext_lazy("Remove"),
            actions.remove_link,
            message=gettext_lazy("The link is gone from the records."),
            back="catalogue:settings",
        )
    ],
)
