"""What is to be done, week by week; what is far ahead folds."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.desk.tasks.todos import Todo
from kimppa.ui.numbers import short_day

type Key = Literal["late", "week", "next-week", "later", "waiting"]
_WEEK = 7  # days
_FOLDED: tuple[Key, ...] = ("later", "waiting")


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """The things of one week; `day` is the first of their days."""

    title: str
    todos: list[Todo]
    day: str
    is_open: bool


def groups_of(todos: Iterable[Todo], *, all_open: bool = False) -> list[TodoGroup]:
    """In the order of their days; the first is always open."""
    todos_by_key: dict[Key, list[Todo]] = {}
    for todo in todos:
        todos_by_key.setdefault(_key(todo), []).append(todo)
    titles = _titles()
    keys = [key for key in titles if key in todos_by_key]
    return [
        TodoGroup(
            title=titles[key],
            todos=todos_by_key[key],
            day=_first_day(todos_by_key[key]),
            is_open=all_open or key == keys[0] or key not in _FOLDED,
        )
        for key in keys
    ]


def _titles() -> dict[Key, str]:
    return {
        "late": _("Late, or by law"),
        "week": _("This week"),
        "next-week": _("Next week"),
        "later": _("Later"),
        "waiting": _("Without a day"),
    }


def _key(todo: Todo) -> Key:
    if todo.status == "late":
        return "late"
    if todo.due is None:
        return "waiting"
    weeks = (_monday(todo.due) - _monday(clock.today())).days // _WEEK
    if weeks <= 0:
        return "week"
    return "next-week" if weeks == 1 else "later"


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _first_day(todos: list[Todo]) -> str:
    days = [todo.due for todo in todos if todo.due]
    return short_day(min(days)) if days else ""
