"""What the page of a paper shows: its lines with their parts, the questions, the tree beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from kimppa.agreement.meaning.services import Registered
from kimppa.agreement.meaning.suggest import suggest
from kimppa.agreement.meaning.terms import year_of
from kimppa.agreement.messages import KEYS, ROLES, change_text, note_text, pictures_text
from kimppa.agreement.models import Paper
from kimppa.agreement.queries import paper_content
from kimppa.agreement.reading import picture_pages, suggester
from kimppa.agreement.structure.asking import Question, questions
from kimppa.agreement.structure.mending import LineAt, full_text, mended, paper_lines
from kimppa.agreement.structure.result import Branch, Leaf, Result, result
from kimppa.agreement.text.field import is_of_another_field
from kimppa.agreement.text.paper import Role
from kimppa.agreement.text.second import second_agreement
from kimppa.agreement.views.opened import Ask, Opened, ask_of, opened
from kimppa.core.topics import label

WINDOW = 400
MOST_CHIPS = 40
WHOLE_TREE = 120
NEAR = 40
OPEN, AT, ONLY, START, SPLIT = "rivi", "kohta", "vain", "alku", "jaa"
"""Parameters of the address: the line that is open, the one at hand, only the uncertain ones, the
first line shown, and whether the open line's places to split are shown.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the paper its reader is."""

    open: str = ""
    at: str = ""
    only: bool = False
    start: int = 0
    split: bool = False

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Place":
        """From an address's or a form's parameters."""
        start = values.get(START, "")
        return cls(
            values.get(OPEN, "")[:20],
            values.get(AT, "")[:20],
            values.get(ONLY) == "1",
            int(start) if start.isdecimal() and len(start) < 7 else 0,
            values.get(SPLIT) == "1",
        )

    def query(self, **changes: str) -> str:
        """The parameters of a place like this one."""
        values = {ONLY: "1" if self.only else "", START: str(self.start or "")} | changes
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is drawn."""

    key: str
    number: str
    role: str
    name: str
    cap: str
    in_doubt: bool
    words: str
    cells: list[str]
    depth: int
    note: str
    address: str
    ask: Ask | None = None
    opened: Opened | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A link to a question."""

    number: str
    address: str
    now: bool


@dataclass(frozen=True, slots=True)
class Twig:
    """A clause of the tree."""

    leaf: Leaf
    address: str
    topics: list[tuple[str, bool]]
    """Each with whether it is sure."""
    services: list[str]


@dataclass(frozen=True, slots=True)
class ShownBranch:
    """A section of the tree; `twigs` is empty where only the count is told."""

    branch: Branch
    address: str
    twigs: list[Twig]


