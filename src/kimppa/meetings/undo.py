"""How what the area writes is taken back (`kimppa.core.audit.undo`)."""

from kimppa.core.audit.undo import earlier_values, opposite, put_back
from kimppa.core.proposals.undo import link_undo
from kimppa.meetings.agenda import actions, proposals
from kimppa.meetings.agenda.numbering import set_number
from kimppa.meetings.dates import actions as dates
from kimppa.meetings.invitations import actions as invitations
from kimppa.meetings.invitations import answers, letterbox
from kimppa.meetings.minutes import actions as minutes
from kimppa.meetings.models import (
    Approval,
    Attachment,
    Attendance,
    Ballot,
    BallotLink,
    BusyWeeks,
    CalendarEntry,
    CalendarLetter,
    Correction,
    Invitee,
    InviteeLink,
    Item,
    Meeting,
    Poll,
    StaffLink,
)
from kimppa.meetings.session import actions as closing
from kimppa.meetings.ways.undo import UNDO as WAYS

UNDO = {
    "meetings.add": opposite(
        Meeting, actions.remove_meeting, "meeting", back="meetings:home", whole=True
    ),
    "meetings.change": earlier_values(Meeting, actions.change_meeting, "meeting"),
    "meetings.number": earlier_values(Meeting, set_number, "meeting"),
    "meetings.remove": put_back(Meeting, "meetings.add"),
    "meetings.hold": opposite(Meeting, actions.reopen, "meeting"),
    "meetings.cancel": opposite(Meeting, actions.reopen, "meeting"),
    "meetings.reopen": earlier_values(Meeting, actions.close_again, "meeting"),
    "meetings.item-add": opposite(Item, actions.remove_item, "item", back="meetings:home"),
    "meetings.item-change": earlier_values(Item, actions.change_item, "item"),
    "meetings.item-move": earlier_values(Item, actions.place_item, "item"),
    "meetings.item-leave": earlier_values(Item, proposals.set_left, "item"),
    "meetings.item-remove": put_back(Item, "meetings.item-add"),
    "meetings.item-close": earlier_values(Item, closing.set_outcome, "item"),
    "meetings.item-reopen": earlier_values(Item, closing.set_outcome, "item"),
    "meetings.present-add": opposite(Attendance, closing.remove_attendance, "attendance"),
    "meetings.present-change": earlier_values(Attendance, closing.change_attendance, "attendance"),
    "meetings.present-remove": put_back(Attendance, "meetings.present-add"),
    "meetings.minutes-words": earlier_values(Meeting, minutes.write_words, "meeting"),
    "meetings.minutes-publish": earlier_values(Meeting, minutes.set_published, "meeting"),
    "meetings.approval-ask": opposite(Approval, minutes.forget_link, "approval"),
    "meetings.approval-sent": opposite(
        Approval, minutes.unsend, "approval", volatile=frozenset({"sent"})
    ),
    "meetings.approval-remove": put_back(Approval, "meetings.approval-ask"),
    "meetings.approve": opposite(Approval, minutes.take_back, "approval"),
    "meetings.correction-settle": earlier_values(Correction, minutes.set_state, "correction"),
    "meetings.attach": opposite(Attachment, actions.detach, "attachment"),
    "meetings.invite": opposite(CalendarEntry, invitations.forget_entry, "entry"),
    "meetings.invitee-add": opposite(Invitee, invitations.remove_invitee, "invitee"),
    "meetings.entry-change": earlier_values(CalendarEntry, invitations.restore_entry, "entry"),
    "meetings.poll-ask": opposite(Poll, dates.withdraw_poll, "poll", whole=True),
    "meetings.poll-confirm": earlier_values(Poll, dates.set_poll, "poll", whole=True),
    "meetings.poll-withdraw": earlier_values(Poll, dates.set_poll, "poll"),
    "meetings.poll-change": earlier_values(Poll, dates.set_poll, "poll"),
    "meetings.poll-remind": opposite(
        Poll,
        dates.take_reminder_back,
        "poll",
        whole=True,
        volatile=frozenset({"reminded"}),
    ),
    "meetings.ballot": earlier_values(Ballot, dates.restore_ballot, "ballot"),
    "meetings.weeks": earlier_values(BusyWeeks, dates.set_weeks, "row"),
    "meetings.weeks-add": opposite(BusyWeeks, dates.set_weeks, "row"),
    "meetings.answer": earlier_values(Invitee, answers.restore_answer, "invitee"),
    "meetings.letter-close": earlier_values(CalendarLetter, letterbox.reopen_letter, "letter"),
    **link_undo(BallotLink, InviteeLink, StaffLink),
    "meetings.detach": put_back(Attachment, "meetings.attach"),
    **WAYS,
}
