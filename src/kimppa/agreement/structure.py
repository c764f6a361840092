"""An agreement's sections, clauses and duties as one value that can be edited, kept and restored.

Pure. Ids are those of the stored rows; None stands for a row that does not exist yet.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

SHORT = 60


@dataclass(frozen=True, slots=True)
class DutyPart:
    """One duty of a clause; `due` is a due rule's text."""

    topic: str = ""
    service_id: int | None = None
    kind: str = "duty"
    due: str = "continuous"
    responsible: str = "coordinator"
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ClausePart:
    """One line of the agreement; it always has a duty, be it one whose topic is not known yet."""

    number: str
    text: str
    duties: tuple[DutyPart, ...] = (DutyPart(),)
    id: int | None = None


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section with its clauses."""

    number: str
    title: str
    short_title: str = ""
    clauses: tuple[ClausePart, ...] = ()
    id: int | None = None

    @property
    def name(self) -> str:
        """The short name; of a long title its beginning."""
        if self.short_title or len(self.title) <= SHORT:
            return self.short_title or self.title
        return self.title[: SHORT - 1].rsplit(" ", 1)[0] + "…"


type Structure = tuple[SectionPart, ...]


class EditError(ValueError):
    """An edit that cannot be made; the text says why, as a translatable message id."""


def to_json(structure: Structure) -> dict[str, Any]:
    """By section id and number, so that the audit log keeps only the sections that changed."""
    return {
        f"{section.number} {section.title}"[:80] + f" #{section.id}": asdict(section)
        | {"place": place}
        for place, section in enumerate(structure)
    }


def from_json(sections: Sequence[dict[str, Any]]) -> Structure:
    """The structure that `to_json` wrote, in the order of the places."""
    return tuple(_section(row) for row in sorted(sections, key=lambda row: int(row["place"])))


def _section(row: dict[str, Any]) -> SectionPart:
    clauses = tuple(
        ClausePart(
            number=clause["number"],
            text=clause["text"],
            duties=tuple(DutyPart(**duty) for duty in clause["duties"]),
            id=clause["id"],
        )
        for clause in row["clauses"]
    )
    return SectionPart(row["number"], row["title"], row["short_title"], clauses, row["id"])


def find(structure: Structure, number: str) -> tuple[int, int]:
    """The places of a clause: of its section, and of it there. Raises EditError."""
    for at, section in enumerate(structure):
        for place, clause in enumerate(section.clauses):
            if clause.number == number:
                return at, place
    raise EditError("There is no such clause.")


def clause_at(structure: Structure, number: str) -> ClausePart:
    """One clause. Raises EditError."""
    at, place = find(structure, number)
    return structure[at].clauses[place]


def with_clauses(
    structure: Structure, at: int, clauses: Sequence[ClausePart], *, renumber: bool = True
) -> Structure:
    """The structure with other clauses in one section, numbered anew."""
    section = structure[at]
    kept = tuple(clauses)
    if renumber:
        kept = _numbered(section, kept)
    return (*structure[:at], replace(section, clauses=kept), *structure[at + 1 :])


def _numbered(section: SectionPart, clauses: tuple[ClausePart, ...]) -> tuple[ClausePart, ...]:
    """Numbers 1.1, 1.2 … if the section had them; numbers of the source's own are kept."""
    plain = [f"{section.number}.{n}" for n in range(1, len(section.clauses) + 1)]
    if [clause.number for clause in section.clauses] == plain:
        return tuple(
            replace(clause, number=f"{section.number}.{n}") for n, clause in enumerate(clauses, 1)
        )
    taken: set[str] = set()
    numbered = []
    for clause in clauses:
        number = _free(clause.number or f"{section.number}.{len(taken) + 1}", taken)
        taken.add(number)
        numbered.append(replace(clause, number=number))
    return tuple(numbered)


def _free(number: str, taken: set[str]) -> str:
    candidate, turn = number, 1
    while candidate in taken:
        turn += 1
        candidate = f"{number}/{turn}"
    return candidate
