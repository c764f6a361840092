"""The meetings, one meeting with its agenda, one item."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.offers.queries import open_offers
from kimppa.core.topics import label
from kimppa.meetings.agenda import actions, forms
from kimppa.meetings.agenda.actions import PROPOSE, RIGHT
from kimppa.meetings.agenda.carrying import end
from kimppa.meetings.agenda.messages import going_on, length, mark, present
from kimppa.meetings.agenda.pack import write_pack
from kimppa.meetings.agenda.proposals import (
    leave_item,
    lines_of,
    may_edit,
    proposal_mark,
    proposals_until,
    wait_again,
    waiting_for,
    where,
)
from kimppa.meetings.agenda.queries import agenda_of, meetings_of, next_meeting
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.invitations.answers import answer_own, takes_answers
from kimppa.meetings.invitations.forms import AnswerForm
from kimppa.meetings.invitations.messages import coming_lines, invited
from kimppa.meetings.invitations.queries import coming_to, is_invited, with_invitees
from kimppa.meetings.invitations.views import letters_about
from kimppa.meetings.minutes.messages import correcting
from kimppa.meetings.models import Attachment, Item, Meeting
from kimppa.meetings.session import actions as session
from kimppa.meetings.session.forms import AttendanceForm, CloseForm
from kimppa.meetings.session.timebar import time_values
from kimppa.meetings.times import when
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.numbers import day
from kimppa.ui.selection import selected


@ui.needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """The meetings of all years, the newest first; those of the chosen year in the lead."""
    person = ui.person_of(request)
    table = ui.Table(
        request,
        columns=[
            ui.Column("start", _("Meeting"), value=str, url=MEETING.url),
            ui.Column("when", _("When"), value=when, sortable=False),
            *ui.columns(Meeting, "place"),
            ui.Column("state", _("State"), value=mark, kind="status"),
        ],
        rows=Meeting.objects.all(),
        filters=ui.filters(Meeting, "state"),
        search=("name", "place"),
        caption=_("Meetings"),
    )
    add = ui.link(_("Add a meeting"), "meetings:add", primary=True, permission=RIGHT)
    plan = ui.link(_("Plan the year"), "meetings:plan", permission=RIGHT)
    polls = ui.link(_("Which days suit"), "meetings:polls", permission=PROPOSE)
    return ui.table_page(
        request,
        table,
        title=_("Meetings"),
        lead=_year_in_words(selected(request).year),
        actions=[add, plan, polls],
        teach=_("No meetings yet."),
        template="meetings/agenda/meetings.html",
        may_propose=person.can(PROPOSE),
        first_proposes=not person.can(RIGHT),
        until=proposals_until() if person.can(PROPOSE) else "",
        proposals=lines_of(person),
        letters=letters_about(None, person),
    )


def _year_in_words(year: int) -> str:
    meetings = meetings_of(year)
    held_count = sum(meeting.state == Meeting.State.HELD for meeting in meetings)
    if not meetings:
        return ""
    return _("%(year)d: %(held)d held, %(left)d planned.") % {
        "year": year,
        "held": held_count,
        "left": len(meetings) - held_count,
    }


def find(_request: HttpRequest, pk: int) -> Meeting:
    """A meeting; all may see when it is."""
    return get_object_or_404(with_invitees(), pk=pk)


def _available(meeting: Meeting, person: Person) -> set[str]:
    answers = takes_answers(meeting) and is_invited(meeting, person)
    answering = {"answer"} if answers else set()
    commands = {"add-item", "invite", "hold", "edit", "cancel"} if meeting.is_open else {"reopen"}
    return commands | answering | ({"present"} if meeting.is_under_way else set())


MEETING = ui.Commands(
    name="meetings:meeting",
    at="<int:pk>/",
    argument="meeting",
    find=find,
    permission=RIGHT,
    available=_available,
    commands=[
        ui.Command(
            "add-item",
            gettext_lazy("Add an item"),
            actions.add_item,
            form=forms.ItemForm,
            arguments=lambda _meeting, person: {"by": person},
            title=lambda meeting: _("Add an item: %(name)s") % {"name": meeting},
            adds=True,
            icon="add",
            primary=True,
            at="items/add/",
            to="meetings:item-add",
        ),
        ui.Command(
            "edit",
            gettext_lazy("Edit"),
            actions.change_meeting,
            form=forms.MeetingForm,
            title=lambda meeting: _("Edit: %(name)s") % {"name": meeting},
            icon="edit",
            to="meetings:edit",
        ),
        ui.Command("invite", gettext_lazy("Send invitations"), invite, icon="calendar"),
        ui.Command("hold", gettext_lazy("The meeting was held"), end, icon="done"),
        ui.Command("cancel", gettext_lazy("Cancel the meeting"), actions.cancel),
        ui.Command(
            "answer",
            gettext_lazy("Answer the invitation"),
            answer_own,
            form=AnswerForm,
            permission=PROPOSE,
            fold=True,
        ),
        ui.Command("reopen", gettext_lazy("Plan again"), actions.reopen, icon="undo"),
        ui.Command(
            "present",
            gettext_lazy("Who is there"),
            session.note_attendance,
            form=AttendanceForm,
            arguments=lambda meeting, _person: {"meeting": meeting},
            fold=True,
        ),
    ],
)


@MEETING.page
@ui.needs(Permission.VIEW)
def meeting(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """The agenda in its order, and for whom it is to write what could come on it."""
    row, person = find(request, pk), ui.person_of(request)
    prefetch_related_objects([row], "attendances")
    agenda = agenda_of(row, person)
    next_one = next_meeting() if row.is_open and person.can(PROPOSE) else None
    gathers = next_one == row
    coming = coming_to(row) if person.can(PROPOSE) else []
    return ui.detail_page(
        request,
        row,
        title=str(row),
        mark=mark(row),
        text=row.note,
        facts=[
            ui.Fact(_("When"), when(row)),
            *ui.facts(row, "place", "link"),
            ui.Fact(_("Items are proposed until"), _until(row, person)),
            ui.Fact(_("Invited"), invited(coming)),
            ui.Fact(_("Items take"), length(agenda.minutes, row) if agenda.lines else ""),
            ui.Fact(_("Who is there"), present(row)),
            ui.Fact(_("Open items"), going_on(row, person)),
        ],
        buttons=MEETING.buttons(row, person, refusal=refusal),
        up=ui.link(_("All meetings"), "meetings:home"),
        actions=[
            ui.link(_("Agenda (PDF)"), "meetings:pack", row.pk),
            *_under_way(row),
        ],
        template="meetings/agenda/meeting.html",
        agenda=agenda,
        coming=coming_lines(coming),
        letters=letters_about(row, person),
        may_write=row.is_open and person.can(RIGHT),
        offers=open_offers(person) if gathers and person.can(RIGHT) else [],
        **waiting_for(row, person, gathers=gathers),
    )


def _until(meeting: Meeting, person: Person) -> str:
    """The last day for proposals, for who may propose, as long as it is to come."""
    last_day = meeting.last_proposal_day
    is_shown = meeting.is_open and last_day >= clock.today() and person.can(PROPOSE)
    return day(last_day) if is_shown else ""


def _under_way(meeting: Meeting) -> list[ui.Action]:
    if not meeting.is_under_way:
        return []
    wall = ui.link(_("On the wall"), "meetings:wall", meeting.pk, permission=PROPOSE)
    walls = [wall] if meeting.is_open else []
    return [*walls, ui.link(_("Minutes"), "meetings:minutes", meeting.pk)]


@ui.needs(RIGHT)
def add(request: HttpRequest) -> HttpResponse:
    """A meeting; the name and place of the last one to begin with."""
    last = Meeting.objects.first()
    names = ("name", "minutes", "place", "link")
    start: dict[str, Any] = {name: getattr(last, name) for name in names} if last else {}
    if last:
        start["time"] = last.local_start.time()
    return ui.form_page(
        request,
        forms.MeetingForm(ui.posted(request), initial=start),
        title=_("Add a meeting"),
        lead=_("Items that are on every agenda come along from the last meeting of that name."),
        save=partial(actions.add_meeting, by=ui.person_of(request)),
        then=MEETING.url,
        back=reverse("meetings:home"),
    )


@ui.needs(Permission.VIEW)
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda to print, as its reader sees it."""
    row = find(request, pk)
    data = write_pack(row, agenda_of(row, ui.person_of(request)))
    return attachment(f"{file_stem(_('Agenda'), str(row))}.pdf", "application/pdf", data)


