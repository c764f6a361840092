"""The only writers of the register of changes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change as write
from kimppa.core.audit.actions import record, remove, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.permissions import SYSTEM, Actor, person_or_none, require
from kimppa.core.tasks.actions import create_task, drop_task
from kimppa.core.tasks.models import Task
from kimppa.pages.models import DEVELOPMENT, Change, Page, Vote

State = Change.State
EDITABLE = frozenset(
    {"title", "text", "reason", "allowed", "topic", "owner", "due", "municipality"}
)


@transaction.atomic
def wish(
    *,
    by: Actor,
    title: str,
    text: str = "",
    municipality: Municipality | None = None,
    at: dt.datetime | None = None,
    example: bool = False,
    source: str = "",
) -> Change:
    """Write down what staff or customers wish of the web library. Raises ValidationError."""
    require(by, Permission.LOG_WORK, municipality)
    change = Change(
        title=title.strip(),
        text=text.strip(),
        municipality=municipality,
        made_at=at or clock.now(),
        made_by=by.name,
        author=person_or_none(by),
        example=example,
        source=source,
    )
    change.full_clean()
    change.save()
    record(by=by, action="pages.wish", obj=change, municipality=municipality)
    return change


@transaction.atomic
def take_wish_back(*, by: Actor, change: Change) -> None:
    """It was written by mistake; the log keeps what it said.

    Raises PermissionDenied for others than its writer and the coordinator, and ValidationError
    once others want it too or something has been done about it.
    """
    _require_own(by, change)
    stored_change = stored(change)
    other_votes = change.votes.exclude(person=person_or_none(by))
    has_begun = stored_change.state != State.IDEA or stored_change.sent_on
    if has_begun or other_votes.exists() or change.proofs.exists():
        raise ValidationError(_("Others want it too, or work has begun: it stays in the register."))
    area, object_id = origin_of(change)
    for task in Task.objects.open().filter(area=area, object_id=object_id):
        drop_task(by=SYSTEM, task=task)
    remove(change, by=by, action="pages.unwish")


def _require_own(by: Actor, change: Change) -> None:
    if not (isinstance(by, Person) and by.can(Permission.LOG_WORK) and change.author_id == by.pk):
        require(by, Permission.MANAGE_PAGES)


check_undo_by(_require_own, Change)


@transaction.atomic
def edit(
    *,
    by: Actor,
    change: Change,
    pages: Iterable[Page] | None = None,
    services: Iterable[Service] | None = None,
    **field_changes: Any,
) -> None:
    """Change what is said of it, and what it touches. Raises ValidationError."""
    require(by, Permission.MANAGE_PAGES)
    if unknown_fields := field_changes.keys() - EDITABLE:
        raise TypeError(f"not for editing: {', '.join(sorted(unknown_fields))}")
    keys_before, topic_before = _touched_keys(change), stored(change).topic
    if pages is not None:
        change.pages.set(pages)
    if services is not None:
        change.services.set(services)
    if (keys_after := _touched_keys(change)) != keys_before:
        record(by=by, action="pages.change", obj=change, before=keys_before, after=keys_after)
    if field_changes and write(change, by=by, action="pages.change", **field_changes):
        _record_anew(by, change, topic_changed=change.topic != topic_before)


def _touched_keys(change: Change) -> dict[str, Any]:
    return {
        "pages": sorted(change.pages.values_list("name", flat=True)),
        "services": sorted(change.services.values_list("slug", flat=True)),
    }


@transaction.atomic
def vote(*, by: Person, change: Change) -> None:
    """Want it too; once."""
    require(by, Permission.LOG_WORK)
    vote, is_new = Vote.objects.get_or_create(
        change=change, person=by, defaults={"example": change.example, "source": change.source}
    )
    if is_new:
        record(by=by, action="pages.vote", obj=vote)


@transaction.atomic
def take_vote_back(*, by: Person, change: Change) -> None:
    """No longer want it."""
    require(by, Permission.LOG_WORK)
    for vote in Vote.objects.filter(change=change, person=by):
        remove(vote, by=by, action="pages.unvote")


def _require_own_vote(by: Actor, vote: Vote) -> None:
    require(by, Permission.LOG_WORK)
    if vote.person_id != by.pk:
        raise PermissionDenied


check_undo_by(_require_own_vote, Vote)


@transaction.atomic
def agree(
    *, by: Actor, change: Change, on: dt.date | None = None, decision: Decision | None = None
) -> None:
    """It will be done; by a decision, or because it must be. Raises ValidationError."""
    require(by, Permission.MANAGE_PAGES)
    _require_state(change, State.IDEA)
    if stored(change).allowed == Change.Allowed.NO:
        raise ValidationError(_("The platform does not allow it, so it cannot be agreed on."))
    day = past_day(on)
    write(change, by=by, action="pages.agree", state=State.AGREED, agreed_on=day, decision=decision)


@transaction.atomic
def finish(*, by: Actor, change: Change, on: dt.date | None = None) -> None:
    """It has been done; that is work for its topic. Raises ValidationError."""
    require(by, Permission.MANAGE_PAGES)
    _require_state(change, State.AGREED)
    write(change, by=by, action="pages.finish", state=State.DONE, done_on=past_day(on))
    _record_work(by, change)


@transaction.atomic
def prove(*, by: Actor, change: Change) -> None:
    """It is shown to work: what stood there before and what stands there now are kept.

    Raises ValidationError without a saved page or picture from after, and without one from
    before or the words that there was nothing.
    """
    require(by, Permission.MANAGE_PAGES)
    _require_state(change, State.DONE)
    proofs = list(change.proofs.all())
    if not any(proof.moment == proof.Moment.AFTER and proof.stored_id for proof in proofs):
        raise ValidationError(_("Add a saved page or a picture from after the change."))
    if not any(proof.moment == proof.Moment.BEFORE for proof in proofs):
        raise ValidationError(
            _("Add what stood there before, or say in words that there was nothing.")
        )
    write(change, by=by, action="pages.prove", state=State.PROVEN, proven_on=clock.today())
    _record_work(by, change)


@transaction.atomic
def step_back(*, by: Actor, change: Change) -> None:
    """Undo the newest step. Its work stops counting. Raises ValidationError."""
    require(by, Permission.MANAGE_PAGES)
    state = stored(change).state
    if state == State.PROVEN:
        write(change, by=by, action="pages.back", state=State.DONE, proven_on=None)
        _record_work(by, change)
    elif state == State.DONE:
        write(change, by=by, action="pages.back", state=State.AGREED, done_on=None)
        retract(origin_of(change), by=by)
    elif state == State.AGREED:
        write(change, by=by, action="pages.back", state=State.IDEA, agreed_on=None, decision=None)
    elif state == State.DROPPED:
        write(change, by=by, action="pages.back", state=State.IDEA, dropped_why="")
    else:
        raise ValidationError(_("There is no step to take back."))


@transaction.atomic
def drop(*, by: Actor, change: Change, why: str) -> None:
    """It will not be done, and why not. Raises ValidationError."""
    require(by, Permission.MANAGE_PAGES)
    _require_state(change, State.IDEA)
    if not why.strip():
        raise ValidationError(_("Say in a few words why it will not be done."))
    write(change, by=by, action="pages.drop", state=State.DROPPED, dropped_why=why.strip())


@transaction.atomic
def note_sent(*, by: Actor, change: Change, on: dt.date | None = None) -> None:
    """The proposal has gone to the National Library, which is work of its own."""
    require(by, Permission.MANAGE_PAGES)
    write(change, by=by, action="pages.sent", sent_on=past_day(on))
    _record_sending(by, change)


@transaction.atomic
def take_sent_back(*, by: Actor, change: Change) -> None:
    """It was not sent after all. Raises ValidationError once it has been answered."""
    require(by, Permission.MANAGE_PAGES)
    if stored(change).answered_on:
        raise ValidationError(_("It has been answered; take the answer back first."))
    write(change, by=by, action="pages.unsent", sent_on=None)
    retract(sent_origin(change), by=by)


@transaction.atomic
def note_answer(*, by: Actor, change: Change, answer: str, on: dt.date | None = None) -> None:
    """What the National Library answered. Raises ValidationError when nothing was sent before."""
    require(by, Permission.MANAGE_PAGES)
    sent_on, day = stored(change).sent_on, past_day(on)
    if sent_on is None or day < sent_on:
        raise ValidationError(_("The answer comes after the proposal was sent."))
    write(change, by=by, action="pages.answered", answered_on=day, answer=answer.strip())


@transaction.atomic
def take_answer_back(*, by: Actor, change: Change) -> None:
    """Nothing has been answered after all."""
    require(by, Permission.MANAGE_PAGES)
    write(change, by=by, action="pages.unanswered", answered_on=None, answer="")


@transaction.atomic
def to_meeting(*, by: Actor, change: Change) -> Task:
    """Put it on the list of the directors' meeting; one that is there already stays."""
    require(by, Permission.MANAGE_PAGES)
    stored(change)  # one at a time
    area, object_id = origin_of(change)
    open_tasks = Task.objects.open().filter(area=area, object_id=object_id, topic="meetings")
    return open_tasks.first() or create_task(
        by=by,
        topic="meetings",
        title=f"Verkkokirjaston muutos: {change.title}"[:300],
        note=change.text,
        origin=(area, object_id),
        example=change.example,
        source=change.source,
    )


