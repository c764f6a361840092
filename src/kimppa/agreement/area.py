"""What the room answers when others ask its Area."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.agreement.coverage.matrix import (
    ClauseView,
    Coverage,
    DutyKind,
    DutyRow,
    DutyView,
    Row,
)
from kimppa.agreement.coverage.queries import remembered_coverages
from kimppa.agreement.messages import period_text
from kimppa.agreement.queries import visible_to
from kimppa.agreement.search import DOCUMENTS
from kimppa.core import clock, verbs
from kimppa.core.area import Due, Group, Resolved
from kimppa.core.consortium.models import Person
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_hidden_from
from kimppa.core.duties.rules import DueRule, Period, due_dates, parse, periods
from kimppa.core.handover import Mention
from kimppa.core.search.sources import resolve_documents
from kimppa.core.topics import label


def resolve(ids: Collection[str], person: Person) -> Mapping[str, Resolved]:
    """Agreements by number and documents by id, as far as the person may see them."""
    pks = [int(text) for text in ids if text.isdecimal()]
    documents = resolve_documents(DOCUMENTS, ids, person)
    return documents | {
        str(agreement.pk): Resolved(
            title=str(agreement),
            url=reverse("agreement:agreement", args=[agreement.year]),
            state="draft" if agreement.is_draft else "confirmed",
        )
        for agreement in visible_to(person).filter(pk__in=pks)
    }


def mentions(
    person: Person, *, services: Collection[str] = (), records: Collection[str] = ()
) -> Iterator[Mention]:
    """Clauses whose duties name a service, in the newest year that names it: one query."""
    if not services:
        return
    duties = Duty.objects.filter(
        service__slug__in=services, agreement_year__in=visible_to(person).values("year")
    )
    duties = duties.exclude(pk__in=duties_hidden_from(person)).select_related("service")
    newest_duties = {(duty.service.slug, duty.clause): duty for duty in duties if duty.service}
    for (slug, clause), duty in newest_duties.items():
        year = duty.agreement_year
        title = _("Clause %(clause)s of %(year)d") % {"clause": clause, "year": year}
        url = reverse("agreement:clause", args=[year, clause])
        yield Mention(slug, _("Agreement"), title, url)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """The days of every agreement's duties between two days; whether done for the person's own
    municipality, or for all when the person has none. A draft binds nobody yet: none of its days
    is late, and those that have passed undone are left out.
    """
    municipality = None if person.is_coordinator else person.municipality
    coverages = remembered_coverages(_years_with_days(start, end), municipality)
    for year, coverage in coverages.items():
        is_draft = any(row.clause.draft for row in coverage.rows)
        for matter in _dues_of(year, coverage, start, end):
            if matter.done or matter.date >= coverage.today or not is_draft:
                yield matter


def _years_with_days(start: dt.date, end: dt.date) -> list[int]:
    """The agreement years some of whose duties fall due between the days: one query."""
    rules = Duty.objects.filter(agreement_year__range=(start.year - 10, end.year + 10))
    pairs = rules.order_by("agreement_year").values_list("agreement_year", "due").distinct()
    years = (
        year for year, rule in pairs if any(start <= day <= end for day in _days(parse(rule), year))
    )
    return list(dict.fromkeys(years))


def _days(rule: DueRule, year: int) -> Sequence[dt.date]:
    """The days of a rule in an agreement year; what has none should be done by the year's end, and
    is due when that has passed.
    """
    days = due_dates(rule, year)
    last_day = dt.date(year, 12, 31)
    return days or ([last_day] if rule.asks(year) and last_day < clock.today() else [])


def _dues_of(year: int, coverage: Coverage, start: dt.date, end: dt.date) -> Iterator[Due]:
    for row in coverage.rows:
        for duty in row.duties:
            called_off = {lack.period for lack in duty.lacks if lack.called_off}
            for period in periods(parse(duty.duty.due), year):
                if start <= period.due <= end and period not in called_off:
                    yield _due(row, duty, period, year)
            last = dt.date(year, 12, 31)
            if start <= last <= end and duty.undone_in_year:
                yield _due(row, duty, Period(dt.date(year, 1, 1), last, last), year, done=False)


def _name(clause: ClauseView, duty: DutyView) -> str:
    """The line's name, and the topic of a duty that is not what the line is named by."""
    topics = [sibling.topic for sibling in clause.duties if sibling.topic]
    if not duty.topic or duty.topic == topics[0]:
        return clause.name
    return f"{clause.name}: {label(duty.topic).lower()}"


def _due(row: Row, duty: DutyRow, period: Period, year: int, *, done: bool | None = None) -> Due:
    name = f"{row.clause.number} {_name(row.clause, duty.duty)}"
    url = reverse("agreement:work", args=[year, row.clause.number])
    months = period_text(parse(duty.duty.due), period)
    return Due(
        date=period.due,
        title=f"{name} ({months})" if months else name,
        url=url,
        topic=duty.duty.topic,
        responsible=duty.duty.responsible,
        done=period.due not in duty.open_days if done is None else done,
        verb=verbs.DELIVER if duty.duty.kind == DutyKind.DELIVERABLE else verbs.LOG,
        why=_("Clause %(number)s") % {"number": row.clause.number},
        clause=row.clause.number,
        since=period.first,
        group=Group(name.replace("%", "%%"), url),
    )
