"""Each kind of finding: where it is made and where it is not."""

from dataclasses import replace

import pyarrow as pa
import pytest

from kimppa.marc.definition import check, load
from kimppa.marc.definition.tests.building import batch, findings
from kimppa.marc.record import Record, parse
from kimppa.marc.tables import RECORDS, Batch, Flag, State

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
        ("880 10 $6245-01$aÅ$jx", "UNDEFINED_SUBFIELD", "Field 880 has no subfield $j."),
        ("880 50 $6245-01$aÅ", "INDICATOR", "Indicator 1 of field 880 cannot be ”5”."),
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
        "880 1# $6xxx-01$aÅ$jx$jy",
        "880 10 $6245-01$aÅ$cÖ",
        "880 10 $6245-01$aÅ\n880 10 $6245-02$aÅ\n245 10 $6880-01$aA",
        "100 1# $aWaltari, Mika,$ekirjoittaja.$eesittäjä.",
    ],
)
def test_what_is_right_is_not_told(text: str) -> None:
    assert found(text) == []


FAULTY = BOOK + F008.replace("fin", "xxx") + "\n245 10 $aA$jB\n650 #7 $ac\n299 ## $aEi\n007    vx"
AUTHORITY = "LDR    00000nz  a2200000n  4500\n100 1# $aWaltari, Mika$jx"


def told(batch_: Batch) -> list[str]:
    formats = {kind: load(kind) for kind in ("bib", "auth")}
    found = sorted(findings(check(batch_, *formats.values())), key=lambda one: one[1:])
    return [f"{one.rec} {one.told(formats['bib'], 'en')}" for one in found]


def marked(some: Batch, **columns: int) -> Batch:
    """The batch with the first record's columns set."""
    records = some.records.to_pylist()
    records[0] |= columns
    return replace(some, records=pa.RecordBatch.from_pylist(records, schema=RECORDS))


def test_each_definition_looks_at_the_records_of_its_kind() -> None:
    both = batch([parse(AUTHORITY), parse(FAULTY)])
    assert {one[0] for one in told(both)} == {"1"}
    table = check(both, load("auth"))
    assert table.num_rows == 0
    bib = check(both, load("bib"))
    assert set(bib["rec"].to_pylist()) == {1}
    authority = parse(AUTHORITY.replace("$jx", "$!x"))
    some = [parse(FAULTY), parse(FAULTY), authority, parse(BOOK + "880 10 $6245-01$aÅ$jx")]
    told_of = {one.rec: one for one in findings(check(batch(some), load("bib"), load("auth")))}
    assert told(batch(some))[-1] == "3 Field 880 has no subfield $j."
    found = told_of[2]
    assert found.told(load("auth"), "sv") == "Fält 100 har inget delfält $!."


def test_a_batch_that_is_a_slice_of_tables_is_read_as_it_stands() -> None:
    whole = batch([parse(FAULTY.replace("$j", "$k")), parse(FAULTY)])
    first_field, first_subfield = (
        table["rec"].to_pylist().index(1) for table in (whole.fields, whole.subfields)
    )
    second = Batch(
        whole.records, whole.fields.slice(first_field), whole.subfields.slice(first_subfield)
    )
    assert told(second) == [one for one in told(whole) if one[0] == "1"]
    assert told(second)


def test_a_quarantined_record_is_left_alone() -> None:
    assert told(marked(batch([parse(FAULTY)]), state=int(State.QUARANTINED))) == []


def test_a_damaged_leader_is_told() -> None:
    damaged = marked(batch([parse(BOOK)]), flags=int(Flag.LEADER))
    assert told(damaged) == ["0 The leader is damaged: it must have 24 ASCII characters."]


@pytest.mark.parametrize("some", [[], [Record("00000cam a22000004i 4500")]])
def test_nothing_is_wrong_with_nothing(some: list[Record]) -> None:
    assert told(batch(some)) == []


def test_a_character_that_is_not_ascii_is_one_character() -> None:
    text = F008.replace("fi ||||", "fi å|||")
    assert found(text) == [
        ("POSITION", "008/18-21 (Books, Illustrations): ”�” is not an allowed value.")
    ]


def test_a_field_of_a_thousand_subfields() -> None:
    many = "505 0# " + "$tx$ry" * 500
    assert found(many) == []
    assert [kind for kind, _ in found(many + "$az$az")] == ["REPEATED_SUBFIELD"]
