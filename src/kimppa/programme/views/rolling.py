"""January's roll-over, step by step on one page."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.roles import Permission
from kimppa.programme import actions
from kimppa.programme.models import Action
from kimppa.programme.queries import ActionView, actions_of, clauses_of
from kimppa.programme.rollover import Choice, Decision, Ended, Proposal, Why, propose
from kimppa.programme.status import Status
from kimppa.programme.views.common import programme_or_404
from kimppa.ui import pages as ui

WHY: dict[str, str | Promise] = {
    Why.FINISHED: gettext_lazy("It is done."),
    Why.UNFINISHED: gettext_lazy("It is not finished."),
    Why.EVERY_YEAR: gettext_lazy("It goes on from year to year."),
    Why.CLAUSE_GONE: gettext_lazy("Next year's agreement has no such clause."),
    Why.SAME_TITLE: gettext_lazy("Another action has the same title."),
    Why.ENDED_EARLIER: gettext_lazy("It ended during the year."),
}


@ui.needs(Permission.EDIT_PROGRAMME)
def roll_over(request: HttpRequest, year: int) -> HttpResponse:
    """Decide what becomes of each action, and draft the next year's programme."""
    programme = programme_or_404(request, year)
    views = actions_of(year)
    error = ""
    if request.method == "POST":
        choices = [_posted_choice(request, view.number) for view in views]
        roll = partial(
            actions.roll_over,
            by=ui.person_of(request),
            programme=programme,
            choices=[choice for choice in choices if choice],
        )
        try:
            draft = ui.press(request, roll)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            return redirect(draft)
    context = {
        "programme": programme,
        "next_year": year + 1,
        "rows": _choice_rows(request, views, year),
        "error": error,
        "decisions": Action.Carry.choices,
    }
    return render(request, "programme/roll_over.html", context, status=ui.REFUSED if error else 200)


def _posted_choice(request: HttpRequest, number: str) -> Choice | None:
    decision = request.POST.get(f"decision-{number}", "")
    if decision not in set(Decision):
        return None
    return Choice(
        number=number,
        decision=Decision(decision),
        reason=request.POST.get(f"reason-{number}", "").strip()[:500],
        into=request.POST.get(f"into-{number}", "").strip(),
    )


def _choice_rows(request: HttpRequest, views: list[ActionView], year: int) -> list[dict[str, Any]]:
    """Each action with what is chosen: as posted, else as proposed."""
    next_clauses = [clause.number for clause in clauses_of(year + 1)] or None
    ended = [Ended(v.number, v.title, Status(v.status), v.continuous, v.clauses) for v in views]
    proposals = propose(ended, next_clauses)
    return [
        {
            "view": view,
            "why": WHY[proposal.why],
            **_choice_or_proposal(request, view, proposal),
        }
        for view, proposal in zip(views, proposals, strict=True)
    ]


def _choice_or_proposal(
    request: HttpRequest, view: ActionView, proposal: Proposal
) -> dict[str, str]:
    posted = _posted_choice(request, view.number) if request.method == "POST" else None
    if posted is not None:
        return {"decision": posted.decision, "reason": posted.reason, "into": posted.into}
    reason = view.status_reason if proposal.decision is Decision.DROP else ""
    if proposal.decision is Decision.DROP and not reason:
        reason = str(WHY[proposal.why])
    return {"decision": proposal.decision, "reason": reason, "into": proposal.into}
