"""One record in hand: what fixes edit, what people are shown.

The tables are for many records at once; these are for the few that are shown, changed or merged.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kimppa.marc.tables import is_control, tag_number
from kimppa.marc.translation import Message


@dataclass(slots=True)
class Subfield:
    """A code of one character and its text."""

    code: str
    value: str


@dataclass(slots=True)
class Field:
    """A field: a control field has a `value`, a data field indicators and subfields."""

    tag: str
    value: str = ""
    indicators: str = "  "
    subfields: list[Subfield] = field(default_factory=list)

    @property
    def control(self) -> bool:
        return is_control(tag_number(self.tag))

    def get(self, code: str) -> str | None:
        return next((subfield.value for subfield in self.subfields if subfield.code == code), None)

    def all(self, codes: str) -> list[str]:
        """The texts of the subfields of these codes, in their order in the field."""
        return [subfield.value for subfield in self.subfields if subfield.code in codes]

    def copy(self) -> "Field":
        return replace(self, subfields=[replace(subfield) for subfield in self.subfields])

    def __str__(self) -> str:
        """The line format; `#` is a blank indicator.

        >>> str(Field("245", indicators="1 ", subfields=[Subfield("a", "Sota")]))
        '245 1# $aSota'
        """
        if self.control:
            return f"{self.tag}    {self.value}"
        body = "".join(f"${subfield.code}{subfield.value}" for subfield in self.subfields)
        return f"{self.tag} {self.indicators.replace(' ', '#')} {body}"


@dataclass(slots=True)
class Record:
    """A leader of 24 characters and fields in their order."""

    leader: str
    fields: list[Field] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Field]:
        return (field for field in self.fields if field.tag in tags)

    def first(self, tag: str) -> Field | None:
        return next(self.all(tag), None)

    def control(self, tag: str) -> str:
        """The text of the first control field with the tag, "" without one."""
        field = self.first(tag)
        return field.value if field else ""

    def add(self, new: Field) -> None:
        """Insert the field after the last one whose tag is not greater."""
        before = [index for index, field in enumerate(self.fields) if field.tag <= new.tag]
        self.fields.insert(before[-1] + 1 if before else 0, new)

    def copy(self) -> "Record":
        return Record(self.leader, [field.copy() for field in self.fields])

    def __str__(self) -> str:
        """The line format that `parse` reads: the leader as "LDR    …", then a line a field."""
        return "\n".join([f"LDR    {self.leader}", *(str(field) for field in self.fields)])


def parse(text: str) -> Record:
    """Read one record in the line format of `str(record)`; `$` in a text cannot be written in it.

    Blank lines are left out; `#` in indicators is a blank; a missing leader is that of a book.
    Control fields and the leader keep their text from the eighth character on. Raises ValueError
    with the line for what is not a field.
    """
    leader = "00000cam a22000004i 4500"
    fields = []
    for line in filter(str.strip, text.strip("\n").split("\n")):
        line = line.lstrip()
        if line.startswith("LDR"):
            leader = line[7:]
        else:
            fields.append(_field(line))
    return Record(leader.ljust(24)[:24], fields)


def _field(line: str) -> Field:
    tag = line[:3]
    if len(tag) < 3 or line[3:4] not in {" ", ""}:
        raise ValueError(Message("not a field: {line}", line=repr(line)))
    if is_control(tag_number(tag)):
        return Field(tag, value=line[7:])
    body = line[7:]
    if body and not body.startswith("$"):
        raise ValueError(Message("no subfield begins here: {line}", line=repr(line)))
    return Field(tag, "", line[4:6].replace("#", " ").ljust(2), list(_subfields(body)))


def _subfields(body: str) -> Iterable[Subfield]:
    for part in body.split("$")[1:]:
        if not part:
            raise ValueError(Message("a subfield without a code: {line}", line=repr(body)))
        yield Subfield(part[0], part[1:])
