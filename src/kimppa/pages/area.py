"""What the pages answer when the rest of the desk asks."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
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
    """When each page should be looked at, one line a page and day, and when changes are due: two
    queries, for the year clock asks every room.
    """
    texts = Text.objects.filter(page__removed_at__isnull=True).select_related("page__owner")
    days: dict[tuple[int, dt.date], list[Text]] = {}
    titles: dict[int, str] = {}
    for text in texts.order_by("page", "language"):
        if text.language in text.page.wanted:
            days.setdefault((text.page_id, text.due), []).append(text)
        if text.language == BASE:
            titles[text.page_id] = text.title
    for (pk, day), found in days.items():
        if start <= day <= end:
            yield _due(found[0].page, titles.get(pk, found[0].page.name), day, found)
    for change in Change.objects.filter(due__range=(start, end)).select_related("owner"):
        if change.state != Change.State.DROPPED:
            yield _change(change)


def _due(page: Page, title: str, day: dt.date, texts: list[Text]) -> Due:
    languages = [str(LANGUAGES[code]) for code in LANGUAGES if code in {t.language for t in texts}]
    return Due(
        date=day,
        title=_("Look at the page %(page)s (%(languages)s)")
        % {"page": title, "languages": ", ".join(languages)},
        url=page.get_absolute_url(),
        topic=TOPIC,
        responsible=page.owner.name if page.owner else "",
    )


def _change(change: Change) -> Due:
    assert change.due is not None
    return Due(
        date=change.due,
        title=str(change),
        url=change.get_absolute_url(),
        topic=change.topic,
        responsible=change.owner.name if change.owner else "",
        done=change.state in {Change.State.DONE, Change.State.PROVEN},
    )
