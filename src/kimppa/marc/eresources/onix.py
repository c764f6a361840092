"""ONIX 3 messages → resources: EDItEUR's schemas judge the message, we say what it means."""

import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lxml import etree
from onixcheck import schema

from kimppa.marc.eresources.model import Creator, Kind, Resource, Series, Subject
from kimppa.marc.eresources.reading import Defaults, Reading, Trouble, split
from kimppa.marc.translation import Message

LARGEST: Final = 50_000_000  # bytes; a message is held in memory
_LONGEST_DETAIL: Final = 200
_MOST_FAULTS: Final = 20  # places of what the schema says
_FEW: Final = 4  # names of what is expected
_EXPECTED: Final = r"Expected is (?:one of )?\( (.{1,2000}) \)\."
_LACKING: Final = re.compile(rf"Element '(\w+)': Missing child element\(s\)\. {_EXPECTED}")
_MISPLACED: Final = re.compile(rf"Element '(\w+)': This element is not expected\.(?: {_EXPECTED})?")
_WRONG: Final = re.compile(r"Element '(\w+)'(?:, attribute '\w+')?: .{0,20}'(.{0,100})' is not ")
_SCHEMAS: Final = {
    ("3.0", "reference"): schema.O30_XSD_REFERENCE,
    ("3.0", "short"): schema.O30_XSD_SHORT,
    ("3.1", "reference"): schema.O31_XSD_REFERENCE,
    ("3.1", "short"): schema.O31_XSD_SHORT,
}
_STYLES: Final = {"ONIXMessage": "reference", "ONIXmessage": "short"}
_XSD: Final = "{http://www.w3.org/2001/XMLSchema}"
_TEXT_FORMS: Final = {"EA", "EB", "EC", "ED"}
_AUDIO_FORMS: Final = {"AJ", "AN", "AO"}
_SPEECH: Final = {"01", "02", "13"}
_MUSIC: Final = "03"
_FILM: Final = "06"
_TESTS: Final = {"88", "89"}
_DELETED: Final = "05"
# Names that stand for nobody.
_NOBODY: Final = {"tekijöitä, useita", "useita tekijöitä", "various", "flera författare"}
_SECONDS: Final = {"04": 3600, "05": 60, "06": 1}
_ADULTS: Final = {"01", "05", "06", "08"}
_CHILDREN: Final = {"02", "11", "12"}


class OnixError(ValueError):
    """A file that is no ONIX message of release 3; the message says what to do."""


def read(content: bytes, defaults: Defaults) -> Reading:
    """The electronic products of a message. What breaks the schema is told, and a product is left
    out only if what its record needs is missing. Raises OnixError."""
    root = _parsed(content)
    reading = Reading()
    _validate(root, reading)
    names = _reference_names()
    for element in root.iter():
        name = etree.QName(element).localname
        element.tag = names.get(name, name)
    identifiers: set[str] = set()
    for number, product in enumerate(root.iterfind("Product"), 1):
        _take(product, number, defaults, identifiers, reading)
    return reading


