"""The programme as a document: facts first, then PDF/UA, Word and Excel made of the facts alone."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kimppa.core import clock
from kimppa.core.consortium.models import Consortium, Municipality
from kimppa.core.language import active_language
from kimppa.core.releases.actions import RenderedFile
from kimppa.documents.blocks import (
    Block,
    Column,
    Document,
    Table,
    bold,
    bullets,
    heading,
    note,
    paragraph,
    runs,
    table,
)
from kimppa.documents.docx import render_docx
from kimppa.documents.pdf import render_pdf
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.programme import messages
from kimppa.programme.confirmation import earlier_standing, standing_of
from kimppa.programme.lines import line_states, line_words
from kimppa.programme.models import Action, Programme
from kimppa.programme.queries import (
    ActionView,
    figure_values,
    view,
    with_follow_up,
)
from kimppa.programme.standing import Binding, Standing

type Facts = Mapping[str, Any]
type Kind = Literal["pdf", "docx", "xlsx"]

MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def facts_of(
    programme: Programme,
    municipality: Municipality | None = None,
    *,
    follow_up: bool = False,
    approved_only: bool = False,
) -> dict[str, Any]:
    """What the document says, as JSON types: the approved text where there is one.

    With a municipality, only what concerns it. `follow_up` adds how each action is going;
    `approved_only` gives the version approved last even when a new one is being drafted.
    """
    rows = Action.objects.filter(programme=programme)
    if approved_only:
        rows = rows.exclude(official_title="")
    actions = list(with_follow_up(rows, municipality))
    values = figure_values([action.indicator_variable for action in actions], programme.year)
    consortium = Consortium.objects.first()
    today = clock.today()
    earlier = approved_only and programme.state == Programme.State.DRAFT
    stand = earlier_standing(programme) if earlier else standing_of(programme)
    states = line_states(programme.year, municipality) if follow_up else {}
    return {
        "title": programme.title,
        "year": programme.year,
        "version": programme.version,
        "version_reason": programme.version_reason,
        "state": _STATES.get(stand.binding, "provisional"),
        "approved": stand.since.isoformat() if stand.since else "",
        **({"refusals": stand.answers.no} if stand.answers and stand.answers.no else {}),
        "decision": decision_words(programme) or _unnamed_decision(stand),
        "intro": programme.intro,
        "consortium": consortium.name if consortium else "",
        "municipality": municipality.name if municipality else "",
        "example": programme.example,
        "follow_up": follow_up,
        "date": today.isoformat(),
        "actions": [
            _action(action, view(action, today, values, municipality), states, follow_up=follow_up)
            for action in actions
        ],
    }


_STATES = {Binding.DRAFT: "draft", Binding.APPROVED: "agreed"}


def _unnamed_decision(stand: Standing) -> str:
    """The day of a joint decision of a version whose meeting is not at hand any more."""
    return messages.day(stand.approved_on) if stand.approved_on and not stand.answers else ""


def decision_words(programme: Programme) -> str:
    """Such as "Directors' meeting 1/2024, § 3, 8.2.2024"; empty without a joint decision."""
    decision = programme.decision
    if decision is None:
        return ""
    section = f"§ {decision.section}" if decision.section else ""
    return ", ".join(filter(None, [decision.meeting, section, messages.day(decision.date)]))


def _action(
    action: Action, view: ActionView, states: dict[str, str], *, follow_up: bool
) -> dict[str, Any]:
    official = action.approved
    facts: dict[str, Any] = {
        "number": action.number,
        "section": action.section,
        "clauses": list(action.clauses),
        "title": action.official_title if official else action.title,
        "goal": action.official_goal if official else action.goal,
        "measure": action.official_measure if official else action.measure,
        "indicator": action.indicator,
        "target": messages.target_words(action),
        "responsible": action.responsible,
        "time": view.time,
        "municipalities": [] if action.for_all else list(view.municipalities),
        "steps": [
            {"title": step.title, "due": messages.day(step.due) if step.due else ""}
            for step in action.steps.all()
        ],
    }
    if follow_up:
        facts |= {
            "status": view.status_word,
            "lines": line_words(action.clauses, states),
            "progress": view.progress,
            "value": view.indicator,
            "update": view.latest_update,
            "updated": messages.day(view.latest_date) if view.latest_date else "",
        }
    return facts


def document(facts: Facts) -> Document:
    """The programme for reading: by section, then all actions as one table."""
    actions = facts["actions"]
    blocks: list[Block] = [*_beginning(facts)]
    for section, group in by_section(facts):
        blocks.append(heading(section))
        for action in group:
            blocks.extend(_reading(action))
    if actions:
        blocks += [heading(_("All actions as a table")), _overview(facts)]
    subtitle = facts["municipality"] or facts["consortium"]
    return Document(
        title=facts["title"],
        subtitle=subtitle,
        language=active_language(),
        date=dt.date.fromisoformat(facts["date"]),
        blocks=tuple(blocks),
        subject=_("Action programme"),
        author=facts["consortium"],
        footer=facts["title"],
        provisional=facts["state"] != "agreed",
    )


def by_section(facts: Facts) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The actions under the agreement's sections, in the order of the actions."""
    sections: dict[str, list[Mapping[str, Any]]] = {}
    for action in facts["actions"]:
        sections.setdefault(action["section"] or _("Other actions"), []).append(action)
    return list(sections.items())


