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

type Row = dict[str, Any]


def load() -> None:
    """Make the pages with their versions, and what has been looked at."""
    louna = tomllib.loads(
        files("kimppa.pages.data").joinpath("louna.toml").read_text(encoding="utf-8")
    )
    finna = Service.objects.filter(slug="finna").first()
    for row in louna["page"]:
        _page(row, finna)
    for row in louna["check"]:
        text = Text.objects.get(page__name=row["page"], language=row["language"])
        actions.check_text(by=SYSTEM, text=text, on=row["on"], example=True)
    _confirmed(louna["confirmed"])
    texts = [FileText(**row) for row in louna["brought"]]
    bring(by=SYSTEM, name="content.zip", texts=texts, example=True)
    for row in louna["link"]:
        page = Page.objects.get(name=row.pop("page"))
        text = page.by_language[row.pop("language", BASE)]
        place = [str(page.pk), text.title, text.language]
        days = {"asked_at": moment(row.pop("at"))}
        if "broken_since" in row:
            days["broken_since"] = moment(row.pop("broken_since"))
        Link.objects.create(texts=[place], example=True, **days, **row)
    for row in louna["change"]:
        _change(row)


def _page(row: Row, service: Service | None) -> Page:
    writes, owner = row.pop("write"), _owner(row.pop("owner"))
    page = actions.add_page(by=SYSTEM, service=service, owner=owner, **row)
    for version in writes:
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


def _confirmed(row: Row) -> None:
    """The use rules are the text that each municipality has confirmed."""
    ratification = Ratification.objects.filter(title=row["title"]).first()
    if ratification is not None:
        page = Page.objects.get(name=row["page"])
        tie_confirmation(by=SYSTEM, page=page, ratification=ratification)


def _change(row: Row) -> None:
    """A change and how far it has come. All are examples."""
    place = Municipality.objects.filter(code=row.get("municipality", "")).first()
    change = changes.wish(
        by=SYSTEM,
        title=row["title"],
        text=row["text"],
        municipality=place,
        at=moment(row["at"]),
        example=True,
    )
    names, slugs = row.get("pages", ()), row.get("services", ())
    changes.edit(
        by=SYSTEM,
        change=change,
        pages=Page.objects.filter(name__in=names),
        services=Service.objects.filter(slug__in=slugs),
        owner=_owner("coordinator"),
        **{name: row[name] for name in ("reason", "allowed", "topic", "due") if name in row},
    )
    staff = Person.objects.filter(memberships__role=Role.STAFF)
    for person in staff.order_by("memberships__municipality__position", "pk")[
        : row.get("votes", 0)
    ]:
        changes.vote(by=person, change=change)
    _steps(row, change)


def _steps(row: Row, change: Change) -> None:
    if "agreed" in row:
        changes.agree(by=SYSTEM, change=change, on=row["agreed"])
    if "sent" in row:
        changes.note_sent(by=SYSTEM, change=change, on=row["sent"])
    if "done" in row:
        changes.finish(by=SYSTEM, change=change, on=row["done"])
    for proof in row.get("proof", ()):
        content = proof.pop("content", "").encode()
        add_proof(by=SYSTEM, change=change, content=content, example=True, **proof)
    if row.get("proven"):
        changes.prove(by=SYSTEM, change=change)


def moment(local: dt.datetime) -> dt.datetime:
    """A local time of the data, with its zone."""
    return local.replace(tzinfo=clock.ZONE)


def _owner(name: str) -> Person | None:
    role = Role.COORDINATOR if name == "coordinator" else Role.STAFF
    people = Person.objects.filter(memberships__role=role)
    return people.order_by("memberships__municipality__position", "pk").first()
