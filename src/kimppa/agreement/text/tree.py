"""From the lines of a paper to the agreement's tree: sections with their clauses and other words.

Numbers stay the paper's own. A line without a number is called by its place under what stands
above it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kimppa.agreement.text.paper import PaperLine, Role


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One line of the agreement: its number ("1.3") and its words.

    `lead` is the beginning of the sentence that the line ends.
    """

    number: str
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section: its number as the source writes it ("1", "IV"), title and clauses.

    `notes` are its words that oblige nobody, in their order.
    """

    number: str
    title: str
    clauses: tuple[ClauseText, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementText:
    """The structure of an agreement.

    `year` is the year the agreement speaks of, None when it names none. `unrecognised` are words
    that await their place.
    """

    title: str = ""
    year: int | None = None
    preamble: str = ""
    sections: tuple[SectionText, ...] = ()
    unrecognised: tuple[str, ...] = ()


@dataclass(slots=True)
class _Section:
    """A section as its lines are taken in."""

    number: str
    title: str
    clauses: list[ClauseText] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    in_use: dict[str, int] = field(default_factory=dict)
    parents: dict[int, str] = field(default_factory=dict)
    """The number that items of each level are called under."""
    places: Counter[str] = field(default_factory=Counter)
    leads: dict[int, str] = field(default_factory=dict)


def tree(lines: Sequence[PaperLine]) -> AgreementText:
    """The agreement that the lines make. Page matter and the other language stay outside."""
    titles: list[str] = []
    preamble: list[str] = []
    sections: list[_Section] = []
    numbers: dict[str, int] = {}
    leads: dict[int, str] = {}
    replaced = {line.replaces for line in lines if line.replaces is not None}
    for position, line in enumerate(lines):
        if line.role in (Role.PAGE, Role.TRANSLATION) or not (line.text or line.label):
            continue
        if line.role is Role.HEADING and line.level == 0 and not sections:
            titles.append(line.text)
        elif line.role is Role.HEADING:
            number = free_number(line.number or str(len(sections) + 1), numbers)
            sections.append(_Section(number, line.text))
        elif not sections and not line.obliges:
            preamble.append(_with_label(line))
            leads = {line.level: line.text} if line.role is Role.LEAD else {}
        else:
            if not sections or _names_another_section(line, sections[-1]):
                number = free_number(_first_number(lines[position:]), numbers)
                sections.append(_Section(number, "", leads=leads))
            _take(sections[-1], line, obliges=line.obliges and position not in replaced)
    return AgreementText(
        " ".join(titles),
        None,
        "\n\n".join(preamble),
        tuple(SectionText(s.number, s.title, tuple(s.clauses), tuple(s.notes)) for s in sections),
    )


def _names_another_section(line: PaperLine, section: _Section) -> bool:
    """Whether a number (2.1) is of another section than one that has no heading (1)."""
    return (
        not section.title and "." in line.number and (line.number.split(".")[0] != section.number)
    )


def _first_number(lines: Iterable[PaperLine]) -> str:
    """The number of a section that has no heading: its clauses may name it ("1.1")."""
    number = next((line.number for line in lines if line.obliges), "")
    return number.split(".")[0] if re.fullmatch(r"\d+(?:\.\d+)+", number) else "1"


def _take(section: _Section, line: PaperLine, *, obliges: bool) -> None:
    number = _number(section, line, obliges)
    section.parents = {level: n for level, n in section.parents.items() if level < line.level}
    section.leads = {level: lead for level, lead in section.leads.items() if level < line.level}
    if line.role is Role.LEAD:
        section.leads[line.level] = line.text
        section.parents[line.level] = number
        section.notes.append(_with_label(line))
    elif obliges:
        number = free_number(number, section.in_use)
        section.parents[line.level] = number
        lead = " ".join(section.leads[level] for level in sorted(section.leads))
        section.clauses.append(ClauseText(number, _words(line), lead))
    else:
        section.notes.append(_with_label(line))


def _number(section: _Section, line: PaperLine, obliges: bool) -> str:
    """The paper's own number under that of its section, else the place."""
    parents_above = [
        section.parents[level] for level in sorted(section.parents) if level < line.level
    ]
    parent = parents_above[-1] if parents_above else section.number
    if "." in line.number:
        return line.number
    if line.number:
        return f"{parent}.{line.number}"
    if not obliges:
        return parent
    section.places[parent] += 1
    return f"{parent}.{section.places[parent]}"


def _with_label(line: PaperLine) -> str:
    """The line with its label: among other words it is no structure."""
    return f"{line.label} {_words(line)}".strip()


def _words(line: PaperLine) -> str:
    """The cells of a row as one text."""
    return line.text.replace("\t", " – ")


def free_number(number: str, in_use: dict[str, int]) -> str:
    """The number, or the number with the first free letter or letters behind it."""
    candidate = number
    while candidate in in_use:
        in_use[number] += 1
        candidate = number + _letters(in_use[number])
    in_use[candidate] = 0
    return candidate


def _letters(turn: int) -> str:
    letters = ""
    while turn:
        turn, remainder = divmod(turn - 1, 26)
        letters = chr(ord("a") + remainder) + letters
    return letters
