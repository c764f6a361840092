"""What the staff reaches by its link, without an account or a name.

A cookie of a survey's own says that the browser has answered it, and nothing else.
"""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kimppa.core import clock
from kimppa.core.proposals.actions import token_of
from kimppa.meetings.models import StaffLink, Survey
from kimppa.meetings.ways.actions.suggestions import suggest_by_link
from kimppa.meetings.ways.actions.surveys import answer_survey
from kimppa.meetings.ways.forms import SheetForm, UnnamedForm
from kimppa.meetings.ways.queries import open_surveys
from kimppa.ui.proposals import by_link, public_form
from kimppa.ui.sent import REFUSED, posted


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
        template="meetings/ways/suggest.html",
        link=link,
        token=token,
        surveys=list(open_surveys()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(StaffLink)
def survey(request: HttpRequest, link: StaffLink, pk: int) -> HttpResponse:
    """Answer a survey once from a browser, unless somebody else uses it too; one that is closed
    says so.
    """
    row, token = get_object_or_404(Survey, pk=pk), token_of(link)
    if not row.is_open:
        context = {"survey": row, "link": link, "token": token}
        return render(request, "meetings/ways/closed.html", context, status=410)

    name, path = f"kimppa-survey-{row.pk}", reverse("meetings-public:staff-suggest", args=[token])
    if "another" in request.POST:
        response: HttpResponse = redirect(request.path)
        response.delete_cookie(name, path=path)
        return response
    if request.COOKIES.get(name):
        context = {"survey": row, "link": link, "token": token}
        status = REFUSED if request.method == "POST" else 200
        return render(request, "meetings/ways/answered.html", context, status=status)

    def save(**values: Any) -> str:
        answer_survey(link=link, survey=row, **values)
        return reverse("meetings-public:staff-survey-thanks", args=[token, row.pk])

    response = public_form(
        request,
        SheetForm(posted(request), survey=row),
        save=save,
        template="meetings/ways/survey.html",
        link=link,
        survey=row,
    )
    if response.status_code == HTTPStatus.FOUND:
        days = dt.timedelta(days=(row.closes_on - clock.today()).days + 1)
        response.set_cookie(
            name, "1", path=path, max_age=days, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


@require_safe
@by_link(StaffLink)
def thanks(request: HttpRequest, link: StaffLink, pk: int = 0) -> HttpResponse:
    """It has arrived: what happens next, after a suggestion or a survey."""
    survey = get_object_or_404(Survey, pk=pk) if pk else None
    context = {"survey": survey, "token": token_of(link)}
    return render(request, "meetings/ways/thanks.html", context)