class PaperPage:
    """A paper's page at one place of it."""

    def __init__(
        self, paper: Paper, place: Place, *, year: int | None, register: Sequence[Registered]
    ) -> None:
        """`year` is the one for which the paper is read."""
        self.paper, self.place, self.register = paper, place, register
        read, self.mends = paper_content(paper)
        self.lines = mended(read, self.mends)
        self.questions = questions(self.lines)
        self._year = year
        self._by_line = {
            line.key: question for question in self.questions for line in question.lines
        }
        self._first = {question.first.key: question for question in self.questions}
        self._order = {line.key: at for at, line in enumerate(self.lines)}
        self.shown = self._window()
        self._sight = {at.key for at in self.shown}
        self._base = reverse("agreement:preview", args=[paper.pk])

    @cached_property
    def result(self) -> Result:
        """What becomes of the lines."""
        return result(self.lines, self.questions)

    @cached_property
    def year(self) -> int | None:
        """The year for which the paper is read."""
        return self._year or year_of(self.result.agreement)

    def _window(self) -> list[LineAt]:
        lines, here = self.lines, self.place.open or self.place.at
        if self.place.only:
            lines = [
                at for at in lines if at.line.ask or at.line.role is Role.HEADING or at.key == here
            ]
        start = min(self.place.start, max(0, len(lines) - 1))
        at = next((i for i, line in enumerate(lines) if line.key == here), None)
        if at is not None and not start <= at < start + WINDOW:
            start = at - at % WINDOW
        self.start, self.count = start, len(lines)
        return lines[start : start + WINDOW]

    def address(self, key: str, **changes: str) -> str:
        """The address at which a line is in sight."""
        start = str(self.start or "") if key in self._sight else ""
        query = self.place.query(**{START: start} | changes)
        return f"{self._base}?{query}#rivi-{key}" if query else f"{self._base}#rivi-{key}"

    def windows(self) -> list[tuple[str, str, bool]]:
        """The other parts of a long paper: (numbers, address, whether it is shown now)."""
        if self.count <= WINDOW:
            return []
        return [
            (
                f"{start + 1}–{min(start + WINDOW, self.count)}",
                f"{self._base}?{self.place.query(**{START: str(start)})}",
                start == self.start,
            )
            for start in range(0, self.count, WINDOW)
        ]

    def chips(self) -> list[Chip]:
        """Links to the questions, as many as are told one by one."""
        here = self.question_of(self.place.open or self.place.at)
        return [
            Chip(question.number, self._question_address(question), question is here)
            for question in self.questions[:MOST_CHIPS]
        ]

    def next_address(self) -> str:
        """The question after the line at hand, else the first; empty without questions."""
        here = self._order.get(self.place.open or self.place.at, -1)
        own = self.question_of(self.place.open or self.place.at)
        later = (
            question
            for question in self.questions
            if self._order[question.first.key] >= here and question is not own
        )
        question = next(later, self.questions[0] if self.questions else None)
        return self._question_address(question) if question else ""

    def _question_address(self, question: Question) -> str:
        return self.address(question.first.key, **{AT: question.first.key})

    def question_of(self, key: str) -> Question | None:
        """The question that a line belongs to."""
        return self._by_line.get(key)

    def last_change(self) -> str:
        """What was changed last."""
        return change_text(self.mends[-1]) if self.mends else ""

    def line_views(self) -> list[Line]:
        """The lines in sight."""
        return [self._line(at) for at in self.shown]

    def _line(self, at: LineAt) -> Line:
        line, is_open = at.line, at.key == self.place.open
        question = self._first.get(at.key)
        return Line(
            key=at.key,
            number=at.number,
            role=str(line.role),
            name=str(ROLES[line.role]),
            cap=str(KEYS[line.role]),
            in_doubt=bool(line.ask),
            words=full_text(line),
            cells=full_text(line).split("\t") if "\t" in line.text else [],
            depth=_depth(at),
            note=note_text(at),
            address=self.address(at.key, **{OPEN: at.key}),
            ask=ask_of(question) if question and not is_open else None,
            opened=opened(at, self.lines, self.question_of(at.key)) if is_open else None,
        )

    def tree(self) -> list[ShownBranch]:
        """The sections; of a long paper only those near the line at hand with their clauses."""
        whole = self.result.hoped <= WHOLE_TREE
        near = self._near()
        return [
            ShownBranch(
                branch,
                self.address(branch.key, **{AT: branch.key}) if branch.key else "",
                self._twigs(branch)
                if whole or near & {branch.key, *(leaf.key for leaf in branch.leaves)}
                else [],
            )
            for branch in self.result.branches
        ]

    def second_agreement(self) -> LineAt | None:
        """The line at which another agreement of the same file begins."""
        position = second_agreement(paper_lines(self.lines))
        return None if position is None else self.lines[position]

    def pictures(self) -> str:
        """What to say of pages of the file that are pictures; "" without any."""
        pages = picture_pages(paper_lines(self.lines))
        return pictures_text(pages) if pages else ""

    def is_of_another_field(self) -> bool:
        """Whether hardly any clause is about what libraries do together."""
        return is_of_another_field(self.result.agreement)

    def _near(self) -> set[str]:
        here = self.place.open or self.place.at
        at = next((i for i, line in enumerate(self.shown) if line.key == here), 0)
        return {line.key for line in self.shown[max(0, at - NEAR) : at + NEAR]}

    def _twigs(self, branch: Branch) -> list[Twig]:
        suggests = suggester(self.year, self.register)
        names = {service.id: service.name for service in self.register}
        twigs = []
        for leaf in branch.leaves[:WINDOW]:
            clause = leaf.clause
            duties = suggests(clause, branch.title)
            guesses = suggest(clause.text, branch.title, self.year, lead=clause.lead)
            topics = {label(guess.topic): guess.sure for guess in guesses}
            services = dict.fromkeys(names[d.service_id] for d in duties if d.service_id)
            address = self.address(leaf.key, **{AT: leaf.key})
            twigs.append(Twig(leaf, address, list(topics.items()), list(services)))
        return twigs


def _depth(at: LineAt) -> int:
    """How far the words stand from the margin, from 0 to 3."""
    if at.line.role is Role.HEADING:
        return min(2, max(0, at.line.level - 1))
    return 0 if at.line.role is Role.PAGE else min(3, at.line.level + 1)
