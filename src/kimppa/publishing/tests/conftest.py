"""Louna with a way to make events quickly."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from conftest import Louna
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Branch, Person
from kimppa.core.files.pictures import accept
from kimppa.publishing import actions
from kimppa.publishing.actions import ItemInput
from kimppa.publishing.models import Item

type Make = Callable[..., Item]


def at(text: str) -> dt.datetime:
    """A moment on the wall in Helsinki: "2025-02-05 17:00"."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def signed_in(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(person)
    return client


@pytest.fixture
def make(louna: Louna) -> Make:
    """An event of Tammela on 5 February 2025; published unless told."""

    def made(
        title: str = "Tapahtuma",
        *,
        town: str = "834",
        kind: str = "event",
        published: bool = True,
        categories: tuple[str, ...] = (),
        audiences: tuple[str, ...] = (),
        words: tuple[str, ...] = (),
        picture: bytes = b"",
        **values: Any,
    ) -> Item:
        if kind == "event":
            values = {"start": at("2025-02-05 17:00"), "end": at("2025-02-05 18:30")} | values
        values = {"title_fi": title, "municipality": louna.municipalities.get(town)} | values
        kept = accept(picture) if picture else None
        content = ItemInput(values, categories, audiences, words, picture=kept)
        item = actions.create_item(by=louna.coordinator, kind=kind, content=content)
        if published:
            actions.publish(by=louna.coordinator, item=item)
        item.refresh_from_db()
        return item

    return made


@pytest.fixture
def tammela(louna: Louna) -> Branch:
    return Branch.objects.get(code="tam")
