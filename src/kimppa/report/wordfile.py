"""The words of a report out to Word and back: each line under a heading with its number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kimppa.core.language import active_language
from kimppa.core.releases.facts import Stamp
from kimppa.documents.blocks import Block, Document, heading, paragraph
from kimppa.report.models import Paragraph


@dataclass(frozen=True, slots=True)
class Change:
    """A line whose words are other in the file than on the desk."""

    row: Paragraph
    after: str


def heading_of(paragraph: Paragraph) -> str:
    """What the line's heading says in the file; it is by this that the words are found again."""
    name = paragraph.drafted_facts.get("name", "")
    return f"{paragraph.name} {name}".strip()


def words_document(
    title: str, subtitle: str, paragraphs: Iterable[Paragraph], stamp: Stamp
) -> Document:
    """The words as a document: change what stands under a heading, not the heading.

    Its language is the active one.
    """
    blocks: list[Block] = []
    for stored_paragraph in paragraphs:
        blocks.append(heading(heading_of(stored_paragraph)))
        blocks += [paragraph(line) for line in stored_paragraph.text.splitlines() if line.strip()]
    return Document(
        title=title,
        subtitle=subtitle,
        language=active_language(),
        date=stamp.date,
        blocks=tuple(blocks),
    )


def changes(paragraphs: Sequence[Paragraph], text: str) -> list[Change]:
    """The lines of a file whose words differ; a line that the file lacks or leaves empty is left
    as it is.
    """
    paragraph_by_heading = {_squeezed(heading_of(paragraph)): paragraph for paragraph in paragraphs}
    texts: dict[int, list[str]] = {}
    paragraph: Paragraph | None = None
    for line in text.splitlines():
        if line_paragraph := paragraph_by_heading.get(_squeezed(line)):
            paragraph = line_paragraph
        elif paragraph is not None and line.strip():
            texts.setdefault(paragraph.pk, []).append(line.strip())
    words = {pk: "\n".join(lines) for pk, lines in texts.items()}
    return [
        Change(paragraph, words[paragraph.pk])
        for paragraph in paragraphs
        if paragraph.pk in words and _squeezed(words[paragraph.pk]) != _squeezed(paragraph.text)
    ]


def _squeezed(text: str) -> str:
    return " ".join(text.split())