def _parsed(content: bytes) -> Any:
    """The message's root, its names in the namespace of its schema."""
    if len(content) > LARGEST:
        limit = LARGEST // 10**6
        raise OnixError(
            Message("the message is larger than {limit} MB; ask for it in parts", limit=limit)
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1  # the parser's own words are in English
        raise OnixError(Message("the XML is broken on row {row}", row=line)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise OnixError(Message("the message has a DOCTYPE, which is not read; remove it"))
    _name(root)
    return root


def _name(root: Any) -> None:
    """Put all names into the namespace of the message's release and style, which many leave out."""
    name = etree.QName(root)
    if name.localname not in _STYLES:
        raise OnixError(Message("the file is no ONIX message"))
    release_text = root.get("release") or name.namespace or ""
    if release_text.startswith("2") or "/onix/2" in release_text:
        raise OnixError(Message("the message is of ONIX 2; ask the vendor for ONIX 3"))
    release = "3.1" if "3.1" in release_text else "3.0"
    root.set("release", release)
    space = f"http://ns.editeur.org/onix/{release}/{_STYLES[name.localname]}"
    for element in root.iter():
        element.tag = f"{{{space}}}{etree.QName(element).localname}"


def _validate(root: Any, reading: Reading) -> None:
    judge = _schema(root.get("release"), _STYLES[etree.QName(root).localname])
    if judge.validate(root):
        return
    faults = list(judge.error_log)
    for fault in faults[:_MOST_FAULTS]:
        reason = explained(re.sub(r"\{[^}]{0,100}\}", "", fault.message))
        message = Message("line {line}: not by the schema: {why}", line=fault.line, why=reason)
        reading.troubles.append(Trouble("", message, loses=False))
    if len(faults) > _MOST_FAULTS:
        message = Message(
            "not by the schema in {more} other places", more=len(faults) - _MOST_FAULTS
        )
        reading.troubles.append(Trouble("", message, loses=False))


def explained(detail: str) -> Message:
    """What the schema's judge says in English, in our words."""
    if match := _LACKING.match(detail):
        return Message(
            "{element} lacks a part, such as {parts}", element=match[1], parts=_few(match[2])
        )
    if match := _MISPLACED.match(detail):
        return Message(
            "{element} does not belong here; expected is {parts}",
            element=match[1],
            parts=_few(match[2]),
        )
    if match := _WRONG.match(detail):
        return Message(
            "the value “{value}” of {element} is not allowed", element=match[1], value=match[2]
        )
    return Message("{detail}", detail=textwrap.shorten(detail, _LONGEST_DETAIL, placeholder="…"))


def _few(names: str | None) -> str:
    """The first names of a list."""
    every = [name.strip() for name in (names or "").split(",")]
    return ", ".join(every[:_FEW]) + (" …" if len(every) > _FEW else "")


@cache
def _schema(release: str, style: str) -> Any:
    return etree.XMLSchema(file=_SCHEMAS[release, style])


@cache
def _reference_names() -> Mapping[str, str]:
    """Reference names by short tags, as the schema of the short tags tells them."""
    names = {"ONIXmessage": "ONIXMessage"}
    for element in etree.parse(_SCHEMAS["3.1", "short"]).getroot().iterchildren(f"{_XSD}element"):
        for attribute in element.iter(f"{_XSD}attribute"):
            if attribute.get("name") == "refname":
                name = next(attribute.iter(f"{_XSD}enumeration")).get("value")
                names[element.get("name")] = name
    return names


@cache
def _maps() -> Mapping[str, Mapping[str, str]]:
    path = files("kimppa.marc.eresources") / "onix.toml"
    return tomllib.loads(path.read_text("utf-8"))


def _take(
    product: Any, number: int, defaults: Defaults, identifiers: set[str], reading: Reading
) -> None:
    place = _identifier(product, "15") or _text(product, "RecordReference") or f"{number}"
    kind = _kind(product)
    notification = _text(product, "NotificationType")
    if notification in _TESTS:
        reading.troubles.append(Trouble(place, Message("this is only a test of the vendor")))
    elif notification == _DELETED:
        message = Message("the vendor withdraws this title: remove its record")
        reading.troubles.append(Trouble(place, message))
    elif kind is None:
        reading.troubles.append(Trouble(place, Message("this is no electronic product")))
    elif place in identifiers:
        reading.troubles.append(Trouble(place, Message("this product stands in the file twice")))
    else:
        identifiers.add(place)
        reading.take(defaults.fill(_resource(product, kind)), place)


def _text(element: Any, path: str) -> str:
    """The text of the first element on the path, of all that stands in it."""
    first = element.find(path)
    return "" if first is None else " ".join("".join(first.itertext()).split())


def _texts(element: Any, path: str) -> Iterator[str]:
    for child in element.iterfind(path):
        text = " ".join("".join(child.itertext()).split())
        if text:
            yield text


def _coded(element: Any, path: str, code: str, *values: str) -> Iterator[Any]:
    """The elements on the path whose part `code` has one of the values."""
    return (child for child in element.iterfind(path) if _text(child, code) in values)


def _identifier(product: Any, kind: str) -> str:
    for identifier in _coded(product, "ProductIdentifier", "ProductIDType", kind):
        return _text(identifier, "IDValue").replace("-", "")
    return ""


def _kind(product: Any) -> Kind | None:
    form = _text(product, "DescriptiveDetail/ProductForm")
    if form not in _TEXT_FORMS | _AUDIO_FORMS:
        return None
    contents = set(_texts(product, "DescriptiveDetail/PrimaryContentType")) or set(
        _texts(product, "DescriptiveDetail/ProductContentType")
    )
    details = set(_texts(product, "DescriptiveDetail/ProductFormDetail"))
    if _FILM in contents:
        return Kind.FILM
    if _MUSIC in contents:
        return Kind.STREAMED_MUSIC if form in {"AO", "EC"} else Kind.MUSIC_FILE
    is_audio = form in _AUDIO_FORMS or any(detail.startswith("A1") for detail in details)
    return Kind.EAUDIOBOOK if is_audio or contents & _SPEECH else Kind.EBOOK


def _resource(product: Any, kind: Kind) -> Resource:
    detail, publishing = _part(product, "DescriptiveDetail"), _part(product, "PublishingDetail")
    title, subtitle = _title(detail, "01")
    subjects, classes = _subjects(detail)
    formats = (_maps()["files"].get(code, "") for code in _texts(detail, "ProductFormDetail"))
    gtin = _identifier(product, "03")
    isbn = _identifier(product, "15")
    return Resource(
        kind,
        title,
        _address(product),
        subtitle=subtitle,
        creators=tuple(_creators(detail)),
        isbn=isbn,
        gtin=gtin if gtin != isbn else "",
        publisher=_publisher(publishing),
        place=_text(publishing, "CityOfPublication"),
        year=_year(publishing),
        country=_maps()["countries"].get(_text(publishing, "CountryOfPublication"), ""),
        language=_language(detail, "01"),
        original_language=_language(detail, "02"),
        original_title=_title(detail, "03")[0],
        edition=_text(detail, "EditionNumber") or _text(detail, "EditionStatement"),
        seconds=_seconds(detail),
        pages=_pages(detail),
        file=next(filter(None, formats), ""),
        subjects=subjects,
        classes=classes,
        series=tuple(_series(detail)),
        summary=_summary(product),
        is_for_children=_is_for_children(detail),
    )


def _part(product: Any, name: str) -> Any:
    part = product.find(name)
    return etree.Element(name) if part is None else part


def _title(detail: Any, kind: str) -> tuple[str, str]:
    for title in _coded(detail, "TitleDetail", "TitleType", kind):
        for element in _coded(title, "TitleElement", "TitleElementLevel", "01"):
            text = _text(element, "TitleText")
            title_parts = _text(element, "TitlePrefix"), _text(element, "TitleWithoutPrefix")
            return text or " ".join(filter(None, title_parts)), _text(element, "Subtitle")
    return "", ""


def _creators(detail: Any) -> Iterator[Creator]:
    """In their order; those of one number in the message's."""
    contributors = sorted(detail.iterfind("Contributor"), key=_sequence)
    for agent in contributors:
        role = _maps()["roles"].get(_text(agent, "ContributorRole"), "")
        body = _text(agent, "CorporateName")
        name = _text(agent, "PersonNameInverted") or _inverted(agent) or _text(agent, "PersonName")
        if (body or name) and (body or name).lower() not in _NOBODY:
            yield Creator(body or name, role, is_body=bool(body))


def _sequence(contributor: Any) -> int:
    number = _text(contributor, "SequenceNumber")
    return int(number) if number.isdecimal() and len(number) < 6 else 99_999


def _inverted(contributor: Any) -> str:
    names = _text(contributor, "KeyNames"), _text(contributor, "NamesBeforeKey")
    return ", ".join(filter(None, names)) if names[0] else ""


def _subjects(detail: Any) -> tuple[tuple[Subject, ...], tuple[tuple[str, str], ...]]:
    subjects: dict[Subject, None] = {}
    classes = []
    for subject in detail.iterfind("Subject"):
        scheme = _text(subject, "SubjectSchemeIdentifier")
        heading, code = _text(subject, "SubjectHeadingText"), _text(subject, "SubjectCode")
        if scheme == "66" and code:
            classes.append((code, "ykl"))
        elif scheme in _maps()["vocabularies"] and heading:
            address = code if code.startswith("http") else ""
            subjects[Subject(heading, _maps()["vocabularies"][scheme], address)] = None
        elif scheme in {"20", "80"}:  # keywords; the book trade's words of fiction
            subjects.update((Subject(word), None) for word in split(heading))
    return tuple(subjects), tuple(classes)


def _series(detail: Any) -> Iterator[Series]:
    for collection in _coded(detail, "Collection", "CollectionType", "10"):
        name = next(_texts(collection, "TitleDetail/TitleElement/TitleText"), "")
        number = _text(collection, "CollectionSequence/CollectionSequenceNumber") or _text(
            collection, "TitleDetail/TitleElement/PartNumber"
        )
        issn = next(_coded(collection, "CollectionIdentifier", "CollectionIDType", "02"), None)
        if name:
            yield Series(name, number, "" if issn is None else _text(issn, "IDValue"))


def _publisher(publishing: Any) -> str:
    for publisher in _coded(publishing, "Publisher", "PublishingRole", "01"):
        return _text(publisher, "PublisherName")
    return _text(publishing, "Imprint/ImprintName")


def _year(publishing: Any) -> int:
    for role in ("01", "11"):
        for date in _coded(publishing, "PublishingDate", "PublishingDateRole", role):
            year = _text(date, "Date")[:4]
            if len(year) == 4 and year.isascii() and year.isdigit():
                return int(year)
    return 0


def _language(detail: Any, role: str) -> str:
    for language in _coded(detail, "Language", "LanguageRole", role):
        return _text(language, "LanguageCode").lower()
    return ""


def _seconds(detail: Any) -> int:
    """The duration; digits past what a week has are no duration."""
    for extent in _coded(detail, "Extent", "ExtentType", "09"):
        amount, unit = _text(extent, "ExtentValue"), _text(extent, "ExtentUnit")
        if unit in _SECONDS:
            return round(_number(amount) * _SECONDS[unit])
        if unit in {"14", "15", "16"} and amount.isascii() and amount.isdigit() and len(amount) < 9:
            digits = (amount + {"14": "0000", "15": "00", "16": ""}[unit]).zfill(7)
            return int(digits[:-4]) * 3600 + int(digits[-4:-2]) * 60 + int(digits[-2:])
    return 0


def _pages(detail: Any) -> int:
    for extent in _coded(detail, "Extent", "ExtentUnit", "03"):
        return round(_number(_text(extent, "ExtentValue")))
    return 0


def _number(text: str) -> float:
    if len(text) > 9 or not text.replace(".", "", 1).isdecimal():
        return 0
    return float(text)


def _summary(product: Any) -> str:
    for kind in ("03", "02"):
        for text_content in _coded(product, "CollateralDetail/TextContent", "TextType", kind):
            return _text(text_content, "Text")
    return ""


def _is_for_children(detail: Any) -> bool | None:
    codes = {
        _text(audience, "AudienceCodeValue")
        for audience in _coded(detail, "Audience", "AudienceCodeType", "01")
    }
    if codes & _CHILDREN:
        return True
    return False if codes & _ADULTS else None


def _address(product: Any) -> str:
    """Where the whole content is (29)."""
    for path in (
        "PublishingDetail/Publisher/Website",
        "ProductSupply/SupplyDetail/Supplier/Website",
    ):
        for website in _coded(product, path, "WebsiteRole", "29"):
            return _text(website, "WebsiteLink")
    return ""
