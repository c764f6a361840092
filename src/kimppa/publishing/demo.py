"""The demo's events and news of 2024 and the spring of 2025. All of it is an example."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from django.db import transaction

from kimppa.core.clock import ZONE
from kimppa.core.connections.actions import add
from kimppa.core.consortium.models import Branch, Membership, Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.decisions.actions import record_decision
from kimppa.core.decisions.models import Decision
from kimppa.core.proposals.actions import make_link
from kimppa.publishing import actions
from kimppa.publishing.actions import ItemInput
from kimppa.publishing.models import EventSource, Item, SendingLink
from kimppa.publishing.prices import FREE

type Entry = dict[str, Any]
HELSINKI = "https://api.hel.fi/linkedevents/v1/event/?text=kirjasto"
TEXTS = ("title", "summary", "text")


def load() -> None:
    """Send and publish as the year went; one proposal waits, one library has a link.

    Does nothing in an instance without a coordinator.
    """
    holder = Membership.objects.filter(role=Role.COORDINATOR).select_related("person").first()
    if holder is None:
        return
    text = files("kimppa.publishing").joinpath("data", "demo.toml").read_text("utf-8")
    examples = tomllib.loads(text)
    with transaction.atomic():
        decisions = {
            name: record_decision(by=holder.person, topic="events", example=True, **entry)
            for name, entry in examples["decision"].items()
        }
        for entry in examples["item"]:
            _make_item(holder.person, entry, decisions)
        for town in Municipality.objects.filter(code="061"):
            add(
                EventSource, by=holder.person, title="Helsingin Linked Events", address=HELSINKI,
                municipality=town, example=True,
            )  # fmt: skip
        for town in Municipality.objects.filter(code="834"):
            make_link(
                SendingLink, by=holder.person, municipality=town,
                holder="Kirjastovirkailija", example=True,
            )  # fmt: skip


def _make_item(coordinator: Person, entry: Entry, decisions: Mapping[str, Decision]) -> None:
    town = Municipality.objects.filter(code=entry.get("municipality", "")).first()
    sender = _sender(town) or coordinator
    columns = {f"{name}_{language}": entry.get(f"{name}_{language}", "") for name in TEXTS
              for language in ("fi", "sv", "en")}  # fmt: skip
    columns |= {
        "municipality": town,
        "branch": Branch.objects.filter(code=entry.get("branch", "")).first(),
        "joint": entry.get("joint", False),
        "decision": decisions.get(entry.get("decision", "")),
        **{name: entry.get(name, "") for name in ("place", "rule", "locality", "contact")},
    }
    is_event = entry.get("kind", "event") == "event"
    columns |= {
        "price": entry.get("price", FREE if is_event else ""),
        "start": _moment(entry.get("start")),
        "end": _moment(entry.get("end")),
        "expires_at": _moment(entry.get("expires_at")),
    }
    content = ItemInput(columns, entry.get("categories", ()), entry.get("audiences", ()))
    by = sender if town else coordinator
    item = actions.create_item(
        by=by, kind=entry.get("kind", Item.Kind.EVENT), content=content, example=True
    )
    actions.propose(by=by, item=item)
    if "published" in entry:
        actions.publish(by=coordinator, item=item, at=_moment(entry["published"]))
    if "participants" in entry:
        actions.set_participants(by=coordinator, item=item, participants=entry["participants"])


def _sender(town: Municipality | None) -> Person | None:
    """Somebody of the library: staff if it has any here, else its director."""
    memberships = Membership.objects.filter(municipality=town, role__in=(Role.STAFF, Role.DIRECTOR))
    membership = (
        memberships.select_related("person").order_by("-role", "pk").first() if town else None
    )
    return membership.person if membership else None


def _moment(local: dt.datetime | None) -> dt.datetime | None:
    return local.replace(tzinfo=ZONE) if local else None
