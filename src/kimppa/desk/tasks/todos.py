"""The one list of what is to be done: home, tasks, the numbers in the menu and the letters."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Group, area, waits
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.memo import remember
from kimppa.core.register.queries import every_municipality
from kimppa.core.topics import label
from kimppa.desk.tasks.waits import unopened
from kimppa.desk.yearclock.dues import BEHIND, all_dues
from kimppa.desk.yearclock.matters import matters
from kimppa.ui.counts import Count
from kimppa.ui.numbers import short_day

AHEAD = dt.timedelta(days=62)
type State = Literal["law", "late", "due", "waiting"]
_ORDER: dict[State, int] = {"law": 0, "late": 1, "due": 2, "waiting": 3}


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, or several of a kind (`count`). `due` None: it waits without a day.

    `room` is the slug of the room that it is of, `task` the key of a written task; `mine`: it is
    the reader's own to do.
    """

    state: State
    due: dt.date | None
    title: str
    why: str
    verb: str
    url: str
    law: bool
    count: int = 1
    room: str = ""
    municipalities: tuple[str, ...] = ()
    mine: bool = True
    task: int = 0

    @property
    def when(self) -> str:
        """Its day as the reader needs it: how late, by what law, which day; or that it has none."""
        if self.due is None:
            return _("no day")
        days_late = (clock.today() - self.due).days
        words = (
            ngettext("%(count)d day late", "%(count)d days late", days_late) % {"count": days_late}
            if days_late > 0
            else short_day(self.due)
        )
        return _("by law: %(day)s") % {"day": words} if self.law else words

    @property
    def matter(self) -> str:
        """The title without the verb, for whoever hears it from the link that says it."""
        return self.title.removeprefix(f"{self.verb}: ")

    @property
    def status(self) -> str:
        """The key of its state's drawing."""
        return "late" if self.state in ("law", "late") else "waiting"


def todos(person: Person, year: int) -> list[Todo]:
    """What the person should see done, the most urgent first: what a law wants, what is late with
    the oldest first, then by day, last what waits without a day.

    From the beginning of the agreement year, and at least a year back, to two months ahead. One
    query until something is written.
    """
    today = clock.today()
    start = min(dt.date(year, 1, 1), today - BEHIND)
    dues = matters(all_dues(start, today + AHEAD, person))
    open_dues = [due for due in dues if not due.done]
    undated = remember("waits", person.pk, make=lambda: list(waits(person)))
    reader = _Reader.of(person)
    todos = _grouped_todos(filter(reader.concerns, open_dues), reader, today, dated=True)
    todos += _grouped_todos(filter(reader.concerns, [*undated, *unopened(person)]), reader, today)
    todos.sort(key=_urgency)
    return todos


def counts(todos: Iterable[Todo]) -> dict[str, Count]:
    """How many matters wait in all, and how many letters, pages, questions and the like behind the
    first page of each room.
    """
    counts = {"desk:tasks": Count(0)}
    for todo in todos:
        is_late = todo.status == "late"
        counts["desk:tasks"] += Count(1, is_late)
        name = _first_page(todo)
        if name:
            counts[name] = counts.get(name, Count(0)) + Count(todo.count, is_late)
    return counts


def _first_page(todo: Todo) -> str:
    if todo.room == "desk":
        return "desk:waiting" if todo.url.startswith(reverse("desk:waiting")) else ""
    nav = area(todo.room).nav
    return nav[0].url_name if nav and todo.room != "agreement" else ""


