"""The attachments of items: taken off, and given out as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.roles import Permission
from kimppa.meetings.agenda import actions
from kimppa.meetings.agenda.actions import RIGHT
from kimppa.meetings.models import Attachment, Item
from kimppa.ui import pages as ui
from kimppa.ui.attachments import stored


def find_attachment(request: HttpRequest, pk: int) -> Attachment:
    """A file of an item that the person may see, else 404."""
    items = Item.objects.visible_to(ui.person_of(request))
    files = Attachment.objects.filter(item__in=items).select_related("item__meeting", "file")
    return get_object_or_404(files, pk=pk)


ATTACHMENT = ui.Commands(
    name="meetings:attachment",
    at="attachments/<int:pk>/",
    argument="attachment",
    find=find_attachment,
    permission=RIGHT,
    available=lambda row, _person: {"remove"} if row.item.is_open else set(),
    shown_at=lambda row: row.get_absolute_url(),
    commands=[ui.Command("remove", gettext_lazy("Remove"), actions.detach)],
)


@ui.needs(Permission.VIEW)
def attached(request: HttpRequest, pk: int) -> HttpResponse:
    """An attachment as a file to save."""
    attachment_row = find_attachment(request, pk)
    return stored(attachment_row.file, attachment_row.saved_as)
