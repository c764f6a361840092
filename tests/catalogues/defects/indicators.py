"""Indicators that other fields or the text itself decide."""

from kimppa.marc.record import Record
from tests.catalogues.defects.tools import (
    Site,
    add,
    every,
    family,
    has,
    has_code,
    indicator,
    lacks,
    only,
    strip,
    text,
)

_ARTICLES = ("The ", "Den ", "A ", "Der ", "Das ", "En ", "Ett ")


def _article(record: Record) -> bool:
    return any((one.get("a") or "").startswith(_ARTICLES) for one in record.all("245"))


def _only_genre_indicator(site: Site) -> None:
    """The indicator that says YKL's extra classes are such is missing."""
    for one in site.fields("084"):
        if one.indicators[0] == "9":
            one.indicators = "  "
            return


def _direct(name: str) -> str:
    """A name with its forename first."""
    surname, comma, rest = name.partition(", ")
    forenames = rest.rstrip(",.")
    return f"{forenames} {surname}{rest[len(forenames) :]}" if comma else name


DEFECTS = family(
    "indicators",
    {
        "245-ind1-0-with-1xx": only(has("100"), indicator("245", 1, "0")),
        "245-ind1-1-without-1xx": only(lacks("100 110 111 130"), indicator("245", 1, "1")),
        "245-ind2-0-with-article": only(_article, indicator("245", 2, "0")),
        "245-ind2-4-without-article": only(
            lambda record: not _article(record), indicator("245", 2, "4", of="0")
        ),
        "240-ind2-without-article": only(has("240"), indicator("240", 2, "3", of="0")),
        "490-ind1-0-with-8xx": only(has("490 830"), indicator("490", 1, "0")),
        "490-ind1-1-without-8xx": only(
            every(lacks("800 810 811 830"), lacks("490")), add("490 1# $aKonversion sarja")
        ),
        "830-ind2-without-article": only(has("830"), indicator("830", 2, "4", of="0")),
        "650-ind2-4-with-source": indicator("650", 2, "4", of="7"),
        "650-ind2-7-without-source": strip("650", "2"),
        "655-ind2-blank-with-source": indicator("655", 2, " ", of="7"),
        "264-ind2-blank": indicator("264", 2, " ", of="1"),
        "776-ind2-blank-with-i": add("776 0# $iVerkkoaineisto:$z978-952-5329-91-9", unless="776"),
        "100-ind1-0-inverted-name": only(has_code("100", "a", ", "), indicator("100", 1, "0")),
        "100-ind1-1-direct-name": text("100", "a", _direct),
        "700-ind1-0-inverted-name": only(has_code("700", "a", ", "), indicator("700", 1, "0")),
        "024-ind1-8-of-ean": indicator("024", 1, "8", of="3"),
        "084-extra-class-ind1-blank": _only_genre_indicator,
        "521-ind1-blank-of-age": only(
            has_code("521", "a", "Ikäsuositus"), indicator("521", 1, " ")
        ),
        "773-ind1-blank": indicator("773", 1, " "),
    },
)
