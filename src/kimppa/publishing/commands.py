"""What may be done with an event, a news item or a notice, and with a personal link."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.publishing import actions, queries
from kimppa.publishing.actions.items import may_change, may_publish
from kimppa.publishing.actions.publication import is_over
from kimppa.publishing.forms import NoteForm, ParticipantsForm
from kimppa.publishing.models import Item
from kimppa.ui import pages as ui

PROPOSAL_MESSAGE = gettext_lazy("Sent. The coordinator looks at it and publishes it.")


def find_item(request: HttpRequest, pk: int) -> Item:
    """An item that the person may see; else 404."""
    items = Item.objects.visible_to(ui.person_of(request)).select_related(
        "municipality", "branch__directory_entry", "decision", "image"
    )
    return get_object_or_404(items, pk=pk)


def may_send(item: Item, person: Person) -> bool:
    """Whether the person may send such an item: of the own municipality, joint ones if publishing
    is theirs.
    """
    town = item.municipality
    return person.can(Permission.PROPOSE, town) if town else person.can(Permission.PUBLISH)


def _available_commands(item: Item, person: Person) -> set[str]:
    commands = set()
    if may_change(person, item):
        commands |= {"edit"} if item.published_at else {"edit", "remove"}
    if may_send(item, person):
        commands |= _sender_commands(item) | ({"copy"} if item.kind == Item.Kind.EVENT else set())
    if may_publish(person, item):
        commands |= _publisher_commands(item)
    if item.source and person.can(Permission.PUBLISH) and queries.is_changed_there(item):
        commands |= {"settle"}
    return commands - {"propose"} if commands & {"publish", "hold"} else commands


def _sender_commands(item: Item) -> set[str]:
    is_event = item.kind == Item.Kind.EVENT
    return {
        Item.Status.DRAFT: {"propose"},
        Item.Status.PUBLISHED: {"call-off", "participants"} if is_event else set(),
        Item.Status.CANCELLED: {"restore"},
        Item.Status.HELD: {"participants"},
    }.get(Item.Status(item.status), set())


def _publisher_commands(item: Item) -> set[str]:
    next_command = "hold" if is_over(item, clock.now()) else "publish"
    return {
        Item.Status.DRAFT: {next_command},
        Item.Status.PROPOSED: {next_command, "send-back"},
        Item.Status.PUBLISHED: {"withdraw"},
        Item.Status.HELD: {"unhold"},
    }.get(Item.Status(item.status), set())


def _participants(item: Item, _person: Person) -> dict[str, Any]:
    return {"initial": {"participants": item.participants}}


ITEM = ui.Commands(
    name="publishing:item",
    at="<int:pk>/",
    argument="item",
    find=find_item,
    permission=Permission.PROPOSE,
    municipality=lambda item: item.municipality,
    available=_available_commands,
    commands=[
        ui.Command(
            "publish",
            gettext_lazy("Publish"),
            actions.publish,
            primary=True,
            permission=Permission.PUBLISH_OWN,
            many=gettext_lazy("Publish the chosen"),
            many_message=gettext_lazy("Published"),
        ),
        ui.Command(
            "hold",
            gettext_lazy("Note as held"),
            actions.note_held,
            primary=True,
            permission=Permission.PUBLISH_OWN,
            message=gettext_lazy("Noted as held: it counts for the statistics of its year."),
        ),
        ui.Command(
            "unhold",
            gettext_lazy("Take the noting back"),
            actions.unnote_held,
            icon="undo",
            permission=Permission.PUBLISH_OWN,
        ),
        ui.Command(
            "propose",
            gettext_lazy("Send to be published"),
            actions.propose,
            primary=True,
            message=PROPOSAL_MESSAGE,
        ),
        ui.Command("edit", gettext_lazy("Edit"), icon="edit", to="publishing:edit"),
        ui.Command(
            "copy",
            gettext_lazy("Copy to next year"),
            actions.copy_item,
            message=gettext_lazy("Copied as a draft. Check the day."),
            then=lambda item: reverse("publishing:edit", args=[item.pk]),
        ),
        ui.Command(
            "withdraw",
            gettext_lazy("Take the publishing back"),
            actions.withdraw,
            icon="undo",
            permission=Permission.PUBLISH_OWN,
            message=gettext_lazy("Taken back: it is no longer shown."),
        ),
        ui.Command(
            "call-off",
            gettext_lazy("Call off"),
            actions.call_off,
            message=gettext_lazy("Called off: it left every list."),
        ),
        ui.Command("restore", gettext_lazy("Held after all"), actions.restore, icon="undo"),
        ui.Command(
            "remove",
            gettext_lazy("Remove"),
            actions.remove,
            icon="remove",
            back="publishing:home",
        ),
        ui.Command(
            "settle",
            gettext_lazy("It has been checked"),
            actions.settle_change,
            permission=Permission.PUBLISH,
            message=gettext_lazy("Noted as checked."),
        ),
        ui.Command(
            "send-back",
            gettext_lazy("Give back to be completed"),
            actions.send_back,
            form=NoteForm,
            permission=Permission.PUBLISH_OWN,
        ),
        ui.Command(
            "participants",
            gettext_lazy("Save"),
            actions.set_participants,
            form=ParticipantsForm,
            arguments=_participants,
        ),
    ],
)
