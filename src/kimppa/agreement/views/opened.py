"""One line of a paper as it is drawn when it is asked about or open."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.agreement.messages import ANSWERS, KEYS, ROLES, ask_text, why_text
from kimppa.agreement.structure.asking import Question, alike, places
from kimppa.agreement.structure.mending import LineAt, Mend, Verb, full_text, further

MOST_TICKS = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, what it sends, and its key."""

    text: str
    value: str
    key: str = ""
    now: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A question beside its line."""

    text: str
    answers: list[Choice]
    count: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A line that may be changed along with the open one."""

    key: str
    number: str
    text: str
    on: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """The open line: why it was read so, and everything that may be done with it."""

    why: str
    ask: Ask | None
    gain: int
    first: Choice | None
    ticks: list[Tick]
    run: str
    """The numbers of more lines than can be ticked one by one."""
    count: int
    roles: list[Choice]
    more_answers: list[Choice]
    """Answers that are no roles."""
    moves: list[Choice]
    places: list[tuple[int, str, str]]
    key_of_split: str
    key_of_topic: str


def ask_of(question: Question) -> Ask:
    """A question in words, with its answers."""
    line = question.first.line
    replaced = "" if line.replaces is None else str(line.replaces + 1)
    choices = [
        Choice(answer_text(answer.code, answer.mend), f"answer:{turn}")
        for turn, answer in enumerate(question.answers)
    ]
    return Ask(ask_text(question.code, replaced), choices, len(question.lines))


def opened(line_at: LineAt, lines: Sequence[LineAt], question: Question | None) -> Opened:
    """Everything that may be done with one of the lines."""
    run, others = alike(lines, line_at.key)
    ask = ask_of(question) if question else None
    many = len(run) > MOST_TICKS
    return Opened(
        why=why_text(line_at.line.why),
        ask=ask,
        gain=_gain(question) if question else 0,
        first=ask.answers[0] if ask else None,
        ticks=_ticks(line_at, run, others) if not many and len(run) + len(others) > 1 else [],
        run=f"{run[0].number}–{run[-1].number}" if many else "",
        count=len(run),
        roles=[
            Choice(str(name), f"role:{role}", str(KEYS[role]), role is line_at.line.role)
            for role, name in ROLES.items()
        ],
        more_answers=_more_answers(question, ask),
        moves=_moves(),
        places=places(line_at.line.text),
        key_of_split=str(KEYS["split"]),
        key_of_topic=str(KEYS["topic"]),
    )


def _more_answers(question: Question | None, ask: Ask | None) -> list[Choice]:
    pairs = zip(question.answers, ask.answers, strict=True) if question and ask else ()
    return [choice for answer, choice in pairs if answer.code in ANSWERS][1:]


def answer_text(code: str, mend: Mend) -> str:
    """An answer in words: its own, or the name of the part."""
    return str(ANSWERS[code]) if mend.role is None or code in ANSWERS else str(ROLES[mend.role])


def _gain(question: Question) -> int:
    """How many clauses the guess brings, below zero takes."""
    guess, obliges = question.guess, question.first.line.obliges
    if guess.verb is Verb.SPLIT:
        return int(obliges)
    lines_after = further(question.lines, [guess])
    return sum(line_at.line.obliges for line_at in lines_after) - len(question.lines) * obliges


def _ticks(line_at: LineAt, run: Sequence[LineAt], others: Sequence[LineAt]) -> list[Tick]:
    """Lines that follow each other are ticked when they are asked about, those elsewhere not."""
    keys = {line.key for line in run} if line_at.line.ask else {line_at.key}
    return [
        Tick(line.key, line.number, full_text(line.line).partition("\t")[0], line.key in keys)
        for line in [*run, *others][:MOST_TICKS]
    ]


def _moves() -> list[Choice]:
    return [
        Choice(_("Raise"), "raise", "←"),
        Choice(_("Lower"), "lower", "→"),
        Choice(_("Join to the one before"), "join", str(KEYS["join"])),
    ]


@dataclass(frozen=True, slots=True)
class LineKey:
    """A key that does something to the line at hand."""

    key: str
    sends: str
    name: str
    sign: str
    aloud: str = ""


def line_keys() -> list[LineKey]:
    """What the keys do, as the page tells it and the script reads it."""
    roles = [
        LineKey(str(KEYS[role]), f"role:{role}", str(name), str(KEYS[role]))
        for role, name in ROLES.items()
    ]
    join, split, topic = (str(KEYS[name]) for name in ("join", "split", "topic"))
    return [
        *roles,
        LineKey("ArrowLeft", "raise", pgettext("of a paper", "raise"), "←", _("arrow left")),
        LineKey("ArrowRight", "lower", pgettext("of a paper", "lower"), "→", _("arrow right")),
        LineKey(join, "join", pgettext("of a paper", "join"), join),
        LineKey(split, "split", pgettext("of a paper", "split"), split),
        LineKey(topic, "topic", pgettext("of a paper", "topic"), topic),
        LineKey("Enter", "guess", _("the guess is right"), "Enter"),
    ]
