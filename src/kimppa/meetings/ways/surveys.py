"""One survey on the desk: it is opened, its links are passed on, its results are shown."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.proposals.queries import links_of
from kimppa.meetings.models import StaffLink, Survey
from kimppa.meetings.ways import forms, messages
from kimppa.meetings.ways.actions import surveys
from kimppa.meetings.ways.actions.surveys import VALUES
from kimppa.meetings.ways.queries import results_of
from kimppa.ui import pages as ui
from kimppa.ui.cells import Column
from kimppa.ui.numbers import number
from kimppa.ui.plots import bar_picture
from kimppa.ui.proposals import address_of

WRITE, DECIDE = Permission.LOG_WORK, Permission.DECIDE


@ui.needs(DECIDE)
def survey_add(request: HttpRequest) -> HttpResponse:
    """At most three questions and a day."""
    return ui.form_page(
        request,
        forms.SurveyForm(ui.posted(request)),
        title=_("Ask the staff"),
        lead=_(
            "Each municipality gets a link to pass on to its staff. Answers have no names; results "
            "are shown once the survey is closed and five have answered."
        ),
        save=partial(surveys.open_survey, by=ui.person_of(request)),
        then=SURVEY.url,
        submit=_("Open the survey"),
        back=reverse("meetings:ways"),
    )


def find_survey(_request: HttpRequest, pk: int) -> Survey:
    """A survey; all of the staff may see it."""
    return get_object_or_404(Survey, pk=pk)


SURVEY = ui.Commands(
    name="meetings:survey",
    at="ways/surveys/<int:pk>/",
    argument="survey",
    find=find_survey,
    permission=DECIDE,
    available=lambda survey, _person: (
        {"close", "day"} if survey.is_open else set() if survey.is_over else {"reopen"}
    ),
    commands=[
        ui.Command("close", gettext_lazy("Close today"), surveys.close_survey),
        ui.Command(
            "day",
            gettext_lazy("Change the last day"),
            surveys.change_day,
            form=forms.DayForm,
            arguments=lambda survey, _person: {"initial": {"closes_on": survey.closes_on}},
            fold=True,
        ),
        ui.Command("reopen", gettext_lazy("Open again"), surveys.reopen_survey, icon="undo"),
    ],
)


@never_cache
@SURVEY.page
@ui.needs(WRITE)
def survey(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """The questions, the links to pass on while it is open, then what may be shown of answers."""
    row, person = find_survey(request, pk), ui.person_of(request)
    results = results_of(row)
    tables = _result_tables(request, row, results)
    for table in tables:
        if export := table.response():
            return export
    return ui.detail_page(
        request,
        row,
        title=row.title,
        mark=messages.survey_mark(row),
        facts=ui.facts(row, "opened_on", "closes_on", "answers"),
        buttons=SURVEY.buttons(row, person, refusal=refusal),
        up=ui.link(_("Ways of working"), "meetings:ways"),
        template="meetings/ways/results.html",
        questions=row.questions.all(),
        links=_addresses(row, person) if row.is_open else [],
        untold=messages.untold(results),
        tables=tables,
    )


def _addresses(survey: Survey, person: Person) -> list[tuple[str, str]]:
    """The municipalities and the addresses at which their staffs answer, of who manages people."""
    if not person.can(Permission.MANAGE_PEOPLE):
        return []
    links = links_of(StaffLink, person).filter(revoked_at=None)
    base = settings.KIMPPA_PUBLIC_URL
    return [
        (link.municipality.name, f"{base}{address_of(link)}kysely/{survey.pk}/") for link in links
    ]


def _result_tables(request: HttpRequest, survey: Survey, results: Any) -> list[ui.Table]:
    """What may be shown in numbers and in words; no table where there is nothing."""
    lines, remarks = list(messages.lines_of(results)), messages.remarks_of(results)
    tables = []
    if lines:
        table = ui.Table(
            request,
            columns=_line_columns(),
            rows=lines,
            caption=_("Answers: %(title)s") % {"title": survey.title},
            suffix=survey.pk,
            pictures=[
                bar_picture(line.question, [(str(v), line.counts.get(v, 0)) for v in VALUES])
                for line in lines
                if line.place == _("All together")
            ],
        )
        tables.append(table)
    if remarks:
        columns = [Column("question", _("Question")), Column("text", _("Own words"))]
        caption = _("Own words: %(title)s") % {"title": survey.title}
        tables.append(ui.Table(request, columns=columns, rows=remarks, caption=caption, prefix="w"))
    return tables


def _line_columns() -> list[Column]:
    return [
        Column("question", _("Question"), sortable=False),
        Column("place", _("Municipality"), sortable=False),
        Column("count", _("Answers"), kind="integer"),
        *map(_value_column, VALUES),
        Column("mean", _("Mean"), kind="decimal"),
        Column("previous", _("Mean last time"), kind="decimal", sortable=False),
    ]


def _value_column(value: int) -> Column:
    return Column(
        f"gave_{value}",
        number(value, 0),
        value=lambda line: line.counts.get(value, 0),
        kind="integer",
        sortable=False,
    )
