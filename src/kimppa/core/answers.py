"""What rooms answer with when the house asks them: names, sentences, figures, what is due."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise

type Text = str | Promise
type Figures = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an object of an area looks like to the rest of the desk."""

    title: str
    url: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One plain sentence for the report with its figures, as (label, value), by scope.

    `figures` are a municipality's own and add up, `joint` count once, whoever is told them,
    `whole` are the consortium's, `apart` (means, counts that overlap) are never added.
    `headline` is the number and its unit that stand for the topic: ("6 472", "findings").
    `url` is lazy, for nobody may read it: to work an address out loads the pages of every room.
    """

    text: str
    figures: Figures = ()
    url: Text = ""
    handwritten: bool = False
    example: bool = False
    joint: Figures = ()
    whole: Figures = ()
    apart: Figures = ()
    headline: tuple[str, str] = ("", "")

    @property
    def every_figure(self) -> Figures:
        return (*self.figures, *self.joint, *self.whole, *self.apart)


@dataclass(frozen=True, slots=True)
class Counted:
    """A year's count in all (None = not known), own and joint by the municipality's id."""

    total: Decimal | None = None
    own: Mapping[int, Decimal] = field(default_factory=dict)
    joint: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """What several dues of one kind are called together, with `%(count)d`, and where they are.

    With `single`, the title counts their municipalities, and `single` is the title of one.
    """

    title: str
    url: str
    single: str = ""

    def text(self, dues: "Sequence[Due]") -> str:
        """The title of these dues together."""
        count = len(dues)
        if self.single:
            codes = {due.municipality for due in dues if due.municipality and due.group == self}
            count = len(codes)
        return (self.single if self.single and count == 1 else self.title) % {"count": count}


@dataclass(frozen=True, slots=True)
class Hours:
    """When something of a day is held: aware moments. `uid` and `sequence` are those by which
    calendar programs know it already, from an invitation; empty where they do not."""

    start: dt.datetime
    end: dt.datetime
    place: str = ""
    uid: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a date that someone should do.

    `responsible` is a role, or a person's e-mail address or name; without it whoever does the
    tasks of the municipality, else the coordinator. `verb` is the word of the button, `why` one
    line of where and what it is, `law`: a law sets the day. `clause` is the line of the agreement
    that asks it, of work since the day `since`: a duty and its step are one matter by it. `room`
    is filled in by whoever asks the rooms; `task` is the key of a written task. `hours` are of what
    takes a part of the day, for calendars.
    """

    date: dt.date
    title: str
    url: str
    topic: str = ""
    municipality: str = ""
    responsible: str = ""
    done: bool = False
    verb: Text = ""
    why: str = ""
    law: bool = False
    group: Group | None = None
    clause: str = ""
    since: dt.date | None = None
    room: str = ""
    task: int = 0
    hours: Hours | None = None


class Taken(StrEnum):
    """What a room has made of a letter: it is kept, or it is none of the room's."""

    KEPT = "kept"
    NO = "no"
