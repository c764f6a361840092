"""The programme as a document: facts first, then PDF/UA, Word and Excel made of the facts alone."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.core import clock
from kimppa.core.consortium.models import Consortium, Municipality
from kimppa.core.language import active_language
from kimppa.core.releases.actions import RenderedFile
from kimppa.documents.docx import render_docx
from kimppa.documents.pdf import render_pdf
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.programme import messages
from kimppa.programme.confirmation import earlier_standing, standing_of
from kimppa.programme.document import document, indicator
from kimppa.programme.lines import line_states, line_words
from kimppa.programme.models import Action, Programme, Step
from kimppa.programme.queries import (
    ActionView,
    figure_values,
    followed_up,
    view,
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
    programme_actions = Action.objects.filter(programme=programme)
    if approved_only:
        programme_actions = programme_actions.exclude(official_title="")
    actions = followed_up(programme_actions, municipality)
    figures = figure_values([action.indicator_variable for action in actions], programme.year)
    consortium = Consortium.objects.first()
    today = clock.today()
    is_earlier = approved_only and programme.state == Programme.State.DRAFT
    standing = earlier_standing(programme) if is_earlier else standing_of(programme)
    states = line_states(programme.year, municipality) if follow_up else {}
    return {
        "title": programme.title,
        "year": programme.year,
        "version": programme.version,
        "version_reason": programme.version_reason,
        "state": _STATES.get(standing.binding, "provisional"),
        "approved": standing.since.isoformat() if standing.since else "",
        **({"refusals": standing.answers.no} if standing.answers and standing.answers.no else {}),
        "decision": decision_words(programme) or _unnamed_decision(standing),
        "intro": programme.intro,
        "consortium": consortium.name if consortium else "",
        "municipality": municipality.name if municipality else "",
        "example": programme.example,
        "follow_up": follow_up,
        "date": today.isoformat(),
        "actions": [
            _plan(action, action_view)
            | (_progress(action, action_view, states, public=approved_only) if follow_up else {})
            for action in actions
            for action_view in [view(action, today, figures, municipality)]
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


def _plan(action: Action, view: ActionView) -> dict[str, Any]:
    official = action.approved
    return {
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
        "municipalities": list(view.municipalities),
        "steps": [_step(step) for step in action.steps.all()],
    }


def _step(step: Step) -> dict[str, str]:
    return {
        "title": step.title,
        "due": messages.day(step.due) if step.due else "",
        "on": step.due.isoformat() if step.due else "",
    }


def _progress(
    action: Action, view: ActionView, states: dict[str, str], *, public: bool
) -> dict[str, Any]:
    """How an action is going; the reason of a status set by hand is not for the public."""
    due = view.next_due or view.end
    return {
        "state": view.status,
        "status": view.status_word,
        "outcome": (not public and view.status_reason) or view.outcome,
        "due": messages.day(due) if due else "",
        "reached": view.reached,
        "lines": line_words(action.clauses, states),
        "progress": view.progress,
        "value": view.indicator,
        "update": view.latest_update,
        "updated": messages.day(view.latest_date) if view.latest_date else "",
        "steps": [_step(step) | _step_progress(step) for step in action.steps.all()],
    }


def _step_progress(step: Step) -> dict[str, str]:
    return {"done": messages.day(step.done_at) if step.done_at else ""}


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
        [_action_row(action, follow_up=follow_up) for action in facts["actions"]],
    )


def _steps_sheet(facts: Facts) -> Sheet:
    titles = (pgettext("action", "Number"), _("Step"), _("Due"))
    programme_actions = [
        [action["number"], step["title"], step["due"]]
        for action in facts["actions"]
        for step in action["steps"]
    ]
    return Sheet(_("Steps"), tuple(SheetColumn(title) for title in titles), programme_actions)


def _action_row(action: Mapping[str, Any], *, follow_up: bool) -> list[str]:
    row = [
        action["number"],
        ", ".join(action["clauses"]),
        action["section"],
        action["title"],
        action["goal"],
        action["measure"],
        action.get("value") or indicator(action),
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
    content = workbook(facts) if kind == "xlsx" else _pdf_or_word(facts, kind)
    return RenderedFile(f"{stem}.{kind}", MEDIA_TYPES[kind], content)


def _pdf_or_word(facts: Facts, kind: Kind) -> bytes:
    return render_pdf(document(facts)) if kind == "pdf" else render_docx(document(facts))
