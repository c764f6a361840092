"""What the pages answer when the rest of the desk asks."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.search.sources import resolve_documents
from kimppa.pages.actions.telling import TOPIC
from kimppa.pages.changes.models import DEVELOPMENT, Change
from kimppa.pages.changes.saying import sentences_of_development, sentences_of_platform
from kimppa.pages.languages import LANGUAGES
from kimppa.pages.models import Check, Page, Version
from kimppa.pages.queries import every_page, pages, standings
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
    """How many pages there are and what was done with them in the year; how far changes came."""
    told: dict[str, list[Sentence]] = {}
    if TOPIC in subjects:
        told[TOPIC] = _pages(year) + sentences_of_platform(year)
    if DEVELOPMENT in subjects:
        told[DEVELOPMENT] = sentences_of_development(year, municipality)
    return {topic: sentences for topic, sentences in told.items() if sentences}


def _pages(year: int) -> list[Sentence]:
    versions = list(Version.objects.filter(at__year=year).values_list("text__page", "example"))
    checks = list(Check.objects.filter(on__year=year).values_list("text__page", "example"))
    if not versions and not checks:
        return []
    all_pages = pages().count()
    text = ngettext(
        "The web library has %(count)s page of our own.",
        "The web library has %(count)s pages of our own.",
        all_pages,
    ) % {"count": numbers.number(all_pages, 0)}
    written = len({page for page, _example in versions})
    looked = len({page for page, _example in checks})
    done = _("In %(year)d %(written)s were written and %(looked)s looked at.") % {
        "year": year,
        "written": numbers.number(written, 0),
        "looked": numbers.number(looked, 0),
    }
    figures = (
        (_("pages"), numbers.number(all_pages, 0)),
        (_("pages written"), numbers.number(written, 0)),
        (_("pages looked at"), numbers.number(looked, 0)),
    )
    example = any(one for _page, one in (*versions, *checks))
    return [Sentence(f"{text} {done}", figures, reverse("pages:home"), example=example)]


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """When each page should be looked at: one line a page and day."""
    for page in pages():
        days: dict[dt.date, list[str]] = {}
        for one in standings(page):
            if one.text is not None:
                days.setdefault(one.text.due, []).append(str(LANGUAGES[one.language]))
        for day, languages in days.items():
            if start <= day <= end:
                yield _due(page, day, languages)
    for change in Change.objects.filter(due__range=(start, end)).select_related("owner"):
        if change.state != Change.State.DROPPED:
            yield _change(change)


def _due(page: Page, day: dt.date, languages: list[str]) -> Due:
    return Due(
        date=day,
        title=_("Look at the page %(page)s (%(languages)s)")
        % {"page": page, "languages": ", ".join(languages)},
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
