"""The demo's agreements (`data/demo.toml`), each an example or with its source."""

import tomllib
from importlib.resources import files
from typing import Any

from kimppa.core.allocation.queries import keys
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.licences import actions

type Row = dict[str, Any]


def load() -> None:
    """A card of each e-resource that the demo's libraries are known to have."""
    text = files("kimppa.eresources").joinpath("data/demo.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["licence"]:
        _licence(row)


def _licence(row: Row) -> None:
    codes, without = row.pop("members", None), row.pop("without", ())
    places = Municipality.objects.all()
    period = row.pop("period")
    if topic := period.pop("decision", ""):
        period["decision"] = Decision.objects.filter(topic=topic).first()
    licence = actions.add_card(
        by=SYSTEM,
        service=Service.objects.get(slug=row.pop("service")),
        municipalities=places.filter(code__in=codes) if codes else places,
        period=period | {"key": keys().first()},
        **row,
    )
    for share in licence.periods.get().shares.filter(municipality__code__in=without):
        actions.remove_share(by=SYSTEM, share=share)
