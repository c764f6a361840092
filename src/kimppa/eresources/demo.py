"""The demo's agreements (`data/demo.toml`), each an example or with its source."""

import tomllib
from decimal import Decimal
from importlib.resources import files
from typing import Any

from kimppa.core import clock
from kimppa.core.allocation.queries import keys
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.caps import actions as caps
from kimppa.eresources.licences import actions
from kimppa.eresources.models import Licence
from kimppa.eresources.orders import actions as orders
from kimppa.eresources.usage import demo as usage

type Row = dict[str, Any]


def load() -> None:
    """A card of each e-resource that the demo's libraries are known to have."""
    text = files("kimppa.eresources").joinpath("data/demo.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    for row in rows["licence"]:
        _licence(row)
    _orders(rows)
    usage.load(rows)


def _orders(rows: dict[str, list[Row]]) -> None:
    decision = Decision.objects.filter(topic="eresource-selection").first()
    if decision is None:
        return
    for row in rows["principle"]:
        orders.add_principle(by=SYSTEM, decision=decision, **row)
    for row in rows["line"]:
        orders.add_line(by=SYSTEM, decision=decision, **row)
    for row in rows["wish"]:
        place = Municipality.objects.get(code=row.pop("municipality"))
        orders.add_wish(by=SYSTEM, municipality=place, **row)
    licence = Licence.objects.filter(service__slug="e-aanikirjat").first()
    for row in rows["order"]:
        names = ("title", "material", "language", "example")
        wish = orders.add_wish(by=SYSTEM, **{name: row.pop(name) for name in names})
        orders.place_order(by=SYSTEM, order=wish, licence=licence, **row)


def _licence(row: Row) -> None:
    cap = row.pop("cap", None)
    codes, without = row.pop("members", None), row.pop("without", ())
    places = Municipality.objects.all()
    period = row.pop("period")
    if topic := period.pop("decision", ""):
        period["decision"] = Decision.objects.filter(topic=topic).first()
    licence = actions.add_card(
        by=SYSTEM,
        service=Service.objects.get(slug=row.pop("service")),
        municipalities=places.filter(code__in=codes) if codes else places,
        period=period | {"key": keys().first() if row.get("example") else None},
        **row,
    )
    for share in licence.periods.get().shares.filter(municipality__code__in=without):
        actions.remove_share(by=SYSTEM, share=share)
    if cap:
        _cap(licence, cap)


def _cap(licence: Licence, row: Row) -> None:
    decision, readings = licence.periods.get().decision, row.pop("readings")
    if decision is None:
        return
    caps.set_cap(by=SYSTEM, licence=licence, decision=decision, **row)
    for day, used in readings:
        if day <= clock.today():
            caps.note_reading(by=SYSTEM, licence=licence, day=day, used=Decimal(used))
