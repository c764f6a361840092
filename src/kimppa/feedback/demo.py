"""A year of made-up feedback, most of it answered, and some that waits."""

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Any

from kimppa.core import clock
from kimppa.core.connections.actions import add
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.queries import directors
from kimppa.core.imports.actions import bring
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.feedback.actions.arrivals import Arrival, Sender, take_in
from kimppa.feedback.actions.doors import make_door
from kimppa.feedback.actions.groups import put_together
from kimppa.feedback.actions.replies import add_reply
from kimppa.feedback.actions.tickets import close
from kimppa.feedback.models import Group, Mailbox, Message, Ticket
from kimppa.feedback.months.month import Month
from kimppa.feedback.months.releases import THEMES
from kimppa.feedback.rows.actions import IMPORTER

type Row = dict[str, Any]

LISTED = Month(2024, 11)  # the month whose theme list the directors have got
LISTED_ON = dt.date(2024, 12, 3)


def load() -> None:
    """Make the rows, unless there is feedback already."""
    if Ticket.objects.exists():
        return
    text = files(__package__).joinpath("data/demo.toml").read_text(encoding="utf-8")
    examples = tomllib.loads(text)
    service_by_slug = {service.slug: service for service in Service.objects.all()}
    town_by_code = {town.code: town for town in Municipality.objects.all()}
    make_door(
        by=SYSTEM,
        slug="louna-finna",
        service=service_by_slug.get("finna"),
        municipality=None,
        example=True,
    )
    add(
        Mailbox,
        by=SYSTEM,
        title="Palautteen postilaatikko",
        host="imap.example.org",
        user="palaute@example.org",
        secret_name="PALAUTE",  # noqa: S106  # a name, no secret
        example=True,
    )
    bring(
        by=SYSTEM,
        importer=IMPORTER,
        content=files(__package__).joinpath("data/rows.csv").read_bytes(),
        name="finna-palautteet.csv",
        options={"service": service_by_slug["finna"].pk if "finna" in service_by_slug else None},
        example=True,
    )
    for reply in examples["reply"]:
        add_reply(by=SYSTEM, example=True, **reply)
    for example in sorted(examples["feedback"], key=lambda entry: entry["arrived"]):
        service = service_by_slug.get(example.get("service", ""))
        _make_ticket(example, service, town_by_code.get(example.get("municipality", "")))
    _deliver_list()


def _deliver_list() -> None:
    """One month's theme list, in the hands of the directors; an instance without any has none."""
    if directors():
        delivered_at = _moment(LISTED_ON, 9)
        freeze_versions(by=SYSTEM, kind=THEMES, document=LISTED, at=delivered_at)
        deliver_versions(by=SYSTEM, kind=THEMES, document=LISTED, at=delivered_at)


def _make_ticket(example: Row, service: Service | None, municipality: Municipality | None) -> None:
    ticket, _new = take_in(
        by=SYSTEM,
        arrival=Arrival(
            channel=Ticket.Channel.FORM,
            text=example["text"],
            service=service,
            municipality=municipality,
            theme=example.get("theme", ""),
            language=example.get("language", "fi"),
            sender=Sender(name=example.get("name", ""), email=example.get("email", "")),
            at=_moment(example["arrived"], 10),
            example=True,
        ),
    )
    if "group" in example:
        group = Group.objects.filter(title=example["group"]).first()
        put_together(by=SYSTEM, ticket=ticket, group=group, title=example["group"])
    if "handled" in example:
        handled_at = _moment(example["handled"], 13)
        # The letters went long ago and their addresses are forgotten: only the words are left.
        Message.objects.create(
            ticket=ticket, kind=Message.Kind.ANSWER, text=example["answer"], by=None, at=handled_at
        )
        close(by=SYSTEM, ticket=ticket, at=handled_at)


def _moment(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), clock.ZONE)
