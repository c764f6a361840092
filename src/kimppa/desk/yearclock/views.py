"""The year clock: a wheel, the same as a table, and a calendar feed to subscribe to."""

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import Due
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import ROLE_LABELS, Permission
from kimppa.core.grants.queries import limit_owner
from kimppa.core.topics import label
from kimppa.core.yearclock.ical import Entry, calendar, stable_uid
from kimppa.core.yearclock.models import CalendarFeed
from kimppa.desk.yearclock.dues import all_dues
from kimppa.desk.yearclock.wheel import wheel_of
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import headings
from kimppa.ui.sent import whole_number
from kimppa.ui.tables import ChoiceFilter, Column, Table

FEED_BEHIND, FEED_AHEAD = dt.timedelta(days=90), dt.timedelta(days=400)


@needs(Permission.VIEW)
def year_clock(request: HttpRequest) -> HttpResponse:
    """One calendar year's due days; `?kello=2025` another year's."""
    person, today = person_of(request), clock.today()
    year = _year(request, today)
    dues = all_dues(dt.date(year, 1, 1), dt.date(year, 12, 31), person)
    table = _table(request, dues, today, _names(dues))
    if export := table.response():
        return export
    context = {
        "year": year,
        "before": year - 1,
        "after": year + 1,
        "dues": dues,
        "table": table,
        "wheel": wheel_of(year, dues, headings(request), today, get_language() or "fi"),
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


def state_of(due: Due, today: dt.date) -> str:
    """The status key of something due."""
    if due.done:
        return "done"
    return "late" if due.date < today else "waiting"


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
        filename="vuosikello",
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
                value=lambda due: state_of(due, today),
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
                test=lambda due, value: state_of(due, today) == value,
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
        entries.append(
            Entry(
                uid=f"{counts[name]}-{name}",
                summary=("✓ " if due.done else "") + due.title,
                start=due.date,
                url=request.build_absolute_uri(due.url) if due.url else "",
                description=label(due.topic) if due.topic else "",
            )
        )
    return entries
