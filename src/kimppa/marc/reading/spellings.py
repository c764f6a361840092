"""What a tag of MARCXML says, as it is spelled in a file."""

import re
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from kimppa.marc.tables import Flag, is_control, tag_number


class Kind(IntEnum):
    """What a tag is. An element without content is one tag: CONTROL_EMPTY and so on."""

    OTHER = 0
    RECORD = auto()
    RECORD_END = auto()
    LEADER = auto()
    LEADER_END = auto()
    CONTROL = auto()
    CONTROL_END = auto()
    CONTROL_EMPTY = auto()
    DATA = auto()
    DATA_END = auto()
    DATA_EMPTY = auto()
    SUBFIELD = auto()
    SUBFIELD_END = auto()
    SUBFIELD_EMPTY = auto()
    HARD = auto()


_NAMES: Final = {
    "record": Kind.RECORD,
    "leader": Kind.LEADER,
    "controlfield": Kind.CONTROL,
    "datafield": Kind.DATA,
    "subfield": Kind.SUBFIELD,
}
_SUBFIELDS: Final = (Kind.SUBFIELD, Kind.SUBFIELD_EMPTY)
_CONTROLS: Final = (Kind.CONTROL, Kind.CONTROL_EMPTY)
_FINE: Final = Flag(0)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one spelling of a tag says."""

    kind: Kind
    tag: int = 0
    first: int = 0  # indicator, or the code of a subfield
    second: int = 0
    flags: Flag = _FINE


_ASIDE = re.compile(rb"<!--(?:(?!--)[^<>])*-->|<\?[^<>]*\?>")
_END = re.compile(rb"</(?:[^\s>]*:)?([^\s:>]+)\s*>")


@lru_cache(10_000)
def meaning(spelling: bytes) -> Meaning:
    """What a tag as it stands in a file means.

    >>> meaning(b'<marc:datafield tag="245" ind1="1" ind2="0">').tag
    245
    """
    if spelling[1:2] in b"!?":
        return Meaning(Kind.OTHER if _ASIDE.fullmatch(spelling) else Kind.HARD)
    if ended := _END.fullmatch(spelling):
        kind = _NAMES.get(ended[1].decode("utf-8", "replace"))
        return Meaning(Kind.OTHER if kind is None else Kind(kind + 1))
    elements: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda *element: elements.append(element)
    try:
        parser.Parse(spelling, False)
    except expat.ExpatError:
        return Meaning(Kind.HARD)
    return _opened(*elements[0], empty=spelling.endswith(b"/>")) if elements else Meaning(Kind.HARD)


def _opened(name: str, attributes: dict[str, str], *, empty: bool) -> Meaning:
    kind = _NAMES.get(name.rpartition(":")[2])
    if kind is None or (kind is Kind.RECORD and empty):
        return Meaning(Kind.OTHER)
    if kind in {Kind.RECORD, Kind.LEADER}:
        return Meaning(Kind.HARD if empty else kind)
    if empty:
        kind = Kind(kind + 2)
    if kind in _SUBFIELDS:
        code = attributes.get("code", "")
        sound = len(code) == 1 and code.isascii()
        return Meaning(kind, first=_byte(code, "?"), flags=_FINE if sound else Flag.CODE)
    tag = attributes.get("tag", "")
    number = tag_number(tag)
    if len(tag) != 3 or is_control(number) != (kind in _CONTROLS):
        return Meaning(Kind.HARD)
    if is_control(number):
        return Meaning(kind, number)
    indicators = attributes.get("ind1", " ") + attributes.get("ind2", " ")
    sound = len(indicators) == 2 and indicators.isascii()
    first, second = _byte(indicators[:1], " "), _byte(indicators[1:2], " ")
    return Meaning(kind, number, first, second, _FINE if sound else Flag.INDICATORS)


def _byte(text: str, default: str) -> int:
    return (text or default).encode("ascii", "replace")[0]
