"""ONIX 3 messages, and the records that others made of the same messages."""

import json
from pathlib import Path

import pytest

from kimppa.marc.eresources.making import make
from kimppa.marc.eresources.model import Creator, Kind, Series, Subject
from kimppa.marc.eresources.onix import LARGEST, OnixError, explained, read
from kimppa.marc.eresources.reading import Defaults, Reading
from kimppa.marc.eresources.tests.samples import FINNISH, findings

DEFAULTS = Defaults("Ellibs", "https://ellibs.example/{isbn}")
HEADER = (
    "<Header><Sender><SenderName>Testi</SenderName></Sender>"
    "<SentDateTime>20250114</SentDateTime></Header>"
)
BOOK = """
<Product><RecordReference>r1</RecordReference><NotificationType>03</NotificationType>
<ProductIdentifier><ProductIDType>15</ProductIDType>
<IDValue>9789515174703</IDValue></ProductIdentifier>
<DescriptiveDetail><ProductComposition>00</ProductComposition><ProductForm>ED</ProductForm>
<ProductFormDetail>E101</ProductFormDetail>
<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
<TitleText>Esimerkki</TitleText><Subtitle>alku</Subtitle></TitleElement></TitleDetail>
<Contributor><SequenceNumber>1</SequenceNumber><ContributorRole>A01</ContributorRole>
<PersonNameInverted>Meri, Veijo</PersonNameInverted></Contributor>
<Language><LanguageRole>01</LanguageRole><LanguageCode>fin</LanguageCode></Language>
<Audience><AudienceCodeType>01</AudienceCodeType>
<AudienceCodeValue>02</AudienceCodeValue></Audience>
</DescriptiveDetail></Product>
"""
SHORT = """<ONIXmessage release="3.0"><header><sender><x298>Testi</x298></sender>
<x307>20250114</x307></header>
<product><a001>r1</a001><a002>03</a002><productidentifier><b221>15</b221><b244>9789515174703</b244>
</productidentifier><descriptivedetail><x314>00</x314><b012>ED</b012><b333>E101</b333>
<titledetail><b202>01</b202><titleelement><x409>01</x409><b203>Esimerkki</b203><b029>alku</b029>
</titleelement></titledetail><contributor><b034>1</b034><b035>A01</b035><b037>Meri, Veijo</b037>
</contributor><language><b253>01</b253><b252>fin</b252></language>
<audience><b204>01</b204><b206>02</b206></audience></descriptivedetail></product></ONIXmessage>"""


def message(*products: str) -> bytes:
    return f'<ONIXMessage release="3.0">{HEADER}{"".join(products)}</ONIXMessage>'.encode()


def read_one(**changes: str) -> Reading:
    text = BOOK
    for old, new in changes.items():
        text = text.replace(f">{old}<", f">{new}<")
    return read(message(text), DEFAULTS)


def test_reference_and_short_tags_tell_the_same() -> None:
    reading = read(message(BOOK), DEFAULTS)
    assert reading.troubles == []
    assert read(SHORT.encode(), DEFAULTS) == reading
    book = reading.resources[0]
    assert (book.kind, book.title, book.subtitle) == (Kind.EBOOK, "Esimerkki", "alku")
    assert book.creators == (Creator("Meri, Veijo", "aut"),)
    assert (book.isbn, book.file, book.language) == ("9789515174703", "EPUB", "fin")
    assert book.is_for_children is True
    assert book.address == "https://ellibs.example/9789515174703"
    assert findings([make(book, FINNISH)]) == []


def test_the_namespace_of_the_message_is_known() -> None:
    named = message(BOOK).replace(
        b"<ONIXMessage ", b'<ONIXMessage xmlns="http://ns.editeur.org/onix/3.0/reference" '
    )
    assert read(named, DEFAULTS) == read(message(BOOK), DEFAULTS)


def test_an_audiobook_has_its_duration() -> None:
    extent = (
        "<Extent><ExtentType>09</ExtentType><ExtentValue>{}</ExtentValue>"
        "<ExtentUnit>{}</ExtentUnit></Extent>"
    )
    for value, unit, seconds in (
        ("00130", "15", 5400),
        ("95", "05", 5700),
        ("0013005", "16", 5405),
    ):
        text = BOOK.replace(">ED<", ">AJ<").replace(">E101<", ">A103<")
        text = text.replace("<Language>", extent.format(value, unit) + "<Language>")
        book = read(message(text), DEFAULTS).resources[0]
        assert (book.kind, book.seconds, book.file) == (Kind.EAUDIOBOOK, seconds, "MP3")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("03", "05", "the vendor withdraws this title"),
        ("03", "89", "only a test"),
        ("ED", "BC", "no electronic product"),
        ("9789515174703", "9789515174704", "ISBN is wrong"),
    ],
)
def test_what_is_no_licensed_title_is_left_out_and_told(old: str, new: str, why: str) -> None:
    reading = read_one(**{old: new})
    assert reading.resources == []
    assert any(why in trouble.message and trouble.loses for trouble in reading.troubles)


