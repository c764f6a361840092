"""Local fields that a library leaves out of a check: `09x,046z,59x,9xx,xxx9`.

Three signs of a tag, x for any digit, and then perhaps a subfield code. The list holds for rules
over all tags or over ranges of them; a rule that names a tag itself has meant that tag.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kimppa.marc.rules.tags import Tags
from kimppa.marc.translation import Message

type Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ignored:
    """Fields and subfields that are left out."""

    fields: Tags | None = None
    subfields: tuple[tuple[Tags, str], ...] = ()

    def __bool__(self) -> bool:
        return self.fields is not None or bool(self.subfields)

    def of_fields(self, tags: npt.NDArray[np.integer]) -> Mask:
        return _among(tags, self.fields)

    def of_subfields(self, tags: npt.NDArray[np.integer], codes: npt.NDArray[np.uint8]) -> Mask:
        hits = self.of_fields(tags)
        for field_tags, code in self.subfields:
            hits |= _among(tags, field_tags) & (codes == ord(code))
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


def _among(tags: npt.NDArray[np.integer], selection: Tags | None) -> Mask:
    if selection is None:
        return np.zeros(len(tags), np.bool_)
    hits: Mask = selection.marks.take(tags)
    return hits
