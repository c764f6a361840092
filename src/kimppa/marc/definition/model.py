"""What a definition of a MARC format is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

LANGUAGES: Final = ("fi", "sv", "en")
type Kind = Literal["bib", "auth", "hold"]


class Label(NamedTuple):
    """A name in three languages; what is missing is told in another of them."""

    fi: str
    sv: str = ""
    en: str = ""

    def told(self, language: str) -> str:
        """The name in the language, or in the first one that has it."""
        place = LANGUAGES.index(language)
        return self[place] or next(filter(None, self), "")


@dataclass(frozen=True, slots=True)
class Code:
    value: str
    label: Label
    obsolete: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator and its values; an undefined one has the blank only."""

    label: Label
    codes: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class Subfield:
    code: str
    label: Label
    repeatable: bool = False
    obsolete: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """The characters `start` to `end` (the last one included) of a fixed field.

    `each` character is a code of its own, or they are one code together. The codes stand here or
    in the list named `codelist`; without either anything goes.
    """

    start: int
    end: int
    label: Label
    each: bool = False
    codes: Mapping[str, Code] = field(default_factory=dict)
    codelist: str = ""

    @property
    def width(self) -> int:
        """How many characters one code has."""
        return 1 if self.each else self.end - self.start + 1

    def __str__(self) -> str:
        return f"{self.start:02d}" if self.end == self.start else f"{self.start:02d}-{self.end:02d}"


@dataclass(frozen=True, slots=True)
class Material:
    """A fixed field's positions for one type of material, with the lengths it may have.

    `names` are what tells the type: the first character of a 006 or 007, the type of an 008 (BK,
    MU …) or "all".
    """

    names: tuple[str, ...]
    lengths: tuple[int, ...]
    label: Label
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A field. `free` ones (880, 886) take any indicators and subfields."""

    tag: str
    label: Label
    repeatable: bool = False
    obsolete: bool = False
    free: bool = False
    indicator1: Indicator | None = None
    indicator2: Indicator | None = None
    subfields: Mapping[str, Subfield] = field(default_factory=dict)
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A format: its fields by tag and its code lists by name.

    `blank` is a character that stands for the blank in fixed fields (`^` in Aleph).
    """

    kind: Kind
    fields: Mapping[str, FieldDefinition]
    codelists: Mapping[str, Mapping[str, Code]] = field(default_factory=dict)
    blank: str = ""

    def codes(self, position: Position) -> Mapping[str, Code]:
        """The codes of a position; none when anything goes."""
        return self.codelists.get(position.codelist, {}) if position.codelist else position.codes


BLANK: Final = Code(" ", Label("Ei määritelty", "Odefinierad", "Undefined"))
UNDEFINED: Final = Indicator(BLANK.label, {" ": BLANK})
# Type of material of an 008 by LDR/06, and of LDR/06 "a" by LDR/07.
TYPES: Final[Mapping[str, str]] = {
    "c": "MU", "d": "MU", "e": "MP", "f": "MP", "g": "VM", "i": "MU", "j": "MU", "k": "VM",
    "m": "CF", "o": "VM", "p": "MX", "b": "MX", "r": "VM", "t": "BK",
}  # fmt: skip
LEVELS: Final[Mapping[str, str]] = {
    "a": "BK", "c": "BK", "d": "BK", "m": "BK", "b": "CR", "i": "CR", "s": "CR",
}  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = {
    "z": "auth", "u": "hold", "v": "hold", "x": "hold", "y": "hold",
}  # fmt: skip


def kind_of(leader: str) -> Kind:
    """Which format a record is of; bibliographic unless its type says otherwise."""
    return KINDS.get(leader[6:7], "bib")


def type_of(kind: Kind, leader: str) -> str | None:
    """The name of the 008's material of a record, or None when its leader does not tell it."""
    if kind != "bib":
        return "all"
    return LEVELS.get(leader[7:8]) if leader[6:7] == "a" else TYPES.get(leader[6:7])
