"""Whether the bytes of a file are what the ending of its name says. Pure."""

from typing import Final

HEAD: Final = 1024  # bytes of a file's beginning that are looked at
_PACKED: Final = (b"PK\x03\x04",)
_BEGINNINGS: Final = {
    ".docx": _PACKED,
    ".odt": _PACKED,
    ".xlsx": _PACKED,
    ".ods": _PACKED,
    ".pptx": _PACKED,
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
}
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")  # text in UTF-16, in which every other byte may be 0


def is_as_named(name: str, head: bytes) -> bool:
    """Whether a file's first HEAD bytes fit its name; of an ending that is not known they do."""
    ending = name[name.rfind(".") :].lower()
    if ending == ".pdf":  # some programs write a line before
        return b"%PDF-" in head[:HEAD]
    if ending == ".txt":
        return b"\0" not in head[:HEAD] or head.startswith(_WIDE)
    return head.startswith(_BEGINNINGS.get(ending, (b"",)))
