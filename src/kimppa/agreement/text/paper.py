"""A paper's lines, each with the part that it plays. What stages hand on to each other. Pure.

A line here is what the paper itself makes: a heading, a numbered point, an item of a list, a row
of a table or a paragraph, with all its words, undone of line breaks.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a line is in an agreement."""

    HEADING = "heading"
    DUTY = "duty"
    LEAD = "lead"
    """The beginning of the sentences that the list below it ends: "vastaa siitä, että"."""
    ROW = "row"
    """A row of a table that obliges."""
    TEXT = "text"
    """Words of the agreement that oblige nobody."""
    PAGE = "page"
    """Page matter: headers, footers, page numbers, a list of contents."""
    TRANSLATION = "translation"
    """The same in the paper's other language."""


OBLIGING = frozenset({Role.DUTY, Role.ROW})


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line and what was concluded of it."""

    text: str
    """Without the label; cells of a row are parted by tabs."""
    label: str = ""
    """The number or bullet as the paper writes it: "2 §", "(a)", "1.3.", "–"."""
    number: str = ""
    """The label without dot, bracket and sign; empty for a bullet."""
    level: int = 0
    """Headings: 0 is the paper's title, 1 a section, 2 a heading inside one. Others: how deep in
    lists, from 0.
    """
    role: Role = Role.TEXT
    why: str = ""
    """The reason for the role: a code of `messages`."""
    ask: str = ""
    """What to ask a person where the role is not sure: a code of `messages`; else empty."""
    answers: tuple[Role, ...] = ()
    """Roles that answer the question, the likeliest first."""
    replaces: int | None = None
    """The position of the earlier line that this one takes the place of."""
    source: tuple[int, ...] = ()
    """The lines of the file, from 1, that hold its words."""

    @property
    def is_sure(self) -> bool:
        """Whether nobody needs to be asked."""
        return not self.ask

    @property
    def obliges(self) -> bool:
        """Whether it puts something on somebody."""
        return self.role in OBLIGING
