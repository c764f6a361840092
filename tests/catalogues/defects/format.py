"""What the MARC 21 format itself does not allow (QA Catalogue's error types)."""

from kimppa.marc.record import Field
from tests.catalogues.defects.tools import (
    Site,
    add,
    double,
    drop,
    drop_all,
    every,
    family,
    has,
    indicator,
    insert,
    lacks,
    only,
    retag,
    strip,
)


def _other_title(one: Field) -> None:
    for subfield in one.subfields:
        if subfield.code == "a":
            subfield.value = f"Toinen {subfield.value}"


def _second_responsibility(site: Site) -> None:
    for one in site.fields("245"):
        for at, subfield in enumerate(one.subfields):
            if subfield.code == "c":
                one.subfields.insert(at + 1, type(subfield)("c", "toimittanut Aino Aalto."))
                return


DEFECTS = family(
    "format",
    {
        "undefined-field": add("299 ## $aKonversiosta jäänyt kenttä"),
        "undefined-subfield-245": insert("245", "z", "x"),
        "undefined-subfield-300": insert("300", "z", "x"),
        "undefined-subfield-490": insert("490", "c", "x"),
        "undefined-subfield-884": add(
            "884 ## $aMARC21-konversio$g20190101$kFI-KONV$qFI-KONV$5KONV", unless="884"
        ),
        "undefined-indicator-100": indicator("100", 1, "9"),
        "undefined-indicator-245": indicator("245", 1, "7"),
        "undefined-indicator-264": indicator("264", 2, "9"),
        "indicator-not-blank-020": indicator("020", 1, "1"),
        "indicator-not-blank-300": indicator("300", 2, "1"),
        "field-repeated-240": double("240", _other_title),
        "field-repeated-245": double("245", _other_title),
        "field-repeated-040": double("040"),
        "subfield-repeated-245-c": _second_responsibility,
        "several-1xx": only(
            every(has("100"), lacks("110")), add("110 2# $aKonversion kirjasto.", unless="110")
        ),
        "130-and-240": only(has("240"), add("130 0# $aYhtenäistetty nimeke.", unless="130")),
        "obsolete-440": only(has("490 830"), retag("490", "440", " 0")),
        "245-missing": drop("245"),
        "245-a-missing": strip("245", "a"),
        "040-missing": drop("040"),
        "040-b-missing": strip("040", "b"),
        "300-missing": drop("300"),
        "264-missing": only(has("264"), drop_all("264")),
        "084-missing": only(has("084"), drop_all("084")),
        "260-and-264": only(
            has("264"), add("260 ## $aHelsinki :$bKonversio,$c2001.", unless="260")
        ),
    },
)
