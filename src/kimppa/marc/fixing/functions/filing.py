"""Indicators that count the characters left out in sorting."""

from kimppa.marc.definition import articles
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Field, Record

_FIRST = {"130", "630", "730", "740"}
_SECOND = {"222", "240", "242", "243", "245", "440", "830"}


@function
def count_article(place: Place) -> None:
    """Count the article of the title's language; 0 where there is none."""
    if not place.field:
        return
    title = place.field.get("a") or ""
    _write(place.field, articles.article(title, _language(place.record)))


def count_characters(field: Field, count: int) -> None:
    """Count so many characters, where the field counts them and says none."""
    at = 0 if field.tag in _FIRST else 1
    if field.tag in _FIRST | _SECOND and field.indicators[at : at + 1] in {" ", "0"}:
        _write(field, count)


def _write(field: Field, count: int) -> None:
    first, second = list(field.indicators.ljust(2)[:2])
    field.indicators = f"{count}{second}" if field.tag in _FIRST else f"{first}{count}"


def _language(record: Record) -> str:
    told = next((text for one in record.all("041") for text in one.all("ad")), None)
    return told or record.control("008")[35:38]
