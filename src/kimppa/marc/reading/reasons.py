"""Why a record could not be read, in the reader's language.

Tables and files keep the reason in English, as the reader gave it: the language is another one for
each who looks.
"""

import re
from functools import cache
from typing import Final

from kimppa.marc.translation import N_, Message, translate

BROKEN_OFF: Final = N_("the file breaks off here: what stood after this is missing")
BROKEN_ARCHIVE: Final = N_(
    "the compressed file is damaged or cut short here: what stood after this is missing, and "
    "what stands before may have faults"
)
NO_END: Final = N_("no field terminator")
UNEQUAL: Final = N_("the directory has {entries} entries, the data have {fields} fields")
UNMATCHED: Final = N_(
    "the directory has as many entries as the data have fields, {entries}, but its lengths and "
    "places are not theirs"
)
NO_FIELDS: Final = N_("an object without fields")
OTHER_SHAPE: Final = N_("a field of another shape than MARC-in-JSON has")
NOT_ALEPH: Final = N_("not a line of Aleph sequential: {line}")
NO_SUBFIELD: Final = N_("no subfield begins here: {line}")
NO_CODE: Final = N_("a subfield without a code: {line}")
NOT_A_FIELD: Final = N_("not a field: {line}")
_ALL: Final = (
    BROKEN_OFF, BROKEN_ARCHIVE, NO_END, UNEQUAL, UNMATCHED, NO_FIELDS, OTHER_SHAPE, NOT_ALEPH,
    NO_SUBFIELD, NO_CODE, NOT_A_FIELD,
)  # fmt: skip
_AS_IT_IS: Final = "{text}"


def describe(reason: str, language: str) -> str:
    """A reason in a language; one that is none of these stays as it is.

    >>> describe("not a field: '=24'", "sv")
    "detta är inget fält: '=24'"
    """
    return translate(message_of(reason), language)


def message_of(reason: str) -> Message:
    """A reason as a text to translate; one that is none of these stays as it is."""
    for template in _ALL:
        if match := _pattern(template).fullmatch(reason):
            return Message(template, **match.groupdict())
    return Message(_AS_IT_IS, text=reason)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """What a reason with any facts looks like."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(template)), re.DOTALL)
