"""Proposing an item by the link of an invitation, without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kimppa.core.proposals.actions import token_of
from kimppa.meetings.agenda.forms import ProposalForm
from kimppa.meetings.agenda.proposals import lines_of, proposals_until, propose_by_link
from kimppa.meetings.invitations.public import link_gone
from kimppa.meetings.invitations.queries import members
from kimppa.meetings.models import InviteeLink
from kimppa.ui.proposals import address_of, by_link, public_form
from kimppa.ui.sent import posted


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(InviteeLink)
def propose(request: HttpRequest, link: InviteeLink) -> HttpResponse:
    """An item that waits for an agenda; the holder's own proposals and how they stand."""
    person = link.invitee.person
    if person not in members():
        return link_gone(request)
    address = reverse("meetings-public:invitee-propose", args=[token_of(link)])

    def save(**values: Any) -> str:
        propose_by_link(link=link, **values)
        return f"{address}#own"

    return public_form(
        request,
        ProposalForm(posted(request)),
        save=save,
        template="meetings/agenda/propose.html",
        until=proposals_until(),
        proposals=lines_of(person),
        back=address_of(link),
    )
