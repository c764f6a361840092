"""What the agreement before knows of a new paper's lines: what obliged nobody obliges nobody now.

Words count as the same when they are equal but for years that moved on with the agreement. Pure.
"""

from collections.abc import Sequence
from dataclasses import replace

from kimppa.agreement.structure.mending import full_text
from kimppa.agreement.structure.wording import mask
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.agreement.text.tree import AgreementText

WHY = "remembered"


def remember(
    lines: Sequence[PaperLine], before: AgreementText, year: int | None
) -> tuple[PaperLine, ...]:
    """The lines of an agreement for a year, each as its words were in the agreement before."""
    memory = _Memory(before)
    return tuple(memory.role_of(line, year) for line in lines)


class _Memory:
    def __init__(self, before: AgreementText) -> None:
        year = before.year
        notes = [note for section in before.sections for note in section.notes]
        notes += before.preamble.split("\n\n")
        self.notes = {_same(note, year) for note in notes}
        self.clauses = {_same(c.text, year) for s in before.sections for c in s.clauses}
        self.titles = {_same(section.title, year) for section in before.sections}

    def role_of(self, line: PaperLine, year: int | None) -> PaperLine:
        words = {_same(line.text, year), _same(full_text(line), year)} - {""}
        in_notes, in_clauses = bool(words & self.notes), bool(words & self.clauses)
        if in_notes and in_clauses:
            return line
        if in_clauses:
            role = line.role if line.obliges else Role.ROW if "\t" in line.text else Role.DUTY
            return _sure(line, role)
        if in_notes:
            stays = line.role if line.role in (Role.LEAD, Role.PAGE, Role.TRANSLATION) else None
            return _sure(line, stays or Role.TEXT)
        if line.ask and words & self.titles:
            return _sure(line, Role.HEADING)
        return line


def _same(text: str, year: int | None) -> str:
    return mask(" ".join(text.replace("\t", " – ").split()), year)


def _sure(line: PaperLine, role: Role) -> PaperLine:
    if role is line.role and not line.ask:
        return line
    level = line.level
    if role is not line.role and Role.HEADING in (role, line.role):
        level = 1 if role is Role.HEADING else 0
    return replace(line, role=role, level=level, why=WHY, ask="", answers=())
