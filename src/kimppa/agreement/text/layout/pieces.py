"""A run of a file's lines that is one line of the paper. Pure."""

import re
from dataclasses import dataclass, field

from kimppa.agreement.text.layout.lines import Line, join
from kimppa.agreement.text.layout.markers import BULLET, Marker

LONGEST_TITLE = 300


@dataclass(slots=True)
class Piece:
    """A run of the source that is one line of the paper."""

    marker: Marker | None = None
    parts: list[str] = field(default_factory=list)
    level: int = 0
    """How many numberings are open around it."""
    cells: tuple[str, ...] = ()
    heading: int | None = None
    aside: str = ""
    tail: bool = False
    """Stands where the agreement is signed, or after."""
    after_break: bool = True
    """The break before it was made on purpose."""
    indent: int = 0
    hang: int = 0
    """Indent of the latest wrapped line."""
    open_brackets: int = 0
    source: list[int] = field(default_factory=list)

    def add(self, text: str, line: Line) -> None:
        """Take in one more line of the source."""
        self.parts.append(text)
        self.source.append(line.number)
        self.open_brackets = max(0, self.open_brackets + text.count("(") - text.count(")"))

    @property
    def text(self) -> str:
        """The lines joined, paragraphs apart by a line end."""
        parts = [part for part in self.parts if part]
        if "\n" not in self.parts:
            return join(parts)
        return re.sub(r" ?\n ?", "\n", join(parts)).strip("\n")

    @property
    def family(self) -> str:
        """The family of its marker, "" without one."""
        return self.marker.family if self.marker else ""


def split_title(piece: Piece) -> list[Piece]:
    """The paper's title apart from the words under it, when no blank line parts them.

    A title goes on to the next line when that line does not start with a capital letter.
    """
    count = len(piece.parts)
    if piece.marker or piece.cells or count < 2 or piece.text[-1:] not in ".:":
        return [piece]
    split = next(
        (
            index
            for index in range(1, count)
            if piece.parts[index][0].isupper() and piece.parts[index - 1][-1] not in "-,\u00ad"
        ),
        count,
    )
    title = join(piece.parts[:split])
    if split == count or len(title) > LONGEST_TITLE or title[-1] in ".:;":
        return [piece]
    return [
        Piece(parts=piece.parts[:split], source=piece.source[:split]),
        Piece(parts=piece.parts[split:], source=piece.source[split:], indent=piece.indent),
    ]


def split_list(piece: Piece) -> list[Piece]:
    """The items of a list whose lines were run together; usually the piece as it is."""
    marker = piece.marker
    if marker is None or marker.family != BULLET or not marker.sure:
        return [piece]
    if not any(marker.token in part for part in piece.parts):
        return [piece]
    texts = re.split(rf"(?:^|(?<=\s)){re.escape(marker.token)}(?:\s|$)", piece.text)
    return [
        Piece(marker, [text.strip()], piece.level, indent=piece.indent, source=piece.source)
        for text in texts
    ]
