"""Each kind of finding: where it is made and where it is not."""

import pytest

from kimppa.marc.definition import check, findings, load
from kimppa.marc.definition.tests.building import batch
from kimppa.marc.record import parse

pytestmark = pytest.mark.once

BOOK = "LDR    00000cam a22000004i 4500\n"
F008 = "008    260101s2025    fi |||||||||||||| ||fin||"


def found(text: str) -> list[tuple[str, str]]:
    """Kind and sentence of each finding of a record in the line format."""
    record = parse(text if "LDR" in text else BOOK + text)
    definition = load("bib")
    return [
        (one.kind.name, one.told(definition, "en"))
        for one in findings(check(batch([record]), definition))
    ]


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("299 ## $aEi ole", "UNDEFINED_FIELD", "The format has no field 299."),
        (
            "245 10 $aSota\n245 10 $aRauha",
            "REPEATED_FIELD",
            "A record may have field 245 only once.",
        ),
        ("440 #0 $aSarja", "OBSOLETE_FIELD", "Field 440 is obsolete."),
        ("245 50 $aSota", "INDICATOR", "Indicator 1 of field 245 cannot be ”5”."),
        ("245 1# $aSota", "INDICATOR", "Indicator 2 of field 245 cannot be blank."),
        (
            "100 2# $aX",
            "OBSOLETE_INDICATOR",
            "Indicator 1 of field 100 has the obsolete value ”2”.",
        ),
        ("245 10 $aSota$jx", "UNDEFINED_SUBFIELD", "Field 245 has no subfield $j."),
        ("245 10 $aSota$aX", "REPEATED_SUBFIELD", "Field 245 may have subfield $a only once."),
        ("245 10 $aSota$dX", "OBSOLETE_SUBFIELD", "Subfield $d of field 245 is obsolete."),
        (
            "650 #7 $asodat",
            "MISSING_SUBFIELD",
            "Indicator 2 of field 650 asks for subfield $2, which is missing.",
        ),
        (
            F008.replace("fin", "suo"),
            "POSITION",
            "008/35-37 (Books, Language): ”suo” is not an allowed value.",
        ),
        (
            F008.replace("fi ||||", "fi ax||"),
            "POSITION",
            "008/18-21 (Books, Illustrations): ”x” is not an allowed value.",
        ),
        (
            F008.replace("fin", "scr"),
            "OBSOLETE_POSITION",
            "008/35-37 (Books, Language): ”scr” is an obsolete value.",
        ),
        (
            "LDR    00000cqm a22000004i 4500",
            "POSITION",
            "LDR/06 (Type of record): ”q” is not an allowed value.",
        ),
        ("008    260101", "LENGTH", "Field 008 has the wrong length: 6 characters, right is 40."),
        (
            "LDR    00000caX a22000004i 4500\n" + F008,
            "TYPE",
            "The leader does not tell the type of record: characters 06-07 are ”aX”.",
        ),
    ],
)
def test_a_fault_is_told(text: str, kind: str, told: str) -> None:
    assert (kind, told) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        F008,
        "006    a|||||||||||||||||",
        "245 10 $aSota /$cLeo Tolstoi.",
        "650 #7 $asodat$2yso/fin\n650 #7 $arauha$2yso/fin",
        "880 1# $6245-01$aÅ$jx$jy",
        "100 1# $aWaltari, Mika,$ekirjoittaja.$eesittäjä.",
    ],
)
def test_what_is_right_is_not_told(text: str) -> None:
    assert found(text) == []
