"""An invitation answered by a link, without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kimppa.core.consortium.queries import coordinators
from kimppa.core.proposals.actions import token_of
from kimppa.meetings.invitations.answers import answer_by_link, takes_answers
from kimppa.meetings.invitations.forms import AnswerForm
from kimppa.meetings.invitations.queries import members
from kimppa.meetings.models import InviteeLink
from kimppa.meetings.times import when
from kimppa.ui.numbers import moment
from kimppa.ui.proposals import address_of, by_link, public_form
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import posted


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(InviteeLink)
@one_save_at_a_time
def answer(request: HttpRequest, link: InviteeLink) -> HttpResponse:
    """Whether one comes; a link ends with the office of its person."""
    invitee = link.invitee
    if invitee.person not in members():
        return link_gone(request)
    meeting = invitee.meeting
    answered_words = moment(invitee.answered_at) if invitee.answered_at else ""
    context: dict[str, Any] = {
        "meeting": meeting,
        "when": when(meeting),
        "invitee": invitee,
        "answered": answered_words,
        "propose": reverse("meetings-public:invitee-propose", args=[token_of(link)]),
    }
    if not takes_answers(meeting):
        return render(request, "meetings/invitations/answer.html", context)

    def save(**values: Any) -> str:
        answer_by_link(link=link, **values)
        return address_of(link)

    form = AnswerForm(posted(request), invitee=invitee)
    return public_form(
        request, form, save=save, template="meetings/invitations/answer.html", **context
    )


def link_gone(request: HttpRequest) -> HttpResponse:
    """The link of somebody who is not in office any more."""
    context = {"ask": coordinators()}
    return render(request, "ui/proposals/link_gone.html", context, status=410)
