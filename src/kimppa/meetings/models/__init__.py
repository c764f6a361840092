"""The tables."""

from kimppa.meetings.models.meetings import Attachment as Attachment
from kimppa.meetings.models.meetings import Item as Item
from kimppa.meetings.models.meetings import Meeting as Meeting
