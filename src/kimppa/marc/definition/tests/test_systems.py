"""Systems are known by their own fields, which are then left alone."""

import pytest

from kimppa.marc.building import batch
from kimppa.marc.definition.loading import OVERLAYS
from kimppa.marc.definition.systems import own_tags, recognise, systems
from kimppa.marc.record import parse

PLAIN = "245 10 $aSota\n260 ## $aTurku"


@pytest.mark.parametrize(
    ("system", "line"),
    [
        ("aleph", "CAT ## $aCONV-ISBD$b$c20110708$lFIN01$h1503"),
        ("aleph", "SID ## $bPIKI$c1234"),
        ("alma", "AVA ## $0991234$bMAIN$eavailable"),
        ("alma", "035 ## $a(EXLNZ-358FIN_NETWORK)991"),
        ("evergreen", "901 ## $a12$bSystem$c12$tbiblio"),
        ("koha", "999 ## $c123$d123"),
        ("koha", "952 ## $aMIK$bMIK$p0000601$y1"),
        ("sierra", "907 ## $a.b10000010$b01-01-20"),
        ("symphony", "999 ## $aPZ7$wLC$c1$i3000$lSTACKS$mMAIN"),
    ],
)
def test_a_system_is_known_by_its_own_fields(system: str, line: str) -> None:
    assert recognise(batch([parse(PLAIN), parse(f"{PLAIN}\n{line}")])) == (system,)


@pytest.mark.parametrize(
    "line", ["952 ## $aMuistiinpano", "999 ## $aSTK", "901 ## $aKoodi", "035 ## $a(FI-MELINDA)1"]
)
def test_a_local_field_is_no_sign(line: str) -> None:
    assert recognise(batch([parse(f"{PLAIN}\n{line}")])) == ()


def test_one_stray_field_among_hundreds_is_no_sign() -> None:
    records = [parse(PLAIN)] * 299 + [parse(f"{PLAIN}\n999 ## $c1$d1")]
    assert recognise(batch(records)) == ()


def test_every_system_has_its_overlay_and_fields() -> None:
    assert set(systems()) == set(OVERLAYS) - {"fi"}
    for name in systems():
        assert own_tags((name,))
    assert {"CAT", "FMT", "LOW", "SID"} <= set(own_tags(("aleph",)))
    assert "245" not in own_tags(tuple(systems()))
    assert {"900", "977", "999", "AVA"} <= set(own_tags(("alma",)))
