"""Languages, countries, dates and other codes of 008 and 041."""

from kimppa.marc.record import Record
from tests.catalogues.defects.tools import (
    Site,
    add,
    both,
    coded,
    control,
    drop,
    every,
    family,
    has,
    has_code,
    indicator,
    insert,
    into,
    only,
    position,
    text,
)

_BOOK = coded("LDR", 6, "a")
_BOOK_ALONE = every(_BOOK, coded("LDR", 7, "m"))
_TRANSLATED = has_code("041", "h")
_SINGLE = coded("008", 6, "s")


def _another_year(site: Site) -> None:
    """The year of 008 is not that of 264."""
    found = site.record.first("008")
    if (
        found
        and found.value[7:11].isdigit()
        and has_code("264", "c", found.value[7:11])(site.record)
    ):
        found.value = f"{found.value[:7]}{int(found.value[7:11]) - 3}{found.value[11:]}"


def _shifted(value: str) -> str:
    """Illustration codes not from the left on."""
    return (
        f"{value[:18]} {value[18:21]}{value[22:]}"
        if value[18:19] == "a" and value[21] == " "
        else value
    )


def _has_class_of_novels(record: Record) -> bool:
    return any((field.get("a") or "").startswith("84.") for field in record.all("084"))


def _joined(value: str) -> str:
    return f"{value}eng" if len(value) == 3 else value


DEFECTS = family(
    "codes",
    {
        "008-language-unknown": position("008", 35, "xyz"),
        "008-language-blank": position("008", 35, "   "),
        "008-language-not-041": only(
            every(has_code("041", "a", "fin"), has("041")), position("008", 35, "est")
        ),
        "008-language-norwegian-bokmal": both(
            position("008", 35, "nob"), text("041", "ad", into("nob"))
        ),
        "041-missing": only(_TRANSLATED, drop("041")),
        "041-zxx-beside-language": only(_BOOK, insert("041", "b", "zxx")),
        "041-norwegian-bokmal": only(_TRANSLATED, text("041", "h", into("nob"))),
        "041-sami-without-smi": only(_TRANSLATED, text("041", "h", into("sme"))),
        "041-codes-joined": text("041", "ad", _joined),
        "041-in-capitals": text("041", "ad", str.upper),
        "041-unknown-code": only(_TRANSLATED, text("041", "h", into("xyz"))),
        "041-retired-code": only(_TRANSLATED, text("041", "h", into("scr"))),
        "041-ind1-of-translation": only(_TRANSLATED, indicator("041", 1, "0")),
        "041-ind1-without-translation": only(
            lambda record: not _TRANSLATED(record) and not has_code("041", "j")(record),
            indicator("041", 1, "1"),
        ),
        "country-england": position("008", 15, "enk"),
        "country-american-state": position("008", 15, "nyu"),
        "country-unknown": position("008", 15, "zzz"),
        "country-obsolete": position("008", 15, "uk "),
        "date-type-unknown": position("008", 6, "z"),
        "date-type-single-with-two-dates": only(_SINGLE, position("008", 11, "2024")),
        "date-type-reprint-without-date": only(_SINGLE, position("008", 6, "r")),
        "date-not-264": _another_year,
        "date-not-a-year": position("008", 7, "20x1"),
        "date-in-the-future": only(_SINGLE, position("008", 7, "2091")),
        "date-entered-impossible": position("008", 0, "991399"),
        "illustrations-not-left": only(_BOOK_ALONE, control("008", _shifted)),
        "illustrations-unknown": only(_BOOK_ALONE, position("008", 18, "x")),
        "audience-unknown": position("008", 22, "x"),
        "audience-not-coded": only(_BOOK_ALONE, position("008", 22, "|")),
        "literary-form-unknown": only(_BOOK_ALONE, position("008", 33, "x")),
        "literary-form-not-coded": only(_BOOK_ALONE, position("008", 33, "|")),
        "literary-form-of-fact": only(
            every(_BOOK_ALONE, _has_class_of_novels), position("008", 33, "0")
        ),
        "form-of-item-unknown": only(_BOOK_ALONE, position("008", 23, "x")),
        "modified-record-unknown": position("008", 38, "z"),
        "catalogue-source-unknown": position("008", 39, "z"),
        "language-note-without-code": only(
            lambda record: not has("041")(record),
            add("546 ## $aTeksti suomeksi ja ruotsiksi.", unless="546"),
        ),
    },
)
