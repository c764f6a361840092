"""The agenda as one PDF for those who come."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.queries import consortium
from kimppa.core.language import active_language
from kimppa.core.topics import label
from kimppa.documents.blocks import Block, Document, bullets, heading, paragraph, table
from kimppa.documents.pdf import render_pdf
from kimppa.meetings.agenda.queries import Agenda
from kimppa.meetings.agenda.words import length
from kimppa.meetings.models import Item, Meeting
from kimppa.meetings.times import when


def write_pack(meeting: Meeting, agenda: Agenda) -> bytes:
    """The list of items, then each with its text and the names of its attachments."""
    whole = consortium()
    return render_pdf(
        Document(
            title=_("Agenda: %(name)s") % {"name": meeting},
            subtitle=whole.name if whole else "",
            language=active_language(),
            date=clock.today(),
            blocks=tuple(_blocks(meeting, agenda)),
            footer=str(meeting),
            provisional=meeting.example,
        )
    )


def _blocks(meeting: Meeting, agenda: Agenda) -> Iterator[Block]:
    if meeting.example:
        yield paragraph(_("The meeting is a made-up example."), voice="quiet")
    yield paragraph(" · ".join(filter(None, (when(meeting), meeting.place, meeting.link))))
    if meeting.note:
        yield paragraph(meeting.note)
    if not agenda.lines:
        yield paragraph(_("No items yet."))
        return
    columns = [_("Item of the agenda"), _("Who presents"), _("Minutes it takes")]
    rows = [
        [f"{number}. {item.title}", item.presenter, str(item.minutes or "")]
        for number, item in agenda.lines
    ]
    yield table(length(agenda.minutes, meeting), columns, rows)
    for number, item in agenda.lines:
        yield from _item(number, item)


def _item(number: int, item: Item) -> Iterator[Block]:
    files = [attachment.title for attachment in item.attachments.all()]
    if not (item.text or files):
        return
    yield heading(f"{number}. {item.title}")
    if item.topic:
        yield paragraph(label(item.topic), voice="quiet")
    for part in item.text.split("\n\n"):
        if part.strip():
            yield paragraph(part.strip())
    if files:
        yield paragraph(_("Attachments on the meeting's page:"))
        yield bullets(*files)
