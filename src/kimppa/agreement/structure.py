"""An agreement's sections, clauses and duties as one value that can be edited, kept and restored.

Pure. Ids are those of the stored rows; None stands for a row that does not exist yet.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count
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
    """An edit that cannot be made; the text is a code that the actions put into words."""


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
    raise EditError("no-clause")


def clause_at(structure: Structure, number: str) -> ClausePart:
    """One clause. Raises EditError."""
    at, place = find(structure, number)
    return structure[at].clauses[place]


def correct(structure: Structure, number: str, text: str) -> Structure:
    """Another text for a clause. Raises EditError when it is empty."""
    at, place = find(structure, number)
    words = text.strip()
    if not words:
        raise EditError("empty")
    clauses = list(structure[at].clauses)
    clauses[place] = replace(clauses[place], text=words)
    return _with_clauses(structure, at, clauses)


def split(structure: Structure, number: str, at_character: int) -> Structure:
    """Two clauses of one, parted before a character; the first keeps the duties.

    Raises EditError when nothing would stand on one side.
    """
    at, place = find(structure, number)
    clauses = list(structure[at].clauses)
    whole = clauses[place]
    first, second = whole.text[:at_character].strip(), whole.text[at_character:].strip()
    if not first or not second or at_character < 0:
        raise EditError("empty-side")
    clauses[place : place + 1] = [replace(whole, text=first), ClausePart("", second)]
    return _with_clauses(structure, at, clauses)


def merge(structure: Structure, number: str) -> Structure:
    """One clause of it and the next in its section; duties of both, those alike once.

    Raises EditError when it is the section's last.
    """
    at, place = find(structure, number)
    clauses = list(structure[at].clauses)
    if place + 1 == len(clauses):
        raise EditError("last")
    first, second = clauses[place : place + 2]
    clauses[place : place + 2] = [
        replace(first, text=f"{first.text} {second.text}", duties=_united(first, second))
    ]
    return _with_clauses(structure, at, clauses)


def _united(first: ClausePart, second: ClausePart) -> tuple[DutyPart, ...]:
    kept: dict[DutyPart, DutyPart] = {}
    for duty in (*first.duties, *second.duties):
        if duty.topic:
            kept.setdefault(replace(duty, id=None), duty)
    return tuple(kept.values()) or first.duties


def move(structure: Structure, number: str, section: int, place: int) -> Structure:
    """The clause in another place, of its own or another section (places count from 0).

    Raises EditError when there is no such section.
    """
    at, old = find(structure, number)
    if not 0 <= section < len(structure):
        raise EditError("no-section")
    clause = structure[at].clauses[old]
    moved = _with_clauses(structure, at, [c for c in structure[at].clauses if c is not clause])
    target = list(moved[section].clauses)
    target.insert(max(place, 0), clause if section == at else replace(clause, number=""))
    return _with_clauses(moved, section, target, plain=_is_plain(structure[section]))


def retitle(structure: Structure, at: int, title: str, short_title: str) -> Structure:
    """Another title and short name for the section at a place. Raises EditError."""
    if not 0 <= at < len(structure):
        raise EditError("no-section")
    if not title.strip():
        raise EditError("empty")
    section = replace(structure[at], title=title.strip(), short_title=short_title.strip())
    return (*structure[:at], section, *structure[at + 1 :])


def with_duties(structure: Structure, number: str, duties: Sequence[DutyPart]) -> Structure:
    """Other duties for a clause; the last one cannot be taken away, only its topic."""
    at, place = find(structure, number)
    clauses = list(structure[at].clauses)
    clauses[place] = replace(clauses[place], duties=tuple(duties) or (DutyPart(),))
    return _with_clauses(structure, at, clauses)


def _with_clauses(
    structure: Structure, at: int, clauses: Sequence[ClausePart], *, plain: bool | None = None
) -> Structure:
    section = structure[at]
    numbered = _numbered(section, clauses, _is_plain(section) if plain is None else plain)
    return (*structure[:at], replace(section, clauses=numbered), *structure[at + 1 :])


def _is_plain(section: SectionPart) -> bool:
    """Whether the clauses are numbered 1.1, 1.2 … (not by numbers of the source's own)."""
    return [clause.number for clause in section.clauses] == [
        f"{section.number}.{n}" for n in range(1, len(section.clauses) + 1)
    ]


def _numbered(
    section: SectionPart, clauses: Sequence[ClausePart], plain: bool
) -> tuple[ClausePart, ...]:
    """Plain numbers run anew; the source's own are kept, and a new clause gets a free one."""
    taken = set() if plain else {clause.number for clause in clauses if clause.number}
    numbered = []
    for place, clause in enumerate(clauses, 1):
        if plain or not clause.number:
            number = next(n for n in _candidates(f"{section.number}.{place}") if n not in taken)
            taken.add(number)
            clause = replace(clause, number=number)
        numbered.append(clause)
    return tuple(numbered)


def _candidates(number: str) -> Iterator[str]:
    yield number
    yield from (f"{number}/{turn}" for turn in count(2))


_STARTS = re.compile(r"(?<=[.;:!?])\s+(?=\S)|(?<=,)\s+(?=\S)|\s+(?=(?:sekä|ja|samt|och)\s)")


def split_places(text: str) -> list[tuple[int, str, str]]:
    """Where a clause could be parted: after a sentence, at a comma, before "ja" and "sekä".

    Each is (character, the words before, the words after), some words of both.
    """
    places = []
    for match in _STARTS.finditer(text):
        before, after = text[: match.start()].split(), text[match.end() :].split()
        places.append((match.end(), " ".join(before[-6:]), " ".join(after[:6])))
    return places
