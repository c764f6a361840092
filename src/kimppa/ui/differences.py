"""What changed between two versions of a document, in a reader's words.

A release keeps every fact that differs, for machines, down to a cell of the matrix. A reader is
told of what stands in the document in words; of a kind of document that this page does not know,
everything is told as it is kept.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.ui import numbers
from kimppa.ui.status import STATUSES

PARTED_BY = " › "
LONGEST = 400

# A list in the facts, and what one of its rows is called.
_ROWS: dict[str, str | Promise] = {
    "clauses": gettext_lazy("Clause %(name)s"),
    "actions": gettext_lazy("Action %(name)s"),
    "highlights": gettext_lazy("Highlight %(name)s"),
    "steps": gettext_lazy("step %(name)s"),
}
# What a reader of the document sees, by its name in the facts.
_FIELDS: dict[str, str | Promise] = {
    "title": gettext_lazy("title"),
    "lead": gettext_lazy("opening words"),
    "closing": gettext_lazy("closing words"),
    "intro": gettext_lazy("opening words"),
    "words": gettext_lazy("text"),
    "text": gettext_lazy("text"),
    "date": gettext_lazy("date"),
    "state": gettext_lazy("state"),
    "goal": gettext_lazy("goal"),
    "measure": gettext_lazy("what is done"),
    "indicator": gettext_lazy("indicator"),
    "target": gettext_lazy("target"),
    "responsible": gettext_lazy("responsible"),
    "time": gettext_lazy("when"),
    "due": gettext_lazy("due"),
    "decision": gettext_lazy("decision"),
    "municipalities": gettext_lazy("municipalities"),
    "clauses": gettext_lazy("clauses"),
}
_LISTED = {"municipalities", "clauses"}
_INNER = {"steps"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: where, what stood there and what stands now."""

    where: str
    before: str
    after: str


def visible_differences(
    changes: Iterable[tuple[str, Any, Any]], most: int | None = None
) -> tuple[list[Difference], int]:
    """The differences that a reader sees, of those that the facts keep: (where, before, after).
    At most so many of them, and how many there are.
    """
    all_changes = list(changes)
    named_changes = [
        (where, before, after) for path, before, after in all_changes if (where := place(path))
    ]
    visible_changes = named_changes or all_changes
    return [Difference(where, _words(a), _words(b)) for where, a, b in visible_changes[:most]], len(
        visible_changes
    )


def place(path: str) -> str:
    """Where a fact stands in the document, in words; empty for one that stands in no words."""
    return _place(path, numbers.language())


@lru_cache(4096)  # the same places of every municipality's document
def _place(path: str, _language: str) -> str:
    parts = path.split(PARTED_BY)
    place_names: list[str] = []
    while len(parts) > 1 and parts[0] in (_INNER if place_names else _ROWS):
        place_names.append(str(_ROWS[parts[0]]) % {"name": parts[1]})
        parts = parts[2:]
    if not parts or parts[0] not in _FIELDS or len(parts) > 1 + (parts[0] in _LISTED):
        return ""
    words = ", ".join([*place_names, str(_FIELDS[parts[0]])])
    return words[:1].upper() + words[1:]


def _words(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return numbers.EMPTY
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float):
        return numbers.number(value)
    if isinstance(value, str) and value in STATUSES:
        return str(STATUSES[value].word)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Truncator(text).chars(LONGEST)
