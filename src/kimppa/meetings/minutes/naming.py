"""What the minutes of a meeting are called."""

from django.utils.translation import gettext as _

from kimppa.core.language import in_every_language
from kimppa.meetings.models import Meeting


def title_of(meeting: Meeting) -> str:
    """The title in the active language."""
    return _("Minutes: %(meeting)s") % {"meeting": meeting}


def titles_of(meeting: Meeting) -> tuple[str, ...]:
    """The titles by which versions follow one another, one in each language."""
    return in_every_language(lambda: title_of(meeting))
