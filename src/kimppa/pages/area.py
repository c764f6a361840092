"""What the pages answer when the rest of the desk asks."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Due, Mention, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.search.sources import resolve_documents
from kimppa.pages.actions.telling import TOPIC
from kimppa.pages.changes.models import DEVELOPMENT, Change
from kimppa.pages.changes.saying import (
    changes_of,
    sentences_of_development,
    sentences_of_platform,
)
from kimppa.pages.languages import BASE, LANGUAGES
from kimppa.pages.models import Check, Page, Text, Version
from kimppa.pages.queries import every_page, pages
from kimppa.pages.search import DOCUMENTS
from kimppa.pages.states import next_check
from kimppa.ui import numbers

_WORK = re.compile(r"work-([0-9]{1,15})-[0-9]{4}-[0-9]{2}")
_RULE = re.compile(r"rule-([0-9]{1,15})-[0-9]{1,9}")
_SENT = re.compile(r"sent-([0-9]{1,15})")


def resolve(ids: Sequence[str], person: Person) -> dict[str, Resolved]:
    """What is found by words, the page behind work ("work-3-2024-05") or a question ("rule-3-2"),
    the change behind a proposal that was sent ("sent-3").
    """
    asked = ((one, _WORK.fullmatch(one) or _RULE.fullmatch(one)) for one in ids)
    wanted = {one: int(found[1]) for one, found in asked if found}
    known = every_page().in_bulk(wanted.values()) if wanted else {}
    work = {
        one: Resolved(str(known[pk]), known[pk].get_absolute_url())
        for one, pk in wanted.items()
        if pk in known
    }
    proposals = {one: int(found[1]) for one in ids if (found := _SENT.fullmatch(one))}
    sent = Change.objects.in_bulk(proposals.values()) if proposals else {}
    work |= {
        one: Resolved(str(sent[pk]), sent[pk].get_absolute_url())
        for one, pk in proposals.items()
        if pk in sent
    }
    return work | resolve_documents(DOCUMENTS, ids, person)


def mentions(
    person: Person, *, services: Collection[str] = (), records: Collection[str] = ()
) -> Iterator[Mention]:
    """Pages of a service, and pages whose text names a record: a query for each that is asked."""
    if not person.can(Permission.VIEW):
        return
    kind = _("Pages of the web library")
    if services:
        rows = Page.objects.filter(service__slug__in=services, removed_at=None)
        for page in rows.select_related("service").prefetch_related("texts__page"):
            assert page.service is not None
            yield Mention(page.service.slug, kind, str(page), page.get_absolute_url())
    if records:
        named = reduce(or_, (Q(body__contains=record) for record in records))
        texts = Text.objects.filter(named, page__removed_at=None).select_related("page")
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
    asked = [topic for topic in (TOPIC, DEVELOPMENT) if topic in subjects]
    if not asked:
        return {}
    rows = changes_of(year)
    told: dict[str, list[Sentence]] = {
        TOPIC: _pages(year) + sentences_of_platform(year, rows) if TOPIC in asked else [],
        DEVELOPMENT: sentences_of_development(year, municipality, rows),
    }
    return {topic: told[topic] for topic in asked if told[topic]}


def _pages(year: int) -> list[Sentence]:
    written = Version.objects.filter(at__year=year).order_by()
    looked = Check.objects.filter(on__year=year).order_by()
    rows = list(
        written.annotate(is_look=Value(False))
        .values_list("text__page", "example", "is_look")
        .union(looked.annotate(is_look=Value(True)).values_list("text__page", "example", "is_look"))
        .order_by()  # their own order is by a column that is not asked for
    )
    if not rows:
        return []
    counts = {
        "pages": pages().count(),
        "written": len({page for page, _example, look in rows if not look}),
        "looked": len({page for page, _example, look in rows if look}),
    }
    words = {name: numbers.number(count, 0) for name, count in counts.items()}
    text = ngettext(
        "The web library has %(count)s page of our own.",
        "The web library has %(count)s pages of our own.",
        counts["pages"],
    ) % {"count": words["pages"]}
    done = _("In %(year)d %(written)s were written and %(looked)s looked at.") % {
        "year": year,
        "written": words["written"],
        "looked": words["looked"],
    }
    figures = (
        (_("pages"), words["pages"]),
        (_("pages written"), words["written"]),
        (_("pages looked at"), words["looked"]),
    )
    example = any(one for _page, one, _look in rows)
    return [Sentence(f"{text} {done}", figures, reverse("pages:home"), example=example)]


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """When each page should be looked at, one line a page and day, and when changes are due.

    One query, for the year clock asks every room.
    """
    who = Coalesce("owner__name", Value(""))
    dated = Change.objects.filter(due__range=(start, end)).exclude(state=Change.State.DROPPED)
    changes = dated.order_by().values_list(
        Value("change"), "pk", "title", "due", Value(0), Value(""), "state", "topic", who
    )
    texts = (
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
    days: dict[tuple[int, dt.date], list[_Row]] = {}
    titles: dict[int, str] = {}
    for row in (_Row(*one) for one in texts.union(changes, all=True)):
        if row.kind == "change":
            yield _change(row)
            continue
        days.setdefault((row.pk, next_check(row.day, row.months)), []).append(row)
        if row.language == BASE or row.pk not in titles:
            titles[row.pk] = row.title
    for (pk, day), found in sorted(days.items()):
        if start <= day <= end:
            yield _look(titles[pk], day, found)


class _Row(NamedTuple):
    kind: str
    pk: int
    title: str
    day: dt.date
    months: int
    language: str
    state: str
    topic: str
    who: str


def _look(title: str, day: dt.date, rows: list[_Row]) -> Due:
    written = {row.language for row in rows}
    languages = ", ".join(str(name) for code, name in LANGUAGES.items() if code in written)
    return Due(
        date=day,
        title=_("Look at the page %(page)s (%(languages)s)")
        % {"page": title, "languages": languages},
        url=reverse("pages:page", args=[rows[0].pk]),
        topic=TOPIC,
        responsible=rows[0].who,
    )


def _change(row: _Row) -> Due:
    return Due(
        date=row.day,
        title=row.title,
        url=reverse("pages:change", args=[row.pk]),
        topic=row.topic,
        responsible=row.who,
        done=row.state in {Change.State.DONE, Change.State.PROVEN},
    )
