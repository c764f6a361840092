"""What stands around a part of a MARCXML file, so that the part is read as in the whole.

Before the first record stands what opens the elements around the records, with the namespaces and
the encoding: each part is read after these bytes, and ended by closing what they opened.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from xml.parsers import expat

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.streams import Stream

_FIRST: Final = re.compile(rb"<((?:[^\s<>/!?]+:)?record)(?=[\s>])")
_OTHER_ENCODING = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml[^>]+encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Around:
    """`before` is read before a part and `after` after it; `tags` are the start tags in `before`
    that `again` finds, of elements that are open in every part."""

    utf8: bool
    before: bytes = b""
    after: bytes = b""
    again: re.Pattern[bytes] | None = None
    tags: frozenset[bytes] = frozenset()
    cut: re.Pattern[bytes] | None = None  # up to where a part may begin

    def part(self, first: bool, last: bool) -> "Around":
        """The same for one part: the first one has the beginning itself, the last one the end."""
        return replace(
            self, before=b"" if first else self.before, after=b"" if last else self.after
        )

    def holds(self, data: bytes) -> bool:
        """Whether what is open around the records is opened in these bytes as it was before, if
        at all: else the names in them may mean something else."""
        return self.again is None or self.tags.issuperset(self.again.findall(data))


def whole(stream: Stream) -> Around:
    """Nothing around: for a file that is read from its beginning to its end."""
    return Around(not _OTHER_ENCODING.match(stream.head))


def of(stream: Stream) -> Around:
    """What stands around the records of a file. Raises MarcFileError "not-cut" if its beginning
    does not tell: no record, not well formed, or not in one byte a letter."""
    for match in _FIRST.finditer(stream.head):
        opening_bytes = stream.head[: match.start()]
        if names := _opened(opening_bytes):
            opening_tags = re.compile(
                rb"<(?:" + b"|".join(map(re.escape, names)) + rb")(?=[\s>/])[^<>]*>"
            )
            return replace(
                whole(stream),
                before=opening_bytes,
                after=_closing(names),
                again=opening_tags,
                tags=frozenset(opening_tags.findall(opening_bytes)),
                cut=_boundary(re.escape(match[1])),
            )
    raise MarcFileError("not-cut", stream.name)


def _boundary(name: bytes) -> re.Pattern[bytes]:
    """From the end of a record to where the next one begins."""
    return re.compile(rb"</" + name + rb"\s*>\s*(?:<!--[^<>]*-->\s*)*(?=<" + name + rb"[\s>])")


def _closing(names: list[bytes]) -> bytes:
    return b"".join(b"</" + name + b">" for name in reversed(names))


def _opened(opening_bytes: bytes) -> list[bytes]:
    """The names of the elements that are open at the end of these bytes, the root first; none if
    something else is open there, such as a comment."""
    names: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda opened, _attributes: names.append(opened)
    parser.EndElementHandler = lambda _closed: names.pop()
    try:
        parser.Parse(opening_bytes, False)
        opened = [name.encode() for name in names]
        parser.Parse(_closing(opened), True)
    except (expat.ExpatError, LookupError, ValueError):
        return []
    return opened
