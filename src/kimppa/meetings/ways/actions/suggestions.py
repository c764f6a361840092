"""Suggesting, and answering what was suggested."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.handover import HandOver, Receipt
from kimppa.core.language import official
from kimppa.core.mail.actions import forget_letters
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.offers.actions import take_offer
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.proposals.actions import sender_of, use_link
from kimppa.meetings.models import DAYS, AnswerTime, StaffLink, Suggestion
from kimppa.meetings.ways.letters import key_of, write_answer
from kimppa.meetings.ways.offers import offer_suggestion
from kimppa.meetings.ways.queries import items_about

RIGHT, TOPIC = Permission.DECIDE, "working-methods"
KEEP_ADDRESS = dt.timedelta(days=30)
State = Suggestion.State


@transaction.atomic
def suggest(
    *,
    by: Actor,
    title: str,
    reason: str = "",
    municipality: Municipality | None = None,
    example: bool = False,
) -> Suggestion:
    """A suggestion of somebody who signs in. Raises PermissionDenied, ValidationError by field."""
    require(by, Permission.LOG_WORK, municipality)
    person = person_or_none(by)
    return _add(by, title, reason, municipality, person=person, example=example)


@transaction.atomic
def suggest_by_link(
    *, link: StaffLink, title: str, reason: str = "", email: str = ""
) -> Suggestion:
    """A suggestion that came by the link of a municipality's staff, without a name.

    Raises ValidationError by field, or when much has come by the link of late.
    """
    use_link(link)
    town = link.municipality
    return _add(sender_of(link), title, reason, town, email=email, example=link.example)


def _add(
    by: Actor, title: str, reason: str, municipality: Municipality | None, **values: Any
) -> Suggestion:
    today, target = clock.today(), AnswerTime.objects.first()
    suggestion = Suggestion(
        title=title.strip(),
        reason=reason.strip(),
        municipality=municipality,
        arrived_on=today,
        due_on=today + dt.timedelta(days=target.days if target else DAYS),
        **values,
    )
    suggestion.full_clean(exclude=["person", "municipality"])
    suggestion.save()
    _record(by, "meetings.suggestion-add", suggestion, after=_logged_fields(suggestion))
    return suggestion


@transaction.atomic
def remove_suggestion(*, by: Actor, suggestion: Suggestion) -> None:
    """It was written by mistake. Raises PermissionDenied, ValidationError once it is answered."""
    _require_own(by, suggestion)
    if not stored(suggestion).is_open or _is_on_agenda(suggestion):
        raise ValidationError(_("It has been answered or is on an agenda: it stays."))
    logged = _logged_fields(suggestion)
    _record(by, "meetings.suggestion-remove", suggestion, before=logged, after={})
    suggestion.delete()


@transaction.atomic
def answer(*, by: Actor, suggestion: Suggestion, text: str) -> None:
    """Answer it; the answer goes by letter to who suggested it, if that is known.

    Raises PermissionDenied, and ValidationError without words or when it is answered already.
    """
    _close(by, suggestion, State.ANSWERED, text, "meetings.suggestion-answer")


@transaction.atomic
def leave(*, by: Actor, suggestion: Suggestion, text: str) -> None:
    """Leave it, saying why; the reason goes out as an answer does. Raises as `answer`."""
    _close(by, suggestion, State.DECLINED, text, "meetings.suggestion-leave")


def _close(by: Actor, suggestion: Suggestion, state: State, text: str, action: str) -> None:
    require(by, RIGHT)
    if not stored(suggestion).is_open:
        raise ValidationError(_("It has been answered already. Open it again first."))
    if not text.strip():
        raise ValidationError({"text": _("Write what is answered.")})
    fields = {"state": state, "answer": text.strip(), "answered_on": clock.today()}
    set_answer(by=by, suggestion=suggestion, action=action, **fields)
    write_answer(suggestion)


@transaction.atomic
def reopen(*, by: Actor, suggestion: Suggestion) -> None:
    """It waits for an answer again; a letter that has left stays left. Raises PermissionDenied."""
    fields: dict[str, Any] = {"state": State.OPEN, "answer": "", "answered_on": None}
    set_answer(by=by, suggestion=suggestion, action="meetings.suggestion-reopen", **fields)


@transaction.atomic
def set_answer(
    *,
    by: Actor,
    suggestion: Suggestion,
    action: str = "meetings.suggestion-answer",
    **values: Any,
) -> None:
    """Set or put back what is answered; an answer counts as work once, of its day."""
    require(by, RIGHT)
    if not change(suggestion, by=by, action=action, **values):
        return
    if suggestion.is_open:
        retract(("meetings", suggestion.key), by=by)
        return
    town = suggestion.municipality
    with official():
        title = _("Suggestion answered: %(title)s") % {"title": suggestion.title}
    record_evidence(
        by=by,
        topic=TOPIC,
        title=title[:300],
        date=suggestion.answered_on,
        municipalities=[town] if town else None,
        origin=("meetings", suggestion.key),
        same_as=items_about(suggestion.key),
        example=suggestion.example,
        source=suggestion.source,
    )


@transaction.atomic
def put_on_agenda(*, by: Actor, suggestion: Suggestion) -> None:
    """To the agenda of the next meeting, or to wait for one.

    Raises PermissionDenied, and ValidationError when it is answered or on one already.
    """
    require(by, RIGHT)
    if not stored(suggestion).is_open or _is_on_agenda(suggestion):
        raise ValidationError(_("It has been answered or is on an agenda already."))
    take_offer(by=by, area="meetings", offer=offer_suggestion(suggestion), verb="agenda")


def _is_on_agenda(suggestion: Suggestion) -> bool:
    return not Suggestion.objects.on_no_agenda().filter(pk=suggestion.pk).exists()


def decided(matter: HandOver, *, by: Actor) -> Receipt | None:
    """What a meeting decided of a suggestion is its answer; it waits again when the decision is
    taken out of the register.
    """
    area, key = matter.origin
    number = key.removeprefix(Suggestion.KEY)
    if not (key.startswith(Suggestion.KEY) and number.isdecimal()):
        return None
    suggestion = Suggestion.objects.filter(pk=int(number)).first()
    if suggestion is None:
        return None
    if not Decision.objects.filter(area=area, object_id=key).exists():
        reopen(by=by, suggestion=suggestion)
    elif suggestion.is_open:
        answer(by=by, suggestion=suggestion, text=matter.text)
    return None


@transaction.atomic
def set_days(*, by: Actor, days: int) -> AnswerTime:
    """Within how many days suggestions are answered from now on. Raises ValidationError."""
    require(by, RIGHT)
    target, _is_new = AnswerTime.objects.get_or_create(pk=1)
    change_days(by=by, target=target, days=days)
    return target


@transaction.atomic
def change_days(*, by: Actor, target: AnswerTime, days: int) -> None:
    """Raises PermissionDenied, ValidationError."""
    require(by, RIGHT)
    change(target, by=by, action="meetings.answer-time", days=days)


@transaction.atomic
def forget_addresses() -> int:
    """Remove addresses that were left with suggestions a month after the answer; how many."""
    rows = Suggestion.objects.exclude(email="").filter(answered_on__lt=clock.today() - KEEP_ADDRESS)
    suggestions = list(rows)
    for suggestion in suggestions:
        letters = OutgoingMail.objects.filter(key__startswith=key_of(suggestion))
        forget_letters(list(letters.values_list("key", flat=True)))
    Suggestion.objects.filter(pk__in=[row.pk for row in suggestions]).update(email="")
    return len(suggestions)


def _logged_fields(suggestion: Suggestion) -> dict[str, Any]:
    """What the audit log keeps for good: not the address that was left for the answer."""
    logged = snapshot(suggestion)
    del logged["email"]
    return logged


def _record(by: Actor, action: str, suggestion: Suggestion, **values: Any) -> None:
    record(by=by, action=action, obj=suggestion, **values)


def _require_own(by: Actor, suggestion: Suggestion) -> None:
    is_author = by.pk is not None and suggestion.person_id == by.pk
    require(by, Permission.LOG_WORK if is_author else RIGHT)


check_undo_by(_require_own, Suggestion)
check_undo_by(lambda by, _target: require(by, RIGHT), AnswerTime)
