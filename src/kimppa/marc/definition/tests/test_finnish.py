"""The official Finnish format, read from files of its form."""

import pytest

from kimppa.marc.definition import check, load
from kimppa.marc.definition.finnish import refresh
from kimppa.marc.definition.tests.building import batch, findings
from kimppa.marc.record import parse

DATA = """<?xml version="1.0" encoding="iso-8859-1"?>
<fields><datafields>
 <datafield tag="6XX" repeatable="Y"><name>Yleistä</name></datafield>
 <datafield tag="245" repeatable="N"><name>Uusi nimekekenttä</name>
  <indicators>
   <indicator num="1"><description>Kirjaus</description>
    <values><value code="0"><description>Ei</description></value></values></indicator>
   <indicator num="2"><values><value code="0-9"><description>Ohitus</description></value></values>
   </indicator>
  </indicators>
  <subfields>
   <subfield code="a" repeatable="N"><name>Nimekeosa <em>pää</em></name></subfield>
   <subfield code="x-z" repeatable="Y"><name>Muut</name></subfield>
  </subfields>
 </datafield>
 <datafield tag="090-092" repeatable="Y"><name>Omat</name>
  <subfields><subfield code="a" repeatable="N"><name>Luokka</name></subfield></subfields>
 </datafield>
 <datafield tag="600/610 &#8225;9" repeatable=""><name>Ei tagi</name></datafield>
</datafields></fields>""".encode("iso-8859-1")
FIXED = b"""<?xml version="1.0" encoding="utf-8"?>
<fields><controlfields>
 <controlfield tag="008" type="kaikki" repeatable="N"><name>Koodit</name><positions>
  <position pos="07-10"><name>Vuosi</name><values>
   <value code="1-9"><name>Luku</name></value><value code="||||"><name>Ei koodattu</name></value>
  </values></position>
  <position pos="15-17"><name>Maa</name></position>
 </positions></controlfield>
 <controlfield tag="008" type="BK" repeatable=""><name>Kirjat</name><positions>
  <position pos="18-21"><name>Kuvitus</name><equals tag="006" positions="01-04"/><values>
   <value code="a"><name>Kuvia</name></value><value code="#"><name>Ei</name></value>
  </values></position>
 </positions></controlfield>
 <controlfield tag="006" type="BK" repeatable=""><name>Kirjat</name><positions>
  <position pos="01-04"><name>Kuvitus</name></position>
 </positions></controlfield>
</controlfields></fields>"""


def told(text: str) -> list[str]:
    definition = refresh(load("bib"), [DATA, FIXED])
    return [one.told(definition) for one in findings(check(batch([parse(text)]), definition))]


def test_the_files_take_the_place_of_our_fields() -> None:
    fields = refresh(load("bib"), [DATA]).fields
    title = fields["245"]
    assert title.label == ("Uusi nimekekenttä", "Titel- och upphovsuppgifter", "Title statement")
    assert title.subfields["a"].label == ("Nimekeosa pää", "Titel", "Title")
    assert set(title.subfields) == set("axyz")
    assert not title.repeatable
    assert title.subfields["z"].repeatable
    assert title.indicator1 is not None
    assert set(title.indicator1.codes) == {"0"}
    assert fields["092"].label.fi == "Omat"
    assert "6XX" not in fields
    assert fields["650"] == load("bib").fields["650"]


def test_fixed_positions_and_those_that_006_has_from_008() -> None:
    assert told("008    260101s2005    xx a           |||| fin||") == []
    assert told("008    260101s20x5    ooob           |||| fin||") == [
        "008/07-10 (Kirjat, Vuosi): ”x” ei ole sallittu arvo.",
        "008/18-21 (Kirjat, Kuvitus): ”b” ei ole sallittu arvo.",
        "008/15-17 (Kirjat, Maa): ”ooo” ei ole sallittu arvo.",
    ]
    assert told("006    aab               ") == [
        "006/01-04 (Kirjat, Kuvitus): ”b” ei ole sallittu arvo."
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html/>",
        b"<fields>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><fields>&x;</fields>',
    ],
)
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a file of the Finnish format"):
        refresh(load("bib"), [content])
