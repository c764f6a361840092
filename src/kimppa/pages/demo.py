"""Louna's pages of the web library as they stand in January 2025."""

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Any

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import Role
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.models import Ratification
from kimppa.pages import actions
from kimppa.pages.changes import actions as changes
from kimppa.pages.changes.proofs import add_proof
from kimppa.pages.confirmations.actions import tie_confirmation
from kimppa.pages.imports.actions import bring
from kimppa.pages.imports.archive import FileText
from kimppa.pages.languages import BASE
from kimppa.pages.models import Change, Link, Page, Text

type Example = dict[str, Any]


def load() -> None:
    """Make the pages with their versions, and what has been looked at."""
    examples = tomllib.loads(
        files("kimppa.pages.data").joinpath("louna.toml").read_text(encoding="utf-8")
    )
    finna = Service.objects.filter(slug="finna").first()
    for example in examples["page"]:
        _make_page(example, finna)
    for example in examples["check"]:
        text = Text.objects.get(page__name=example["page"], language=example["language"])
        actions.check_text(by=SYSTEM, text=text, on=example["on"], example=True)
    _tie_confirmation(examples["confirmed"])
    texts = [FileText(**example) for example in examples["brought"]]
    bring(by=SYSTEM, name="content.zip", texts=texts, example=True)
    for example in examples["link"]:
        page = Page.objects.get(name=example.pop("page"))
        text = page.by_language[example.pop("language", BASE)]
        text_place = [str(page.pk), text.title, text.language]
        times = {"asked_at": moment(example.pop("at"))}
        if "broken_since" in example:
            times["broken_since"] = moment(example.pop("broken_since"))
        Link.objects.create(texts=[text_place], example=True, **times, **example)
    for example in examples["change"]:
        _make_change(example)


def _make_page(example: Example, service: Service | None) -> Page:
    writings, owner = example.pop("write"), _owner(example.pop("owner"))
    page = actions.add_page(by=SYSTEM, service=service, owner=owner, **example)
    for version in writings:
        actions.write_texts(
            by=SYSTEM,
            page=page,
            texts={
                language: actions.TextContent(**content)
                for language, content in version["texts"].items()
            },
            reason=version["reason"],
            at=moment(version["at"]),
            example=True,
        )
    return page


def _tie_confirmation(example: Example) -> None:
    """The use rules are the text that each municipality has confirmed."""
    ratification = Ratification.objects.filter(title=example["title"]).first()
    if ratification is not None:
        page = Page.objects.get(name=example["page"])
        tie_confirmation(by=SYSTEM, page=page, ratification=ratification)


def _make_change(entry: Example) -> None:
    """A change and how far it has come. All are examples."""
    municipality = Municipality.objects.filter(code=entry.get("municipality", "")).first()
    change = changes.wish(
        by=SYSTEM,
        title=entry["title"],
        text=entry["text"],
        municipality=municipality,
        at=moment(entry["at"]),
        example=True,
    )
    page_names, slugs = entry.get("pages", ()), entry.get("services", ())
    changes.edit(
        by=SYSTEM,
        change=change,
        pages=Page.objects.filter(name__in=page_names),
        services=Service.objects.filter(slug__in=slugs),
        owner=_owner("coordinator"),
        **{name: entry[name] for name in ("reason", "allowed", "topic", "due") if name in entry},
    )
    staff = Person.objects.filter(memberships__role=Role.STAFF)
    for person in staff.order_by("memberships__municipality__position", "pk")[
        : entry.get("votes", 0)
    ]:
        changes.vote(by=person, change=change)
    _take_steps(entry, change)


def _take_steps(entry: Example, change: Change) -> None:
    if "agreed" in entry:
        changes.agree(by=SYSTEM, change=change, on=entry["agreed"])
    if "sent" in entry:
        changes.note_sent(by=SYSTEM, change=change, on=entry["sent"])
    if "done" in entry:
        changes.finish(by=SYSTEM, change=change, on=entry["done"])
    for proof in entry.get("proof", ()):
        content = proof.pop("content", "").encode()
        add_proof(by=SYSTEM, change=change, content=content, example=True, **proof)
    if entry.get("proven"):
        changes.prove(by=SYSTEM, change=change)


def moment(local: dt.datetime) -> dt.datetime:
    """A local time of the data, with its zone."""
    return local.replace(tzinfo=clock.ZONE)


def _owner(name: str) -> Person | None:
    role = Role.COORDINATOR if name == "coordinator" else Role.STAFF
    people = Person.objects.filter(memberships__role=role)
    return people.order_by("memberships__municipality__position", "pk").first()
