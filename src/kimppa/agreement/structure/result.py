"""What a paper's lines would become: sections with their clauses, each by the line it comes from.

Shown with every guess taken for right; what only a guess brings is told apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kimppa.agreement.meaning.terms import with_year
from kimppa.agreement.structure.asking import Question, guesses
from kimppa.agreement.structure.mending import LineAt, further, paper_lines
from kimppa.agreement.structure.naming import ready_title, with_titles
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText, tree


@dataclass(frozen=True, slots=True)
class Leaf:
    """A clause to be, and the line that it comes from."""

    key: str
    clause: ClauseText
    guessed: bool = False
    """A guess brings it: the line obliges nobody as it line_now."""
    replaced: bool = False
    in_doubt: bool = False
    """Somebody is asked about it, or about what replaces it."""


@dataclass(slots=True)
class Branch:
    """A section to be."""

    number: str
    title: str
    key: str = ""
    in_doubt: bool = False
    no_heading: bool = False
    """The paper gives it none: its title is made of its words."""
    leaves: list[Leaf] = field(default_factory=list)

    @property
    def guessed(self) -> int:
        """How many of its clauses only a guess brings."""
        return sum(leaf.guessed for leaf in self.leaves)

    @property
    def obliging(self) -> int:
        """How many clauses it would have."""
        return sum(not leaf.replaced for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Result:
    """The agreement as the lines stand, and what it would be by the guesses."""

    agreement: AgreementText
    branches: list[Branch]
    places: dict[str, tuple[ClauseText, str]]
    """The clause that a line is now, and its section's title, by the line's key."""

    @property
    def clauses(self) -> int:
        """How many clauses there are as the lines stand."""
        return sum(len(section.clauses) for section in self.agreement.sections)

    @property
    def hoped(self) -> int:
        """How many there are if the guesses are right."""
        return sum(branch.obliging for branch in self.branches)


def result(lines: Sequence[LineAt], doubts: Sequence[Question]) -> Result:
    """What becomes of the lines, of which these questions are asked."""
    agreement = with_year(tree(paper_lines(lines)))
    titled = with_titles(agreement)
    clause_by_key = {
        line_at.key: (clause, section.title)
        for line_at, section, clause in clause_lines(lines, titled)
    }
    if not doubts:
        return Result(titled, _branches(lines, lines, agreement), clause_by_key)
    guessed = further(lines, guesses(doubts))
    branches = _branches(guessed, lines, tree(paper_lines(guessed)))
    return Result(titled, branches, clause_by_key)


def clause_lines(
    lines: Sequence[LineAt], agreement: AgreementText
) -> Iterator[tuple[LineAt, SectionText, ClauseText]]:
    """Each clause of the agreement that the lines make, with its section and its line."""
    replaced = _replacing(lines)
    obliging = (
        line_at
        for position, line_at in enumerate(lines)
        if line_at.line.obliges and position not in replaced
    )
    clauses = ((section, clause) for section in agreement.sections for clause in section.clauses)
    section, clause = next(clauses, (None, None))
    for line_at in obliging:
        if section is not None and clause is not None and _is_of(line_at.line, clause):
            yield line_at, section, clause
            section, clause = next(clauses, (None, None))


def chosen_topics(lines: Sequence[LineAt], agreement: AgreementText) -> dict[str, str]:
    """The topics that people chose for the lines, by clause number."""
    return {
        clause.number: line_at.topic
        for line_at, _section, clause in clause_lines(lines, agreement)
        if line_at.topic is not None
    }


def _branches(
    lines: Sequence[LineAt], lines_now: Sequence[LineAt], agreement: AgreementText
) -> list[Branch]:
    """The sections in order. Lines are found by their words: the tree leaves some of them out."""
    branches = [Branch(section.number, section.title) for section in agreement.sections]
    line_by_key = {line.key: line.line for line in lines_now}
    replacing = _replacing(lines)
    clauses = _clauses(agreement)
    section_index, clause = next(clauses, (0, None))
    branch_index = -1
    for position, line in enumerate(lines):
        paper_line = line.line
        if paper_line.role is Role.HEADING:
            if (
                branch_index + 1 < len(branches)
                and paper_line.text == branches[branch_index + 1].title
            ):
                branch_index += 1
                branches[branch_index].key = line.key
                branches[branch_index].in_doubt = _in_doubt(line_by_key, line)
        elif paper_line.obliges and position in replacing:
            if branches:
                words = ClauseText("", paper_line.text)
                doubt = _in_doubt(line_by_key, replacing[position])
                branches[max(branch_index, 0)].leaves.append(
                    Leaf(_key(line_by_key, line), words, False, True, doubt)
                )
        elif paper_line.obliges and clause is not None and _is_of(paper_line, clause):
            branch_index = section_index
            branches[branch_index].leaves.append(_leaf(line_by_key, line, clause))
            section_index, clause = next(clauses, (0, None))
    for branch, section in zip(branches, agreement.sections, strict=True):
        branch.no_heading = not section.title
        branch.title = section.title or ready_title(section)
    return branches


def _clauses(agreement: AgreementText) -> Iterator[tuple[int, ClauseText | None]]:
    for index, section in enumerate(agreement.sections):
        for clause in section.clauses:
            yield index, clause


def _replacing(lines: Sequence[LineAt]) -> dict[int, LineAt]:
    """The line that takes its place, by the position of each line that is replaced."""
    return {
        line.replaces: line_at
        for line_at, line in zip(lines, paper_lines(lines), strict=True)
        if line.replaces is not None
    }


def _is_of(line: PaperLine, clause: ClauseText) -> bool:
    return line.text.replace("\t", " – ") == clause.text


def _leaf(line_by_key: Mapping[str, PaperLine], line: LineAt, clause: ClauseText) -> Leaf:
    key = _key(line_by_key, line)
    line_now = line_by_key.get(key)
    return Leaf(
        key,
        clause,
        guessed=line_now is not None and not line_now.obliges,
        in_doubt=line_now is not None and bool(line_now.ask),
    )


def _key(line_by_key: Mapping[str, PaperLine], line: LineAt) -> str:
    """The key of the line as it line_now, before a guess splits it."""
    return line.key if line.key in line_by_key else str(line.first)


def _in_doubt(line_by_key: Mapping[str, PaperLine], line: LineAt) -> bool:
    line_now = line_by_key.get(line.key)
    return line_now is not None and bool(line_now.ask)