def find_item(request: HttpRequest, pk: int) -> Item:
    """An item that the person may see, else 404."""
    items = Item.objects.visible_to(ui.person_of(request)).with_answers()
    return get_object_or_404(items.select_related("meeting", "decision", "proposed_by"), pk=pk)


def _item_commands(item: Item, _person: Person) -> set[str]:
    commands: set[str] = {"copy"} if item.meeting else set()
    if item.is_open:
        commands |= {"edit", "attach", "remove", "next"}
        commands |= {"up", "down"} if item.meeting else {"leave"}
    if item.left_reason:
        commands |= {"wait"}
    if item.meeting and item.meeting.is_under_way:
        commands |= {"close", "open-again"} if item.outcome else {"close"}
    return commands


ITEM = ui.Commands(
    name="meetings:item",
    at="items/<int:pk>/",
    argument="item",
    find=find_item,
    permission=RIGHT,
    available=_item_commands,
    fingerprint=lambda item: f"meeting {item.meeting_id or 0}",
    commands=[
        ui.Command(
            "close",
            gettext_lazy("Save and go on"),
            session.close_item,
            form=CloseForm,
            arguments=lambda item, _person: {"item": item},
            message=gettext_lazy("Saved what came of the item."),
        ),
        ui.Command("open-again", gettext_lazy("Open again"), session.open_again, icon="undo"),
        ui.Command("edit", gettext_lazy("Edit"), icon="edit", to="meetings:item-edit"),
        ui.Command("up", gettext_lazy("Move up"), actions.move_up),
        ui.Command("down", gettext_lazy("Move down"), actions.move_down),
        ui.Command("next", gettext_lazy("To the next meeting"), actions.move_on),
        ui.Command(
            "leave",
            gettext_lazy("Leave, with the reason"),
            leave_item,
            form=forms.LeaveForm,
            fold=True,
        ),
        ui.Command("wait", gettext_lazy("Let it wait again"), wait_again, icon="undo"),
        ui.Command("copy", gettext_lazy("Also to the next meeting"), actions.copy_on),
        ui.Command(
            "attach",
            gettext_lazy("Add an attachment"),
            actions.attach,
            form=forms.AttachmentForm,
            fold=True,
        ),
        ui.Command("remove", gettext_lazy("Remove"), actions.remove_item, back="meetings:home"),
    ],
)


