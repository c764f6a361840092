"""Personal links: listed, made, closed."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kimppa.core.consortium.roles import Permission
from kimppa.publishing import actions, outside, queries
from kimppa.publishing.actions.links import token_of
from kimppa.publishing.forms import LinkForm
from kimppa.ui import pages as ui


@never_cache  # the addresses are secrets
@ui.needs(Permission.MANAGE_PEOPLE)
def links(request: HttpRequest) -> HttpResponse:
    """The links of one's municipalities, and a form for a new one."""
    person = ui.person_of(request)
    rows = [
        (link, token, outside.address("send-event", token))
        for link in queries.links_of(person)
        for token in [token_of(link)]
    ]
    response = ui.form_page(
        request,
        LinkForm(ui.posted(request), person=person),
        title=_("Links for sending without an account"),
        lead=_(
            "Whoever holds a link sends events of its municipality; the coordinator publishes "
            "them. Close a link that has gone astray."
        ),
        save=partial(actions.make_link, by=person),
        back=reverse("publishing:links"),
        message=_("The link is ready: copy its address to its holder."),
        template="publishing/links.html",
        rows=rows,
    )
    response["Cache-Control"] = "private, no-store"
    return response
