"""Tags as rules name them (`245`, `1XX`, `LOW`; none named is all), and as a check ignores them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from kimppa.marc.tables import UNKNOWN_TAG, tag_number, tag_text
from kimppa.marc.translation import Message


class Tags:
    """A set of tags. `X` stands for any digit; small `x` too, as Finnish ignore lists have it."""

    __slots__ = ("__dict__", "patterns")

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self.patterns = tuple(sorted(patterns))
        for pattern in self.patterns:
            if len(pattern) != 3 or not (pattern.isascii() and pattern.isalnum()):
                raise ValueError(
                    Message(
                        "{value} is not a tag: three digits or letters, X for any digit",
                        value=repr(pattern),
                    )
                )

    def __eq__(self, tags: object) -> bool:
        return isinstance(tags, Tags) and self.patterns == tags.patterns

    def __hash__(self) -> int:
        return hash(self.patterns)

    @property
    def every(self) -> bool:
        return not self.patterns

    @property
    def named(self) -> bool:
        """Whether each tag is named itself, without X."""
        return bool(self.patterns) and not any("X" in pattern.upper() for pattern in self.patterns)

    @cached_property
    def numbers(self) -> frozenset[int]:
        return frozenset(number for pattern in self.patterns for number in _numbers(pattern))

    @cached_property
    def marks(self) -> npt.NDArray[np.bool_]:
        """For every number whether it is one of them."""
        flags = np.full(65536, self.every)
        flags[list(self.numbers)] = True
        return flags

    def __contains__(self, number: int) -> bool:
        return self.every or number in self.numbers

    def __repr__(self) -> str:
        return f"Tags({list(self.patterns)})"


@cache
def _numbers(pattern: str) -> Iterable[int]:
    digits = pattern.upper().replace("X", "0")
    if not digits.isdigit() or "X" not in pattern.upper():
        number = tag_number(pattern)
        return () if number == UNKNOWN_TAG else (number,)
    return tuple(number for number in range(1000) if _fits(pattern.upper(), tag_text(number)))


def _fits(pattern: str, tag: str) -> bool:
    return all(sign in ("X", digit) for sign, digit in zip(pattern, tag, strict=True))


type Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ignored:
    """Local fields and subfields that a library leaves out of a check: `09x,046z,59x,9xx,xxx9`.

    Three signs of a tag, x for any digit, and then perhaps a subfield code. The list holds for
    rules over all tags or over ranges of them; a rule that names a tag itself has meant that tag.
    """

    fields: Tags | None = None
    subfields: tuple[tuple[Tags, str], ...] = ()

    def __bool__(self) -> bool:
        return self.fields is not None or bool(self.subfields)

    def beside(self, tags: Iterable[str]) -> "Ignored":
        """These fields left out too."""
        fields = {*(self.fields.patterns if self.fields else ()), *tags}
        return Ignored(Tags(fields) if fields else None, self.subfields)

    def of_fields(self, tags: npt.NDArray[np.integer]) -> Mask:
        return _is_among(tags, self.fields)

    def of_subfields(self, tags: npt.NDArray[np.integer], codes: npt.NDArray[np.uint8]) -> Mask:
        hits = self.of_fields(tags)
        for field_tags, code in self.subfields:
            hits |= _is_among(tags, field_tags) & (codes == ord(code))
        return hits


def ignored(notation: str | Iterable[str]) -> Ignored:
    """Read the notation, texts with commas or a list. Raises ValueError for what is not it."""
    text = notation if isinstance(notation, str) else ",".join(notation)
    fields: list[str] = []
    subfields: list[tuple[Tags, str]] = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        if len(entry) not in {3, 4}:
            raise ValueError(
                Message(
                    "{value}: write a tag such as 9xx, or a tag and a code such as 046z",
                    value=repr(entry),
                )
            )
        if len(entry) == 3:
            fields.append(entry)
        else:
            subfields.append((Tags([entry[:3]]), entry[3]))
    return Ignored(Tags(fields) if fields else None, tuple(subfields))


def _is_among(tags: npt.NDArray[np.integer], selection: Tags | None) -> Mask:
    if selection is None:
        return np.zeros(len(tags), np.bool_)
    hits: Mask = selection.marks.take(tags)
    return hits
