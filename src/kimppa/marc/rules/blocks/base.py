"""What every building block answers."""

from enum import Enum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, SubfieldRows, View

type Index = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]


class Level(Enum):
    """What a finding points at."""

    RECORD = "record"
    FIELD = "field"
    SUBFIELD = "subfield"


class Block(Protocol):
    """A building block, read from a rule's `[find]`."""

    @property
    def level(self) -> Level:
        """What its findings point at."""

    @property
    def tags(self) -> Tags:
        """Where it looks; none named for a whole record."""

    def find(self, view: View) -> Index:
        """The rows found: records, or rows of the field or the subfield table."""


__all__ = ["Block", "FieldRows", "Index", "Level", "Mask", "SubfieldRows", "View"]