def origin_of(change: Change) -> tuple[str, str]:
    """The origin of its work and tasks."""
    return "pages", f"change-{change.pk}"


def sent_origin(change: Change) -> tuple[str, str]:
    """The origin of the work of sending it."""
    return "pages", f"sent-{change.pk}"


def _record_work(by: Actor, change: Change) -> None:
    proofs = change.proofs.select_related("stored")
    files = [proof.stored for proof in proofs if proof.stored]
    record_evidence(
        by=by,
        topic=change.topic,
        title=change.title,
        date=change.done_on,
        note=change.text,
        files=files if change.state == State.PROVEN else (),
        origin=origin_of(change),
        example=change.example,
        source=change.source,
    )


def _record_sending(by: Actor, change: Change) -> None:
    record_evidence(
        by=by,
        topic=DEVELOPMENT,
        title=f"Kehittämisesitys Kansalliskirjastolle: {change.title}"[:300],
        date=change.sent_on,
        origin=sent_origin(change),
        example=change.example,
        source=change.source,
    )


def _record_anew(by: Actor, change: Change, *, topic_changed: bool) -> None:
    """Work that has been recorded gets the new words, and stands under the new topic only."""
    if change.state in {State.DONE, State.PROVEN}:
        if topic_changed:
            retract(origin_of(change), by=by)
        _record_work(by, change)
    if change.sent_on is not None:
        _record_sending(by, change)


def _require_state(change: Change, state: State) -> None:
    if stored(change).state != state:
        raise ValidationError(_("It is not in that state any more; look at it again."))


def past_day(on: dt.date | None) -> dt.date:
    """The day, today when none is given. Raises ValidationError for one to come."""
    day = on or clock.today()
    if day > clock.today():
        raise ValidationError(_("The date is still to come."))
    return day