@ITEM.page
@ui.needs(Permission.VIEW)
def item(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """One item with its attachments, what came of it, and the way to the others."""
    row, person = find_item(request, pk), ui.person_of(request)
    origin = (row.area, row.object_id)
    matter = resolve([origin], person).get(origin) if row.area else None
    meeting, buttons = row.meeting, ITEM.buttons(row, person, refusal=refusal)
    way_up = ui.Action(str(meeting), MEETING.url(meeting)) if meeting else None
    lines = agenda_of(meeting, person).lines if meeting else []
    edit = ui.link(_("Edit"), "meetings:item-edit", row.pk, primary=True)
    next_item = next((line[1] for line in lines if line[1].position > row.position), meeting)
    return ui.detail_page(
        request,
        row,
        title=row.title,
        lead=where(row),
        mark=proposal_mark(row),
        text=row.text,
        facts=[
            ui.Fact(_("Topic"), label(row.topic) if row.topic else ""),
            ui.Fact(_("About"), matter.title if matter else "", matter.url if matter else ""),
            *ui.facts(row, "presenter", "minutes"),
            ui.Fact(ui.label(Item, "proposed_by"), str(row.proposed_by or "")),
            ui.Fact(_("Why it was left"), row.left_reason),
            ui.Fact(_("Shown to"), _("only for directors") if row.internal else ""),
            *_outcome(row, person),
        ],
        buttons=ui.Buttons([button for button in buttons.items if button.command.name != "close"]),
        closing=buttons.only("close"),
        lines=lines,
        following=next_item,
        actions=[] if person.can(RIGHT) or not may_edit(row, person) else [edit],
        up=way_up or ui.link(_("All meetings"), "meetings:home"),
        template="meetings/agenda/item.html",
        attachments=_attachments(row, lines),
        **(time_values(meeting, lines) if meeting and lines else {}),
        may_write=row.is_open and person.can(RIGHT),
        correcting=correcting(row) if person.can(RIGHT) else "",
    )


def _attachments(item: Item, lines: Sequence[tuple[int, Item]]) -> Iterable[Attachment]:
    """The attachments of an item, by their numbers where it is on an agenda."""
    listed_item = next((line for _number, line in lines if line == item), item)
    return listed_item.attachments.all()


def _outcome(item: Item, person: Person) -> list[ui.Fact]:
    """What came of it, with the decision and the task as far as the person sees them."""
    references = [("desk", f"decision-{item.decision_id}"), ("desk", f"task-{item.task_id}")]
    matters = resolve(references, person) if item.decision_id or item.task_id else {}
    labels = (_("Decision"), _("Task"))
    return [
        ui.Fact(_("What stands in the minutes"), item.outcome_text),
        *(
            ui.Fact(name, matters[key].title, matters[key].url)
            for name, key in zip(labels, references, strict=True)
            if key in matters
        ),
    ]
