"""What came from calendar programs, at the desk."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Person
from kimppa.meetings.invitations import letterbox
from kimppa.meetings.invitations.letterbox import RIGHT, may_be_accepted
from kimppa.meetings.invitations.messages import LetterLine, letter_lines
from kimppa.meetings.models import CalendarLetter, Meeting
from kimppa.ui import pages as ui


def letters_about(meeting: Meeting | None, person: Person) -> list[LetterLine]:
    """The letters about a meeting, or about none, that wait for the coordinator: one query."""
    if not person.can(RIGHT):
        return []
    letters = CalendarLetter.objects.filter(meeting=meeting, closed_at=None)
    return letter_lines(letters.select_related("invitee__person"))


def find_letter(_request: HttpRequest, pk: int) -> CalendarLetter:
    """A letter; its commands are the coordinator's."""
    return get_object_or_404(CalendarLetter.objects.select_related("meeting"), pk=pk)


def _available(letter: CalendarLetter, _person: Person) -> set[str]:
    if letter.closed_at:
        return set()
    return {"accept", "close"} if may_be_accepted(letter) else {"close"}


LETTER = ui.Commands(
    name="meetings:letter",
    at="letters/<int:pk>/",
    argument="letter",
    find=find_letter,
    permission=RIGHT,
    available=_available,
    shown_at=lambda letter: letter.get_absolute_url(),
    commands=[
        ui.Command("accept", gettext_lazy("Take as the answer"), letterbox.accept_letter),
        ui.Command("close", gettext_lazy("Remove"), letterbox.close_letter),
    ],
)
