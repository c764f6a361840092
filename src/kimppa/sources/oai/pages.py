"""One answer of an OAI-PMH service, read safely: no document types, no entities, bounded.

Records come out as MARCXML without prefixes, whatever prefixes they came with.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from kimppa.sources.errors import FetchError

MARC: Final = "http://www.loc.gov/MARC21/slim"
_FIELDS: Final = frozenset({"leader", "controlfield", "datafield"})
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BAD_REFERENCE = re.compile("&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1.));")
_ENCODING = re.compile(rb"^<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a page. `marc` is a MARCXML record element in UTF-8; empty when the record
    is deleted or came without content."""

    identifier: str
    datestamp: str
    deleted: bool
    marc: bytes = field(default=b"", repr=False)


@dataclass(slots=True)
class Page:
    """What one answer holds. `error` is the code and text of an OAI-PMH error, ("", "") when
    there is none; `token` is empty on the last page; `total` is the service's own promise of the
    whole list. `mended`: characters that XML forbids were replaced by U+FFFD.
    """

    entries: list[Entry] = field(default_factory=list)
    token: str = ""
    total: int | None = None
    date: str = ""
    error: tuple[str, str] = ("", "")
    mended: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    formats: list[tuple[str, str]] = field(default_factory=list)


def page(body: bytes, host: str) -> Page:
    """Read an answer. Raises FetchError: "broken-xml" (passing: the connection may have been
    cut), "xml-declarations", "not-oai", "not-marc".
    """
    try:
        try:
            return _read_page(body, host)
        except ParseError:
            repaired = _repair(body)
            if repaired == body:
                raise
            answer = _read_page(repaired, host)
            answer.mended = True
            return answer
    except ParseError as error:
        raise FetchError("broken-xml", passing=True, host=host, detail=str(error)) from error
    except DefusedXmlException as error:
        raise FetchError("xml-declarations", host=host) from error


def _repair(body: bytes) -> bytes:
    """The body with U+FFFD for what XML does not allow; as it is if it is not in UTF-8."""
    declaration = _ENCODING.match(body[:200].lstrip())
    if declaration and declaration[1].lower() not in {b"utf-8", b"utf8"}:
        return body
    text = body.decode("utf-8", "replace")
    return _BAD_REFERENCE.sub("\ufffd", _BAD.sub("\ufffd", text)).encode("utf-8")


def _read_page(body: bytes, host: str) -> Page:
    answer = Page()
    stack: list[Any] = []
    for event, element in _events(body):
        if event == "start":
            stack.append(element)
            if len(stack) == 1 and local(element) != "OAI-PMH":
                raise FetchError("not-oai", host=host)
            continue
        stack.pop()
        if len(stack) == 1:
            _read_root_child(answer, element)
        elif len(stack) == 2:
            _read_verb_child(answer, element, local(stack[1]))
            stack[1].remove(element)  # what has been read is let go
    return answer


def _events(body: bytes) -> Iterator[tuple[str, Any]]:
    return iter(SafeTree.iterparse(BytesIO(body), events=("start", "end"), forbid_dtd=True))


def local(element: Any) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text(element: Any) -> str:
    return (element.text or "").strip()


def _read_root_child(answer: Page, element: Any) -> None:
    name = local(element)
    if name == "responseDate":
        answer.date = _text(element)
    elif name == "error" and not answer.error[0]:
        answer.error = (element.get("code") or "unknown", _text(element))


def _read_verb_child(answer: Page, element: Any, verb: str) -> None:
    """A child of the verb's element."""
    name = local(element)
    if name == "resumptionToken":
        answer.token = _text(element)
        size = (element.get("completeListSize") or "").strip()
        answer.total = int(size[:15]) if size.isascii() and size.isdecimal() else None
    elif verb == "ListRecords" and name == "record":
        answer.entries.append(_entry(element))
    elif verb == "ListMetadataFormats" and name == "metadataFormat":
        texts = {local(child): _text(child) for child in element}
        answer.formats.append((texts.get("metadataPrefix", ""), texts.get("metadataNamespace", "")))
    elif verb == "Identify":
        answer.texts.setdefault(name, _text(element))


def _entry(element: Any) -> Entry:
    identifier = datestamp = ""
    deleted, marc = False, b""
    for child in element:
        name = local(child)
        if name == "header":
            deleted = (child.get("status") or "").strip().lower() == "deleted"
            texts = {local(field): _text(field) for field in child}
            identifier, datestamp = texts.get("identifier", ""), texts.get("datestamp", "")
        elif name == "metadata":
            marc = _marc(child, identifier)
    return Entry(identifier, datestamp, deleted, b"" if deleted else marc)


def _marc(metadata: Any, identifier: str) -> bytes:
    """The MARC record inside, written anew in one namespace; b"" when nothing is inside."""
    for child in metadata:
        record = child
        if local(child) == "collection":
            record = next((node for node in child if local(node) == "record"), child)
        if local(record) != "record" or not any(local(node) in _FIELDS for node in record):
            raise FetchError("not-marc", identifier=identifier or "?")
        for node in record.iter():
            node.tag = local(node)
            for name in [name for name in node.attrib if "}" in name]:
                del node.attrib[name]  # schema locations
        record.tail = "\n"
        return _marcxml(record)
    return b""


def _marcxml(record: Element) -> bytes:
    marcxml: bytes = tostring(record, encoding="utf-8", xml_declaration=False)
    return marcxml
