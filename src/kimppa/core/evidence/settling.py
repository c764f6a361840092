"""Which duty a piece of work counts for. Pure.

Each piece counts for one duty of its year or for none. Candidates are the duties of its topic and
service; where there are several, the kind and period of a delivery, what the programme says or an
earlier choice settles it, else a person is asked.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kimppa.core.duties.limits import NO_LIMIT, Limit, concerns_any
from kimppa.core.duties.rules import parse
from kimppa.core.duties.spans import answered


@dataclass(frozen=True, slots=True)
class Line:
    """A duty as settling needs it; `due` is a due rule's text, `limit` whom it concerns."""

    id: int
    year: int
    clause: str
    topic: str
    service_id: int | None = None
    kind: str = "duty"
    due: str = "continuous"
    limit: Limit = NO_LIMIT


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work: `like` is what it has in common with the next like it (`likeness`),
    `clauses` are those that the programme names for it, `municipalities` the ids of those whose
    work it is, None = all.
    """

    topic: str
    service_id: int | None = None
    kind: str = "work"
    period: str = ""
    like: str = ""
    clauses: tuple[str, ...] = ()
    municipalities: Limit | None = None


type Choices = Mapping[tuple[str, int | None, str], int]
"""Earlier choices: a duty's id by topic, service and likeness."""

ONLY, KIND, PLAN, CHOICE, OPEN, OUTSIDE = "only", "kind", "plan", "choice", "open", "outside"


def candidates(topic: str, service_id: int | None, lines: Iterable[Line]) -> list[Line]:
    """The duties that work for a topic and service may count for.

    A service's work goes to the duties of that service, else to the topic's duties without one,
    never to another service's. Work without a service goes to the duties without one, else to
    those of the topic's first service.
    """
    of_topic = [line for line in lines if line.topic == topic]
    lines_of_service = [line for line in of_topic if line.service_id == service_id]
    if lines_of_service:
        return lines_of_service
    general_lines = [line for line in of_topic if line.service_id is None]
    if general_lines or service_id is not None or not of_topic:
        return general_lines
    return [line for line in of_topic if line.service_id == of_topic[0].service_id]


def settle(piece: Piece, lines: Sequence[Line], choices: Choices) -> tuple[int | None, str]:
    """The duty that a piece counts for, and how that was settled."""
    lines = [line for line in lines if concerns_any(line.limit, piece.municipalities)]
    possible_lines = candidates(piece.topic, piece.service_id, lines)
    if planned_lines := [line for line in lines if line.clause in piece.clauses]:
        of_plan = [line for line in possible_lines if line in planned_lines] or planned_lines
        if len(of_plan) == 1 and len(possible_lines) != 1:
            return of_plan[0].id, PLAN
        possible_lines = [line for line in possible_lines if line in of_plan] or possible_lines
    if not possible_lines:
        return None, OUTSIDE
    if len(possible_lines) == 1:
        return possible_lines[0].id, ONLY
    remembered_id = choices.get((piece.topic, piece.service_id, piece.like))
    if remembered_id in {line.id for line in possible_lines}:
        return remembered_id, CHOICE
    lines_of_kind = _of_kind(piece, possible_lines)
    return (lines_of_kind[0].id, KIND) if len(lines_of_kind) == 1 else (None, OPEN)


def _of_kind(piece: Piece, possible: Collection[Line]) -> list[Line]:
    """The candidates whose kind and period are those of the piece."""
    if piece.kind in ("delivery", "provisional"):
        lines = [line for line in possible if line.kind == "deliverable"]
        if piece.period:
            lines = [line for line in lines if answered(parse(line.due), line.year, piece.period)]
            return lines or [line for line in possible if line.kind == "duty"]
        return lines or list(possible)
    if piece.kind == "no-need":
        return [line for line in possible if line.kind == "as_needed"] or list(possible)
    return list(possible)


def likeness(area: str, object_id: str, title: str) -> str:
    """What a piece of work has in common with the next like it, at most 120 characters.

    Work of a room: the room and the kind of object. Work and deliveries with a name of their own:
    the title without numbers and punctuation, so that meeting 4 is like meeting 3.
    """
    kind = re.match(r"[a-z-]*[a-z]", object_id)
    words = " ".join(re.findall(r"[^\W\d_]+", title.casefold()))
    name = f"{area}:{kind[0] if kind else ''}" if area else ""
    return (f"{name} {words}" if area in ("", "desk", "programme") else name).strip()[:120]
