"""Definitions of one's own, and Avram."""

import json

import pytest

from kimppa.marc.definition import (
    OVERLAYS,
    Kind,
    avram,
    check,
    findings,
    load,
    overlaid,
)
from kimppa.marc.definition.tests.building import batch
from kimppa.marc.record import parse

OWN = """\
# Our own field.
245+
  $j Oma | Egen | Own
  1 Lisäkirjaus | Biuppslag | Added entry
    7$j Oma | Egen | Own
%bib
987 Oma kenttä | Eget fält | Own field
  $a* Arvo | Värde | Value
%auth
988 Toinen | Annan | Other
"""


def test_a_field_of_ones_own() -> None:
    fields = overlaid(load("bib"), OWN).fields
    assert fields["245"].subfields["j"].label.sv == "Egen"
    assert fields["245"].label == load("bib").fields["245"].label
    assert fields["245"].indicator1 is not None
    assert fields["245"].indicator1.codes["7"].needs == "j"
    assert fields["987"].subfields["a"].repeatable
    assert not fields["987"].repeatable
    assert "988" not in fields
    assert "988" in overlaid(load("auth"), OWN).fields


@pytest.mark.parametrize(
    "text",
    [
        "24 Liian lyhyt | X | X",
        "245 Vain suomeksi",
        "245 A | B | C\n  $ab Väärä | X | X",
        "245 A | B | C\n      a Irrallinen | X | X",
        "245 A | B | C\n  @nowhere",
    ],
)
def test_what_is_not_in_the_line_format_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        overlaid(load("bib"), text)


@pytest.mark.parametrize("kind", ["bib", "auth", "hold"])
def test_a_definition_comes_back_from_avram(kind: Kind) -> None:
    definition = load(kind, OVERLAYS)
    again = avram.load(json.loads(avram.dumps(definition)), kind)
    assert again.fields == definition.fields
    assert again.codelists == definition.codelists


def test_an_avram_schema_of_somebody_else_is_read() -> None:
    schema = {
        "fields": {
            "LDR": {"positions": {"05": {"label": "Status", "codes": {"n": "New", "#": "None"}}}},
            "245": {
                "label": "Title",
                "indicator1": {"codes": {"0": "No", "1": {"label": "Yes"}}},
                "subfields": {"a": {"label": "Title"}, "n": {"repeatable": True}},
            },
        }
    }
    read = avram.load(schema)
    assert read.fields["245"].label.told("fi") == "Title"
    assert read.fields["245"].subfields["n"].repeatable
    assert set(read.fields["LDR"].materials[0].positions[0].codes) == {"n", " "}
    table = check(batch([parse("245 20 $aA$bB")]), read)
    assert [one.told(read, "en") for one in findings(table)] == [
        "Indicator 1 of field 245 cannot be ”2”.",
        "Indicator 2 of field 245 cannot be ”0”.",
        "Field 245 has no subfield $b.",
        "LDR/05 (Status): ”c” is not an allowed value.",
    ]


@pytest.mark.parametrize("schema", [{}, {"fields": []}, {"fields": {"245": 3}}])
def test_what_is_no_avram_schema_is_refused(schema: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not an Avram schema"):
        avram.load(schema)
