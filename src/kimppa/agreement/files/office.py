"""Lines from the paragraphs of an office file (Word, OpenDocument), which knows them itself.

Every paragraph is a line. A line break inside one is part of it, unless a number or a bullet
stands after it: then a line begins there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kimppa.agreement.files.encoding import MAX_BYTES, AgreementTextError
from kimppa.agreement.files.repairs import repair_each
from kimppa.agreement.text.layout.lines import Layout, Line, join, join_over_pages
from kimppa.agreement.text.layout.markers import markers
from kimppa.agreement.text.layout.pages import page_matter

_BLANK_LINES = 2


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or a row of a table."""

    text: str
    """Its line breaks kept; of a row the cells, parted by tabs."""
    label: str = ""
    indent: int = 0
    heading: int | None = None
    row: bool = False

    @property
    def is_simple(self) -> bool:
        """Whether it can be a cell: one line of text and no row."""
        return not self.row and len(_lines_of_paragraph(self.text)) < 2


def row_of(cells: list[list[Paragraph]]) -> list[Paragraph]:
    """A row of a table: one line when no cell holds more than a paragraph, else cell by cell."""
    simple = all(len(cell) < 2 and all(inner.is_simple for inner in cell) for cell in cells)
    has_labels = any(inner.label for cell in cells[1:] for inner in cell)
    if len(cells) < 2 or has_labels or not simple:
        return [inner for cell in cells for inner in cell]
    texts = [_cell(cell[0]) if cell else "" for cell in cells]
    return [Paragraph("\t".join(texts), row=True)] if any(texts) else []


def _cell(paragraph: Paragraph) -> str:
    text = " ".join(join(_lines_of_paragraph(paragraph.text)).split())
    return f"{paragraph.label} {text}".strip()


def lay_out(paragraphs: Iterable[Paragraph], notes: Iterable[str] = ()) -> Layout:
    """The lines of all paragraphs, then the notes. Raises AgreementTextError when there are none,
    and when their text is too long.
    """
    all_paragraphs = [*paragraphs, *(Paragraph(note) for note in notes)]
    writer = _Writer()
    for paragraph, text in zip(
        all_paragraphs, repair_each([p.text for p in all_paragraphs]), strict=True
    ):
        writer.add(paragraph, text)
    if not writer.lines:
        raise AgreementTextError("empty")
    raw = [writer.sources[line.number - 1] for line in writer.lines]
    for index, reason in page_matter(raw).items():
        writer.lines[index].aside = reason
    join_over_pages(writer.lines)
    text = "\n".join(writer.sources) + "\n"
    if len(text) > MAX_BYTES:
        raise AgreementTextError("too-long", limit=MAX_BYTES // 1024**2)
    return Layout(writer.lines, text, unwrapped=True)


class _Writer:
    """The lines so far, and the text that they make."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.sources: list[str] = []

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Write a paragraph with its mended text."""
        if not text.strip():
            return
        if self.sources:
            self.sources += [""] * _BLANK_LINES
        if paragraph.row:
            self._add_line(text, paragraph, cells=tuple(text.split("\t")))
            return
        label = f"{paragraph.label} " if paragraph.label else ""
        first_line, *other_lines = _lines_of_paragraph(text)
        self._add_line(f"{' ' * paragraph.indent}{label}{first_line}", paragraph)
        for part in other_lines:
            self._add_line(part, Paragraph(part), after_blank=False)

    def _add_line(
        self,
        source: str,
        paragraph: Paragraph,
        *,
        cells: tuple[str, ...] = (),
        after_blank: bool = True,
    ) -> None:
        self.sources.append(source)
        self.lines.append(
            Line(
                text=source if cells else " ".join(source.split()),
                indent=paragraph.indent,
                after_blank=after_blank,
                soft=False,
                number=len(self.sources),
                cells=cells,
                heading=paragraph.heading,
            )
        )


def _lines_of_paragraph(text: str) -> list[str]:
    """The lines of a paragraph: a line break stays only where something begins after it."""
    groups: list[list[str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if groups and not markers(line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [join(group) for group in groups]
