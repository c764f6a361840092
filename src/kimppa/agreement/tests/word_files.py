"""Builds Word files for the tests, with lists and parts as Word writes them."""

import io
import zipfile

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn


def as_bytes(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def level(at: int, form: str, text: str, *, start: int = 1, left: int = 0, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{left + 360}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def define(document, number: int, *levels: str, override: str = "") -> None:
    """Add a list of its own to the document's numbering."""
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f"{''.join(levels)}</w:abstractNum>"
    )
    first.addprevious(abstract)
    again(document, number, number, override)


def again(document, number: int, abstract: int, override: str = "") -> None:
    document.part.numbering_part.element.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
            f"{override}</w:num>"
        )
    )


def listed(document, text: str, number: int, at: int = 0):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
        )
    )
    return paragraph


def with_part(data: bytes, kind: str, content: str) -> bytes:
    """The Word file with one more part."""
    return rebuilt(
        data,
        {
            f"word/{kind}.xml": content.encode(),
            "word/_rels/document.xml.rels": lambda old: old.replace(
                b"</Relationships>",
                f'<Relationship Id="rId99" Type="http://x/{kind}" Target="{kind}.xml"/>'
                "</Relationships>".encode(),
            ),
        },
    )


def rebuilt(data: bytes, changes) -> bytes:
    """The file with parts replaced, added or (None) left out."""
    source, buffer = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in {*source.namelist(), *changes}:
            content = changes.get(name, source.read(name) if name in source.namelist() else b"")
            if callable(content):
                content = content(source.read(name))
            if content is not None:
                target.writestr(name, content)
    return buffer.getvalue()
