"""What people change of a paper's lines before it becomes an agreement.

Mends are small values, applied in order to the lines as they were read; taking the last one off
gives what was before it. A line keeps its key whatever is done to the others. Every word stays in
some line: a join keeps both lines' words, a split parts them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from kimppa.agreement.files.encoding import gettext_noop
from kimppa.agreement.text.layout.lines import join
from kimppa.agreement.text.paper import PaperLine, Role

DEEPEST = 5
BY_PERSON, REMEMBERED = "person", "remembered"

REASONS = {
    "no-line": gettext_noop("The paper has no such line any more. Look at it again."),
    "nothing-above": gettext_noop("There is no line before this one to join it to."),
    "nothing-to-split": gettext_noop("Choose a place inside the line: both parts need words."),
    "replaces-nothing": gettext_noop("This line takes the place of no other."),
    "no-mend": gettext_noop("Choose what the line is."),
}
"""Every way in which a mend is refused, in English; the pages translate by the code."""


class MendError(ValueError):
    """A mend that cannot be made; `code` is a key of `REASONS`."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code])
        self.code = code


class Verb(StrEnum):
    """What a mend does."""

    ROLE = "role"
    RAISE = "raise"
    LOWER = "lower"
    JOIN = "join"
    """With the line before it."""
    SPLIT = "split"
    REPLACE = "replace"
    """The line takes the place of the one that it was read to replace."""
    NEW = "new"
    """It takes the place of none."""
    KEEP = "keep"
    """It is what it was read as."""
    TOPIC = "topic"
    """Its topic is this; empty where none fits."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One change, of one line or of several alike."""

    verb: Verb
    lines: tuple[str, ...]
    """Keys."""
    role: Role | None = None
    level: int | None = None
    """Of a heading."""
    at: int = 0
    """The character before which a line is split."""
    why: str = BY_PERSON
    """What its lines say of why they are as they are."""
    topic: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain data; `read_mend` reads it."""
        mend_json: dict[str, Any] = {"verb": str(self.verb), "lines": list(self.lines)}
        if self.role is not None:
            mend_json["role"] = str(self.role)
        if self.level is not None:
            mend_json["level"] = self.level
        if self.at:
            mend_json["at"] = self.at
        if self.verb is Verb.TOPIC:
            mend_json["topic"] = self.topic
        return mend_json | ({"why": self.why} if self.why != BY_PERSON else {})


def read_mend(mend_json: Mapping[str, Any]) -> Mend:
    """What `as_json` wrote."""
    return Mend(
        Verb(mend_json["verb"]),
        tuple(mend_json["lines"]),
        Role(mend_json["role"]) if "role" in mend_json else None,
        mend_json.get("level"),
        mend_json.get("at", 0),
        mend_json.get("why", BY_PERSON),
        mend_json.get("topic", ""),
    )


@dataclass(frozen=True, slots=True)
class LineAt:
    """A line and its place: the numbers (from 1) of the lines read that its words come from.

    `offset` tells the parts of a split line apart.
    """

    line: PaperLine
    first: int
    last: int
    offset: int = 0
    topic: str | None = None
    """The topic that a person chose, empty where none fits; None when nobody has."""

    @property
    def key(self) -> str:
        """The name by which mends call it."""
        return f"{self.first}-{self.offset}" if self.offset else str(self.first)

    @property
    def number(self) -> str:
        """As people read it: "33–34" where two were joined."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def mended(lines: Sequence[PaperLine], mends: Iterable[Mend]) -> list[LineAt]:
    """The lines with all mends. Raises MendError for one that cannot be made."""
    return further(
        [LineAt(line, number, number) for number, line in enumerate(lines, start=1)], mends
    )


def further(lines: Sequence[LineAt], mends: Iterable[Mend]) -> list[LineAt]:
    """Mended lines with more mends."""
    sheet = _Sheet(list(lines))
    for mend in mends:
        sheet.apply(mend)
    return sheet.lines


