"""The year clock: what falls due, and the duties of the agreement that it follows from."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from kimppa.desk.yearclock.dues import all_dues, fresh_dues
from kimppa.ui import api

router = Router(tags=["Year clock"])
MOST_DAYS = 400


class DueOut(api.Out):
    """Something with a date that someone should do."""

    date: dt.date
    title: str
    topic: str
    municipality: str | None = Field(description="Municipality code; null = not one's alone.")
    responsible: str = Field(description="A role, or a person's e-mail address.")
    done: bool
    url: str


class DuesOut(api.Out):
    """What falls due between two days."""

    items: list[DueOut]


class DuesAsked(Schema):
    """Between which days, both included: at most 400 days."""

    start: api.Day = Field(description="First day.")
    end: api.Day = Field(description="Last day.")


@router.get("/year-clock", response=DuesOut)
def year_clock(request: HttpRequest, query: Query[DuesAsked]) -> HttpResponse:
    """What falls due between two days, in the order of days, as the caller sees it."""
    person = api.caller(request)
    if not dt.timedelta(0) <= query.end - query.start <= dt.timedelta(days=MOST_DAYS):
        detail = _("The last day must be the first or later, by at most %(count)d days.")
        raise api.invalid("query.end", detail % {"count": MOST_DAYS})
    # What is remembered of the person is more than a token for one municipality may tell.
    narrowed = api.token_of(request).token.municipality_id is not None
    dues = (fresh_dues if narrowed else all_dues)(query.start, query.end, person)
    due_outs = [DueOut.from_row(due, municipality=due.municipality or None) for due in dues]
    return api.answer(DuesOut(items=due_outs))
