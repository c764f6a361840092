"""Records as MARCXML, MARC-in-JSON and lines."""

import json
import re
from html import escape
from typing import Final

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.record import Field, Record, Subfield

XML_HEAD: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
)
XML_TAIL: Final = b"</collection>\n"
_IN_ATTRIBUTES: Final = str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
# What XML 1.0 has no way to say.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def marcxml(record: Record) -> bytes:
    """A record element of MARCXML without a namespace of its own, for a `collection`.

    Raises MarcFileError "not-writable" for control characters, which XML cannot hold.
    """
    parts = ["<record>", f"<leader>{_xml(record.leader, 'LDR')}</leader>"]
    for field in map(_as_data_field, record.fields):
        tag = _attribute(field.tag, "tag")
        if field.control and not field.subfields:
            parts.append(f"<controlfield tag={tag}>{_xml(field.value, field.tag)}</controlfield>")
            continue
        first, second = (
            _attribute(indicator, field.tag) for indicator in field.indicators.ljust(2)[:2]
        )
        parts.append(f"<datafield tag={tag} ind1={first} ind2={second}>")
        for subfield in field.subfields:
            code = _attribute(subfield.code, field.tag)
            parts.append(f"<subfield code={code}>{_xml(subfield.value, field.tag)}</subfield>")
        parts.append("</datafield>")
    parts.append("</record>\n")
    return "".join(parts).encode()


def _as_data_field(field: Field) -> Field:
    """A field as other formats tell it. FMT is a control field, but some systems write it into
    ISO 2709 with indicators and a subfield: then it is told with them."""
    if not field.control or "\x1f" not in field.value:
        return field
    head, *parts = field.value.split("\x1f")
    subfields = [Subfield(part[:1], part[1:]) for part in parts]
    return Field(field.tag, "", head.ljust(2)[:2], subfields)


def _xml(text: str, place: str) -> str:
    match = _NOT_XML.search(text)
    if match:
        raise MarcFileError("not-writable", detail=f"U+{ord(match[0]):04X} ({place})")
    return escape(text, quote=False).replace("\r", "&#13;")


def _attribute(text: str, place: str) -> str:
    return f'"{_xml(text, place).translate(_IN_ATTRIBUTES)}"'


def json_line(record: Record) -> bytes:
    """A record as MARC-in-JSON in one line."""
    fields: list[dict[str, object]] = []
    for field in map(_as_data_field, record.fields):
        if field.control and not field.subfields:
            fields.append({field.tag: field.value})
            continue
        parts = [{subfield.code: subfield.value} for subfield in field.subfields]
        head = field.indicators.ljust(2)
        fields.append({field.tag: {"ind1": head[0], "ind2": head[1], "subfields": parts}})
    record_table = {"leader": record.leader, "fields": fields}
    return json.dumps(record_table, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


_MNEMONICS: Final = str.maketrans(
    {
        "$": "{dollar}",
        "{": "{lcub}",
        "}": "{rcub}",
        "\\": "{bsol}",
        "\n": "{0A}",
        "\r": "{0D}",
    }
)


def mrk(record: Record) -> bytes:
    """A record in MarcEdit's line format, which can say every text (line feeds as
    mnemonics too); a blank line ends it."""
    lines = [f"=LDR  {record.leader}"]
    for field in record.fields:
        if field.control:
            value = field.value.translate(_MNEMONICS).replace(" ", _BLANK)
            lines.append(f"={field.tag}  {value}")
            continue
        body = "".join(
            f"${subfield.code}{subfield.value.translate(_MNEMONICS)}"
            for subfield in field.subfields
        )
        lines.append(f"={field.tag}  {field.indicators.replace(' ', _BLANK)}{body}")
    return "\n".join(lines).encode() + b"\n\n"


_BLANK: Final = "\\"
