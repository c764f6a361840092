"""The year clock: rows with their months, a wheel for print, and a calendar feed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.area import Due, Hours
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import ROLE_LABELS, Permission
from kimppa.core.grants.queries import limit_owner
from kimppa.core.topics import label
from kimppa.core.yearclock.ical import Entry, calendar, stable_uid
from kimppa.core.yearclock.models import CalendarFeed
from kimppa.desk.yearclock.dues import BEHIND, all_dues
from kimppa.desk.yearclock.rows import clock_rows, days_of, late_before, state_of
from kimppa.desk.yearclock.shown import FEW, earlier_marks, legend, shown_months, shown_rows
from kimppa.desk.yearclock.wheel import wheel_of
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.selection import headings
from kimppa.ui.sent import whole_number
from kimppa.ui.tables import ChoiceFilter, Column, Table

WHEEL, ALL = "keha", "kaikki"
FEED_BEHIND, FEED_AHEAD = dt.timedelta(days=90), dt.timedelta(days=400)


@needs(Permission.VIEW)
def year_clock(request: HttpRequest) -> HttpResponse:
    """One calendar year's due days; `?kello=2025` another year's, `?nakyma=keha` as a wheel."""
    person, today = person_of(request), clock.today()
    year = _year(request, today)
    begin = dt.date(year, 1, 1)
    start = min(begin, today - BEHIND) if year == today.year else begin
    every_due = all_dues(start, dt.date(year, 12, 31), person)
    late_dues = [due for due in every_due if due.date < begin and not due.done]
    rows = clock_rows([*late_dues, *(due for due in every_due if due.date >= begin)], today)
    dues = days_of(rows, year)
    table = _table(request, dues, today, _names(dues))
    if export := table.response():
        return export
    years = {"year": year, "before": year - 1, "after": year + 1}
    if request.GET.get("nakyma") == WHEEL:
        wheel = wheel_of(year, dues, headings(request), today, language())
        context = {**years, "dues": dues, "table": table, "wheel": wheel}
        return render(request, "desk/yearclock/wheel.html", context)
    late_count = late_before(rows, year)
    context = {
        **years,
        "earlier": earlier_marks(late_count) if late_count else "",
        "months": shown_months(rows, today, year),
        "rows": shown_rows(rows, today, year, limit=None if ALL in request.GET else FEW),
        "legend": legend(),
        "excel": table.excel_url,
        "wheel": WHEEL,
        "feed_url": reverse("desk:me"),
    }
    return render(request, "desk/yearclock/year_clock.html", context)


def _year(request: HttpRequest, today: dt.date) -> int:
    text = request.GET.get("kello", "")
    if not text:
        return today.year
    year = whole_number(text, most=2100)
    if year is None or year < 1990:
        raise Http404
    return year


def _state_of(due: Due, today: dt.date) -> str:
    """The status key of something due."""
    state = state_of(due, today)
    return state if state in ("done", "late") else "waiting"


def _names(dues: Sequence[Due]) -> dict[str, str]:
    """The names of the people and roles who are responsible."""
    addresses = {due.responsible for due in dues if "@" in due.responsible}
    people = Person.objects.filter(email__in=addresses).values_list("email", "name")
    return {role: str(name) for role, name in ROLE_LABELS.items()} | dict(people)


def _table(
    request: HttpRequest, dues: Sequence[Due], today: dt.date, names: dict[str, str]
) -> Table:
    return Table(
        request,
        caption=_("What is due"),
        rows=list(dues),
        columns=[
            Column("date", gettext_lazy("Day"), kind="date"),
            Column("title", gettext_lazy("What"), url=lambda due: due.url),
            Column("topic", gettext_lazy("Topic"), value=lambda due: label(due.topic)),
            Column(
                "responsible",
                gettext_lazy("Who"),
                value=lambda due: names.get(due.responsible, due.responsible),
            ),
            Column(
                "state",
                gettext_lazy("State"),
                kind="status",
                value=lambda due: _state_of(due, today),
            ),
        ],
        filters=[
            ChoiceFilter(
                "tila",
                gettext_lazy("State"),
                [
                    ("late", gettext_lazy("Late")),
                    ("waiting", gettext_lazy("Coming")),
                    ("done", gettext_lazy("Done")),
                ],
                test=lambda due, value: _state_of(due, today) == value,
            )
        ],
    )


@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's calendar (RFC 5545); the token in the address is the key and can be revoked."""
    subscription = get_object_or_404(
        CalendarFeed.objects.select_related("person"), token=token, revoked_at__isnull=True
    )
    person = subscription.person
    if not limit_owner(subscription):
        raise Http404
    with translation.override(person.language):
        body = calendar(_("Libraries' year clock"), _entries(request, person), stamp=clock.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = str(content_disposition_header(False, "vuosikello.ics"))
    patch_cache_control(response, private=True, max_age=3600)
    return response


def _entries(request: HttpRequest, person: Person) -> list[Entry]:
    today = clock.today()
    counts: dict[str, int] = {}
    entries = []
    for due in all_dues(today - FEED_BEHIND, today + FEED_AHEAD, person):
        name = stable_uid(due.topic, due.municipality, due.url, due.title, str(due.date.year))
        counts[name] = counts.get(name, 0) + 1
        entry = Entry(
            uid=f"{counts[name]}-{name}",
            summary=("✓ " if due.done else "") + due.title,
            start=due.date,
            url=request.build_absolute_uri(due.url) if due.url else "",
            description=label(due.topic) if due.topic else "",
        )
        entries.append(_at_hours(entry, due.hours) if due.hours else entry)
    return entries


def _at_hours(entry: Entry, hours: Hours) -> Entry:
    """The entry at its hours; where an invitation has gone out, as the invitation knows it."""
    return replace(
        entry,
        uid=hours.uid or entry.uid,
        sequence=hours.sequence,
        start=hours.start.astimezone(clock.ZONE),
        end=hours.end.astimezone(clock.ZONE),
        location=hours.place,
    )
