"""The form behind a personal link, and the links themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kimppa.core.proposals.actions import token_of
from kimppa.publishing import actions, messages
from kimppa.publishing.forms import SendForm, errors_at_fields
from kimppa.publishing.models import Item, SendingLink
from kimppa.ui.proposals import Links, address_of, by_link, public_form
from kimppa.ui.sent import posted

LINKS = Links(
    model=SendingLink,
    name="publishing:link",
    title=gettext_lazy("Links for sending without an account"),
    lead=gettext_lazy(
        "Whoever holds a link sends events of its municipality; the coordinator publishes "
        "them. Close a link that has gone astray."
    ),
    teach=gettext_lazy("Make one for a colleague who has no account here."),
)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(SendingLink)
def send(request: HttpRequest, link: SendingLink) -> HttpResponse:
    """Send an event of the link's municipality."""
    form = SendForm(posted(request), request.FILES or None, places=[link.municipality])

    def save(*, content: actions.ItemInput) -> str:
        with errors_at_fields(form):
            item = actions.send_by_link(link=link, content=content)
        return reverse("sent-event", args=[token_of(link), item.key])

    return public_form(request, form, save=save, template="publishing/public/send.html", link=link)


@require_safe
@by_link(SendingLink)
def receipt(request: HttpRequest, link: SendingLink, key: str) -> HttpResponse:
    """What was sent, as a receipt, and its state now."""
    item = Item.objects.filter(key=key, sender=link.holder, municipality=link.municipality).first()
    if item is None:
        return redirect(address_of(link))
    context = {
        "item": item,
        "when": messages.time_words(item.start, item.end),
        "state": messages.STATUS_KEYS[Item.Status(item.status)],
        "again": address_of(link),
    }
    return render(request, "publishing/public/sent.html", context)
