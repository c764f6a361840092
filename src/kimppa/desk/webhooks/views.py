"""Receivers outside: named, tested, paused; their secrets are shown once."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.core.webhooks import actions, queries
from kimppa.core.webhooks.kinds import KINDS, TEST
from kimppa.core.webhooks.models import Webhook, WebhookMessage
from kimppa.desk.webhooks.forms import WebhookForm
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import Action, form_page, table_page
from kimppa.ui.sent import add_errors, posted
from kimppa.ui.tables import Column, Table
from kimppa.ui.undo import done

_STATUS = {"active": "confirmed", "paused": "waiting", "failed": "rejected"}
_SENT = {"queued": "waiting", "sent": "done", "failed": "rejected", "held": "no-need"}


@needs(Permission.MANAGE_CONSORTIUM)
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every receiver and how it is doing."""
    table = Table(
        request,
        caption=_("Receivers outside"),
        filename="vastaanottajat",
        rows=queries.webhooks(),
        columns=[
            Column("name", _("Name"), url=lambda one: reverse("desk:webhook", args=[one.pk])),
            Column("url", _("Address")),
            Column("state", _("State"), kind="status", value=_state),
        ],
    )
    return table_page(
        request,
        table,
        title=_("Receivers outside"),
        lead=_("Programs that Kimppa tells at once when something happens here."),
        teach=_("No receivers yet. Add one when another program needs to hear of changes."),
        actions=[
            Action(_("Add a receiver"), reverse("desk:webhook-add"), primary=True),
            Action(_("How messages are checked"), reverse("api:docs")),
        ],
    )


def _state(one: Webhook) -> tuple[str, str]:
    return _STATUS[one.state], one.get_state_display()


@never_cache
@needs(Permission.MANAGE_CONSORTIUM)
def webhook_add(request: HttpRequest) -> HttpResponse:
    """A new receiver; its secret is on the answer and is not shown again."""
    form = WebhookForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_webhook(by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _page(request, made, secret=made.secret)
    return form_page(
        request,
        form,
        title=_("Add a receiver"),
        lead=_("Kimppa sends small signed messages to the address; they hold no personal data."),
        submit=_("Add"),
        cancel=reverse("desk:webhooks"),
        status=422 if form.is_bound else 200,
    )


@needs(Permission.MANAGE_CONSORTIUM)
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One receiver with the last messages."""
    return _page(request, get_object_or_404(queries.webhooks(), pk=pk))


def _page(request: HttpRequest, one: Webhook, secret: str = "") -> HttpResponse:
    messages = [
        (message, KINDS.get(message.kind, _("Test message")), *_sent(message))
        for message in queries.last_messages(one)
    ]
    values = {
        "webhook": one,
        "state": _state(one),
        "kinds": [KINDS[kind] for kind in one.kinds if kind in KINDS],
        "messages_sent": messages,
        "secret": secret,
        "test": TEST,
    }
    return render(request, "desk/webhooks/webhook.html", values)


def _sent(message: WebhookMessage) -> tuple[str, str]:
    return _SENT[message.state], message.get_state_display()


@needs(Permission.MANAGE_CONSORTIUM)
def webhook_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a receiver's name, address or what it is told."""
    one = get_object_or_404(queries.webhooks(), pk=pk)
    start = {"name": one.name, "url": one.url, "kinds": one.kinds}
    form = WebhookForm(posted(request), initial=start)
    if form.is_bound and form.is_valid():
        try:
            actions.change_webhook(by=person_of(request), webhook=one, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("The receiver has been changed."))
            return redirect("desk:webhook", pk)
    return form_page(
        request,
        form,
        title=_("Change a receiver"),
        submit=_("Save"),
        cancel=reverse("desk:webhook", args=[pk]),
        status=422 if form.is_bound else 200,
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def webhook_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing for now."""
    one = get_object_or_404(queries.webhooks(), pk=pk)
    actions.pause_webhook(by=person_of(request), webhook=one)
    back = reverse("desk:webhook-resume", args=[pk])
    done(request, _("The receiver is told nothing for now."), undo=back)
    return redirect("desk:webhook", pk)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def webhook_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it again."""
    one = get_object_or_404(queries.webhooks(), pk=pk)
    actions.resume_webhook(by=person_of(request), webhook=one)
    back = reverse("desk:webhook-pause", args=[pk])
    done(request, _("The receiver is told again from now on."), undo=back)
    return redirect("desk:webhook", pk)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def webhook_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that tells nothing."""
    one = get_object_or_404(queries.webhooks(), pk=pk)
    actions.send_test(by=person_of(request), webhook=one)
    done(request, _("The test message is on its way. Its answer appears below in a moment."))
    return redirect("desk:webhook", pk)


@never_cache
@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def webhook_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, shown this once."""
    one = get_object_or_404(queries.webhooks(), pk=pk)
    secret = actions.rotate_secret(by=person_of(request), webhook=one)
    return _page(request, one, secret=secret)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def webhook_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a receiver and its messages."""
    one = get_object_or_404(queries.webhooks(), pk=pk)
    actions.remove_webhook(by=person_of(request), webhook=one)
    done(request, _("The receiver has been removed."))
    return redirect("desk:webhooks")


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def message_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message once more."""
    rows = WebhookMessage.objects.select_related("webhook")
    message = get_object_or_404(rows, pk=pk)
    actions.send_again(by=person_of(request), message=message)
    done(request, _("The message is on its way again."))
    return redirect("desk:webhook", message.webhook_id)
