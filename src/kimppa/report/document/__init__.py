"""The report as a document, for the screen, paper and Word alike.

First what the year was, in key figures; then the agreement line by line, what is unfinished and
what was decided; last, on a page, the year by month, what the names are and where the figures come
from. Pure but for the catalogues: call under `translation.override(content.language)`.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kimppa.core.language import active_language
from kimppa.core.releases.facts import Stamp
from kimppa.core.words.messages import capital
from kimppa.core.words.numerals import in_words
from kimppa.documents.blocks import (
    Block,
    Column,
    Document,
    Entries,
    Entry,
    PageBreak,
    heading,
    paragraph,
    runs,
    table,
)
from kimppa.report.content import Content, Part
from kimppa.report.document.annex import annex
from kimppa.report.document.front import front, standing_of
from kimppa.report.draft import CLOSING, nothing, own_prefix
from kimppa.report.facts import ActionFact, DecisionFact

LONGEST_REASON = 300

_NUMBER = re.compile(r"\d+(?:[ \u00a0]\d{3})*(?:[.,]\d+)?")
_WORD = re.compile(_NUMBER.pattern + r"|\w+")


def report_document(content: Content, stamp: Stamp) -> Document:
    """The whole report of a variant."""
    owner = content.municipality or content.consortium
    return Document(
        title=content.title,
        subtitle=" · ".join(filter(None, (content.municipality, content.consortium))),
        subject=_("Realisation of the agreement in %(year)d: %(who)s")
        % {"year": content.year, "who": owner},
        author=content.producer or content.consortium,
        language=active_language(),
        date=stamp.date,
        blocks=tuple(_blocks(content, stamp)),
        footer=_footer(content, stamp),
        provisional=stamp.draft or stamp.provisional,
    )


def anchor(clause: str) -> str:
    """The name of a clause's paragraph in the document, and its place on the page."""
    return f"kohta-{clause.replace('.', '-')}"


def _footer(content: Content, stamp: Stamp) -> str:
    owner = content.municipality or content.consortium
    if stamp.draft:
        return f"{content.title} · {owner}"
    version = _("version %(version)d") % {"version": stamp.version}
    day = date_format(stamp.date, "SHORT_DATE_FORMAT")
    return f"{content.title} · {owner} · {version} · {day}"


def _blocks(content: Content, stamp: Stamp) -> Iterator[Block]:
    yield from front(content, stamp)
    yield PageBreak()
    for section in sections(content.parts):
        clause = section[0].clause
        yield heading(f"{clause.section} {clause.section_title}".strip())
        yield Entries(tuple(_entry(content, part) for part in section))
    yield from _unfinished(content.parts)
    yield from _decisions(content)
    yield from _actions(content.parts)
    if content.closing:
        yield heading(_("In closing"))
        yield paragraph(content.closing, ref=anchor(CLOSING))
    yield from annex(content, stamp)


