"""The demo's e-resources (`data/demo.toml`), each an example or with its source; files go the way
of every file.
"""

import csv
import io
import tomllib
from decimal import Decimal
from importlib.resources import files
from typing import Any

from kimppa.core import clock
from kimppa.core.allocation.queries import keys
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.decisions.models import Decision
from kimppa.core.imports.actions import bring, take
from kimppa.core.imports.importer import Importer
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.actions import remove_row
from kimppa.eresources.caps import actions as caps
from kimppa.eresources.licences import actions
from kimppa.eresources.models import CostShare, Licence, UsageYear
from kimppa.eresources.orders import actions as orders
from kimppa.eresources.records import actions as records
from kimppa.eresources.usage import actions as usage
from kimppa.eresources.usage.imports import IMPORTER
from kimppa.eresources.usage.letters import note_asking

type Row = dict[str, Any]


def load() -> None:
    """A card of each e-resource that the demo's libraries are known to have, with its money,
    orders, records and use.
    """
    text = files("kimppa.eresources").joinpath("data/demo.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text, parse_float=Decimal)
    for row in tables["licence"]:
        _licence(row)
    _orders(tables)
    for row in tables["titles"]:
        _file(row, records.IMPORTER)
    _use(tables)


def _licence(row: Row) -> None:
    cap = row.pop("cap", None)
    codes, without = row.pop("members", None), row.pop("without", ())
    municipalities = Municipality.objects.all()
    period, following = row.pop("period"), row.pop("following", None)
    has_key = period.pop("key", row.get("example"))
    if topic := period.pop("decision", ""):
        period["decision"] = Decision.objects.filter(topic=topic).first()
    licence = actions.add_card(
        by=SYSTEM,
        service=Service.objects.get(slug=row.pop("service")),
        municipalities=municipalities.filter(code__in=codes) if codes else municipalities,
        period=period | {"key": keys().first() if has_key else None},
        **row,
    )
    if following:
        actions.add_period(by=SYSTEM, licence=licence, **following)
    shares = CostShare.objects.filter(period__licence=licence)
    for share in shares.filter(municipality__code__in=without):
        remove_row(share, by=SYSTEM, action="eresources.share-remove")
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


def _orders(tables: dict[str, list[Row]]) -> None:
    decision = Decision.objects.filter(topic="eresource-selection").first()
    if decision is None:
        return
    for row in tables["principle"]:
        orders.add_principle(by=SYSTEM, decision=decision, **row)
    for row in tables["line"]:
        orders.add_line(by=SYSTEM, decision=decision, **row)
    for row in tables["wish"]:
        municipality = Municipality.objects.get(code=row.pop("municipality"))
        orders.add_wish(by=SYSTEM, municipality=municipality, **row)
    for row in tables["order"]:
        _order(row)


def _order(row: Row) -> None:
    """A title that was wished for, ordered and catalogued."""
    licence, facts = _licence_of(row), row.pop("record")
    wish = orders.add_wish(by=SYSTEM, **{name: row.pop(name) for name in WISHED})
    orders.place_order(by=SYSTEM, order=wish, licence=licence, **row)
    facts |= {"title": wish.title, "kind": "e-audiobook", "language": wish.language}
    records.make_record(by=SYSTEM, licence=licence, facts=facts, order=wish)


WISHED = ("title", "material", "language", "example")


def _use(tables: dict[str, list[Row]]) -> None:
    """Sums, files and what has been asked, all examples."""
    for row in tables["use"]:
        usage.report_sum(
            by=SYSTEM,
            usage_year=_year(row),
            count=row["count"],
            sender=row["letter"],
            told_on=row["told_on"],
            example=True,
        )
    for row in tables["file"]:
        _file(row, IMPORTER, year=row.get("year"))
    for row in tables["asked"]:
        note_asking(
            by=SYSTEM,
            usage_year=_year(row),
            asked_of=row["asked_of"],
            asked_on=row["asked_on"],
        )


def _licence_of(row: Row) -> Licence:
    return Licence.objects.with_service().get(service__slug=row.pop("service"))


def _year(row: Row) -> UsageYear:
    return UsageYear(licence=_licence_of(row), year=row["year"], example=True)


def _file(row: Row, importer: Importer, **options: Any) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([row["heading"], *row["rows"]])
    upload = bring(
        by=SYSTEM,
        importer=importer,
        content=text.getvalue().encode(),
        name=row["name"],
        options={"licence": _licence_of(row).pk, **options},
        example=True,
    )
    take(by=SYSTEM, importer=importer, upload=upload)
