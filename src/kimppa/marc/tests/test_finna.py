"""What Finna makes of a record."""

from pathlib import Path

import pytest

from kimppa.marc.finna.dedup import dedup_keys
from kimppa.marc.finna.format import finna_format, is_free_online, is_online
from kimppa.marc.record import parse
from kimppa.marc.tests.samples import real_ones


def leader(kind: str) -> str:
    return f"LDR    00000n{kind} a22000004i 4500\n"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("am", "", "Book"),
        ("am", "007    cr", "eBook"),
        ("am", f"008    {'|' * 23}o", "eBook"),
        ("im", "007    sr", "NonmusicalRecordingOnline"),
        ("im", "007    sd fsngnnmmned", "NonmusicalCD"),
        ("jm", "007    sd fsngnnmmned", "CD"),
        ("jm", "007    sd bmmennmplu", "SoundDisc"),
        ("jm", "007    ss", "SoundCassette"),
        ("gm", "007    cr\n007    vz", "OnlineVideo"),
        ("gm", "007    vz\n007    cr", "Video"),
        ("gm", "007    vd cvaizq", "DVD"),
        ("gm", "007    vd csaizq", "BluRay"),
        ("as", f"007    cr\n008    {'|' * 21}p", "eJournal"),
        ("as", f"008    {'|' * 21}n", "Newspaper"),
        ("as", "", "Serial"),
        ("aa", "", "BookSection"),
        ("ab", "007    cr", "eArticle"),
        ("cm", "", "MusicalScore"),
        ("em", "007    ad", "Atlas"),
        ("rm", f"008    {'|' * 33}g", "BoardGame"),
        ("mm", "655    $aVideopelit", "VideoGame"),
        ("mm", "007    co", "CDROM"),
        ("am", "886 2  $2local$aaineistotyyppi$ctietokanta", "Database"),
        ("am", "977    $aE-kirja", "E-kirja"),
        ("im", "977    $a3\n336    $bspw", "NonmusicalCD"),
        ("jm", "977    $a3", "3"),
        ("im", "300    $a1 CD-levy (Daisy)", "AudioBookDaisy"),
        ("im", "028    $bCelia", "AudioBookDaisy"),
        ("im", "380    $aeAudiobook", "AudioBookOverDrive"),
        ("am", "502    $aVäitöskirja : Helsingin yliopisto", "Thesis"),
        ("am", "502    $aVäitöskirja -- Helsingin yliopisto", "Dissertation"),
        ("am", "502    $aPro gradu -työ", "ProGradu"),
        ("zz", "", "Other"),
    ],
)
def test_the_format_is_finnas(kind: str, fields: str, expected: str) -> None:
    assert finna_format(parse(leader(kind) + fields)) == expected


LINK = "856 40 $uhttps://example.org/kirja$yLue verkossa$qapplication/pdf"


@pytest.mark.parametrize(
    ("fields", "there", "free"),
    [
        (LINK, True, True),
        (LINK.replace("40", "41"), True, True),
        (LINK.replace("40", "42"), False, False),
        (LINK.replace("40", "4 "), False, False),
        (LINK + "$3Kansi", False, False),
        (LINK.replace("https://example.org/kirja", "kirja"), False, False),
        ("338    $bcr", True, True),
        (LINK + "\n506    $fOnline access with authorization.", True, False),
        (LINK + "\n506    $fUnrestricted online access", True, True),
        ("245    $aKirja", False, False),
    ],
)
def test_online_and_freely_online(fields: str, there: bool, free: bool) -> None:
    record = parse(leader("am") + fields)
    assert (is_online(record), is_free_online(record)) == (there, free)


def test_real_records_are_books_and_e_books(shared_data: Path) -> None:
    records = real_ones(shared_data / "marc" / "finnish.mrc.gz")
    assert sum(map(is_online, records)) > 10
    formats = {finna_format(one) for one in records}
    assert {"Book", "eBook"} <= formats


def test_dedup_keys() -> None:
    record = parse(
        leader("am")
        + "010    $a  2001012345\n015    $aF05-1$2skl\n020    $a951-0-19440-9 (sid.)\n"
        + "024 3  $a9789510194409\n024 7  $a10.1/x$2doi\n"
        + "035    $aFCC000095841\n035    $a(FI-BTJ)1\n"
        + "245 04 $aThe lord of the rings :$bthe fellowship"
    )
    found = dedup_keys(record)
    assert found.isbns == {"9789510194409"}
    assert found.title == "lordoftheringsthefellowship"
    assert found.ids == {
        "(lccn)2001012345", "(skl)f051", "(ian)9789510194409", "(doi)101x", "(FI-MELINDA)95841",
    }  # fmt: skip
