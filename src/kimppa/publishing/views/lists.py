"""The list, the month and what needs doing."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kimppa.core import clock
from kimppa.core.clock import ZONE
from kimppa.core.consortium.roles import Permission
from kimppa.core.language import active_language
from kimppa.documents.blocks import Picture
from kimppa.publishing import counting, messages, queries
from kimppa.publishing.actions.items import may_publish
from kimppa.publishing.commands import ITEM
from kimppa.publishing.directory import closed_on, entry_of
from kimppa.publishing.models import DirectoryEntry, Item, Occurrence
from kimppa.publishing.translated import TITLES, title_order
from kimppa.ui.guard import needs, person_of
from kimppa.ui.plots import bar_picture
from kimppa.ui.selection import choices, selected
from kimppa.ui.tables import Choice, ChoiceFilter, Column, Table

MOST = 10


@require_safe
@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Every item that the person sees, and first what waits."""
    person, town = person_of(request), selected(request).municipality
    publishes = person.can(Permission.PUBLISH_OWN)
    buttons = ITEM.chosen("publish", by=person) if publishes else []
    table = items_table(request, queries.listed(person, town), buttons)
    if export := table.response():
        return export
    todo = queries.to_do(person, MOST)
    context = {
        "table": table,
        "waiting": [(item, may_publish(person, item)) for item in todo.waiting],
        "returned": todo.returned,
        "harvested": todo.harvested,
        "changed": todo.changed,
        "closed": queries.on_closed_days(person, town, MOST),
        "expiring": list(queries.expiring(person, town)[:MOST]),
        "untranslated": [
            (item, messages.languages(item.missing_languages))
            for item in queries.untranslated(person, town)[:MOST]
        ],
        "may_send": person.can(Permission.PROPOSE),
        "publishes": publishes,
        "manages_sources": person.can(Permission.PUBLISH),
        "manages_links": person.can(Permission.MANAGE_PEOPLE),
    }
    return render(request, "publishing/home.html", context)


def items_table(request: HttpRequest, rows: Any, buttons: Sequence[Choice] = ()) -> Table:
    """Items as a table; what awaits publishing may be ticked."""
    return Table(
        request,
        caption=_("Events and news"),
        columns=[
            Column("title", _("Title"), value=lambda item: item.title, url=Item.get_absolute_url,
                   order_by="title_shown", language=lambda item: item.title_language),
            Column("status", _("State"), value=state_of, kind="status", order_by="status"),
            Column("start", _("When"),
                   value=lambda item: messages.time_words(item.start, item.end)),
            Column("municipality", _("Municipality"), value=owner_of,
                   order_by="municipality__position"),
            Column("kind", _("Kind"), value=lambda item: item.get_kind_display(), order_by="kind"),
        ],
        rows=rows.annotate(title_shown=title_order(active_language())),
        filters=[
            ChoiceFilter("tila", _("State"), Item.Status.choices, field="status"),
            ChoiceFilter("laji", _("Kind"), Item.Kind.choices, field="kind"),
        ],
        search=(*TITLES, "place"),
        empty=_("Nothing yet. Send the first event: it takes a minute."),
        row_mark=lambda item: item,
        choices=buttons,
        key=lambda item: item.pk if item.status == Item.Status.PROPOSED else 0,
    )  # fmt: skip


def state_of(item: Item) -> tuple[str, str]:
    """The state as the look's status."""
    return messages.STATUS_KEYS[Item.Status(item.status)], item.get_status_display()


def owner_of(item: Item) -> str:
    """The municipality; joint ones say so."""
    municipality_name = item.municipality.name if item.municipality else ""
    joint_words = _("joint") if item.joint else ""
    if item.partners:
        joint_words = _("joint to %(count)d municipalities") % {"count": len(item.partners)}
    return " · ".join(filter(None, [municipality_name, joint_words]))


@require_safe
@needs(Permission.VIEW)
def month(request: HttpRequest) -> HttpResponse:
    """A month's events by day."""
    person, town = person_of(request), selected(request).municipality
    start = asked_month(request.GET.get("kuukausi", ""))
    previous_month = (start - dt.timedelta(days=1)).replace(day=1)
    next_month = (start + dt.timedelta(days=32)).replace(day=1)
    context = {
        "name": date_format(start, "F Y"),
        "weeks": weeks(start, queries.month_of(person, town, start), queries.entries_shown(town)),
        "days": [date_format(dt.date(2024, 1, day), "D") for day in range(1, 8)],
        "before": previous_month.strftime("%Y-%m"),
        "after": next_month.strftime("%Y-%m"),
        "before_name": date_format(previous_month, "F Y"),
        "after_name": date_format(next_month, "F Y"),
        "may_send": person.can(Permission.PROPOSE),
    }
    return render(request, "publishing/month.html", context)


