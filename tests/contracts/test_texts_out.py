"""What somebody has written goes out as it was written: pages, Excel, the API, the calendar.

Texts of every room hold what programs like to take for something else. The coordinator opens every
address that needs no argument, the pages of those rows, every table as a file, every list of the
API, and the calendar. Wherever a text stands it stands whole, or is cut with "…".
"""

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import get_resolver
from icalendar import Calendar

from conftest import Louna
from kimppa.config.api.openapi import document
from kimppa.core.consortium.models import Person
from kimppa.core.search.actions import rebuild
from kimppa.core.yearclock.actions import subscribe
from tests.journeys.crawl import addresses
from tests.journeys.markup import parsed
from tests.rooms import is_chosen
from tests.tokens import secret_of

pytestmark = pytest.mark.django_db

STEM = "kvartsi"
WORD = re.compile(rf"{STEM}\d{{3}}")
TEXT = (
    '<kirjasto@esimerkki.fi> a < b > c <br> & &amp; "q" {service} {x} %(z)s *tähti* # 1. _b_ `c` '
    "$m$ ~a \\n \N{GRINNING FACE} e\N{COMBINING ACUTE ACCENT} 10\N{NO-BREAK SPACE}000"
)
# What a person writes, by table: the text stands in the newest row. Texts of pages and events, and
# how the libraries catalogue, are Markdown, so they are shown as that.
FIELDS = {
    "agreement.Section": "title",
    "catalogue.Plan": "title note",
    "core.Checklist": "title note",
    "core.ChecklistStep": "title",
    "core.Confirmation": "comment",
    "core.Decision": "text meeting",
    "core.Delivery": "recipient_name",
    "core.Evidence": "title note",
    "core.OutgoingMail": "subject body",
    "core.PassedOn": "to note",
    "core.Person": "name",
    "core.Ratification": "title text",
    "core.Service": "name_fi owner vendor",
    "core.Task": "title note",
    "feedback.Group": "title",
    "feedback.Message": "text",
    "feedback.Reply": "title",
    "feedback.Ticket": "subject",
    "pages.Change": "title text",
    "pages.Text": "title",
    "programme.Action": "title goal measure indicator responsible",
    "programme.Comment": "text",
    "programme.Step": "title",
    "programme.Update": "text",
    "publishing.EventSource": "title",
    "publishing.Item": "title_fi summary_fi place organiser contact note",
    "statistics.BranchEvent": "text",
    "statistics.Enquiry": "recipient definition note",
    "statistics.Explanation": "text",
}
# The page that shows a row which does not know its own.
PAGES = {
    "core.Checklist": "/tasks/checklists/{row.pk}/",
    "core.ChecklistStep": "/tasks/checklists/{row.checklist_id}/",
    "core.Decision": "/decisions/{row.pk}/",
    "core.Delivery": "/deliveries/{row.pk}/",
    "core.Evidence": "/work/{row.pk}/",
    "core.OutgoingMail": "/letters/{row.pk}/",
    "core.PassedOn": "/deliveries/{row.delivery_id}/",
    "core.Task": "/tasks/{row.pk}/",
    "statistics.BranchEvent": "/statistics/2024/events/{row.pk}/",
    "statistics.Enquiry": "/statistics/{row.year}/enquiry/",
    "statistics.Explanation": "/statistics/{row.year}/municipality/{row.municipality.code}/",
}
LISTED = {label: fields for label, fields in FIELDS.items() if is_chosen(label.partition(".")[0])}


def write() -> tuple[dict[str, str], list[str]]:
    """Write the texts; each by its first word, and the pages of their rows."""
    texts, paths = {}, []
    for label, names in LISTED.items():
        row: Any = apps.get_model(label)._default_manager.order_by("pk").last()
        if row is None:
            continue
        for name in names.split():
            field = row._meta.get_field(name)
            assert isinstance(field, (models.CharField, models.TextField))
            word = f"{STEM}{len(texts):03}"
            texts[word] = f"{word} {TEXT}"[: field.max_length].rstrip()
            type(row)._default_manager.filter(pk=row.pk).update(**{name: texts[word]})
        if label in PAGES:
            paths.append(PAGES[label].format(row=row))
        targets = [row, *(getattr(row, name, None) for name in ("action", "ticket", "page"))]
        paths += [row.get_absolute_url() for row in targets if hasattr(row, "get_absolute_url")]
    rebuild()
    return texts, paths


def strings(data: Any) -> Iterator[str]:
    """Every text of JSON."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from (text for value in data.values() for text in strings(value))
    elif isinstance(data, list):
        yield from (text for value in data for text in strings(value))


def shown(body: str) -> Iterator[str]:
    """What a page says: its words in their order, and each attribute."""
    page = parsed(body)
    yield "".join(page.itertext())
    for element in page.iter():
        yield from (value for value in element.attrib.values() if STEM in value)


def cells(data: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows(values_only=True):
            yield from (value for value in row if isinstance(value, str))


def places(person: Person, paths: list[str]) -> Iterator[tuple[str, Iterator[str]]]:
    """Each address that says something, and its texts."""
    client = Client()
    client.force_login(person)
    for path in dict.fromkeys([*sorted(addresses(get_resolver().url_patterns)), *paths]):
        answer = client.get(path)
        is_page = "text/html" in answer.get("Content-Type", "") and not answer.streaming
        if answer.status_code == 200 and is_page:
            yield path, shown(answer.text)
            if "format=xlsx" in answer.text:
                data = client.get(f"{path}?format=xlsx").getvalue()
                yield f"{path}?format=xlsx", cells(data) if data.startswith(b"PK") else iter(())
    feed = Calendar.from_ical(client.get(f"/calendar/{subscribe(by=person).token}.ics").content)
    yield "calendar", (str(event["summary"]) for event in feed.walk("VEVENT"))
    yield from lists(person)


def lists(person: Person) -> Iterator[tuple[str, Iterator[str]]]:
    """The texts of every list of the API."""
    secret = secret_of(person)
    for path in document()["paths"]:
        if "{" not in path:
            answer = Client().get(path, headers={"Authorization": f"Bearer {secret}"})
            if answer.get("Content-Type", "").startswith("application/json"):
                yield path, strings(json.loads(answer.content))


def faults(said: str, texts: dict[str, str], *, exact: bool) -> Iterator[str]:
    """Where a text stands otherwise than it was written. A page says white space its own way; what
    the index of words gives has its letters in one piece.
    """
    said = alike(said, exact=exact)
    for match in WORD.finditer(said):
        text = alike(texts[match[0]], exact=exact)
        here = said[match.start() : match.start() + len(text)]
        pairs = enumerate(zip(text, here, strict=False))
        same = next((n for n, (a, b) in pairs if a != b), len(here))
        if here != text and not here[same:].lstrip().startswith("…"):
            near = slice(max(0, same - 12), same + 12)
            yield f"{text[near]!r} is {here[near]!r}"


def alike(text: str, *, exact: bool) -> str:
    composed = unicodedata.normalize("NFC", text)
    return composed if exact else " ".join(composed.split())


def test_what_was_written_goes_out_as_it_was_written(every_room: Louna) -> None:
    texts, paths = write()
    cache.clear()
    wrong, met = [], set()
    for path, words in places(every_room.coordinator, paths):
        exact = "xlsx" in path or path.startswith("/api/") or path == "calendar"
        for said in words:
            met |= set(WORD.findall(said))
            wrong += [f"{path}: {fault}" for fault in faults(said, texts, exact=exact)]
    assert wrong == []
    assert texts.keys() - met == set()
