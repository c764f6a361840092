"""Who comes, in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.meetings.invitations.letterbox import may_be_accepted
from kimppa.meetings.invitations.queries import Answer, Coming
from kimppa.meetings.models import CalendarLetter
from kimppa.ui.numbers import moment

STATUSES = {
    Answer.ACCEPTED: "done",
    Answer.TENTATIVE: "waiting",
    Answer.DECLINED: "rejected",
    Answer.DELEGATED: "waiting",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One who is invited: the status's key and words, and what was said besides."""

    name: str
    status: str
    words: str
    more: str


def coming_lines(rows: Sequence[Coming]) -> list[Line]:
    """Each with the answer; an answer that counts no more says why."""
    return [_line(row) for row in rows]


def _line(coming: Coming) -> Line:
    invitee = coming.invitee
    town_words = f" ({invitee.municipality})" if invitee.municipality else ""
    status, words = "waiting", _("Has not answered")
    if invitee.answer:
        status, words = STATUSES[Answer(invitee.answer)], str(invitee.get_answer_display())
    notes = [_("instead: %(name)s") % {"name": invitee.substitute}] if invitee.substitute else []
    if invitee.answered_by:
        notes.append(_written(invitee.answered_by, str(invitee.person)))
    if coming.has_left:
        status = "no-need"
        notes.append(_("has left since, so the answer does not count"))
    elif coming.is_old:
        status = "late"
        notes.append(_("answered before the time or the place changed"))
    notes += [invitee.comment] if invitee.comment else []
    return Line(f"{invitee.person}{town_words}", status, words, "; ".join(notes))


def _written(address: str, name: str) -> str:
    words = {"address": address, "name": name}
    return _("recorded by %(address)s for %(name)s") % words


def invited(rows: Sequence[Coming]) -> str:
    """6 people, of whom 3 come."""
    if not rows:
        return ""
    count = sum(row.counts for row in rows)
    people = ngettext("%(count)d person", "%(count)d people", len(rows)) % {"count": len(rows)}
    return _("%(people)s, of whom %(count)d come") % {"people": people, "count": count}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of a calendar program: who sent it when, what it says and why it is shown."""

    letter: CalendarLetter
    sender: str
    words: str
    may_accept: bool


def letter_lines(letters: Iterable[CalendarLetter]) -> list[LetterLine]:
    """Letters that wait for the coordinator, read with their invitees."""
    return [
        LetterLine(
            letter,
            f"{letter.sender or _('no sender')}, {moment(letter.arrived_at)}",
            ". ".join(_letter_words(letter)),
            may_be_accepted(letter),
        )
        for letter in letters
    ]


def _letter_words(letter: CalendarLetter) -> Iterator[str]:
    yield _("The letter %(reason)s") % {"reason": letter.get_reason_display()}
    name = str(letter.invitee) if letter.invitee else letter.attendee
    if name and letter.answer:
        by = f" ({_written(letter.writer, name)})" if may_be_accepted(letter) else ""
        yield f"{name}: {letter.get_answer_display()}{by}"
    elif name:
        yield name
    if letter.reason == CalendarLetter.Reason.PROPOSAL and letter.start:
        yield _("Proposed: %(when)s") % {"when": moment(letter.start)}
    if words := letter.text or letter.subject:
        yield f"“{words}”"
