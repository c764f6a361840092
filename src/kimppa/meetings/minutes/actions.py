"""Writing what the minutes hold besides the items."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import change, stored
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.meetings.models import Meeting

RIGHT = Permission.DECIDE


@transaction.atomic
def write_words(*, by: Actor, meeting: Meeting, **words: str) -> None:
    """Set the `opening` and the `closing` words of the minutes. Raises PermissionDenied, and
    ValidationError before the meeting's day.
    """
    require(by, RIGHT)
    if not stored(meeting).is_under_way:
        raise ValidationError(_("The meeting is still to come, or was cancelled."))
    texts = {name: text.strip() for name, text in words.items()}
    change(meeting, by=by, action="meetings.minutes-words", **texts)