def _urgency(todo: Todo) -> tuple[int, dt.date, str]:
    return _ORDER[todo.state], todo.due or dt.date.max, todo.title


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads the list: by what words they are responsible, and for which municipalities."""

    coordinator: bool
    director: bool
    does_tasks: bool
    words: frozenset[str]
    codes: frozenset[str]
    people: frozenset[str]
    names: dict[str, str]

    @classmethod
    def of(cls, person: Person) -> "_Reader":
        codes = {m.municipality.code for m in person.current_memberships if m.municipality}
        return cls(
            person.is_coordinator,
            person.can(Permission.RATIFY),
            person.can(Permission.DO_TASKS),
            frozenset({person.email, person.name}),
            frozenset(codes),
            remember("people", make=_words_of_people) - {person.email, person.name},
            {town.code: town.name for town in every_municipality()},
        )

    def concerns(self, due: Due) -> bool:
        """Whether it stands in the reader's list: a coordinator sees what all should do, others
        what they or, as its director, their library should.
        """
        return self.coordinator or self.is_mine(due)

    def is_mine(self, due: Due) -> bool:
        """Whether the reader is to do it."""
        if due.responsible in self.words:
            return True
        if self.coordinator:
            is_nobodys = not due.municipality and due.responsible not in self.people
            return is_nobodys or due.responsible == Role.COORDINATOR
        if due.municipality not in self.codes or due.responsible == Role.COORDINATOR:
            return False
        return self.director or (self.does_tasks and due.responsible in {"", Role.STAFF})

    def is_own(self, due: Due) -> bool:
        """Whether the reader, not only the reader's library, is to do it. What a law wants is a
        coordinator's too, whoever begins it: it stands first on home and in the letter alike.
        """
        if self.coordinator:
            return due.law or self.is_mine(due)
        return due.responsible in self.words or (self.director and due.responsible == Role.DIRECTOR)

    def why(self, dues: Sequence[Due]) -> str:
        """Where and what, in the dues' own words or by topic; of several, how many of each."""
        whys = Counter(due.why or (label(due.topic) if due.topic else "") for due in dues)
        if len(whys) > 1:
            return ", ".join(f"{why} {count}" for why, count in whys.most_common() if why)
        towns = [self.names.get(code, "") for code in _codes(dues)] if self.coordinator else []
        return " · ".join(filter(None, [", ".join(filter(None, towns)), *whys]))


def _words_of_people() -> frozenset[str]:
    """By what words the rooms may say that somebody, or a municipality's own, is responsible."""
    people = Person.objects.values_list("email", "name")
    return frozenset(word for words in people for word in words) | {Role.DIRECTOR, Role.STAFF}


def _codes(dues: Sequence[Due]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(due.municipality for due in dues if due.municipality))


def _grouped_todos(
    dues: Iterable[Due], reader: _Reader, today: dt.date, *, dated: bool = False
) -> list[Todo]:
    """Several of one kind, equally pressing, as one; the earliest gives its day."""
    groups: dict[tuple[Group, State] | int, list[Due]] = {}
    for number, due in enumerate(dues):
        state = _state(due, today) if dated else "waiting"
        groups.setdefault((due.group, state) if due.group else number, []).append(due)
    return [
        _todo(dues, reader, _state(dues[0], today) if dated else "waiting", dated=dated)
        for dues in groups.values()
    ]


def _verb_first(verb: str, title: str) -> str:
    """What is to be done, also where only the title is read: "Mark: 2024-07 …", but a title that
    begins with the verb's own word says it already. A task is as somebody wrote it.
    """
    is_said = verb == str(verbs.OPEN) or _first_word(title) == _first_word(verb)
    return title if is_said else f"{verb}: {title}"


def _first_word(text: str) -> str:
    return text.split()[0].rstrip(":,") if text.split() else ""


def _state(due: Due, today: dt.date) -> State:
    if due.law:
        return "law"
    return "late" if due.date < today else "due"


def _todo(dues: Sequence[Due], reader: _Reader, state: State, *, dated: bool) -> Todo:
    first_due, count = dues[0], len(dues)
    group = first_due.group if count > 1 else None
    verb = str(first_due.verb or verbs.OPEN)
    return Todo(
        state=state,
        due=first_due.date if dated else None,
        title=_verb_first(verb, group.text(dues) if group else first_due.title),
        why=reader.why(dues),
        verb=verb,
        url=group.url if group else first_due.url,
        law=first_due.law,
        count=count,
        room=first_due.room,
        municipalities=_codes(dues),
        mine=any(map(reader.is_own, dues)),
        task=first_due.task,
    )
