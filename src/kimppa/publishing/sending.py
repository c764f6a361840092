"""What comes by a personal link: the form behind it, its receipt, and what is decided on."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kimppa.core.proposals.actions import token_of
from kimppa.publishing import actions, messages
from kimppa.publishing.forms import CorrectionForm, SendForm, errors_at_fields
from kimppa.publishing.models import LANGUAGES, Item, ItemChange, SendingLink
from kimppa.ui import pages as ui
from kimppa.ui.proposals import STATUSES, Links, Proposals, address_of, by_link, public_form
from kimppa.ui.seen import one_save_at_a_time
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
    form = SendForm(posted(request), request.FILES or None, towns=[link.municipality])

    def save(*, content: actions.ItemInput) -> str:
        with errors_at_fields(form):
            item = actions.send_by_link(link=link, content=content)
        return _receipt(link, item)

    return public_form(request, form, save=save, template="publishing/public/send.html", link=link)


def _item_of(link: SendingLink, key: str) -> Item | None:
    return Item.objects.filter(key=key, sender=link.holder, municipality=link.municipality).first()


def _receipt(link: SendingLink, item: Item) -> str:
    return reverse("sent-event", args=[token_of(link), item.key])


@require_safe
@by_link(SendingLink)
def receipt(request: HttpRequest, link: SendingLink, key: str) -> HttpResponse:
    """What was sent, as a receipt, its state now, and what its sender may do."""
    item = _item_of(link, key)
    if item is None:
        return redirect(address_of(link))
    waits = item.status in (Item.Status.DRAFT, Item.Status.PROPOSED)
    change = item.changes.filter(link=link).last()
    is_own = item.link_id == link.pk
    context = {
        "item": item,
        "when": messages.time_words(item.start, item.end),
        "state": messages.STATUS_KEYS[Item.Status(item.status)],
        "change": change,
        "change_state": STATUSES[change.State(change.state)] if change else "",
        "may_correct": is_own and (waits or item.is_public),
        "may_withdraw": is_own and (waits or (change and change.state == change.State.WAITING)),
        "token": token_of(link),
    }
    return render(request, "publishing/public/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(SendingLink)
@one_save_at_a_time
def correct(request: HttpRequest, link: SendingLink, key: str) -> HttpResponse:
    """Correct what was sent by this very link."""
    item = get_object_or_404(Item, key=key, link=link)
    form = CorrectionForm(posted(request), towns=[link.municipality], item=item)

    def save(*, values: dict[str, Any]) -> str:
        with errors_at_fields(form):
            actions.correct_by_link(link=link, item=item, values=values)
        return _receipt(link, item)

    template = "publishing/public/send.html"
    return public_form(request, form, save=save, template=template, over=item, link=link, item=item)


@require_POST
@by_link(SendingLink)
def withdraw(request: HttpRequest, link: SendingLink, key: str) -> HttpResponse:
    """Take back what was sent by this very link and waits."""
    item = get_object_or_404(Item, key=key, link=link)
    with suppress(ValidationError):  # decided on meanwhile: the receipt says how
        actions.withdraw_by_link(link=link, item=item)
    return redirect(_receipt(link, item))


def describe(item: Item) -> list[ui.Fact]:
    """An event in labelled texts, for what is proposed of it to be compared with."""
    time_text = messages.time_words(item.start, item.end)
    texts = (f"{name}_{code}" for name in ("title", "summary", "text") for code in LANGUAGES)
    fields = ("branch", "place", "street_address", "locality", "price", "registration", "organiser")
    return [
        *ui.facts(item, *texts),
        ui.Fact(_("When"), time_text),
        *ui.facts(item, "rule"),
        ui.Fact(ui.label(Item, "exceptions"), ", ".join(item.exceptions)),
        *ui.facts(item, *fields, "contact", "joint", "latitude", "longitude"),
    ]


CHANGES = Proposals(
    model=ItemChange,
    register="publishing:changes",
    at="changes/",
    title=gettext_lazy("Proposed changes"),
    lead=gettext_lazy(
        "What senders without an account would change of what is public. It stays as it is until "
        "you accept the change."
    ),
    teach=gettext_lazy("No changes have been proposed."),
    up=(gettext_lazy("Events and news"), "publishing:home"),
    describe=describe,
    accept=actions.accept_change,
    refuse=actions.refuse_change,
)
