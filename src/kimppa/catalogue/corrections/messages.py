"""What pages tell of a plan: words of states and reasons, differences ready to be shown."""

import html
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.catalogue.corrections.queries import ChangedRecord, state_of
from kimppa.catalogue.models import Rule
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.queries import Codes
from kimppa.core.edits import edits
from kimppa.marc.fixing.plans import Edit, Why

_LOOKS: Final = {" ": "␣", "\t": "⇥", "\n": "↵", "\r": "↵", "\u00a0": "⍽"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, and whether it is another in the other line."""

    text: str
    marked: bool


def mark_differences(old_text: str, new_text: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts; one that differs only in how its letters are composed shows codes."""
    old_letters, new_letters = _letters(old_text), _letters(new_text)
    old_parts, new_parts = [], []
    for kind, old_from, old_to, new_from, new_to in edits(old_letters, new_letters):
        is_equal = kind == "equal"
        old_run, new_run = (
            "".join(old_letters[old_from:old_to]),
            "".join(new_letters[new_from:new_to]),
        )
        same_nfc = not is_equal and unicodedata.normalize("NFC", old_run) == unicodedata.normalize(
            "NFC", new_run
        )
        old_parts += list(_part(old_run, is_equal, same_nfc))
        new_parts += list(_part(new_run, is_equal, same_nfc))
    return old_parts, new_parts


def _letters(text: str) -> list[str]:
    """The letters with their marks, so that none is torn apart."""
    starts = [at for at, letter in enumerate(text) if not at or not unicodedata.combining(letter)]
    return [text[a:b] for a, b in pairwise([*starts, len(text)])]


def _part(text: str, is_equal: bool, same_nfc: bool) -> Iterator[Part]:
    if not text:
        return
    if is_equal:
        yield Part(text, marked=False)
        return
    visible = "".join(_visible(letter) for letter in text)
    yield Part(f"{visible} ({_codes(text)})" if same_nfc else visible, marked=True)


def _visible(letter: str) -> str:
    if letter in _LOOKS:
        return _LOOKS[letter]
    is_invisible = unicodedata.category(letter) in {"Cc", "Cf", "Co", "Zl", "Zp", "Zs"}
    return f"⟨{ord(letter):04X}⟩" if is_invisible else letter


def _codes(text: str) -> str:
    return " ".join(f"{ord(letter):04X}" for letter in text)


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
    Why.UNSURE: _("What is right cannot be known from the record: somebody must look."),
    Why.REFUSED: _("A library that has it has not said yes."),
}


def mark(plan: Plan) -> tuple[str, str]:
    """Status key and words of a plan's state."""
    state = Plan.State(state_of(plan))
    return MARKS[state], str(state.label)


def reason_words(reason: str) -> str:
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


def record(changed_record: ChangedRecord, codes: Codes, words: dict[str, str]) -> Record:
    """A record as a page shows it; `words` are what the rules are about."""
    return Record(
        changed_record.change,
        changed_record.number,
        title_words(changed_record.title),
        codes.names(changed_record.owners, whole=True),
        [line(edit, words) for edit in changed_record.edits],
        reason_words(changed_record.why) if changed_record.why else "",
        changed_record.how,
    )


def title_words(title: str) -> str:
    """A title as a person reads it, whatever its faults: "j&auml;nnitys" is jännitys, a line break
    a space.
    """
    return " ".join(html.unescape(title).split()).strip(" /:;,=")


def line(edit: Edit, words: dict[str, str]) -> Line:
    """A difference in pieces; what is written anew without a rule says so by itself."""
    old_parts, new_parts = mark_differences(edit.before, edit.after)
    return Line(edit.tag, old_parts, new_parts, [words.get(rule, rule) for rule in edit.rules])


def words_of(plan: Plan, rules: Iterable[Rule]) -> dict[str, str]:
    """What each rule and edit of a plan is about."""
    texts = {rule.slug: rule.text for rule in rules}
    return dict.fromkeys(plan.rules, "") | texts | {edit["id"]: edit["text"] for edit in plan.edits}
