"""Links inside a record ($6, $8) and between records (773 $w), and to the net (856)."""

from tests.catalogues.defects.tools import (
    add,
    coded,
    double,
    drop,
    every,
    family,
    has,
    has_code,
    indicator,
    insert,
    into,
    lacks,
    only,
    starting,
    strip,
    swap,
    text,
)


def _other_organisation(value: str) -> str:
    """Another organisation's prefix before the host's number."""
    code, _, number = value.partition(")")
    return f"(FI-TATI){number}" if number and code != "(FI-TATI" else value


DEFECTS = family(
    "links",
    {
        "880-missing": only(has_code("245", "6"), drop("880")),
        "880-not-answered": only(has("880"), strip("245", "6")),
        "880-number-of-nobody": text("880", "6", swap("-01", "-07")),
        "880-tag-of-another": text("880", "6", swap("245-", "246-")),
        "880-link-malformed": text("880", "6", into("245")),
        "8-alone": insert("500", "8", "1\\c", after="a"),
        "773-w-to-nothing": text(
            "773", "w", lambda value: f"{value[: value.find(')') + 1]}999999999"
        ),
        "773-w-final-stop": text("773", "w", lambda value: f"{value.rstrip('.')}."),
        "773-w-without-prefix": text("773", "w", lambda value: value.rpartition(")")[2]),
        "773-w-of-other-organisation": text("773", "w", _other_organisation),
        "773-w-missing": strip("773", "w"),
        "773-t-missing": strip("773", "t"),
        "773-missing": only(coded("LDR", 7, "ab"), drop("773")),
    },
)

ONLINE = family(
    "e-resources",
    {
        "856-without-address": strip("856", "u"),
        "856-backslashes": text("856", "u", swap("https://", "https:\\\\")),
        "856-without-scheme": text("856", "u", starting("https://", "")),
        "856-text-in-address": text(
            "856", "u", lambda value: f"{value.removesuffix(' |q PDF')} |q PDF"
        ),
        "856-space-in-address": text("856", "u", swap("example.org/", "example.org/ ")),
        "856-material-named": insert("856", "3", "Verkkokirja", after="u"),
        "856-ind2-related": indicator("856", 2, "2"),
        "856-ind2-blank": indicator("856", 2, " "),
        "856-ind1-blank": indicator("856", 1, " "),
        "506-licensed-without-f": only(has_code("506", "f", "authorization"), strip("506", "f")),
        "506-licensed-missing": only(has_code("506", "f", "authorization"), drop("506")),
        "506-f-without-source": only(has_code("506", "f"), strip("506", "2")),
        "506-f-other-words": text("506", "f", swap("with authorization", "with autorisation")),
        "856-twice": double("856"),
        "856-on-print": only(
            every(lacks("856"), has_code("338", "b", "nc")),
            add("856 40 $uhttps://ekirjat.example.org/1$yLue e-kirja"),
        ),
    },
)

ALL = DEFECTS + ONLINE
