"""A person's names and addresses in texts, and what stands in their place."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Pseudonyms:
    """The names and e-mail addresses of one person, and the pseudonyms."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    name: str
    address: str

    def apply(self, value: Any) -> Any:
        """The same text or JSON value with the pseudonyms; whole words only, in any case."""
        if isinstance(value, str):
            return self._in_text(value)
        if isinstance(value, dict):
            return {key: self.apply(element) for key, element in value.items()}
        if isinstance(value, list):
            return [self.apply(element) for element in value]
        return value

    def needles(self) -> Iterator[str]:
        """What a stored text that holds any of the words contains: as it is, or as JSON."""
        for word in (*self.names, *self.addresses):
            yield word
            if (escaped := json.dumps(word)[1:-1]) != word:
                yield escaped

    def _in_text(self, text: str) -> str:
        if self._addresses:
            text = self._addresses.sub(self.address, text)
        if self._names:
            text = self._names.sub(self.name, text)
        return text

    @cached_property
    def _addresses(self) -> re.Pattern[str] | None:
        return _pattern(self.addresses, r"(?<![\w.+-])", r"(?![\w-]|\.\w)")

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        return _pattern(self.names, r"(?<!\w)", r"(?!\w)")


def _pattern(
    words: tuple[str, ...], pattern_before: str, pattern_after: str
) -> re.Pattern[str] | None:
    """Any of the words, the longest first; None when all are empty."""
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    if not longest_first:
        return None
    alternatives = "|".join(map(re.escape, longest_first))
    return re.compile(f"{pattern_before}(?:{alternatives}){pattern_after}", re.IGNORECASE)
