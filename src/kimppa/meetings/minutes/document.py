"""The minutes as a document, for the screen, paper and Word alike. Pure but for the catalogues."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.language import active_language
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.releases.facts import Stamp
from kimppa.core.sections import section_number
from kimppa.documents import blocks, numbers
from kimppa.meetings.models import Attendance, Outcome
from kimppa.meetings.times import between

type Facts = Mapping[str, Any]
State, Level, How = Confirmation.State, Ratification.Level, Attendance.How


def document(facts: Facts, stamp: Stamp) -> blocks.Document:
    """The minutes to read and to print. A stamp without version marks a draft."""
    version = _("version %(version)d") % {"version": stamp.version} if stamp.version else _("draft")
    return blocks.Document(
        title=facts["title"],
        subtitle=facts["consortium"],
        subject=facts["title"],
        author=facts["producer"] or facts["consortium"],
        language=active_language(),
        date=stamp.date,
        blocks=tuple(_blocks(facts, stamp)),
        footer=f"{facts['title']} · {version}",
        provisional=stamp.provisional or not stamp.version,
    )


def _blocks(facts: Facts, stamp: Stamp) -> Iterator[blocks.Block]:
    if facts["example"]:
        yield blocks.paragraph(_("The meeting is a made-up example."), voice="quiet")
    if facts["public"]:
        yield blocks.paragraph(
            _(
                "Public version: without internal items and attachments, and without the names of "
                "those who took part, presented, or do the tasks."
            ),
            voice="quiet",
        )
    if stamp.reason:
        yield blocks.paragraph(_("Why a new version: %(reason)s") % {"reason": stamp.reason})
    start, end = (dt.datetime.fromisoformat(facts[name]) for name in ("start", "end"))
    yield blocks.paragraph(
        " · ".join(filter(None, (between(start, end), facts["place"]))), voice="lead"
    )
    yield from _attendance(facts["attendance"])
    yield from _text(facts["opening"])
    for agenda_item in facts["items"]:
        yield from _item(agenda_item)
    if facts["closing"]:
        yield blocks.heading(_("At the end"))
        yield from _text(facts["closing"])


def _attendance(attendance: Iterable[Facts]) -> Iterator[blocks.Block]:
    labels = (
        (How.PRESENT, _("Present")),
        (How.REMOTE, _("Present from afar")),
        (How.ABSENT, _("Absent")),
        ("", _("Not noted")),
    )
    lines: list[blocks.Runs] = []
    for kind, label in labels:
        if names := [_attendant(row) for row in attendance if row["how"] == kind]:
            lines.append(blocks.runs(blocks.bold(f"{label} ({len(names)}): "), ", ".join(names)))
    if lines:
        yield blocks.heading(_("Who was there"))
        yield blocks.bullets(*lines)


def _attendant(row: Facts) -> str:
    person = row["substitute"] or row.get("director", "")
    return f"{_place(row)} ({person})" if person else _place(row)


def _place(row: Facts) -> str:
    """A municipality's name in the language of the page; what was frozen earlier has the one."""
    swedish = row.get("name_sv") if active_language() == "sv" else ""
    return str(swedish or row["name"])


def _text(text: str) -> Iterator[blocks.Block]:
    for part in text.split("\n\n"):
        if part.strip():
            yield blocks.paragraph(part.strip())


def _item(item: Facts) -> Iterator[blocks.Block]:
    yield blocks.heading(f"{item['number']}. {item['title']}")
    marks = [_("only for directors")] if item["internal"] else []
    if item["presenter"]:
        marks.append(_("presented by %(name)s") % {"name": item["presenter"]})
    if marks:
        yield blocks.paragraph(" · ".join(marks), voice="quiet")
    yield from _outcome(item)
    if item["confirmation"]:
        yield blocks.bullets(*_answers(item["confirmation"]))
    if item["task"]:
        yield blocks.paragraph(blocks.bold(_("Task: ")), _task(item["task"]))
    if item["attachments"]:
        yield blocks.paragraph(blocks.bold(_("Attachments: ")), ", ".join(item["attachments"]))


def _outcome(item: Facts) -> Iterator[blocks.Block]:
    if not item["outcome"]:
        if item.get("moved_to"):
            words = _("Was not dealt with; moved to meeting %(meeting)s.")
            yield blocks.paragraph(words % {"meeting": item["moved_to"]})
        else:
            yield blocks.paragraph(_("Was not dealt with."))
        return
    first_part, *other_parts = [part.strip() for part in item["text"].split("\n\n")]
    if item["outcome"] == Outcome.DECISION:
        yield blocks.paragraph(blocks.bold(_("Decision: ")), first_part)
    else:
        yield from _text(first_part or ("" if item["task"] else _("For information.")))
    for text in other_parts:
        yield from _text(text)


def _answers(confirmation: Facts) -> Iterator[blocks.Runs]:
    """The answers, alike ones together: by a director, by a body, no, and those that wait."""
    groups: dict[str, list[str]] = {}
    for answer in sorted(confirmation["answers"], key=_rank):
        label, words = _answer(answer)
        groups.setdefault(label, []).append(words)
    for label, names in groups.items():
        words = ", ".join(names)
        if label == _("Answer awaited: ") and confirmation["due"]:
            day = _day(confirmation["due"])
            words = _("%(names)s, by %(day)s") % {"names": words, "day": day}
        yield blocks.runs(blocks.bold(label), words)


def _rank(answer: Facts) -> tuple[int, bool, str]:
    order = [State.YES, State.NO, State.AWAITING]
    return order.index(answer["state"]), answer["level"] == Level.MUNICIPAL, answer["date"]


def _answer(answer: Facts) -> tuple[str, str]:
    """The heading under which an answer stands, and what stands there."""
    name, day = _place(answer), _day(answer["date"])
    if answer["state"] == State.AWAITING:
        return _("Answer awaited: "), name
    if answer["state"] == State.NO:
        return _("Said no: "), f"{name} ({': '.join(filter(None, (day, answer['comment'])))})"
    if answer["level"] == Level.MUNICIPAL:
        words = f"{name} ({answer['body']} {day} § {section_number(answer['section'])})"
        return _("Confirmed by the municipality's body: "), words
    return _("Confirmed by the director's yes %(day)s: ") % {"day": day}, name


def _task(task: Facts) -> str:
    parts = [task["title"], task["owner"]]
    if task["due"]:
        parts.append(_("by %(day)s") % {"day": _day(task["due"])})
    return " · ".join(filter(None, parts))


def _day(text: str) -> str:
    return numbers.date(dt.date.fromisoformat(text), active_language()) if text else ""