def test_the_schema_says_the_line_of_what_is_wrong_and_the_title_is_taken() -> None:
    reading = read_one(A01="A0X")
    assert len(reading.resources) == 1
    assert str(reading.troubles[0].message).startswith("line 9: not by the schema: ")


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        (
            "Element 'A': Missing child element(s). Expected is one of ( B, C, D, E, F ).",
            "A lacks a part, such as B, C, D, E …",
        ),
        (
            "Element 'A': This element is not expected. Expected is ( B ).",
            "A does not belong here; expected is B",
        ),
        ("Element 'A': 'x' is not a valid value of the atomic type 'T'.", "“x” of A is not"),
        (f"Element 'A': {'word ' * 99}", "word…"),
    ],
)
def test_what_the_schema_says_is_told_in_our_words_and_whole(detail: str, told: str) -> None:
    assert told in str(explained(detail))


def test_a_product_twice_is_taken_once() -> None:
    reading = read(message(BOOK, BOOK), DEFAULTS)
    assert len(reading.resources) == 1
    assert "stands in the file twice" in reading.troubles[-1].message


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<ONIXMessage>\n<Product", "broken on row 2"),
        (b"", "broken on row 1"),
        (b"<html/>", "no ONIX message"),
        (b'<ONIXMessage release="2.1"/>', "ONIX 2"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><ONIXMessage release="3.0">&b;</ONIXMessage>', "DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><ONIXMessage release="3.0"/>', "DOCTYPE"),
        (b" " * (LARGEST + 1), "larger than 50 MB"),
    ],
)
def test_a_file_that_is_no_message_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(OnixError, match=why):
        read(content, DEFAULTS)


# What our record says otherwise than that of the national library's transformer, and why.
OTHERWISE = {
    "005": "the day is ours",
    "008": "the day is ours; unknown is unknown (n, uuuu, und), not uncoded; Finnish languages",
    "020": "digits alone, as our catalogue and vendors compare them",
    "024": "where nothing else joins the record with others",
    "040": "the consortium's own code",
    "041": "told of every record",
    "042": "we do not make national bibliography",
    "084": "the book trade's word of fiction is no class of YKL: a keyword",
    "130": "the same, with the article counted",
    "245": "the first indicator is 0 only without a main entry",
    "347": "with the source of its words",
    "490": "a wrong ISSN is left out; a comma before an ISSN",
    "500": "a note of reprints and of machines helps no reader",
    "506": "our readers sign in; legal deposit is read elsewhere",
    "540": "legal deposit",
    "594": "Fenni's own",
    "653": "the message's keywords are kept",
    "655": "what kind of material it is",
    "856": "our link, not that of legal deposit",
    "884": "Melinda's own",
    "946": "Melinda's own",
    "LOW": "Fenni's own",
    "001": "made of the service and the ISBN",
    "003": "the consortium's own code",
}


@pytest.mark.parametrize(
    "name", ["convert-product/01", "transform-pipeline/01", "transform-pipeline/04"]
)
def test_fields_are_those_of_the_national_librarys_transformer(
    shared_data: Path, name: str
) -> None:
    folder = shared_data / "counter" / "onix3-to-marc" / name
    content = (folder / "input.xml").read_bytes()
    if b"<ONIXMessage" not in content:
        content = b"<ONIXMessage>" + content + b"</ONIXMessage>"
    ours = make(read(content, DEFAULTS).resources[0], FINNISH)
    theirs = json.loads((folder / "output.json").read_text())
    first = theirs[0] if isinstance(theirs, list) else theirs
    expected = sorted(_line(field) for field in first["fields"] if field["tag"] not in OTHERWISE)
    made = sorted(str(field) for field in ours.fields if field.tag not in OTHERWISE)
    assert made == expected


def _line(field: dict) -> str:
    if "value" in field:
        return f"{field['tag']}    {field['value']}"
    indicators = f"{field['ind1']}{field['ind2']}".replace(" ", "#")
    body = "".join(f"${sub['code']}{sub['value']}" for sub in field["subfields"])
    return f"{field['tag']} {indicators} {body}"


def test_the_whole_message_of_the_oracle_is_understood(shared_data: Path) -> None:
    path = shared_data / "counter" / "onix3-to-marc" / "convert-product" / "01" / "input.xml"
    content = b"<ONIXMessage>" + path.read_bytes() + b"</ONIXMessage>"
    book = read(content, DEFAULTS).resources[0]
    assert book.creators == (Creator("Meikäläinen, Matti", "edt"),)  # nobody is "Useita"
    assert book.series == (Series("Example series", "2", "1234-1234"),)
    assert [subject.word for subject in book.subjects] == [
        "teknologia",
        "tulevaisuus",
        "Internet",
        "scifi",
    ]
    assert Subject("scifi") in book.subjects
    assert (book.original_title, book.original_language) == ("A Example Title", "eng")
    assert (book.pages, book.edition, book.year, book.country) == (500, "2", 2023, "fi")