def _beginning(facts: Facts) -> Iterable[Block]:
    if facts["example"]:
        yield note(_("Example: this programme is made up to show how Kimppa works."))
    yield paragraph(approval_words(facts))
    if facts["version_reason"]:
        yield paragraph(_("New version: %(reason)s") % {"reason": facts["version_reason"]})
    if facts["municipality"]:
        yield paragraph(
            _("This version holds the actions that concern %(municipality)s.")
            % {"municipality": facts["municipality"]}
        )
    for part in re.split(r"\n\s*\n", facts["intro"].strip()):
        if part:
            yield paragraph(" ".join(part.split()))


def approval_words(facts: Facts) -> str:
    """One sentence on how binding the document is."""
    if facts["state"] == "draft":
        return _("Draft, not yet approved.")
    day = messages.day(dt.date.fromisoformat(facts["approved"]))
    if facts["decision"]:
        return _("Approved: %(decision)s.") % {"decision": facts["decision"]}
    if facts["state"] == "provisional" and (count := facts.get("refusals", 0)):
        return ngettext(
            "Sent to the libraries for confirmation %(date)s; %(count)d has said no.",
            "Sent to the libraries for confirmation %(date)s; %(count)d have said no.",
            count,
        ) % {"date": day, "count": count}
    if facts["state"] == "provisional":
        return _("Sent to the libraries for confirmation %(date)s; not all have confirmed yet.") % {
            "date": day
        }
    return _("Confirmed by every library; approved %(date)s.") % {"date": day}


def _reading(action: Mapping[str, Any]) -> Iterable[Block]:
    yield heading(f"{action['number']} {action['title']}", 2)
    rows = [
        (_("Status"), action.get("status", "")),
        (_("Goal"), action["goal"]),
        (_("What is done"), action["measure"]),
        (_("Indicator"), action.get("value") or _indicator(action)),
        (_("Responsible"), action["responsible"]),
        (_("When"), action["time"]),
        (_("Concerns"), ", ".join(action["municipalities"]) or _("all municipalities")),
        (_("Clauses of the agreement"), action.get("lines") or ", ".join(action["clauses"])),
        (_("Latest news"), _news(action)),
    ]
    for label, text in rows:
        if text:
            yield paragraph(bold(f"{label}: "), text)
    if action["steps"]:
        yield bullets(*(_step(step) for step in action["steps"]))


