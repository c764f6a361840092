"""The tables."""

from kimppa.meetings.models.invitations import CalendarEntry as CalendarEntry
from kimppa.meetings.models.invitations import Invitee as Invitee
from kimppa.meetings.models.meetings import Attachment as Attachment
from kimppa.meetings.models.meetings import Attendance as Attendance
from kimppa.meetings.models.meetings import Item as Item
from kimppa.meetings.models.meetings import Meeting as Meeting
from kimppa.meetings.models.meetings import Outcome as Outcome
from kimppa.meetings.models.minutes import Approval as Approval
from kimppa.meetings.models.minutes import Correction as Correction