def sections(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts under the agreement's sections, in its order."""
    parts_by_section: dict[str, list[Part]] = {}
    for part in parts:
        parts_by_section.setdefault(part.clause.section, []).append(part)
    return list(parts_by_section.values())


def _entry(content: Content, part: Part) -> Entry:
    clause, text = part.clause, part.text
    if part.words.own:
        text = f"{text} {own_prefix(content.municipality, part.words.own)}"
    return Entry(
        number=clause.number,
        name=clause.name or clause.text,
        state=clause.state,
        standing=standing_of(clause),
        text=tuple(runs(line) for line in text.splitlines() if line.strip()),
        notes=tuple(
            runs(note)
            for note in (*clause.lacking, *(action.indicator for action in clause.actions))
            if note in clause.lacking or not _has_every_number(text, note)
        ),
        ref=anchor(clause.number),
    )


def _has_every_number(text: str, indicator: str) -> bool:
    """Whether every number of an indicator stands in the text, in digits or as a word."""
    words_of_text = set(_WORD.findall(text.lower()))
    return all(
        {number, in_words(int(number), active_language())} & words_of_text
        if number.isdecimal()
        else number in words_of_text
        for number in _NUMBER.findall(indicator)
    )


def _unfinished(parts: Iterable[Part]) -> Iterator[Block]:
    rows = list(_unfinished_rows(parts))
    if rows:
        yield heading(_("What was left unfinished and why"))
        yield table(
            "", [Column(_("Line"), weight=2.6), Column(_("Why"), weight=3.4), _("New date")], rows
        )


def _unfinished_rows(parts: Iterable[Part]) -> Iterator[tuple[str, str, str]]:
    """Each late action once, and each line that is late or done in part without one."""
    listed_ids: set[str] = set()
    for clause in (part.clause for part in parts):
        late_actions = [action for action in clause.actions if action.status == "late"]
        for action in late_actions:
            if action.id not in listed_ids:
                listed_ids.add(action.id)
                reason = _shortened(action.reason) or f"{action.status_label}."
                yield f"{clause.number} {action.title}", reason, _new_day(action.until)
        if not late_actions and clause.state in ("late", "partial"):
            reason = " ".join(clause.lacking) or nothing(clause)
            name = f"{clause.number} {clause.name or clause.text}"
            # A period that went by without its work gets no new day.
            is_over = clause.state == "partial" and clause.coming is None
            yield name, _shortened(reason), "–" if is_over else _new_day(clause.coming)


def _new_day(day: dt.date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else _("not agreed yet")


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_REASON:
        return text
    return text[:LONGEST_REASON].rsplit(" ", 1)[0].rstrip(",;") + "…"


def _decisions(content: Content) -> Iterator[Block]:
    decisions_of_lines = (decision for part in content.parts for decision in part.clause.decisions)
    decisions = dict.fromkeys((*decisions_of_lines, *content.decisions))
    if not decisions:
        return
    sorted_decisions = sorted(decisions, key=lambda decision: (decision.date, decision.where))
    body = _common_body([decision.where for decision in sorted_decisions])
    table_rows = [
        (
            date_format(decision.date, "SHORT_DATE_FORMAT"),
            _decision_words(decision),
            decision.where.removeprefix(body).strip() or "–",
        )
        for decision in sorted_decisions
    ]
    columns = [Column(_("Day")), Column(_("Decision"), weight=6)]
    meetings = Column(capital(body) or _("Meeting"), weight=1.8)
    is_joint = not any(decision.concerns for decision in decisions)
    yield heading(_("What was decided together") if is_joint else _("What was decided"))
    yield table("", [*columns, meetings], table_rows, row_headers=False)


def _decision_words(decision: DecisionFact) -> str:
    text = decision.text.strip().rstrip(".")
    return f"{text} ({decision.concerns})." if decision.concerns else f"{text}."


def _common_body(meetings: Sequence[str]) -> str:
    """The words before the meeting's number where all decisions have the same."""
    bodies = {re.split(r"\b\d", meeting, maxsplit=1)[0].strip() for meeting in meetings}
    return bodies.pop() if len(bodies) == 1 else ""


def _actions(parts: Iterable[Part]) -> Iterator[Block]:
    """Each action of the programme once, with the lines that it carries out and its result."""
    lines: dict[ActionFact, list[str]] = {}
    for clause in (part.clause for part in parts):
        for action in clause.actions:
            lines.setdefault(action, []).append(clause.number)
    if lines:
        yield heading(_("The programme's actions and targets"))
        columns = [Column(_("Line")), Column(_("Action"), weight=6), Column(_("Result"), weight=8)]
        yield table("", columns, [_action_row(*entry) for entry in lines.items()])


def _action_row(action: ActionFact, numbers: Sequence[str]) -> tuple[str, str, str]:
    outcome = f"{action.status_label.rstrip('.')}. {action.indicator}".strip()
    return ", ".join(numbers), action.title.strip().rstrip("."), outcome
