"""A vendor's records brought into our shape."""

import pytest

from kimppa.marc.eresources.adapting import Service, adapt, direct
from kimppa.marc.eresources.model import Kind, ResourceError
from kimppa.marc.eresources.tests.samples import FINNISH, findings
from kimppa.marc.finna.format import finna_format, is_free_online
from kimppa.marc.record import parse

ELLIBS = Service("Ellibs", ("ellibs.example",))
VENDOR = """
LDR    00000nam a22000007i 4500
001    urn:isbn:9789515174703
008    220323s2022    xxu    e      000 1 fin c
020 ## $a9789515174703
100 1# $aMeri, Veijo.
245 00 $aManillaköysi
336 ## $apuhuttu sana$bspw$2rdacontent
337 ## $atietokone$bc$2rdamedia
338 ## $anide$bnc$2rdacarrier
506 0# $aVapaasti käytettävissä.
506 1# $aKäytettävissä vapaakappaletyöasemilla.$fOnline access with authorization$5FI-Vapaa
520 ## $aKuvaus.
856 42 $uhttps://kansi.example/1.jpg$qimage/jpeg
856 40 $uhttps://login.ezproxy.turku.example/login?url=https://www.ellibs.example/book/1
856 40 $uhttps://toinen.example/book/1$yToinen kimppa
856 40 $uhttps://urn.example/1$5FI-Vapaa
852 ## $aTurku$bPääkirjasto
LOW ## $aFIKKA
"""


def test_a_vendors_record_gets_our_shape_and_keeps_its_own() -> None:
    adapted = adapt(parse(VENDOR), ELLIBS, FINNISH, Kind.EAUDIOBOOK)
    assert str(adapted.record).split("\n")[1:] == [
        "001    ellibs-9789515174703",
        "006    m|||||o||h||||||||",
        "007    sr|uunnnnnuneu",
        "007    cr|nnannnuuuuu",
        "008    220323s2022    xxu    eo     000 1 fin c",
        "020 ## $a9789515174703",
        "040 ## $aFI-Esim$bfin$erda",
        "100 1# $aMeri, Veijo.",
        "245 00 $aManillaköysi",
        "300 ## $a1 verkkoaineisto",
        "336 ## $apuhe$bspw$2rdacontent",
        "337 ## $atietokonekäyttöinen$bc$2rdamedia",
        "338 ## $averkkoaineisto$bcr$2rdacarrier",
        "506 1# $aKäyttö edellyttää kirjautumista.$fOnline access with authorization$2star",
        "520 ## $aKuvaus.",
        "856 42 $uhttps://kansi.example/1.jpg$qimage/jpeg",
        "856 40 $uhttps://www.ellibs.example/book/1$yAvaa palvelussa Ellibs",
    ]
    assert finna_format(adapted.record) == "NonmusicalRecordingOnline"
    assert not is_free_online(adapted.record)
    assert findings([adapted.record]) == []


def test_each_change_is_told() -> None:
    changes = adapt(parse(VENDOR), ELLIBS, FINNISH, Kind.EAUDIOBOOK).changes
    assert [str(change) for change in changes] == [
        "506 removed: it is of another library or system",
        "856 removed: it is of another library or system",
        "852 removed: it is of another library or system",
        "LOW removed: it is of another library or system",
        "link mended: https://www.ellibs.example/book/1",
        "link removed: https://toinen.example/book/1",
        "LDR/06-07: am → im",
        "006 added",
        "007 added",
        "007 added",
        "008 mended: it did not say that this is online",
        "336 set: $apuhe$bspw$2rdacontent",
        "337 set: $atietokonekäyttöinen$bc$2rdamedia",
        "338 set: $averkkoaineisto$bcr$2rdacarrier",
        "506 removed: $aVapaasti käytettävissä.",
        "506 added",
        "001: urn:isbn:9789515174703 → ellibs-9789515174703",
        "300 added",
        "040 added",
    ]


def test_what_is_brought_once_stays_as_it_is() -> None:
    once = adapt(parse(VENDOR), ELLIBS, FINNISH, Kind.EAUDIOBOOK).record
    again = adapt(once, ELLIBS, FINNISH)
    assert again.changes == []
    assert str(again.record) == str(once)


def test_a_film_is_read_as_online_before_it_is_a_video() -> None:
    record = parse("""
        LDR    00000ngm a22000007i 4500
        001    f1
        007    vd cvaizs
        007    vz||zazuu
        245 00 $aElokuva
        856 40 $uhttps://www.ellibs.example/f1$3Katso
    """)
    adapted = adapt(record, ELLIBS, FINNISH)
    assert [field.value for field in adapted.record.all("007")] == ["cr|cna|||||||", "vz||zazuu"]
    assert "007 removed: vd cvaizs" in adapted.changes
    assert str(adapted.record.first("856")).endswith("$uhttps://www.ellibs.example/f1$yKatso")
    assert finna_format(adapted.record) == "OnlineVideo"
    assert findings([adapted.record]) == []


def test_pictures_of_a_comic_stand_beside_its_text() -> None:
    record = parse("""
        001    c1
        245 00 $aSarjakuva
        336 ## $astillkuva$bsti$2rdacontent
        856 40 $uhttps://www.ellibs.example/c1$yLue
    """)
    contents = [field.get("b") for field in adapt(record, ELLIBS, FINNISH).record.all("336")]
    assert contents == ["txt", "sti"]


def test_a_wrong_number_of_theirs_is_kept_but_makes_no_control_number() -> None:
    record = parse("020 ## $a9789515174704\n245 00 $aKirja\n856 40 $uhttps://ellibs.example/1$yLue")
    adapted = adapt(record, ELLIBS, FINNISH)
    assert "9789515174704" not in adapted.record.control("001")
    assert adapted.record.first("020") is not None


def test_a_host_is_a_whole_name() -> None:
    assert ELLIBS.has("https://www.ELLIBS.example/1")
    assert not ELLIBS.has("https://notellibs.example/1")
    assert not ELLIBS.has("https://ellibs.example.evil.example/1")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "https://login.p.example/login?url=https://a.example/1?b=c&d=e",
            "https://a.example/1?b=c&d=e",
        ),
        ("https://p.example/login?qurl=https%3A%2F%2Fa.example%2F1", "https://a.example/1"),
        (
            "https://a.example/share?url=https://b.example/",
            "https://a.example/share?url=https://b.example/",
        ),
        (" https://a.example/1 ", "https://a.example/1"),
        ("https://[", "https://["),
    ],
)
def test_a_proxy_carries_the_address(address: str, expected: str) -> None:
    assert direct(address) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("245 00 $aKirja\n856 40 $uhttps://toinen.example/1", "no link to the service"),
        ("856 40 $uhttps://ellibs.example/1", "the title is missing"),
        ("LDR    00000nxm a22000007i 4500\n245 00 $aKirja", "does not tell its kind"),
    ],
)
def test_what_cannot_be_brought_is_refused(text: str, why: str) -> None:
    with pytest.raises(ResourceError, match=why):
        adapt(parse(text), ELLIBS, FINNISH)
