"""Where an event is on a map: as told, else its library, else amid a municipality.

`data/centres.tsv` holds the main village or town of each of Finland's municipalities, by GeoNames
(geonames.org, CC BY 4.0; read in December 2026), to a thousandth of a degree.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kimppa.core.consortium.finland import listed_as
from kimppa.publishing.directory import entry_of
from kimppa.publishing.models import Item

type Point = tuple[float, float]  # latitude, longitude
type Centres = Mapping[str, Point]  # by the municipality's code

_TABLE = Path(__file__).with_name("data") / "centres.tsv"
_NUMBER = r"(\d{1,2}(?:[.,]\d+)?)"
# Of a text whose blanks are single.
_PAIR = re.compile(rf"{_NUMBER} ?°? ?N? ?[,; ] ?{_NUMBER} ?°? ?E?", re.IGNORECASE)
# Finland and its neighbours: what is outside is mistyped, or has the longitude first.
_LATITUDES, _LONGITUDES = (53.0, 72.0), (4.0, 45.0)


class PositionError(ValueError):
    """What is no position, or one far from here."""


def read_position(text: str) -> Point | None:
    """ "60.8137, 23.6211", also with decimal commas; None for nothing. Raises PositionError."""
    if not text.strip():
        return None
    match = _PAIR.fullmatch(" ".join(text.split()))
    if match is None:
        raise PositionError(text)
    latitude, longitude = (float(number.replace(",", ".")) for number in match.groups())
    if not (
        _LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]
    ):
        raise PositionError(text)
    return latitude, longitude


def words_of(point: Point | None) -> str:
    """The same as `read_position` takes it."""
    return f"{point[0]}, {point[1]}" if point else ""


def point_of(item: Item) -> Point | None:
    """Where it is exactly: as told of the item, else as Kirjastohakemisto tells of its library."""
    if item.latitude is not None and item.longitude is not None:
        return item.latitude, item.longitude
    entry = entry_of(item)
    if entry is None or entry.latitude is None or entry.longitude is None:
        return None
    return entry.latitude, entry.longitude


def approximate_point(item: Item, centres: Centres) -> Point | None:
    """Where it is, exactly or as its town is: near enough for a map beside the words of the place.

    None for what is in no municipality, such as a joint event on the web.
    """
    if point := point_of(item):
        return point
    town = item.branch.municipality if item.branch else item.municipality
    listed_town = listed_as(item.locality) if item.locality else None
    code = listed_town.code if listed_town else town.code if town else ""
    return centres.get(code)


@cache
def listed_centres() -> Centres:
    """Amid each of Finland's municipalities."""
    lines = (line.split("\t") for line in _TABLE.read_text("utf-8").splitlines()[1:])
    return {code: (float(latitude), float(longitude)) for code, latitude, longitude in lines}
