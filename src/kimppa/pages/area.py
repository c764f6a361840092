"""What the pages answer when the rest of the desk asks."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from itertools import starmap
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Group, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.handover import Mention
from kimppa.core.memo import read_once
from kimppa.core.search.sources import resolve_documents
from kimppa.core.words.messages import say
from kimppa.pages.actions.work import TOPIC
from kimppa.pages.changes.messages import (
    changes_of,
    sentences_of_development,
    sentences_of_platform,
)
from kimppa.pages.languages import BASE, LANGUAGES
from kimppa.pages.models import DEVELOPMENT, Change, Check, Page, Text, Version
from kimppa.pages.queries import every_page, pages
from kimppa.pages.search import DOCUMENTS
from kimppa.pages.states import LOOK, look_by, next_check
from kimppa.ui import numbers

# The page behind work ("work-3-2024-05") or a question ("rule-3-2").
_PAGE = re.compile(r"work-([0-9]{1,15})-[0-9]{4}-[0-9]{2}|rule-([0-9]{1,15})-[0-9]{1,9}")
_PROPOSAL = re.compile(r"sent-([0-9]{1,15})")  # the change behind a proposal that was sent


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """What is found by words, pages behind work and questions, changes behind proposals."""
    return (
        _find(ids, _PAGE, every_page())
        | _find(ids, _PROPOSAL, Change.objects.all())
        | resolve_documents(DOCUMENTS, ids, person)
    )


def _find(ids: Sequence[str], pattern: re.Pattern[str], rows: QuerySet[Any]) -> dict[str, Resolved]:
    match_by_id = {id_: match for id_ in ids if (match := pattern.fullmatch(id_))}
    pk_by_id = {id_: int(next(filter(None, match.groups()))) for id_, match in match_by_id.items()}
    row_by_pk = rows.in_bulk(pk_by_id.values()) if pk_by_id else {}
    return {
        id_: Resolved(str(row_by_pk[pk]), row_by_pk[pk].get_absolute_url())
        for id_, pk in pk_by_id.items()
        if pk in row_by_pk
    }


def mentions(
    person: Person, *, services: Collection[str] = (), records: Collection[str] = ()
) -> Iterator[Mention]:
    """Pages of a service, and pages whose text names a record: a query for each that is asked."""
    if not person.can(Permission.VIEW):
        return
    kind = _("Pages of the web library")
    if services:
        pages = Page.objects.filter(service__slug__in=services, removed_at=None)
        for page in pages.select_related("service").prefetch_related("texts__page"):
            assert page.service is not None
            yield Mention(page.service.slug, kind, str(page), page.get_absolute_url())
    if records:
        names_any_record = reduce(or_, (Q(body__contains=record) for record in records))
        texts = Text.objects.filter(names_any_record, page__removed_at=None).select_related("page")
        for text in texts:
            for record in records:
                if re.search(rf"(?<![\w.-]){re.escape(record)}(?![\w-])", text.body):
                    yield Mention(record, kind, str(text), text.page.get_absolute_url())


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """How many pages there are and what was done with them in the year; how far changes came.
    Three queries at most, for a director's home asks every room.
    """
    topics = [topic for topic in (TOPIC, DEVELOPMENT) if topic in subjects]
    if not topics:
        return {}
    changes = read_once("changes", year, make=lambda: changes_of(year))
    sentences: dict[str, list[Sentence]] = {
        TOPIC: read_once("own pages", year, make=lambda: _page_sentences(year))
        + sentences_of_platform(year, changes)
        if TOPIC in topics
        else [],
        DEVELOPMENT: sentences_of_development(year, municipality, changes),
    }
    return {topic: sentences[topic] for topic in topics if sentences[topic]}


def _page_sentences(year: int) -> list[Sentence]:
    versions = Version.objects.filter(at__year=year).order_by()
    checks = Check.objects.filter(on__year=year).order_by()
    handlings = list(
        versions.annotate(is_check=Value(False))
        .values_list("text__page", "example", "is_check")
        .union(
            checks.annotate(is_check=Value(True)).values_list("text__page", "example", "is_check")
        )
        .order_by()  # their own order is by a column that is not asked for
    )
    if not handlings:
        return []
    written_count = len({page for page, _example, is_check in handlings if not is_check})
    checked_count = len({page for page, _example, is_check in handlings if is_check})
    figures = (
        (_("pages"), numbers.number(pages().count(), 0)),
        (_("pages written"), numbers.number(written_count, 0)),
        (_("pages looked at"), numbers.number(checked_count, 0)),
    )
    headline = (
        numbers.number(written_count or checked_count, 0),
        ngettext("own page", "own pages", written_count or checked_count),
    )
    is_example = any(example for _page, example, _is_check in handlings)
    return [
        Sentence(
            _pages_text(written_count, checked_count),
            url=reverse_lazy("pages:home"),
            example=is_example,
            whole=figures,
            headline=headline,
        )
    ]


def _pages_text(written_count: int, checked_count: int) -> str:
    if written_count and checked_count:
        text = _("Of the web library's own pages {written} were updated and {looked} looked over.")
    elif written_count:
        text = _("Of the web library's own pages {written} were updated.")
    else:
        text = _("Of the web library's own pages {looked} were looked over.")
    return say(text, written=written_count, looked=checked_count)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """When each page should be looked at, one line a page and day, and when changes are due.

    One query, for the year clock asks every room.
    """
    owner = Coalesce("owner__name", Value(""))
    due_changes = Change.objects.filter(due__range=(start, end)).exclude(state=Change.State.DROPPED)
    change_rows = due_changes.order_by().values_list(
        Value("change"), "pk", "title", "due", Value(0), Value(""), "state", "topic", owner
    )
    text_rows = (
        Text.objects.filter(page__removed_at__isnull=True)
        .order_by()
        .values_list(
            Value("page"),
            "page",
            "title",
            "checked_on",
            "page__months",
            "language",
            Value(""),
            Value(TOPIC),
            Coalesce("page__owner__name", Value("")),
        )
    )
    rows_by_page_and_day: dict[tuple[int, dt.date], list[_ChangeRow]] = {}
    title_by_page: dict[int, str] = {}
    for row in starmap(_ChangeRow, text_rows.union(change_rows, all=True)):
        if row.kind == "change":
            yield _due(row)
            continue
        rows_by_page_and_day.setdefault((row.pk, next_check(row.day, row.months)), []).append(row)
        if row.language == BASE or row.pk not in title_by_page:
            title_by_page[row.pk] = row.title
    for (pk, day), rows in sorted(rows_by_page_and_day.items()):
        if start <= day <= end:
            yield _look_due(title_by_page[pk], day, rows)


class _ChangeRow(NamedTuple):
    kind: str
    pk: int
    title: str
    day: dt.date
    months: int
    language: str
    state: str
    topic: str
    owner: str


def _look_due(title: str, day: dt.date, rows: list[_ChangeRow]) -> Due:
    due_codes = {row.language for row in rows}
    languages = ", ".join(str(name) for code, name in LANGUAGES.items() if code in due_codes)
    return Due(
        date=day,
        title=_("Look through the page %(page)s (%(languages)s)")
        % {"page": title, "languages": languages},
        url=reverse("pages:page", args=[rows[0].pk]),
        topic=TOPIC,
        responsible=rows[0].owner,
        verb=verbs.LOOK,
        group=Group(
            _("Look through %(count)d pages"),
            f"{reverse('pages:home')}?{LOOK}={look_by(day, clock.today())}",
        ),
    )


def _due(change: _ChangeRow) -> Due:
    return Due(
        date=change.day,
        title=change.title,
        url=reverse("pages:change", args=[change.pk]),
        topic=change.topic,
        responsible=change.owner,
        verb=pgettext("button", "Carry out"),
        done=change.state in {Change.State.DONE, Change.State.PROVEN},
    )
