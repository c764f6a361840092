"""The agenda as one PDF for those who come."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.consortium.queries import consortium
from kimppa.core.language import active_language
from kimppa.core.topics import label
from kimppa.documents import blocks
from kimppa.documents.pdf import render_pdf
from kimppa.documents.photos import photo
from kimppa.meetings.agenda.binding import Bound, Limits, bind
from kimppa.meetings.agenda.queries import Agenda
from kimppa.meetings.models import Item, Meeting
from kimppa.meetings.times import when

HIGHEST = 1.3  # of the width: a page of A4 fits beneath its heading


def write_pack(meeting: Meeting, agenda: Agenda) -> bytes:
    """The list of items, then each with its text and the names of its attachments, then those that
    can be bound, page by page.
    """
    owner = consortium()
    return render_pdf(
        blocks.Document(
            title=_("Agenda: %(name)s") % {"name": meeting},
            subtitle=owner.name if owner else "",
            language=active_language(),
            date=clock.today(),
            blocks=tuple(_blocks(meeting, agenda)),
            footer=str(meeting),
            provisional=meeting.example,
        )
    )


def _blocks(meeting: Meeting, agenda: Agenda) -> Iterator[blocks.Block]:
    if meeting.example:
        yield blocks.paragraph(_("The meeting is a made-up example."), voice="quiet")
    yield blocks.paragraph(" · ".join(filter(None, (when(meeting), meeting.place, meeting.link))))
    if meeting.note:
        yield blocks.paragraph(meeting.note)
    if not agenda.lines:
        yield blocks.paragraph(_("No items yet."))
        return
    columns = [_("Item of the agenda"), _("Who presents"), _("Minutes it takes")]
    table_rows = [
        [f"{number}. {item.title}", item.presenter, str(item.minutes or "")]
        for number, item in agenda.lines
    ]
    yield blocks.table(_minutes(agenda), columns, table_rows)
    limits = Limits()
    items_with_files = [
        (number, item, [bind(file, limits) for file in item.attachments.all()])
        for number, item in agenda.lines
    ]
    for number, item, files in items_with_files:
        yield from _item(number, item, files)
    for number, item, files in items_with_files:
        yield from _pages(number, item, [file for file in files if file.sheets])


def _minutes(agenda: Agenda) -> str:
    """What the items take; whether that is too much is for the coordinator to see, not on paper."""
    if not agenda.minutes:
        return _("Items of the agenda")
    return _("The items take %(minutes)d min") % {"minutes": agenda.minutes}


def _item(number: int, item: Item, files: Sequence[Bound]) -> Iterator[blocks.Block]:
    if not (item.text or files):
        return
    yield blocks.heading(f"{number}. {item.title}")
    if item.topic:
        yield blocks.paragraph(label(item.topic), voice="quiet")
    for part in item.text.split("\n\n"):
        if part.strip():
            yield blocks.paragraph(part.strip())
    if files:
        yield blocks.bullets(*map(_file_words, files))


def _file_words(file: Bound) -> blocks.Text:
    """One that is bound stands after the agenda; of others is said why not, and where they are."""
    attachment = file.attachment
    if file.sheets:
        return attachment.name
    path = reverse("meetings:attachment", args=[attachment.pk])
    reason = f" ({words})" if (words := _reason(file)) else ""
    name = blocks.link(attachment.name, settings.KIMPPA_PUBLIC_URL + path)
    return blocks.runs(name, f"{reason}: {attachment.saved_as}")


def _reason(file: Bound) -> str:
    too_long = ngettext(
        "there was no room here for its %(count)d page",
        "there was no room here for its %(count)d pages",
        file.pages,
    )
    return {
        "pages": too_long % {"count": file.pages},
        "room": _("there was no room for it here"),
        "missing": _("the file is missing"),
        "damaged": _("the file is damaged"),
        "locked": _("it is locked by a password"),
        "slow": _("drawing its pages took too long"),
    }.get(file.why, "")


def _pages(number: int, item: Item, files: Sequence[Bound]) -> Iterator[blocks.Block]:
    for file in files:
        yield blocks.PageBreak()
        if file is files[0]:
            yield blocks.heading(_("Attachments: %(item)s") % {"item": f"{number}. {item.title}"})
        yield blocks.heading(file.attachment.name, 2)
        for page, sheet in enumerate(file.sheets, 1):
            words = sheet.words or _("A picture without text.")
            numbers = {"attachment": file.attachment.number, "number": page}
            numbers["count"] = len(file.sheets)
            name = _("Attachment %(attachment)d, page %(number)d of %(count)d") % numbers
            alt = f"{name}. {words}"
            yield photo(sheet.data, sheet.media_type, sheet.size, alt, name, HIGHEST)
