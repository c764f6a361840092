"""Making a year's programme."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.roles import ROLE_LABELS, Permission, Role
from kimppa.core.duties.models import Duty
from kimppa.core.duties.rules import due_dates, parse
from kimppa.core.language import language_of, official, read_consortium
from kimppa.core.permissions import Actor, require
from kimppa.core.topics import label
from kimppa.programme.actions.rights import require_open
from kimppa.programme.models import Action, Programme, Step
from kimppa.programme.queries import Clause, clauses_of

TITLE_LENGTH = 120


@transaction.atomic
def create_programme(
    *,
    by: Actor,
    year: int,
    title: str = "",
    intro: str = "",
    example: bool = False,
    source: str = "",
) -> Programme:
    """An empty draft. Raises ValidationError when the year has a programme already."""
    require(by, Permission.EDIT_PROGRAMME)
    if Programme.objects.filter(year=year).exists():
        raise ValidationError({"year": _("The year has a programme already.")})
    programme = Programme(
        year=year,
        title=title.strip() or default_title(year),
        intro=intro.strip(),
        example=example,
        source=source,
    )
    programme.full_clean(exclude=["decision"], validate_unique=False)  # the year was asked about
    programme.save()
    record(by=by, action="programme.create", obj=programme)
    return programme


def default_title(year: int) -> str:
    """Such as "Action programme of the libraries 2024"."""
    consortium = read_consortium()
    with translation.override(language_of(consortium)):
        if consortium is None:
            return _("Action programme %(year)d") % {"year": year}
        return _("Action programme of %(consortium)s %(year)d") % {
            "consortium": consortium.name,
            "year": year,
        }


@transaction.atomic
def draft_from_clauses(
    *, by: Actor, year: int, example: bool = False, source: str = ""
) -> Programme:
    """A draft with an action for every clause of the year's agreement.

    Raises ValidationError when the year has a programme or no agreement.
    """
    clauses = clauses_of(year)
    if not clauses:
        raise ValidationError(
            _("There is no agreement for %(year)d. Read the agreement in first.") % {"year": year}
        )
    programme = create_programme(by=by, year=year, example=example, source=source)
    add_clauses(by=by, programme=programme, clauses=clauses)
    return programme


def add_clauses(
    *, by: Actor, programme: Programme, clauses: list[Clause], first_number: int = 1
) -> None:
    """Add an action for each clause, numbered from `first_number`; call in a transaction."""
    with official():
        drafts = [
            (draft_action(programme, clause, number), _steps(clause, programme.year))
            for number, clause in enumerate(clauses, start=first_number)
        ]
    Action.objects.bulk_create(action for action, _steps_of in drafts)
    Action.municipalities.through.objects.bulk_create(
        Action.municipalities.through(action=action, municipality_id=pk)
        for clause, (action, _steps_of) in zip(clauses, drafts, strict=True)
        for pk in sorted(clause.limit)
    )
    Step.objects.bulk_create(
        Step(
            action=action,
            position=position,
            title=title,
            due=due,
            example=programme.example,
            source=programme.source,
        )
        for action, steps in drafts
        for position, (title, due) in enumerate(steps, start=1)
    )
    record(
        by=by,
        action="programme.draft",
        obj=programme,
        after={"actions": {action.number: action.title for action, _steps_of in drafts}},
    )


def number_of(year: int, sequence_number: int) -> str:
    """An action's number: "2024-07"."""
    return f"{year}-{sequence_number:02d}"


def draft_action(programme: Programme, clause: Clause, sequence_number: int) -> Action:
    """An unsaved action that says what the clause says, ready to be edited."""
    topic, kind, rule = clause.duties[0]
    days = _days(rule, programme.year) if kind == Duty.Kind.DELIVERABLE else ()
    return Action(
        programme=programme,
        number=number_of(programme.year, sequence_number),
        clauses=[clause.number],
        section=clause.section,
        topic=topic,
        title=label(topic) if topic else shortened(clause.text),
        goal=_goal(kind),
        measure=clause.text,
        responsible=str(ROLE_LABELS[Role.COORDINATOR]),
        start=dt.date(programme.year, 1, 1),
        end=max(days, default=None),
        continuous=not days,
        for_all=not clause.limit,
        example=programme.example,
        source=programme.source,
    )


def shortened(text: str) -> str:
    """The beginning of a clause as a title: whole words, first letter large."""
    words = " ".join(text.split())
    words = words[:1].upper() + words[1:]
    if len(words) <= TITLE_LENGTH:
        return words
    return words[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:–- (") + "…"


def _goal(kind: str) -> str:
    if kind == Duty.Kind.DELIVERABLE:
        return _("What was agreed has been delivered to every library in time.")
    if kind == Duty.Kind.AS_NEEDED:
        return _("Every need that arises is answered; if none arises, that is recorded.")
    return _("The service works all year as agreed.")


def _steps(clause: Clause, year: int) -> list[tuple[str, dt.date]]:
    """A dated step for every day of a duty that has days of its own."""
    return [
        (_("%(topic)s: ready") % {"topic": label(topic)}, day)
        for topic, _kind, rule in clause.duties
        for day in _days(rule, year)
    ]


def _days(text: str, year: int) -> tuple[dt.date, ...]:
    """The days of a due rule, none when it only says how often."""
    rule = parse(text)
    days = due_dates(rule, year)
    return days if rule.days or len(days) == 1 else ()


@transaction.atomic
def change_programme(*, by: Actor, programme: Programme, **values: Any) -> None:
    """Change the title, introduction, publicity or the days of silence before a reminder."""
    require(by, Permission.EDIT_PROGRAMME)
    require_open(programme)
    change(programme, by=by, action="programme.change", **values)
    programme.full_clean(exclude=["decision"])


@transaction.atomic
def remove_draft(*, by: Actor, programme: Programme) -> None:
    """Undo a draft or a roll-over: the draft goes, last year's decisions are open again.

    Raises ValidationError for a programme that has once been approved.
    """
    require(by, Permission.EDIT_PROGRAMME)
    if programme.approved_at is not None:
        raise ValidationError(_("An approved programme stays. Reopen it as a new version."))
    for action in Action.objects.filter(programme__year=programme.year - 1).exclude(
        carry_decision=""
    ):
        change(
            action,
            by=by,
            action="programme.undo-roll-over",
            carry_decision="",
            carry_reason="",
            merged_into=None,
        )
    record(by=by, action="programme.remove", obj=programme, after={})
    programme.delete()
