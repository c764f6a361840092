"""Indicators that count the characters left out in sorting."""

from kimppa.marc.definition import articles
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Record

_FIRST = {"130", "630", "730", "740"}


@function
def count_article(place: Place) -> None:
    """Count the article of the title's language; 0 where there is none."""
    if not place.field:
        return
    title = place.field.get("a") or ""
    count = articles.article(title, _language(place.record))
    first, second = list(place.field.indicators.ljust(2)[:2])
    if place.field.tag in _FIRST:
        place.field.indicators = f"{count}{second}"
    else:
        place.field.indicators = f"{first}{count}"


def _language(record: Record) -> str:
    told = next((text for one in record.all("041") for text in one.all("ad")), None)
    return told or record.control("008")[35:38]
