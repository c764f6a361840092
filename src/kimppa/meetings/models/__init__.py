"""The tables."""

from kimppa.meetings.models.invitations import CalendarEntry as CalendarEntry
from kimppa.meetings.models.invitations import CalendarLetter as CalendarLetter
from kimppa.meetings.models.invitations import Invitee as Invitee
from kimppa.meetings.models.invitations import InviteeLink as InviteeLink
from kimppa.meetings.models.meetings import Attachment as Attachment
from kimppa.meetings.models.meetings import Attendance as Attendance
from kimppa.meetings.models.meetings import Item as Item
from kimppa.meetings.models.meetings import Meeting as Meeting
from kimppa.meetings.models.meetings import Outcome as Outcome
from kimppa.meetings.models.minutes import Approval as Approval
from kimppa.meetings.models.minutes import Correction as Correction
from kimppa.meetings.models.polls import Ballot as Ballot
from kimppa.meetings.models.polls import BallotLink as BallotLink
from kimppa.meetings.models.polls import BusyWeeks as BusyWeeks
from kimppa.meetings.models.polls import Poll as Poll
from kimppa.meetings.models.polls import PollDay as PollDay
from kimppa.meetings.models.ways import DAYS as DAYS
from kimppa.meetings.models.ways import AnswerTime as AnswerTime
from kimppa.meetings.models.ways import Practice as Practice
from kimppa.meetings.models.ways import Question as Question
from kimppa.meetings.models.ways import Remark as Remark
from kimppa.meetings.models.ways import StaffLink as StaffLink
from kimppa.meetings.models.ways import Suggestion as Suggestion
from kimppa.meetings.models.ways import Survey as Survey
from kimppa.meetings.models.ways import Tally as Tally
