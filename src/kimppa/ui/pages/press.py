"""One press: its writes are one batch of the audit log, its message offers the way back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.audit import undo as taking_back
from kimppa.core.audit.actions import batch, new_batch
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.queries import verb
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.mail.actions import held_until, release_letters
from kimppa.ui.address import back_to
from kimppa.ui.guard import person_of
from kimppa.ui.undo import done

MOST_TITLES = 3  # told by name when a press is taken back
type Text = str | Promise


def press[T](
    request: HttpRequest,
    do: Callable[[], T],
    *,
    message: Text | Callable[[T], Text] = "",
    nothing: Text = "",
) -> T:
    """Do what was asked for as one batch of the log and tell so, with the way back if there is one.

    Without a message the log's own word is said: "Task closed: Order the chairs"; one that is made
    of what `do` returns tells how many there were. `nothing` is said instead of the message when
    the log has no write of it.
    Raises what `do` raises.
    """
    name = new_batch()
    with batch(name):
        outcome = do()
    events = taking_back.events_of(name)
    undo = reverse("ui:undo", args=[name])
    undoable = bool(events) and taking_back.can_undo(person_of(request), events)
    words = (message(outcome) if events else "") if callable(message) else message
    text = str((words if events else nothing) or words) or _press_sentence(events)
    if undoable:
        done(request, f"{text} {_hold(name)}".strip(), undo)
    else:
        release_letters(name)
        done(request, text)
    return outcome


def _hold(batch: str) -> str:
    """Until when what goes out by letter can be taken back."""
    until = held_until(batch)
    if until is None:
        return ""
    time = time_format(until.astimezone(clock.ZONE), "TIME_FORMAT")
    return _("The letter leaves at %(time)s; until then you can undo it.") % {"time": time}


def attempt(
    request: HttpRequest,
    do: Callable[[], object],
    *,
    back: str | Callable[[Any], str],
    refused: str = "",
    message: Text | Callable[[Any], Text] = "",
    nothing: Text = "",
) -> HttpResponse:
    """Press and go `back`, also where what was done says, or say why it was refused: there, or at
    `refused`.
    """
    try:
        outcome = press(request, do, message=message, nothing=nothing)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(refused or str(back))
    return redirect(back(outcome) if callable(back) else back)


def _press_sentence(events: list[AuditEvent]) -> str:
    """What the press did in the words of the log: its main write."""
    if not events:
        return _("Nothing had to be changed.")
    event = _main_writes(events)[0]
    return f"{verb(event.action)}: {event.title}" if event.title else verb(event.action)


def _main_writes(events: list[AuditEvent]) -> list[AuditEvent]:
    """The oldest of those that would be taken back, else of all, and those that did the same with
    other rows.
    """
    writes = [event for event, _way in reversed(taking_back.plan(events))] or events[::-1]
    return [event for event in writes if event.action == writes[0].action]


def _undone_titles(events: list[AuditEvent]) -> str:
    writes = _main_writes(events)
    titles = list(dict.fromkeys(event.title for event in writes if event.title))
    text = ", ".join(titles[:MOST_TITLES]) or verb(writes[0].action)
    if count := len(titles[MOST_TITLES:]):
        return _("%(titles)s and %(count)d more") % {"titles": text, "count": count}
    return text


@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take one press back and return to the page at hand, or to the list when the row goes.

    Rights are those of each row (`core.audit.undo`); others' presses are seen only in the log.
    """
    person, events = person_of(request), taking_back.events_of(key)
    if not events or not _may_see(person, events):
        raise Http404
    pages = [way.back for _event, way in taking_back.plan(events) if way.back]
    page_at_hand = back_to(request, "/")
    message = _("Undone: %(title)s") % {"title": _undone_titles(events)}
    try:
        press(request, lambda: taking_back.undo(by=person, events=events), message=message)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(page_at_hand)
    return redirect(pages[0] if pages else page_at_hand)


def _may_see(person: Person, events: list[AuditEvent]) -> bool:
    return person.can(Permission.VIEW_AUDIT) or all(event.by_id == person.pk for event in events)