def paper_lines(lines: Sequence[LineAt]) -> tuple[PaperLine, ...]:
    """The lines as `tree` takes them: each that replaces another says where that one stands now."""
    position_by_number: dict[int, int] = {}
    for index, line_at in enumerate(lines):
        for number in range(line_at.first, line_at.last + 1):
            position_by_number.setdefault(number, index)
    return tuple(
        line_at.line
        if line_at.line.replaces is None
        else replace(line_at.line, replaces=position_by_number.get(line_at.line.replaces + 1))
        for line_at in lines
    )


@dataclass(slots=True)
class _Sheet:
    lines: list[LineAt]
    places: dict[str, int] = field(default_factory=dict)

    def apply(self, mend: Mend) -> None:
        if not mend.lines:
            raise MendError("no-line")
        if mend.verb is Verb.SPLIT:
            self._split(self._place(mend.lines[0]), mend)
        elif mend.verb is Verb.JOIN:
            for key in mend.lines:
                self._join(self._place(key), mend.why)
        else:
            for index in [self._place(key) for key in mend.lines]:
                line_at = self.lines[index]
                self.lines[index] = (
                    replace(line_at, topic=mend.topic)
                    if mend.verb is Verb.TOPIC
                    else replace(line_at, line=_changed(line_at.line, mend))
                )

    def _place(self, key: str) -> int:
        if not self.places:
            self.places = {line.key: index for index, line in enumerate(self.lines)}
        try:
            return self.places[key]
        except KeyError:
            raise MendError("no-line") from None

    def _join(self, index: int, why: str) -> None:
        if index == 0:
            raise MendError("nothing-above")
        line_above, line_below = self.lines[index - 1 : index + 1]
        line = replace(joined(line_above.line, line_below.line), why=why)
        self.lines[index - 1 : index + 1] = [replace(line_above, line=line, last=line_below.last)]
        self.places = {}

    def _split(self, index: int, mend: Mend) -> None:
        whole_line, cut = self.lines[index], mend.at
        first_text, second_text = (
            whole_line.line.text[:cut].strip(),
            whole_line.line.text[cut:].strip(),
        )
        if cut < 0 or not (first_text and second_text):
            raise MendError("nothing-to-split")
        offset = whole_line.offset + cut
        while f"{whole_line.first}-{offset}" in self.places:
            offset += 1
        part = without_question(whole_line.line, mend.why)
        second_line = replace(part, text=second_text, label="", number="", replaces=None)
        self.lines[index : index + 1] = [
            replace(whole_line, line=replace(part, text=first_text)),
            replace(whole_line, line=second_line, offset=offset, topic=None),
        ]
        self.places = {}


def joined(line_above: PaperLine, line_below: PaperLine) -> PaperLine:
    """Two lines as one, in the part of the first."""
    text = join([part for part in (line_above.text, full_text(line_below)) if part])
    return replace(
        without_question(line_above, line_above.why),
        text=text,
        source=(*line_above.source, *line_below.source),
    )


def without_question(line: PaperLine, why: str) -> PaperLine:
    return replace(line, why=why, ask="", answers=())


def _changed(line: PaperLine, mend: Mend) -> PaperLine:
    match mend.verb:
        case Verb.ROLE:
            if mend.role is None:
                raise MendError("no-mend")
            line = replace(line, role=mend.role, level=_level(line, mend))
        case Verb.RAISE | Verb.LOWER:
            least_level = 1 if line.role is Role.HEADING else 0
            step = -1 if mend.verb is Verb.RAISE else 1
            level = min(DEEPEST, max(least_level, line.level + step))
            if level == line.level:
                return line
            line = replace(line, level=level)
        case Verb.REPLACE:
            if line.replaces is None:
                raise MendError("replaces-nothing")
        case Verb.NEW:
            line = replace(line, replaces=None)
    return without_question(line, mend.why)


def _level(line: PaperLine, mend: Mend) -> int:
    """Headings count from 1, other lines from 0."""
    if mend.level is not None:
        return min(DEEPEST, max(0, mend.level))
    if mend.role is Role.HEADING:
        return line.level if line.role is Role.HEADING else 1
    return 0 if line.role is Role.HEADING else line.level


def full_text(line: PaperLine) -> str:
    """The line with the label that the paper gives it."""
    return f"{line.label} {line.text}".strip()
