"""Receivers outside: named, tested, paused; their secrets are shown once."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.webhooks import actions, queries
from kimppa.core.webhooks.kinds import KINDS
from kimppa.core.webhooks.models import Webhook, WebhookMessage
from kimppa.ui import pages as ui
from kimppa.ui.numbers import day, moment
from kimppa.ui.shown_once import secret_to_show, show_once

State = Webhook.State
STATUS = {"active": "confirmed", "paused": "waiting", "failed": "rejected"}
MESSAGE_STATUS = {"queued": "waiting", "sent": "done", "failed": "rejected", "held": "no-need"}


class WebhookForm(forms.Form):
    """Name, address and what it is told."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("An address in the open internet, beginning with https://."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"),
        choices=list(KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


def _webhook(_request: HttpRequest, pk: int) -> Webhook:
    return get_object_or_404(queries.webhooks(), pk=pk)


def _command_names(webhook: Webhook, _person: Person) -> set[str]:
    return {"test", "edit", "remove", "pause" if webhook.state == State.ACTIVE else "resume"}


def _initial(webhook: Webhook, _person: Person) -> dict[str, Any]:
    return {"initial": {name: getattr(webhook, name) for name in ("name", "url", "kinds")}}


WEBHOOK = ui.Commands(
    name="desk:webhook",
    at="webhooks/<int:pk>/",
    argument="webhook",
    find=_webhook,
    permission=Permission.MANAGE_CONSORTIUM,
    available=_command_names,
    commands=[
        ui.Command(
            "test",
            gettext_lazy("Send a test message"),
            actions.send_test,
            primary=True,
            message=gettext_lazy(
                "The test message is on its way. Its answer appears below in a moment."
            ),
        ),
        ui.Command(
            "edit",
            gettext_lazy("Edit"),
            actions.change_webhook,
            form=WebhookForm,
            arguments=_initial,
            title=gettext_lazy("Change a receiver"),
        ),
        ui.Command("pause", gettext_lazy("Pause"), actions.pause_webhook),
        ui.Command("resume", gettext_lazy("Start again"), actions.resume_webhook),
        ui.Command(
            "remove",
            gettext_lazy("Remove the receiver"),
            actions.remove_webhook,
            back="desk:webhooks",
        ),
    ],
)


def state(webhook: Webhook) -> tuple[str, str]:
    """Status key and word of a receiver."""
    return STATUS[webhook.state], webhook.get_state_display()


@ui.needs(Permission.MANAGE_CONSORTIUM)
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every receiver and how it is doing."""
    table = ui.Table(
        request,
        caption=_("Receivers outside"),
        rows=queries.webhooks(),
        columns=[
            *ui.columns(Webhook, "name", "url", link="name", url=WEBHOOK.url),
            ui.Column("state", _("State"), kind="status", value=state),
        ],
    )
    return ui.table_page(
        request,
        table,
        title=_("Receivers outside"),
        lead=_("Programs that Kimppa tells at once when something happens here."),
        teach=_("No receivers yet. Add one when another program needs to hear of changes."),
        actions=[
            ui.link(_("Add a receiver"), "desk:webhook-add", primary=True),
            ui.link(_("How messages are checked"), "api:docs"),
        ],
    )


@never_cache
@ui.needs(Permission.MANAGE_CONSORTIUM)
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One receiver with the last messages; a new secret is shown this once."""
    webhook = _webhook(request, pk)
    origin = [day(webhook.created_at), webhook.owner.name if webhook.owner else ""]
    failing_since = webhook.failing_since
    return ui.detail_page(
        request,
        webhook,
        title=webhook.name,
        lead=webhook.url,
        mark=state(webhook),
        facts=[
            ui.Fact(_("No good answer since"), moment(failing_since) if failing_since else ""),
            ui.Fact(
                _("What it is told"),
                ", ".join(str(KINDS[kind]) for kind in webhook.kinds if kind in KINDS),
            ),
            ui.Fact(_("Added"), ", ".join(filter(None, origin))),
        ],
        buttons=WEBHOOK.buttons(webhook, ui.person_of(request)),
        actions=[
            ui.Action(
                _("Make a new secret"), reverse("desk:webhook-secret", args=[webhook.pk]), post=True
            )
        ],
        template="desk/webhooks/webhook.html",
        secret=secret_to_show(request),
        last_messages=[
            (
                message,
                KINDS.get(message.kind, _("Test message")),
                MESSAGE_STATUS[message.state],
                message.get_state_display(),
            )
            for message in queries.last_messages(webhook)
        ],
    )


@ui.needs(Permission.MANAGE_CONSORTIUM)
def webhook_add(request: HttpRequest) -> HttpResponse:
    return ui.form_page(
        request,
        WebhookForm(ui.posted(request)),
        title=_("Add a receiver"),
        lead=_("Kimppa sends small signed messages to the address; they hold no personal data."),
        submit=_("Add"),
        save=partial(actions.add_webhook, by=ui.person_of(request)),
        then=lambda webhook: show_once(request, webhook.secret, at=WEBHOOK.url(webhook)),
        back=reverse("desk:webhooks"),
    )


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def webhook_secret(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = _webhook(request, pk)
    rotate = partial(actions.rotate_secret, by=ui.person_of(request), webhook=webhook)
    return redirect(show_once(request, ui.press(request, rotate), at=WEBHOOK.url(webhook)))


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def message_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message once more."""
    message = get_object_or_404(WebhookMessage.objects.select_related("webhook"), pk=pk)
    send = partial(actions.send_again, by=ui.person_of(request), message=message)
    ui.press(request, send, message=_("The message is on its way again."))
    return redirect(WEBHOOK.url(message.webhook))
