"""Which days suit, answered by a link without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kimppa.core.consortium.queries import coordinators
from kimppa.meetings.dates.actions import answer_by_link, year_of
from kimppa.meetings.dates.messages import SUITS, moment_words
from kimppa.meetings.dates.pollforms import BallotForm
from kimppa.meetings.dates.queries import marked_weeks
from kimppa.meetings.models import Ballot, BallotLink
from kimppa.ui.numbers import moment
from kimppa.ui.proposals import address_of, by_link, public_form
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import posted


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(BallotLink)
@one_save_at_a_time
def ballot(request: HttpRequest, link: BallotLink) -> HttpResponse:
    """The days to tick; once the poll takes no answers, how they were ticked and why."""
    row = Ballot.objects.select_related("poll", "municipality").get(
        poll=link.poll_id, municipality=link.municipality_id
    )
    context: dict[str, Any] = {
        "ballot": row,
        "poll": row.poll,
        "answered": moment(row.answered_at) if row.answered_at else "",
    }
    if not row.poll.takes_answers:
        context |= {"lines": lines_of(row), "ask": coordinators()}
        return render(request, "meetings/dates/ballot_closed.html", context)

    def save(**values: Any) -> str:
        answer_by_link(link=link, ballot=row, **values)
        return address_of(link)

    form = BallotForm(posted(request), **form_arguments(row))
    return public_form(request, form, save=save, template="meetings/dates/ballot.html", **context)


def form_arguments(ballot: Ballot) -> dict[str, Any]:
    """What the form of a ballot is made of."""
    year = year_of(ballot.poll)
    weeks = marked_weeks(year).get(ballot.municipality_id, [])
    return {"ballot": ballot, "days": list(ballot.poll.days.all()), "year": year, "weeks": weeks}


def lines_of(ballot: Ballot) -> list[tuple[str, str]]:
    """Each day and its answer, in words; nothing before it is answered."""
    return [
        (moment_words(day.local_start), str(SUITS[answer]))
        for day in ballot.poll.days.all()
        if (answer := ballot.answers.get(str(day.pk)))
    ]
