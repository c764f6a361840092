"""A letter with a calendar in it, as calendar programs take it (iMIP, RFC 6047).

The calendar is the last alternative to the text, never an attachment only, and its part says the
same `method=` as the calendar itself: without that some programs show no buttons to answer, and a
cancellation deletes nothing.
"""

import re
from typing import Any

from django.core.mail import EmailMultiAlternatives

_METHOD = re.compile(r"^METHOD:([A-Z]{1,20})\r?$", re.MULTILINE)


class CalendarMessage(EmailMultiAlternatives):
    """A letter as text and as a calendar. Raises ValueError when the calendar has no METHOD."""

    def __init__(self, *args: Any, calendar: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        method = _METHOD.search(calendar)
        if method is None:
            raise ValueError("a calendar without METHOD")
        self.method = method[1]
        self.attach_alternative(calendar, "text/calendar")

    def message(self, **policy: Any) -> Any:
        """Part of the interface of Django's messages."""
        letter = super().message(**policy)
        for part in letter.walk():
            if part.get_content_type() == "text/calendar":
                part.set_param("method", self.method)
        return letter
