"""What Finna makes of a record."""

from pathlib import Path

import pytest

from kimppa.marc.finna.dedup import DedupFacts, dedup_facts, dedup_keys, publication_year
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
        ("am", "502    $aVäitöskirja : Helsingin yliopisto", "Dissertation"),
        ("am", "502    $bPro gradu -työ$cHelsingin yliopisto", "Dissertation"),
        ("am", "509    $aPro gradu -työ.", "ProGradu"),
        ("am", "920    $aDiplomityö", "MastersThesis"),
        ("am", "509    $aSeminaarityö", "Thesis"),
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
        + "024 3  $a9789510194409\n"
        + "035    $aFCC000095841\n035    $a(OCoLC)123456\n035    $a(FI-BTJ)1\n"
        + "100 1  $aTolkien, J. R. R.,$ekirjoittaja.\n"
        + "245 04 $aThe lord of the rings :$bthe fellowship /$cTolkien"
    )
    found = dedup_keys(record)
    assert found.isbns == {"9789510194409"}
    assert found.title == "lordoftheringsthefellowshiptolkien tolkien"
    assert found.ids == {
        "(lccn)2001012345", "(skl)f051", "(ian)9789510194409", "(FI-MELINDA)95841",
        "(OCoLC)123456",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ("100 1  $aKivi, Aleksis\n245 10 $aSeitsemän veljestä", "seitsemänveljestä kivi"),
        ("245 10 $aSeitsemän veljestä\n700 1  $aKivi, Aleksis", "seitsemänveljestä kivi"),
        ("100 0  $aAleksis Kivi\n245 10 $aSeitsemän veljestä", "seitsemänveljestä kivi"),
        ("100 1  $aKivi, Aleksis\n240 14 $aThe seven brothers", "sevenbrothers kivi"),
        ("100 1  $aKivi, A.\n245 10 $a.\n240 10 $aSeitsemän", "seitsemän kivi"),
        ("245 10 $aSeitsemän veljestä", ""),
        ("110 2  $aKirjasto\n245 10 $aSeitsemän veljestä", ""),
    ],
)
def test_the_title_key_wants_a_surname(fields: str, title: str) -> None:
    assert dedup_keys(parse(leader("am") + fields)).title == title


def test_what_is_compared_has_no_marks_and_years_in_their_order() -> None:
    facts = dedup_facts(
        parse(
            leader("am")
            + "008    240101s2021    fi\n022    $a1234-5679\n264  4 $c©2020\n"
            + "264  1 $c[2022]\n300    $aXI, 193 s. :\n490 1  $aSarja,$x1459-1234 ;$v12."
        )
    )
    assert facts == DedupFacts(("1234-5679",), "1459-1234", "12", "2022", "193")
    assert (
        publication_year(parse("008    240101s2021    fi\n264  1 $c[2022]\n260    $c2019."))
        == "2019"
    )
    assert publication_year(parse("008    240101s2021    fi\n260    $c[s.a.]")) == "2021"
    assert publication_year(parse("008    240101suuuu    fi")) == ""
