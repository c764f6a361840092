"""What can be wrong with a record's format, and the table in which a check tells it."""

from enum import IntEnum
from typing import Final

import pyarrow as pa

from kimppa.marc.tables import tag_number


class Problem(IntEnum):
    UNDEFINED_FIELD = 1
    REPEATED_FIELD = 2
    OBSOLETE_FIELD = 3
    INDICATOR = 4  # a value that is not allowed
    OBSOLETE_INDICATOR = 5
    UNDEFINED_SUBFIELD = 6
    REPEATED_SUBFIELD = 7
    OBSOLETE_SUBFIELD = 8
    MISSING_SUBFIELD = 9  # an indicator's value asks for it
    POSITION = 10  # a code that is not allowed
    OBSOLETE_POSITION = 11
    LENGTH = 12  # of 006, 007, 008 or the leader
    TYPE = 13  # LDR/06 and 07 do not tell the type of material


# P1 blocks a migration … P5 can be mended at any time after it, as in rules.
SEVERITY: Final = {
    Problem.UNDEFINED_FIELD: "P4",
    Problem.REPEATED_FIELD: "P2",
    Problem.OBSOLETE_FIELD: "P4",
    Problem.INDICATOR: "P3",
    Problem.OBSOLETE_INDICATOR: "P5",
    Problem.UNDEFINED_SUBFIELD: "P3",
    Problem.REPEATED_SUBFIELD: "P3",
    Problem.OBSOLETE_SUBFIELD: "P4",
    Problem.MISSING_SUBFIELD: "P3",
    Problem.POSITION: "P3",
    Problem.OBSOLETE_POSITION: "P5",
    Problem.LENGTH: "P2",
    Problem.TYPE: "P1",
}

LEADER: Final = tag_number("LDR")
NO_FIELD: Final = 65535  # `fno` of what is wrong with the leader

# `at` is a subfield's `sno`, an indicator's number (1 or 2) or a position. `what` is what was
# found: a code's characters as bytes, the first one lowest; the length for LENGTH. `part` is the
# number of the material in the field's definition, 255 when that is not known.
FINDINGS: Final = pa.schema(
    [
        pa.field("kind", pa.uint8(), False),
        pa.field("rec", pa.uint32(), False),
        pa.field("fno", pa.uint16(), False),
        pa.field("at", pa.uint16(), False),
        pa.field("tag", pa.uint16(), False),
        pa.field("part", pa.uint8(), False),
        pa.field("what", pa.uint32(), False),
    ]
)


def what_text(detail: int) -> str:
    """The characters of a finding's `what`.

    >>> what_text(int.from_bytes(b"xxu", "little"))
    'xxu'
    """
    return detail.to_bytes(4, "little").rstrip(b"\0").decode("latin-1")
