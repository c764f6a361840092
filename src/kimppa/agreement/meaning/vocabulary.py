"""How the words of a text are asked for: by entries of the data (`words/README.md`). Pure.

A vocabulary answers for all its entries at once, so that a long agreement is read quickly.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

# A clause is a sentence or two; more than this is a whole document in one field.
LONGEST = 2_000
_LONGEST_BEGINNING = 60  # letters of a word by which it is asked for
_MOST_KNOWN = 20_000  # words
_WORD = re.compile(r"\w+(?:-\w+)*")

type Places = dict[str, int]
"""Parts of entries by where the text first has them."""


class Words:
    """The words of a text, asked by their beginnings."""

    def __init__(self, text: str) -> None:
        text = unicodedata.normalize("NFC", text[:LONGEST]).lower()
        self.text = re.sub("[\u2010\u2011]", "-", text).replace("\u00ad", "")
        self.words = [(match[0], match.start()) for match in _WORD.finditer(self.text)]

    @cached_property
    def at(self) -> Places:
        """Where each beginning of a word, and each whole word as "word!", stands first."""
        position_by_form: Places = {}
        for word, position in self.words:
            for form in _forms(word):
                for length in range(1, min(len(form), _LONGEST_BEGINNING) + 1):
                    position_by_form.setdefault(form[:length], position)
                position_by_form.setdefault(form + "!", position)
        return position_by_form

    def find(self, entry: str) -> int:
        """Where the first found part of an entry stands, -1 when a part is missing."""
        positions = [
            min(
                (
                    position
                    for alternative in part.split("|")
                    if (position := self.place(alternative)) >= 0
                ),
                default=-1,
            )
            for part in entry.split()
        ]
        return -1 if -1 in positions else min(positions)

    def place(self, beginning: str) -> int:
        """Where a word so beginning stands first, -1 when none does."""
        if "_" in beginning:
            match = _run(beginning).search(self.text)
            return match.start() if match else -1
        if not beginning.startswith("*"):
            return self.at.get(beginning, -1)
        inner = beginning[1:]
        if inner.endswith("!"):
            match = re.search(rf"{re.escape(inner[:-1])}\b", self.text)
            return match.start() if match else -1
        return self.text.find(inner)

    def matching(self, entries: Iterable[str]) -> list[tuple[int, str]]:
        """(position, entry) of the entries found."""
        return [(position, entry) for entry in entries if (position := self.find(entry)) >= 0]


def _forms(word: str) -> tuple[str, ...]:
    """A word, and the parts of one with a hyphen."""
    return (word, *word.split("-")) if "-" in word else (word,)


@lru_cache(maxsize=4_000)
def _run(beginning: str) -> re.Pattern[str]:
    """Words one after the other."""
    words = (
        (r"\b\w{0,40}" if word.startswith("*") else r"\b")
        + re.escape(word.strip("*!"))
        + (r"\b" if word.endswith("!") else r"\w{0,40}")
        for word in beginning.split("_")
    )
    return re.compile(r"[^\w.;:]{1,3}".join(words))


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the data: parts that all have to stand in the text."""

    text: str
    parts: tuple[str, ...]

    def place(self, own_places: Mapping[str, int], around: Mapping[str, int]) -> int:
        """Where it stands in the text; -1 when not. `around` may hold some of its parts."""
        positions = []
        for part in self.parts:
            if part in own_places:
                positions.append(own_places[part])
            elif part not in around:
                return -1
        return min(positions, default=-1)


class Vocabulary:
    """Entries by what they are about; `concepts` are words that entries call by one name."""

    def __init__(
        self, entries: Mapping[str, Iterable[str]], concepts: Mapping[str, Iterable[str]]
    ) -> None:
        self._by_part: defaultdict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self._parts: defaultdict[str, list[str]] = defaultdict(list)
        for about, texts in entries.items():
            for text in texts:
                entry = Entry(text, tuple(text.split()))
                for part in entry.parts:
                    self._by_part[part].append((about, entry))
        for part in self._by_part:
            for beginning in _beginnings(part, concepts):
                self._parts[beginning].append(part)
        self._inner = [
            alternative
            for alternative in self._parts
            if alternative.startswith("*") and "_" not in alternative
        ]
        self._runs: defaultdict[str, list[str]] = defaultdict(list)
        for beginning in self._parts:
            head, run, _tail = beginning.partition("_")
            if run:
                self._runs[head].append(beginning)
        self._known: dict[str, tuple[str, ...]] = {}

    def read(self, words: Words) -> Places:
        """The parts that a text has."""
        position_by_part: Places = {}
        position_by_beginning: dict[str, int] = {}
        for word, position in words.words:
            for beginning in self._beginnings_of(word):
                position_by_beginning.setdefault(beginning, position)
        for beginning, position in position_by_beginning.items():
            for part in self._parts.get(beginning, ()):
                position_by_part[part] = min(position, position_by_part.get(part, position))
            for run in self._runs.get(beginning, ()):
                if (start := words.place(run)) >= 0:
                    for part in self._parts[run]:
                        position_by_part[part] = min(start, position_by_part.get(part, start))
        return position_by_part

    def _beginnings_of(self, word: str) -> tuple[str, ...]:
        """What the data asks for that a word has. Agreements use the same words again and again."""
        beginnings = self._known.get(word)
        if beginnings is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            beginnings = self._known[word] = tuple(self._ask(word))
        return beginnings

    def _ask(self, word: str) -> Iterator[str]:
        for form in _forms(word):
            ends = range(1, min(len(form), _LONGEST_BEGINNING) + 1)
            for beginning in (*(form[:end] for end in ends), form + "!"):
                if beginning in self._parts or beginning in self._runs:
                    yield beginning
        for inner in self._inner:
            stem = inner[1:]
            if word.endswith(stem[:-1]) if stem.endswith("!") else stem in word:
                yield inner
        for head in self._runs:
            if head.startswith("*") and head[1:] in word:
                yield head

    def hits(
        self, own_places: Places, around: Mapping[str, int]
    ) -> Iterator[tuple[str, int, Entry]]:
        """(what it is about, where it stands, entry) of entries with a part in the text itself."""
        for part in own_places:
            for about, entry in self._by_part[part]:
                position = entry.place(own_places, around)
                if position >= 0:
                    yield about, position, entry


def _beginnings(part: str, concepts: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for alternative in part.split("|"):
        if alternative.startswith("@"):
            for word in concepts[alternative[1:]]:
                yield from _beginnings(word, concepts)
        else:
            yield alternative