def asked_month(text: str) -> dt.date:
    """The first day of the month asked, else of this one."""
    try:
        day = dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=ZONE).date()
    except ValueError:
        return clock.today().replace(day=1)
    return day if 1990 <= day.year <= 2100 else clock.today().replace(day=1)


def weeks(
    start: dt.date, occurrences: list[Occurrence], directory_entries: list[DirectoryEntry]
) -> list[list[dict[str, Any]]]:
    """The month as weeks from Monday; each day with its events and the libraries closed then."""
    day = start - dt.timedelta(days=start.weekday())
    month_weeks = []
    while day < (start + dt.timedelta(days=32)).replace(day=1):
        week = [day + dt.timedelta(days=number) for number in range(7)]
        month_weeks.append([_day(date, start, occurrences, directory_entries) for date in week])
        day += dt.timedelta(days=7)
    return month_weeks


def _day(
    day: dt.date,
    month_start: dt.date,
    occurrences: list[Occurrence],
    directory_entries: list[DirectoryEntry],
) -> dict[str, Any]:
    day_occurrences = [
        occurrence
        for occurrence in occurrences
        if occurrence.start.astimezone(ZONE).date() <= day <= occurrence.end.astimezone(ZONE).date()
    ]
    return {
        "day": day,
        "inside": day.month == month_start.month,
        "today": day == clock.today(),
        "events": [
            (
                _hour(occurrence, day),
                occurrence.item,
                state_of(occurrence.item),
                closed_on(entry_of(occurrence.item), day) is not None,
            )
            for occurrence in day_occurrences
        ],
        "closed": [
            (directory_entry.branch, why)
            for directory_entry in directory_entries
            if (why := closed_on(directory_entry, day))
        ],
    }


def _hour(occurrence: Occurrence, day: dt.date) -> str:
    start = occurrence.start.astimezone(ZONE)
    return f"{start.hour}.{start:%M}" if start.date() == day else ""


@require_safe
@needs(Permission.VIEW)
def balance(request: HttpRequest) -> HttpResponse:
    """How the year's events and news are spread over the municipalities, and whom they reached."""
    selection = selected(request)
    year, town, choosable = selection.year, selection.municipality, choices(request)
    balances = counting.balance(year, None if choosable.may_see_all else choosable.municipalities)
    subjects = counting.reach(year, town)
    town_table = Table(
        request,
        caption=_("Events and news by municipality"),
        columns=[
            Column("municipality", _("Municipality"), value=_name, sortable=False),
            Column("news", _("News and notices"), kind="integer", sortable=False),
            *(column for column in reached_columns() if column.key != "told"),
        ],
        rows=balances,
        pictures=_bar_pictures(balances, town.name if town else ""),
        suffix=year,
    )
    subject_table = Table(
        request,
        caption=_("Whom the events reached"),
        columns=[
            Column("name", _("For whom and of what"), value=_subject_name, sortable=False),
            *reached_columns(),
        ],
        rows=subjects,
        suffix=year,
        prefix="aihe-",
        empty=_("The year's events do not tell for whom or of what they were.")
        if not subjects and counting.has_events(year, town)
        else _("No events were published in this year."),
    )
    for table in (town_table, subject_table):
        if export := table.response():
            return export
    context = {"by_town": town_table, "by_word": subject_table, "year": year, "town": town}
    return render(request, "publishing/balance.html", context)


def reached_columns() -> list[Column]:
    """Events and who came to them."""
    return [
        Column("events", _("Events"), value=lambda row: row.reached.events, kind="integer",
               sortable=False),
        Column("told", _("Participants told"), value=lambda row: row.reached.told,
               kind="integer", sortable=False),
        Column("people", _("Participants"), value=lambda row: row.reached.people, kind="integer",
               sortable=False),
        Column("mean", _("For an event"), value=lambda row: row.reached.mean, kind="decimal",
               sortable=False),
    ]  # fmt: skip


def _subject_name(subject: counting.About) -> str:
    return subject.name((get_language() or "fi")[:2])


def _bar_pictures(balances: list[counting.Balance], town: str) -> list[tuple[str, Picture]]:
    events = [(_name(balance), balance.reached.events) for balance in balances]
    people = [(_name(balance), balance.reached.people) for balance in balances]
    return [bar_picture(_("Events"), events, town), bar_picture(_("Participants"), people, town)]


def _name(balance: counting.Balance) -> str:
    return balance.municipality.name if balance.municipality else _("Joint")
