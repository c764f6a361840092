"""Polls at the desk: what is asked, how it stands, and a municipality's own answer."""

from collections.abc import Sequence
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import municipalities_on, own_municipalities
from kimppa.meetings.agenda.actions import RIGHT
from kimppa.meetings.dates import actions
from kimppa.meetings.dates.actions import ANSWER
from kimppa.meetings.dates.days import spell_days
from kimppa.meetings.dates.forms import WishForm
from kimppa.meetings.dates.messages import late_words, moment_words
from kimppa.meetings.dates.pollforms import BallotForm, ConfirmForm, DueForm, PollForm, WeeksForm
from kimppa.meetings.dates.public import form_arguments, lines_of
from kimppa.meetings.dates.queries import (
    Standings,
    marked_weeks,
    open_span,
    standings_of,
    visible_ballots,
)
from kimppa.meetings.dates.ticks import Standing
from kimppa.meetings.dates.views import days_with_alternatives, usual_values
from kimppa.meetings.models import Ballot, Poll, PollDay
from kimppa.ui import pages as ui
from kimppa.ui.numbers import day, moment

STATUSES = {
    Poll.State.OPEN: "waiting",
    Poll.State.CONFIRMED: "done",
    Poll.State.WITHDRAWN: "no-need",
}


@ui.needs(ANSWER)
def polls(request: HttpRequest) -> HttpResponse:
    """What has been asked, the newest first."""
    table = ui.Table(
        request,
        columns=[
            ui.Column("name", _("Meetings"), url=POLL.url),
            ui.Column("asked_at", _("Asked"), value=lambda poll: moment(poll.asked_at)),
            *ui.columns(Poll, "due"),
            ui.Column("state", _("State"), value=_mark, kind="status"),
        ],
        rows=Poll.objects.all(),
        filters=ui.filters(Poll, "state"),
        caption=_("Which days suit"),
    )
    ask = ui.Action(_("Ask which days suit"), reverse("meetings:poll-add"), True, permission=RIGHT)
    weeks = ui.link(_("Weeks that do not suit"), "meetings:weeks", permission=ANSWER)
    return ui.table_page(
        request,
        table,
        title=_("Which days suit"),
        lead=_("The municipalities tick the days by a link in a letter, without signing in."),
        actions=[ask, weeks],
        teach=_("No days have been asked about yet. Plan the year, or ask about one meeting."),
    )


def _mark(poll: Poll) -> tuple[str, str]:
    return STATUSES[Poll.State(poll.state)], poll.get_state_display()


@ui.needs(RIGHT)
def poll_add(request: HttpRequest) -> HttpResponse:
    """Days to ask about; from the plan of the year those that were proposed, each with another."""
    initial = usual_values()
    wish_form = WishForm(request.GET) if "count" in request.GET else None
    if wish_form and wish_form.is_valid():
        initial["days"] = spell_days(days_with_alternatives(wish_form))
    return ui.form_page(
        request,
        PollForm(ui.posted(request), initial=initial),
        title=_("Ask which days suit"),
        lead=_(
            "Each director gets a letter with a link; the answers come to one table. "
            "Remove the days that you do not want."
        ),
        submit=_("Send the question"),
        save=partial(actions.ask_days, by=ui.person_of(request)),
        then=POLL.url,
        back=reverse("meetings:polls"),
    )


def find(_request: HttpRequest, pk: int) -> Poll:
    """A poll; all directors see how it stands."""
    return get_object_or_404(Poll, pk=pk)


def _available(poll: Poll, _person: Person) -> set[str]:
    if not poll.is_open:
        return set()
    return {"confirm", "due", "withdraw"} | ({"remind"} if poll.takes_answers else set())


POLL = ui.Commands(
    name="meetings:poll",
    at="polls/<int:pk>/",
    argument="poll",
    find=find,
    permission=RIGHT,
    available=_available,
    commands=[
        ui.Command("remind", gettext_lazy("Remind the silent"), actions.remind),
        ui.Command(
            "confirm",
            gettext_lazy("Confirm the days"),
            actions.confirm_days,
            form=ConfirmForm,
            arguments=lambda poll, _person: {"standings": standings_of(poll)},
            primary=True,
            message=gettext_lazy("The meetings have been added. Send the invitations next."),
            back="meetings:home",
        ),
        ui.Command(
            "due",
            gettext_lazy("Another last day"),
            actions.move_due,
            form=DueForm,
            arguments=lambda poll, _person: {"poll": poll},
            fold=True,
        ),
        ui.Command("withdraw", gettext_lazy("Ask no more"), actions.withdraw_poll),
    ],
)


