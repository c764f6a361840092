"""What pages tell of a plan: words of states and reasons, differences ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.catalogue.corrections.differences import Part, mark_differences
from kimppa.catalogue.corrections.queries import ChangedRecord, state_of
from kimppa.catalogue.models import Rule
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.queries import Codes
from kimppa.marc.fixing.plans import Edit, Why

MARKS: Final = {
    Plan.State.DRAFT: "draft",
    Plan.State.PREVIEWED: "ongoing",
    Plan.State.ASKED: "waiting",
    Plan.State.RATIFIED: "confirmed",
    Plan.State.APPLIED: "ongoing",
    Plan.State.LOADED: "partial",
    Plan.State.PROVEN: "done",
    Plan.State.UNDONE: "no-need",
}
WHY: Final[dict[str, str | Promise]] = {
    Why.NO_NUMBER: _("It has no control number, so it cannot be found again."),
    Why.NUMBER_TWICE: _("Several records have its control number."),
    Why.REPAIRED: _("Its bytes are damaged: writing it anew would change more than was agreed."),
    Why.UNSETTLED: _("The corrections work against each other in it."),
    Why.NOT_WRITABLE: _("What would come of it does not fit into a MARC record."),
    Why.GONE: _("It is not in the newer export."),
    Why.CHANGED: _("It has been changed since the preview."),
    Why.REFUSED: _("A library that has it has not said yes."),
}


def mark(plan: Plan) -> tuple[str, str]:
    """Status key and words of a plan's state."""
    state = Plan.State(state_of(plan))
    return MARKS[state], str(state.label)


def why(reason: str) -> str:
    return str(WHY.get(reason, reason))


@dataclass(frozen=True, slots=True)
class Line:
    """One changed field: its lines in pieces, and the faults that were mended."""

    tag: str
    before: list[Part]
    after: list[Part]
    rules: list[str]


@dataclass(frozen=True, slots=True)
class Record:
    change: int
    number: str
    title: str
    branches: str
    lines: list[Line]
    why: str
    how: str


def record(row: ChangedRecord, codes: Codes, words: dict[str, str]) -> Record:
    """A record as a page shows it; `words` are what the rules are about."""
    return Record(
        row.change,
        row.number,
        row.title.strip(" /:;,="),
        codes.names(row.owners),
        [line(edit, words) for edit in row.edits],
        why(row.why) if row.why else "",
        row.how,
    )


def line(edit: Edit, words: dict[str, str]) -> Line:
    """A difference in pieces; what is written anew without a rule says so by itself."""
    before, after = mark_differences(edit.before, edit.after)
    return Line(edit.tag, before, after, [words.get(rule, rule) for rule in edit.rules])


def words_of(plan: Plan, rules: Iterable[Rule]) -> dict[str, str]:
    """What each rule and edit of a plan is about."""
    texts = {rule.slug: rule.text for rule in rules}
    return dict.fromkeys(plan.rules, "") | texts | {edit["id"]: edit["text"] for edit in plan.edits}
