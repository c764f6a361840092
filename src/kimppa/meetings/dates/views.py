"""The year's meetings: what is wanted, and the days proposed for it."""

import datetime as dt
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.meetings.agenda.actions import RIGHT
from kimppa.meetings.dates.actions import SAME, add_meetings
from kimppa.meetings.dates.forms import DaysForm, WishForm
from kimppa.meetings.dates.holidays import holidays
from kimppa.meetings.dates.messages import failure_words
from kimppa.meetings.dates.planning import Plan, PlanningError, Wish, alternatives, plan
from kimppa.meetings.dates.queries import duties_between, meetings_wanted, open_span
from kimppa.meetings.models import Meeting
from kimppa.ui import pages as ui
from kimppa.ui.numbers import day


@ui.needs(RIGHT)
def plan_year(request: HttpRequest) -> HttpResponse:
    """The question; with it in the address, the days to choose from."""
    question_form = WishForm(request.GET) if "count" in request.GET else None
    if question_form and question_form.is_valid() and (days := _plan(question_form)):
        return _days(request, days)
    form = (
        WishForm(ui.posted(request), initial=_initial()) if question_form is None else question_form
    )
    if request.method == "POST" and form.is_valid() and _plan(form):
        question = urlencode({name: request.POST.get(name, "") for name in form.fields})
        return redirect(f"{reverse('meetings:plan')}?{question}")
    return ui.form_page(
        request,
        form,
        title=_("Plan the year's meetings"),
        lead=_(
            "Days are proposed in time for what falls due by the agreement, evenly, and never on "
            "a holiday."
        ),
        submit=_("Propose days"),
        back=reverse("meetings:home"),
    )


def _initial() -> dict[str, Any]:
    """As the last meeting was held."""
    first, last = open_span()
    meeting = Meeting.objects.first()
    initial: dict[str, Any] = {"first": first, "last": last, "count": meetings_wanted(last.year)}
    if meeting:
        weekday = min(meeting.day.weekday(), 4)
        initial |= {"weekday": weekday, "time": meeting.local_start.time()}
    return initial


def _plan(form: WishForm) -> Plan | None:
    """The days; None, and the form says why, where there are none."""
    wish = form.wish()
    try:
        duties = duties_between(wish.first, wish.last)
        return plan(wish, duties, _holidays(wish), form.busy())
    except PlanningError as error:
        form.add_error(None, failure_words(error))
        return None


def _holidays(wish: Wish) -> dict[dt.date, str]:
    return {
        date: code
        for year in range(wish.first.year, wish.last.year + 1)
        for date, code in holidays(year).items()
    }


def days_with_alternatives(form: WishForm) -> list[list[dt.datetime]]:
    """The proposed days, each with another that could be instead; none where there is no plan."""
    wish, busy, proposed = form.wish(), form.busy(), _plan(form)
    holidays = _holidays(wish)
    return [
        [proposal.start, *alternatives(wish, proposal.start, holidays, busy)]
        for proposal in (proposed.proposals if proposed else ())
    ]


def usual_values() -> dict[str, Any]:
    """What the meetings to come have in common, as the last one has it; the first ones are called
    by what they are."""
    meeting = Meeting.objects.first()
    if meeting is None:
        return {"name": _("Directors' meeting")}
    return {name: getattr(meeting, name) for name in SAME}


def _days(request: HttpRequest, days: Plan) -> HttpResponse:
    poll = reverse("meetings:poll-add")
    duty_words = ", ".join(f"{duty.title} {day(duty.date)}" for duty in days.unserved)
    lead = _("No meeting is in time for: %(duties)s") % {"duties": duty_words} if duty_words else ""
    return ui.form_page(
        request,
        DaysForm(ui.posted(request), proposals=days.proposals, initial=usual_values()),
        title=_("Days for the year's meetings"),
        lead=lead or _("Each day says why it is proposed. Untick those that you do not want."),
        submit=_("Add the meetings"),
        save=partial(add_meetings, by=ui.person_of(request)),
        back=reverse("meetings:home"),
        actions=[ui.Action(_("Ask first which days suit"), f"{poll}?{request.GET.urlencode()}")],
    )
