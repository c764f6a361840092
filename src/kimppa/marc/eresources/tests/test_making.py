"""Records made of facts: their shape, what Finna makes of them, what rules and peers say."""

import io
import shutil
import subprocess
from pathlib import Path

import pymarc
import pytest
from hypothesis import given, settings

from kimppa.marc.eresources.adapting import Service, adapt
from kimppa.marc.eresources.making import make, number_of
from kimppa.marc.eresources.model import Creator, Kind, Resource, ResourceError, Series
from kimppa.marc.eresources.tests.samples import FINNISH, RESOURCES, SWEDISH, book, findings
from kimppa.marc.finna.format import finna_format, is_free_online, is_licensed, is_online
from kimppa.marc.reading import Format, read, records_of
from kimppa.marc.record import Record
from kimppa.marc.tests.samples import as_record
from kimppa.marc.writing import write
from kimppa.marc.writing.iso2709 import encode
from tests.examples import drawn

FORMATS = {
    Kind.EBOOK: "eBook",
    Kind.EAUDIOBOOK: "NonmusicalRecordingOnline",
    Kind.MAGAZINE: "eJournal",
    Kind.DATABASE: "Database",
    Kind.STREAMED_MUSIC: "SoundRecordingOnline",
    Kind.MUSIC_FILE: "SoundRecordingOnline",
    Kind.FILM: "OnlineVideo",
}


def made(**facts: object) -> Record:
    return make(book(**facts), FINNISH)


def lines(record: Record, *tags: str) -> list[str]:
    return [str(field) for field in record.all(*tags)]


def test_a_book_has_every_field_of_the_shape() -> None:
    record = made()
    assert record.leader[5:8] == "nam"
    assert str(record).split("\n")[1:] == [
        "001    kirjat-9789515174703",
        "003    FI-Esim",
        "005    20250114000000.0",
        "006    m|||||o||d||||||||",
        "007    cr||||||||||||",
        "008    250114s2020    fi ||||eo|||||||||1|fin  ",
        "020 ## $a9789515174703$qEPUB",
        "040 ## $aFI-Esim$bfin$erda",
        "041 0# $afin",
        "084 ## $a84.2$2ykl",
        "100 1# $aMeri, Veijo,$ekirjoittaja.",
        "245 10 $aManillaköysi.",
        "264 #1 $aHelsinki :$bOtava,$c2020.",
        "300 ## $a1 verkkoaineisto (167 sivua)",
        "336 ## $ateksti$btxt$2rdacontent",
        "337 ## $atietokonekäyttöinen$bc$2rdamedia",
        "338 ## $averkkoaineisto$bcr$2rdacarrier",
        "341 ## $atextual$2sapdv",
        "347 ## $atekstitiedosto$bEPUB$2rda",
        "506 1# $aKäyttö edellyttää kirjautumista.$fOnline access with authorization$2star",
        "655 #7 $ae-kirjat$2slm/fin",
        "700 1# $aSalo, Maija,$ekuvittaja.",
        "710 2# $aOtava,$ekustantaja.",
        "856 40 $uhttps://www.kirjat.example/1$yAvaa palvelussa Kirjat",
    ]


def test_an_audiobook_tells_its_duration_and_that_it_is_spoken() -> None:
    record = made(kind=Kind.EAUDIOBOOK, seconds=39_900, pages=0, file="MP3")
    assert record.leader[6] == "i"
    assert lines(record, "007") == ["007    sr|uunnnnnuneu", "007    cr|nnannnuuuuu"]
    assert lines(record, "300", "306", "344", "347") == [
        "300 ## $a1 verkkoaineisto (11 h 5 min)",
        "306 ## $a110500",
        "344 ## $adigitaalinen$2rda",
        "347 ## $aäänitiedosto$bMP3$2rda",
    ]
    assert lines(record, "336") == ["336 ## $apuhe$bspw$2rdacontent"]


def test_music_says_whether_it_is_streamed_or_downloaded() -> None:
    assert lines(made(kind=Kind.STREAMED_MUSIC), "538") == ["538 ## $aSuoratoisto."]
    assert lines(made(kind=Kind.MUSIC_FILE), "538") == ["538 ## $aLadattava tiedosto."]


def test_a_record_is_described_in_the_language_of_the_catalogue() -> None:
    record = make(book(), SWEDISH)
    assert lines(record, "040", "300", "338", "506", "700") == [
        "040 ## $aFI-Esim$bswe$erda",
        "300 ## $a1 onlineresurs (167 sidor)",
        "338 ## $aonlineresurs$bcr$2rdacarrier",
        "506 1# $aAnvändningen kräver inloggning.$fOnline access with authorization$2star",
        "700 1# $aSalo, Maija,$eillustratör.",
    ]


@pytest.mark.parametrize("kind", Kind)
def test_finna_shows_each_kind_as_what_it_is_and_as_licensed(kind: Kind) -> None:
    record = made(kind=kind)
    assert finna_format(record) == FORMATS[kind]
    assert is_online(record)
    assert not is_free_online(record)


