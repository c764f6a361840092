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


def unpack(data: bytes | memoryview) -> bytes:
    """What was packed."""
    return zlib.decompress(data)


def pack_lines(lines: Sequence[PaperLine]) -> bytes:
    """The lines without what is as it is by default."""
    plain = [
        {
            name: value
            for name, default in _FIELDS
            if (value := getattr(line, name)) != default or name == "role"
        }
        for line in lines
    ]
    return pack(json.dumps(plain, ensure_ascii=False))


def unpack_lines(data: bytes | memoryview) -> tuple[PaperLine, ...]:
    """The lines that were packed."""
    return tuple(PaperLine(**_values(plain)) for plain in json.loads(unpack(data)))


def _values(plain: dict[str, Any]) -> dict[str, Any]:
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()}
    values["role"] = Role(plain["role"])
    if "answers" in plain:
        values["answers"] = tuple(map(Role, plain["answers"]))
    return values
