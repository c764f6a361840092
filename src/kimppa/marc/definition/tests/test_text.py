"""Definitions of one's own."""

import pytest

from kimppa.marc.definition import load, overlaid

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
