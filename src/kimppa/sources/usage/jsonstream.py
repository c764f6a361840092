"""A JSON text read from its start to its end, piece by piece: memory holds one piece.

for key in cursor.members():          # of an object; each value is consumed before the next
    if key == "Report_Items":
        for _ in cursor.elements():   # of a list, likewise
            item = cursor.value()     # a whole value, of a bounded size
    else:
        cursor.value()
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

LARGEST_VALUE: Final = 16_000_000  # letters
_CHUNK: Final = 1_000_000
_BLANK: Final = re.compile(r"[ \t\n\r]*+")


class JsonError(ValueError):
    """The text is no JSON, or a piece of it is too large. `path` is where."""

    def __init__(self, path: str, *, is_large: bool = False) -> None:
        super().__init__(path)
        self.path = path
        self.is_large = is_large


class Cursor:
    """A place in a JSON text of UTF-8, with or without a byte order mark.

    `repeated` is the last key that an object of the last value had twice; `is_damaged` whether
    some bytes were no UTF-8.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object)
        self._text = ""
        self._at = 0
        self._is_whole = False
        self._path: list[str | int] = []
        self.repeated = ""
        self.is_damaged = False

    @property
    def path(self) -> str:
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self._path)
        return "$" + "".join(parts)

    def peek(self) -> str:
        """The next letter that is no space; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text) or not self._read_more():
                return self._text[self._at : self._at + 1]

    def members(self) -> Iterator[str]:
        """The keys of an object; the caller consumes each value before it asks for the next key.

        Raises JsonError.
        """
        self._take("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            key = self.value() if self.peek() == '"' else None
            if not isinstance(key, str):
                raise JsonError(self.path)
            self._take(":")
            self._path.append(key[:100])
            yield key
            self._path.pop()
            if self._take(",}") == "}":
                return

    def elements(self) -> Iterator[int]:
        """The places of a list's elements, each consumed by the caller. Raises JsonError."""
        self._take("[")
        if self.peek() == "]":
            self._at += 1
            return
        index = 0
        while True:
            self._path.append(index)
            yield index
            self._path.pop()
            index += 1
            if self._take(",]") == "]":
                return

    def value(self) -> Any:
        """The whole value here. Raises JsonError for none, and for one that is too large."""
        self.repeated = ""
        self.peek()
        while True:
            try:
                content, end = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if self._is_whole:
                    raise JsonError(self.path) from error
            else:
                if end < len(self._text) or self._is_whole:  # else a number may go on
                    self._at = end
                    return content
            if len(self._text) - self._at > LARGEST_VALUE:
                raise JsonError(self.path, is_large=True)
            self._read_more()

    def _take(self, letters: str) -> str:
        letter = self.peek()
        if not letter or letter not in letters:
            raise JsonError(self.path)
        self._at += 1
        return letter

    def _read_more(self) -> bool:
        """More of the text; twice as much each time a piece does not fit."""
        if self._is_whole:
            return False
        unread_text = self._text[self._at :]
        chunk = self._file.read(max(_CHUNK, len(unread_text)))
        self._is_whole = not chunk
        new_text = self._decode(chunk, not chunk)
        self.is_damaged |= "\N{REPLACEMENT CHARACTER}" in new_text
        self._text, self._at = unread_text + new_text, 0
        return True

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            times = Counter(key for key, _value in pairs)
            self.repeated = times.most_common(1)[0][0]
        return members
