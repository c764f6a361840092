"""What the page of a paper shows: its lines with their parts, the questions, the tree beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from kimppa.agreement.meaning.services import Registered
from kimppa.agreement.messages import KEYS, ROLES, change_text, note_text, pictures_text
from kimppa.agreement.models import Paper
from kimppa.agreement.queries import paper_content
from kimppa.agreement.reading import picture_pages, suggester
from kimppa.agreement.structure.asking import Question, questions
from kimppa.agreement.structure.carrying import Carrying, first
from kimppa.agreement.structure.mending import LineAt, full_text, mended, paper_lines
from kimppa.agreement.structure.parts import DutyPart
from kimppa.agreement.structure.result import Branch, Leaf, Result, result
from kimppa.agreement.text.field import is_of_another_field
from kimppa.agreement.text.paper import Role
from kimppa.agreement.text.second import second_agreement
from kimppa.agreement.text.tree import ClauseText
from kimppa.agreement.views.opened import Ask, Opened, ask_of, opened
from kimppa.agreement.views.target import Target, target_of
from kimppa.agreement.views.topics import LineTopic, line_topic
from kimppa.core import clock

WINDOW = 250
MOST_CHIPS = 40
WHOLE_TREE = 120
NEAR = 40
OPEN, AT, ONLY, START, SPLIT, TOPIC = "rivi", "kohta", "vain", "alku", "jaa", "aihe"
"""Parameters of the address: the line that is open, the one at hand, only the uncertain ones, the
first line shown, and whether the open line's places to split are shown, or its topic is at hand.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the paper its reader is."""

    open: str = ""
    at: str = ""
    only: bool = False
    start: int = 0
    split: bool = False
    topic: bool = False

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Place":
        """From an address's or a form's parameters."""
        start = params.get(START, "")
        return cls(
            params.get(OPEN, "")[:20],
            params.get(AT, "")[:20],
            params.get(ONLY) == "1",
            int(start) if start.isdecimal() and len(start) < 7 else 0,
            params.get(SPLIT) == "1",
            params.get(TOPIC) == "1",
        )

    def query(self, **changes: str) -> str:
        """The parameters of a place like this one."""
        params = {ONLY: "1" if self.only else "", START: str(self.start or "")} | changes
        return urlencode({name: param for name, param in params.items() if param})


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
    topic: LineTopic | None = None
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
    topic: LineTopic
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
        read_lines, self.mends = paper_content(paper)
        self.lines = mended(read_lines, self.mends)
        self.questions = questions(self.lines)
        self._year = year
        self._by_line = {
            line.key: question for question in self.questions for line in question.lines
        }
        self._first = {question.first.key: question for question in self.questions}
        self._order = {line.key: line_at for line_at, line in enumerate(self.lines)}
        self.shown = self._window()
        self._sight = {line_at.key for line_at in self.shown}
        self._base = reverse("agreement:preview", args=[paper.pk])

    @cached_property
    def result(self) -> Result:
        """What becomes of the lines."""
        return result(self.lines, self.questions)

    @cached_property
    def year(self) -> int | None:
        """The year for which the paper is read."""
        return self._year or self.result.agreement.year

    @cached_property
    def target_year(self) -> int:
        """The year that it would be saved for."""
        return self.year or clock.today().year + 1

    @cached_property
    def target(self) -> Target:
        """Where it would go."""
        return target_of(self.result.agreement, self.target_year)

    @cached_property
    def _carrying(self) -> Carrying:
        target = self.target
        suggest = suggester(target.year, self.register)
        if target.structure is None:
            return first(target.text, suggest)
        suggest_before = suggester(target.structure.year, self.register)
        return Carrying(target.structure, target.text, suggest, suggest_before, target.comparison)

    @cached_property
    def topics(self) -> dict[str, LineTopic]:
        """The topic of each obliging line in sight, by its key."""
        return {
            line_at.key: line_topic(self._duties(line_at.key, *clause_and_title), *clause_and_title)
            for line_at in self.shown
            if (clause_and_title := self.result.places.get(line_at.key))
        }

    @cached_property
    def open_topics(self) -> list[str]:
        """The lines in sight whose topic is asked."""
        return [key for key, topic in self.topics.items() if topic.is_open]

    def _duties(self, key: str, clause: ClauseText, title: str) -> tuple[DutyPart, ...]:
        index = self._order.get(key)
        topic = None if index is None else self.lines[index].topic
        return self._carrying.clause(clause, title, topic).duties

    def _window(self) -> list[LineAt]:
        lines, key = self.lines, self.place.open or self.place.at
        if self.place.only:
            lines = [
                at for at in lines if at.line.ask or at.line.role is Role.HEADING or at.key == key
            ]
        start = min(self.place.start, max(0, len(lines) - 1))
        at = next((i for i, line in enumerate(lines) if line.key == key), None)
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
        question_at_hand = self.question_of(self.place.open or self.place.at)
        return [
            Chip(question.number, self._at(question.first.key), question is question_at_hand)
            for question in self.questions[:MOST_CHIPS]
        ]

    def next_address(self) -> str:
        """The question or open topic after the line at hand, else the first; empty without any."""
        key = self.place.open or self.place.at
        index, own_question = self._order.get(key, -1), self.question_of(key)
        keys = {question.first.key for question in self.questions if question is not own_question}
        stops = sorted(keys.union(self.open_topics) - {key}, key=self._order.__getitem__)
        later_stops = (stop for stop in stops if self._order[stop] >= index)
        stop = next(later_stops, stops[0] if stops else "")
        return self._at(stop) if stop else ""

    def first_topic_address(self) -> str:
        """The first line in sight whose topic is asked."""
        return self._at(self.open_topics[0])

    def _at(self, key: str) -> str:
        return self.address(key, **{AT: key})

    def question_of(self, key: str) -> Question | None:
        """The question that a line belongs to."""
        return self._by_line.get(key)

    def last_change(self) -> str:
        """What was changed last."""
        return change_text(self.mends[-1]) if self.mends else ""

    def line_views(self) -> list[Line]:
        """The lines in sight."""
        return [self._line(line_at) for line_at in self.shown]

    def _line(self, line_at: LineAt) -> Line:
        line, is_open = line_at.line, line_at.key == self.place.open
        question, topic = self._first.get(line_at.key), self.topics.get(line_at.key)
        return Line(
            key=line_at.key,
            number=line_at.number,
            role=str(line.role),
            name=str(ROLES[line.role]),
            cap=str(KEYS[line.role]),
            in_doubt=bool(line.ask),
            words=full_text(line),
            cells=full_text(line).split("\t") if "\t" in line.text else [],
            depth=_depth(line_at),
            note=note_text(line_at),
            address=self.address(line_at.key, **{OPEN: line_at.key}),
            topic=topic,
            ask=ask_of(question) if question and not is_open else None,
            opened=opened(line_at, self.lines, self.question_of(line_at.key)) if is_open else None,
        )

    def alike_topics(self) -> list[str]:
        """The other lines in sight that ask for the same topic as the open one."""
        own_topic = self.topics.get(self.place.open)
        if own_topic is None or not own_topic.is_open:
            return []
        return [
            key
            for key in self.open_topics
            if key != self.place.open and self.topics[key].topics == own_topic.topics
        ]

    def tree(self) -> list[ShownBranch]:
        """The sections; of a long paper only those near the line at hand with their clauses."""
        is_whole = self.result.hoped <= WHOLE_TREE
        near_keys = self._near()
        return [
            ShownBranch(
                branch,
                self.address(branch.key, **{AT: branch.key}) if branch.key else "",
                self._twigs(branch)
                if is_whole or near_keys & {branch.key, *(leaf.key for leaf in branch.leaves)}
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
        key_at_hand = self.place.open or self.place.at
        index = next((i for i, line in enumerate(self.shown) if line.key == key_at_hand), 0)
        return {line.key for line in self.shown[max(0, index - NEAR) : index + NEAR]}

    def _twigs(self, branch: Branch) -> list[Twig]:
        names = {service.id: service.name for service in self.register}
        twigs = []
        for leaf in branch.leaves[:WINDOW]:
            # A clause that only a guess brings has a number by that guess.
            place = self.result.places.get(leaf.key)
            is_now = place is not None and place[0].text == leaf.clause.text
            clause, title = (
                place if place and is_now else (replace(leaf.clause, number=""), branch.title)
            )
            duties = self._duties(leaf.key, clause, title)
            services = dict.fromkeys(names[d.service_id] for d in duties if d.service_id)
            line_topic_now = self.topics.get(leaf.key) if is_now else None
            topic = line_topic_now or line_topic(duties, clause, title)
            twigs.append(Twig(leaf, self._at(leaf.key), topic, list(services)))
        return twigs


def _depth(line_at: LineAt) -> int:
    """How far the words stand from the margin, from 0 to 3."""
    if line_at.line.role is Role.HEADING:
        return min(2, max(0, line_at.line.level - 1))
    return 0 if line_at.line.role is Role.PAGE else min(3, line_at.line.level + 1)