@POLL.page
@ui.needs(ANSWER)
def poll(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """How each day suits, the best first, and who has answered."""
    row, person = find(request, pk), ui.person_of(request)
    standings = standings_of(row)
    answered_count = len(standings.ballots) - len(standings.silent)
    buttons = POLL.buttons(row, person, refusal=refusal)
    days = _days_table(request, standings)
    answers = _answers_table(request, standings.ballots, person)
    if export := days.response() or answers.response():
        return export
    return ui.detail_page(
        request,
        row,
        title=_("Which days suit: %(name)s") % {"name": row},
        mark=_mark(row),
        lead=" ".join(late_words(row)) if row.is_open else "",
        facts=[
            ui.Fact(
                _("Answered"),
                _("%(answered)d of %(asked)d")
                % {"answered": answered_count, "asked": len(standings.ballots)},
            ),
            *ui.facts(row, "due", "place", "link"),
        ],
        buttons=ui.Buttons([b for b in buttons.items if b.command.name != "confirm"]),
        confirming=ui.Buttons(buttons.only("confirm")),
        actions=_own_ballot_links(row, standings.ballots, person),
        up=ui.link(_("All polls"), "meetings:polls"),
        template="meetings/dates/poll.html",
        days=days,
        answers=answers,
    )


def _own_ballot_links(poll: Poll, ballots: Sequence[Ballot], person: Person) -> list[ui.Action]:
    """The way to the answer of a director's own municipality."""
    if person.is_coordinator or not poll.takes_answers:
        return []
    return [
        ui.Action(_("Answer for %(place)s") % {"place": row.municipality}, _ballot_url(row), True)
        for row in ballots
        if person.can(ANSWER, row.municipality)
    ]


def _late_actions(poll: Poll) -> list[ui.Action]:
    """Where the coordinator gives more time."""
    more_time = ui.Action(_("Move the last day"), POLL.url(poll), True, permission=RIGHT)
    return [more_time] if poll.is_open else []


def _ballot_url(ballot: Ballot) -> str:
    return ballot.get_absolute_url()


def _days_table(request: HttpRequest, standings: Standings) -> ui.Table:
    table_rows = [
        {
            "number": _("Meeting %(number)d") % {"number": number},
            "when": moment_words(standing.option.local_start),
            "mark": _day_mark(standing, best=standing is meeting[0]),
            **{name: _count_and_names(getattr(standing, name)) for name in _COLUMNS},
        }
        for number, meeting in standings.meetings
        for standing in meeting
    ]
    return ui.Table(
        request,
        columns=[
            ui.Column("when", _("Day"), sortable=False),
            ui.Column("number", _("Meeting"), sortable=False),
            ui.Column("mark", _("State"), kind="status", sortable=False),
            *(
                ui.Column(name, title, sortable=False)
                for name, title in zip(
                    _COLUMNS,
                    (_("Suits"), _("If needed"), _("Does not suit"), _("Not answered")),
                    strict=True,
                )
            ),
        ],
        rows=table_rows,
        caption=_("How the days suit, the best first"),
        prefix="days-",
        page_length=200,
    )


_COLUMNS = ("yes", "if_needed", "no", "silent")


def _day_mark(standing: Standing[PollDay, Municipality], *, best: bool) -> tuple[str, str] | str:
    if standing.option.meeting_id:
        return "done", _("Confirmed")
    return ("info", _("Best")) if best and standing.is_answered else ""


def _count_and_names(towns: Sequence[Municipality]) -> str:
    """How many, and which: 2: Alatalo, Ylitalo."""
    names = ", ".join(town.name for town in towns)
    return f"{len(towns)}: {names}" if towns else "0"


def _answers_table(request: HttpRequest, ballots: Sequence[Ballot], person: Person) -> ui.Table:
    return ui.Table(
        request,
        columns=[
            ui.Column(
                "municipality",
                _("Municipality"),
                value=lambda row: row.municipality.name,
                url=lambda row: _ballot_url(row) if person.can(ANSWER, row.municipality) else "",
            ),
            ui.Column(
                "answered_at",
                _("Answered"),
                value=lambda row: moment(row.answered_at) if row.answered_at else "",
            ),
            ui.Column("by", _("Who answered"), value=_answerer, sortable=False),
            ui.Column("comment", _("Comment"), sortable=False),
        ],
        rows=list(ballots),
        caption=_("Who has answered"),
        prefix="answers-",
        page_length=200,
    )


def _answerer(ballot: Ballot) -> str:
    return ballot.name or str(ballot.answered_by or "")


@ui.needs(ANSWER)
@ui.one_save_at_a_time
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """A municipality's own answer; what it was, once no more are taken."""
    person = ui.person_of(request)
    row = get_object_or_404(visible_ballots(person), pk=pk)
    title = _("%(place)s: which days suit") % {"place": row.municipality}
    if not row.poll.takes_answers:
        return ui.detail_page(
            request,
            row,
            title=title,
            lead=" ".join(late_words(row.poll)),
            actions=_late_actions(row.poll),
            facts=[ui.Fact(day_text, words) for day_text, words in lines_of(row)],
            up=ui.Action(str(row.poll), POLL.url(row.poll)),
        )
    return ui.form_page(
        request,
        BallotForm(ui.posted(request), **form_arguments(row)),
        title=title,
        lead=_("%(name)s: tick every day, by %(day)s. You can change your answer until then.")
        % {"name": row.poll, "day": day(row.poll.due)},
        save=partial(actions.answer_days, by=person, ballot=row),
        back=POLL.url(row.poll),
        template="meetings/dates/ballot_form.html",
    )


@ui.needs(ANSWER)
@ui.one_save_at_a_time
def weeks(request: HttpRequest) -> HttpResponse:
    """The weeks that do not suit in the year that is planned next."""
    person, year = ui.person_of(request), open_span()[1].year
    candidates = municipalities_on() if person.is_coordinator else own_municipalities(person)
    towns = [town for town in candidates if person.can(ANSWER, town)]
    return ui.form_page(
        request,
        WeeksForm(ui.posted(request), places=towns, weeks=marked_weeks(year)),
        title=_("Weeks of %(year)d that do not suit") % {"year": year},
        lead=_("The year's meetings are not proposed on these weeks. Write such as 8, 27–31, 42."),
        save=partial(actions.mark_weeks, by=person, year=year),
        back=reverse("meetings:polls"),
    )
