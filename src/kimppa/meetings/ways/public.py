"""What the staff reaches by its link, without an account, a cookie or a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kimppa.core.proposals.actions import token_of
from kimppa.meetings.models import StaffLink, Survey
from kimppa.meetings.ways.actions.suggestions import suggest_by_link
from kimppa.meetings.ways.actions.surveys import answer_survey
from kimppa.meetings.ways.forms import SheetForm, UnnamedForm
from kimppa.meetings.ways.queries import open_surveys
from kimppa.ui.proposals import by_link, public_form
from kimppa.ui.sent import posted


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(StaffLink)
def suggest(request: HttpRequest, link: StaffLink) -> HttpResponse:
    """Suggest; beside it the surveys that are open."""
    token = token_of(link)

    def save(**values: str) -> str:
        suggest_by_link(link=link, **values)
        return reverse("meetings-public:staff-thanks", args=[token])

    return public_form(
        request,
        UnnamedForm(posted(request)),
        save=save,
        template="meetings/staff/suggest.html",
        link=link,
        token=token,
        surveys=list(open_surveys()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(StaffLink)
def survey(request: HttpRequest, link: StaffLink, pk: int) -> HttpResponse:
    """Answer a survey; one that is closed says so."""
    row, token = get_object_or_404(Survey, pk=pk), token_of(link)
    if not row.is_open:
        context = {"survey": row, "link": link, "token": token}
        return render(request, "meetings/staff/closed.html", context, status=410)

    def save(**values: dict[int, int | str]) -> str:
        answer_survey(link=link, survey=row, answers=values["answers"])
        return reverse("meetings-public:staff-survey-thanks", args=[token, row.pk])

    return public_form(
        request,
        SheetForm(posted(request), survey=row),
        save=save,
        template="meetings/staff/survey.html",
        link=link,
        survey=row,
    )


@require_safe
@by_link(StaffLink)
def thanks(request: HttpRequest, link: StaffLink, pk: int = 0) -> HttpResponse:
    """It has arrived: what happens next, after a suggestion or a survey."""
    survey = get_object_or_404(Survey, pk=pk) if pk else None
    context = {"survey": survey, "token": token_of(link)}
    return render(request, "meetings/staff/thanks.html", context)
