"""Standard numbers, control numbers of others, authority numbers."""

from kimppa.marc.record import Field, Subfield
from tests.catalogues.defects.tools import (
    Site,
    double,
    family,
    has,
    into,
    lacks,
    only,
    remove,
    retag,
    starting,
    strip,
    swap,
    text,
)


def _wrong_check(value: str) -> str:
    """Another last digit (an X becomes 1)."""
    if not value[-1:].isdigit() and value[-1:] != "X":
        return value
    return value[:-1] + ("1" if value[-1] == "X" else str((int(value[-1]) + 3) % 10))


def _wrong_issn(value: str) -> str:
    """An ISSN with another last digit, punctuation after it kept."""
    if value[4:5] != "-":
        return value
    bare = value.rstrip(" ;.")
    return _wrong_check(bare) + value[len(bare) :]


def _short(value: str) -> str:
    return value[:-3] if value[:3] in {"978", "979"} else value


def _isbn_in_024(site: Site) -> None:
    for one in site.fields("020"):
        if number := one.get("a"):
            remove(site.record, one)
            plain = number.replace("-", "")
            site.record.add(Field("024", indicators="3 ", subfields=[Subfield("a", plain)]))
            return


def _another_name(site: Site) -> None:
    """The authority number of one person beside the name of another."""
    for one in site.fields("100 700"):
        for subfield in one.subfields:
            if subfield.code == "a" and one.get("0"):
                subfield.value = "Konversio, Keijo,"
                return


def _qualifier_in_a(site: Site) -> None:
    for one in site.fields("020"):
        if number := one.get("a"):
            one.subfields = [Subfield("a", f"{number} (sid.)")]
            return


_ASTERI = "(FI-ASTERI-N)"

DEFECTS = family(
    "identifiers",
    {
        "isbn-check-digit": text("020", "a", _wrong_check),
        "isbn-too-short": text("020", "a", _short),
        "isbn-with-qualifier": _qualifier_in_a,
        "isbn-in-024": _isbn_in_024,
        "isbn-missing-a": only(has("020"), strip("020", "a")),
        "isbn-twice": double("020"),
        "isbn-in-022": only(lacks("022"), retag("020", "022")),
        "issn-check-digit": text(
            "022 490 830",
            "ax",
            _wrong_issn,
        ),
        "issn-without-hyphen": text(
            "022 490", "ax", lambda value: value.replace("-", "") if value[4:5] == "-" else value
        ),
        "ean-check-digit": text("024", "a", _wrong_check),
        "ean-in-020": only(lacks("020"), retag("024", "020", "  ")),
        "0-missing-100": strip("100", "0"),
        "0-missing-700": strip("700", "0"),
        "0-old-prefix": text("100 700", "0", starting(_ASTERI, "(FIN11)")),
        "0-without-prefix": text("100 700", "0", starting(_ASTERI, "")),
        "0-isni-without-address": text("100 700", "0", into("0000000121032683")),
        "0-of-another-name": _another_name,
        "035-without-prefix": text("035", "a", lambda value: value.rpartition(")")[2]),
        "035-space-after-prefix": text("035", "a", swap(")", ") ")),
        "035-twice": double("035"),
        "028-without-number": only(has("028"), strip("028", "a")),
    },
)