def _step(step: Mapping[str, str]) -> str:
    return f"{step['title']} ({step['due']})" if step["due"] else step["title"]


def _news(action: Mapping[str, Any]) -> str:
    text: str = action.get("update", "")
    return f"{text} ({action['updated']})" if text else ""


def _indicator(action: Mapping[str, Any]) -> str:
    if not action["indicator"]:
        return ""
    target = f" ({action['target']})" if action["target"] else ""
    return f"{action['indicator']}{target}"


def _overview(facts: Facts) -> Table:
    columns = [Column(pgettext("action", "Number"), weight=0.9), Column(_("Action"), weight=3.2)]
    columns += [Column(_("Responsible"), weight=1.5), Column(_("When"), weight=1.3)]
    if facts["follow_up"]:
        columns.append(Column(_("Status"), weight=1.2))
    rows = [
        [
            action["number"],
            runs(action["title"]),
            action["responsible"],
            action["time"],
            *([action["status"]] if facts["follow_up"] else []),
        ]
        for action in facts["actions"]
    ]
    return table(_("Actions of %(year)d") % {"year": facts["year"]}, columns, rows)


def workbook(facts: Facts) -> bytes:
    """The programme as Excel: actions on one sheet, their steps on another."""
    return write_xlsx(
        [_actions_sheet(facts), _steps_sheet(facts)],
        created=dt.date.fromisoformat(facts["date"]),
        language=active_language(),
        title=facts["title"],
        author=facts["consortium"],
    )


def _actions_sheet(facts: Facts) -> Sheet:
    follow_up = facts["follow_up"]
    titles = [
        pgettext("action", "Number"),
        _("Clauses"),
        _("Section"),
        _("Action"),
        _("Goal"),
        _("What is done"),
        _("Indicator"),
        _("Responsible"),
        _("When"),
        _("Concerns"),
    ]
    if follow_up:
        titles += [_("Status"), _("Progress, %"), _("Latest news"), _("Date")]
    return Sheet(
        _("Actions"),
        tuple(SheetColumn(title) for title in titles),
        [_row(action, follow_up=follow_up) for action in facts["actions"]],
    )


def _steps_sheet(facts: Facts) -> Sheet:
    titles = (pgettext("action", "Number"), _("Step"), _("Due"))
    rows = [
        [action["number"], step["title"], step["due"]]
        for action in facts["actions"]
        for step in action["steps"]
    ]
    return Sheet(_("Steps"), tuple(SheetColumn(title) for title in titles), rows)


def _row(action: Mapping[str, Any], *, follow_up: bool) -> list[str]:
    row = [
        action["number"],
        ", ".join(action["clauses"]),
        action["section"],
        action["title"],
        action["goal"],
        action["measure"],
        action.get("value") or _indicator(action),
        action["responsible"],
        action["time"],
        ", ".join(action["municipalities"]) or _("all municipalities"),
    ]
    if follow_up:
        progress = action["progress"]
        row += [
            action["status"],
            "" if progress is None else str(progress),
            action["update"],
            action["updated"],
        ]
    return row


def kind_of(text: str) -> Kind:
    """The kind of file by its ending. Raises KeyError for another."""
    kinds: dict[str, Kind] = {"pdf": "pdf", "docx": "docx", "xlsx": "xlsx"}
    return kinds[text]


def rendered(facts: Facts, kind: Kind) -> RenderedFile:
    """One file of the document. Raises DocumentError for text that no file can hold."""
    stem = _("action-programme-%(year)d") % {"year": facts["year"]}
    if facts["municipality"]:
        stem += f"-{facts['municipality'].lower()}"
    data = workbook(facts) if kind == "xlsx" else _pdf_or_word(facts, kind)
    return RenderedFile(f"{stem}.{kind}", MEDIA_TYPES[kind], data)


def _pdf_or_word(facts: Facts, kind: Kind) -> bytes:
    return render_pdf(document(facts)) if kind == "pdf" else render_docx(document(facts))
