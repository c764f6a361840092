"""A paper's lines and texts as the bytes that the database keeps."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from kimppa.agreement.text.paper import PaperLine, Role

_FIELDS = [(field.name, field.default) for field in fields(PaperLine)]


def pack(text: str | bytes) -> bytes:
    """A text, or the bytes of a file."""
    return zlib.compress(text.encode() if isinstance(text, str) else text)


def unpack(packed: bytes | memoryview) -> bytes:
    """What was packed."""
    return zlib.decompress(packed)


def pack_lines(lines: Sequence[PaperLine]) -> bytes:
    """The lines without what is as it is by default."""
    line_fields = [
        {
            name: field_value
            for name, default in _FIELDS
            if (field_value := getattr(line, name)) != default or name == "role"
        }
        for line in lines
    ]
    return pack(json.dumps(line_fields, ensure_ascii=False))


def unpack_lines(packed: bytes | memoryview) -> tuple[PaperLine, ...]:
    """The lines that were packed."""
    return tuple(PaperLine(**_values(line_fields)) for line_fields in json.loads(unpack(packed)))


def _values(line_fields: dict[str, Any]) -> dict[str, Any]:
    fields = {k: tuple(v) if isinstance(v, list) else v for k, v in line_fields.items()}
    fields["role"] = Role(line_fields["role"])
    if "answers" in line_fields:
        fields["answers"] = tuple(map(Role, line_fields["answers"]))
    return fields
