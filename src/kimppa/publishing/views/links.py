"""Personal links: listed, made, closed."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.publishing import actions, outside, queries
from kimppa.publishing.actions.links import token_of
from kimppa.publishing.models import SendingLink
from kimppa.publishing.smallforms import LinkForm
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done


@never_cache  # the addresses are secrets
@needs(Permission.MANAGE_PEOPLE)
def links(request: HttpRequest) -> HttpResponse:
    """The links of one's municipalities, and a form for a new one."""
    person = person_of(request)
    form = LinkForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_link(by=person, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            undo = reverse("publishing:link-close", args=[made.pk])
            done(request, _("The link is ready: copy its address to its holder."), undo)
            return redirect("publishing:links")
    rows = [(one, token_of(one), _address(one)) for one in queries.links_of(person)]
    context = {"form": form, "rows": rows}
    response = render(
        request, "publishing/links.html", context, status=REFUSED if form.errors else 200
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _address(link: SendingLink) -> str:
    return outside.address("send-event", token_of(link))


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a link."""
    found = get_object_or_404(queries.links_of(person_of(request)), pk=pk)
    return attempt(
        request,
        lambda: actions.revoke_link(by=person_of(request), link=found),
        back=reverse("publishing:links"),
        message=_("The link is closed."),
    )