@pytest.mark.parametrize("kind", Kind)
def test_the_shared_rules_find_nothing_in_a_whole_record(kind: Kind) -> None:
    """Of all rules only that nobody has told the authors' authority numbers."""
    minutes = {} if kind in {Kind.EBOOK, Kind.MAGAZINE, Kind.DATABASE} else {"seconds": 5400}
    told = {rule for _, rule in findings([made(kind=kind, **minutes)], "shared")}
    assert told <= {"agent-unlinked"}


def test_a_translation_tells_its_original() -> None:
    record = made(title="The end", language="eng", original_language="fin", original_title="Loppu")
    assert lines(record, "041", "240", "245") == [
        "041 1# $aeng$hfin",
        "240 10 $aLoppu.$lEnglanti",
        "245 14 $aThe end.",
    ]


def test_a_series_has_its_marks() -> None:
    series = (Series("Sarja", "2", "0357-7937"), Series("Toinen", "3"), Series("Kolmas"))
    assert lines(made(series=series), "490") == [
        "490 0# $aSarja,$x0357-7937 ;$v2",
        "490 0# $aToinen ;$v3",
        "490 0# $aKolmas",
    ]


def test_a_title_without_a_number_is_known_by_its_address() -> None:
    record = made(isbn="", creators=())
    assert lines(record, "024") == ["024 7# $ahttps://www.kirjat.example/1$2uri"]
    assert number_of(book(isbn="")) == number_of(book(isbn="", title="Toinen nimi"))
    assert number_of(book(isbn="")) != number_of(book(isbn="", address="https://a.example/2"))


def test_a_body_and_a_role_without_a_code_keep_their_words() -> None:
    creators = (
        Creator("Elokuvayhtiö Oy", "tuotantoyhtiö", is_body=True),
        Creator("Salo, M.", "lukija"),
    )
    assert lines(made(creators=creators, publisher=""), "700", "710") == [
        "700 1# $aSalo, M.,$elukija.",
        "710 2# $aElokuvayhtiö Oy,$etuotantoyhtiö.",
    ]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"title": " "}, "the title is missing"),
        ({"address": "kirjat.example/1"}, "the address is no web address: 'kirjat.example/1'"),
        ({"address": "https://a.example/1 2"}, "the address is no web address"),
        ({"isbn": "9789515174704"}, "ISBN is wrong: 9789515174704"),
        ({"gtin": "6430063210019"}, "GTIN is wrong: 6430063210019"),
        ({"language": "fi"}, "the language is no code of MARC: fi"),
        ({"country": "FI"}, "the country is no code of MARC: FI"),
        ({"number": "12/3"}, "the record's number"),
        ({"summary": "a" * 5000}, "a text is longer than 4000 letters"),
    ],
)
def test_what_would_make_a_wrong_record_is_refused(facts: dict[str, str], why: str) -> None:
    with pytest.raises(ResourceError, match=why):
        made(**facts)


@given(RESOURCES)
@settings(max_examples=drawn(300), deadline=None)
def test_our_rules_find_nothing_in_any_record(resource: Resource) -> None:
    record = make(resource, FINNISH)
    assert findings([record]) == []
    assert len(record.control("008")) == 40
    assert is_licensed(record)


@given(RESOURCES)
@settings(max_examples=drawn(100), deadline=None)
def test_a_record_of_ours_is_in_our_shape(resource: Resource) -> None:
    record = make(resource, FINNISH)
    adapted = adapt(record, Service(resource.service, ("palvelu.example",)), FINNISH, resource.kind)
    assert adapted.changes == []
    assert str(adapted.record) == str(record)


@given(RESOURCES)
@settings(max_examples=drawn(100), deadline=None)
def test_pymarc_reads_what_we_write(resource: Resource) -> None:
    record = make(resource, FINNISH)
    theirs = next(iter(pymarc.MARCReader(io.BytesIO(encode(record)), to_unicode=True)))
    assert theirs is not None
    assert str(as_record(theirs)).split("\n")[1:] == str(record).split("\n")[1:]


def test_peers_read_every_kind_in_both_formats(tmp_path: Path) -> None:
    records = [made(kind=kind) for kind in Kind]
    write(tmp_path / "new.mrc", records)
    write(tmp_path / "new.xml", records, Format.MARCXML)
    for name in ("new.mrc", "new.xml"):
        ours = [record for each in read(tmp_path / name) for _, record in records_of(each)]
        assert [str(record)[40:] for record in ours] == [str(record)[40:] for record in records]
    theirs = pymarc.parse_xml_to_array(str(tmp_path / "new.xml"))
    assert [str(as_record(record))[40:] for record in theirs] == [
        str(record)[40:] for record in records
    ]
    if not shutil.which("yaz-marcdump"):
        pytest.skip("optional: yaz-marcdump is not installed")
    assert yaz("-n", tmp_path / "new.mrc") == ""
    assert yaz("-n", "-i", "marcxml", tmp_path / "new.xml") == ""
    assert yaz(tmp_path / "new.mrc").count("$f Online access with authorization") == len(records)


def yaz(*arguments: str | Path) -> str:
    command = ["yaz-marcdump", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
