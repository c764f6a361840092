"""What the minutes of a meeting say, as JSON: the same facts make the page, the PDF and Word."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from django.db.models import Prefetch

from kimppa.core.consortium.models import Consortium, Municipality
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.ratification.models import Confirmation
from kimppa.core.releases.facts import canonical, checksum
from kimppa.meetings.minutes.naming import title_of
from kimppa.meetings.models import Item, Meeting

type Facts = dict[str, Any]
SWEDISH = "name_sv"
MOVED = "moved_to"  # 3/2027, of an item left open that goes on in that meeting


def facts_of(meeting: Meeting, consortium: Consortium | None) -> Facts:
    """The whole minutes. `attendance` is a row for each municipality, `items` those of the agenda
    with what came of each; days and times are ISO 8601. Six queries, whatever the agenda holds.
    """
    return {
        "title": title_of(meeting),
        "meeting": meeting.pk,
        "consortium": consortium.name if consortium else "",
        "producer": consortium.host.name if consortium and consortium.host else "",
        "start": meeting.local_start.isoformat(),
        "end": meeting.end.isoformat(),
        "place": meeting.place,
        "opening": meeting.opening,
        "closing": meeting.closing,
        "attendance": _attendance(meeting),
        "items": [_item(number, item, meeting) for number, item in enumerate(_items(meeting), 1)],
        "example": meeting.example,
        "public": False,
    }


def _attendance(meeting: Meeting) -> list[Facts]:
    """How each municipality took part ("" where it was not noted), once any has been noted."""
    rows = {row.municipality_id: row for row in meeting.attendances.select_related("municipality")}
    towns = [row.municipality for row in rows.values()]
    if rows:
        towns += [town for town in municipalities_on(meeting.day) if town.pk not in rows]
    attendance = []
    for town in towns:
        row = rows.get(town.pk)
        facts = {**_names(town), "how": row.how if row else ""}
        facts["substitute"] = row.substitute if row else ""
        if row and row.director:  # what was frozen before directors were named stays as it was
            facts["director"] = row.director
        attendance.append(facts)
    return attendance


def _names(town: Municipality) -> Facts:
    """The code and the name, and in Swedish where that is another."""
    names = {"code": town.code, "name": town.name}
    return names | ({SWEDISH: town.name_sv} if town.name_sv not in ("", town.name) else {})


def _items(meeting: Meeting) -> Iterable[Item]:
    answers = Prefetch(
        "decision__ratification__confirmations",
        Confirmation.objects.select_related("municipality"),
    )
    items = meeting.items.select_related("task__owner", "decision__ratification")
    continuations = Prefetch("continued_by", Item.objects.select_related("meeting"))
    return items.prefetch_related("attachments", answers, continuations)


def _item(number: int, item: Item, meeting: Meeting) -> Facts:
    facts = _facts(number, item)
    if not item.outcome and meeting.state == Meeting.State.HELD:
        later = [copy.meeting for copy in item.continued_by.all() if copy.meeting]
        facts |= {MOVED: f"{later[0].number}/{later[0].day.year}"} if later else {}
    return facts


def _facts(number: int, item: Item) -> Facts:
    return {
        "number": number,
        "title": item.title,
        "topic": item.topic,
        "internal": item.internal,
        "presenter": item.presenter,
        "outcome": item.outcome,
        "text": item.outcome_text,
        "confirmation": _confirmation(item),
        "task": _task(item),
        "attachments": [attachment.title for attachment in item.attachments.all()],
    }


def _confirmation(item: Item) -> Facts | None:
    """How each municipality that was asked has answered; None where nobody was."""
    question = item.decision.ratification if item.decision else None
    if question is None or question.withdrawn_at:
        return None
    return {
        "due": question.due.isoformat() if question.due else "",
        "answers": [
            _answer(answer, answer.level or question.level)
            for answer in question.confirmations.all()
        ],
    }


def _answer(answer: Confirmation, level: str) -> Facts:
    return {
        **_names(answer.municipality),
        "level": level,
        "state": answer.state,
        "date": answer.date.isoformat() if answer.date else "",
        "body": answer.body,
        "section": answer.section,
        "comment": answer.comment,
    }


def _task(item: Item) -> Facts | None:
    if item.task is None:
        return None
    return {
        "title": item.task.title,
        "owner": item.task.owner.name if item.task.owner else "",
        "due": item.task.due.isoformat() if item.task.due else "",
    }


def public(facts: Mapping[str, Any]) -> Facts:
    """What everybody may read of the minutes: no internal items, attachments, names of people
    or reasons that a municipality gave. An item that is left out leaves its number free.
    """
    copy = deepcopy(dict(facts)) | {"public": True}
    copy["items"] = [item for item in copy["items"] if not item["internal"]]
    for attendance_row in copy["attendance"]:
        attendance_row["substitute"] = ""
        attendance_row.pop("director", None)
    for item in copy["items"]:
        item |= {"presenter": "", "attachments": []}
        if item["task"]:
            item["task"]["owner"] = ""
        for answer in (item["confirmation"] or {"answers": []})["answers"]:
            answer["comment"] = ""
    return copy


def words_sha256(facts: Mapping[str, Any]) -> str:
    """A checksum of what the participants approve: the minutes without the answers that come
    after the meeting, without where what was left open goes on, and without what
    municipalities are called in another language.
    """
    items = [
        {name: fact for name, fact in item.items() if name != MOVED} | {"confirmation": None}
        for item in facts["items"]
    ]
    attendance = [
        {name: fact for name, fact in row.items() if name != SWEDISH} for row in facts["attendance"]
    ]
    return checksum(canonical({**facts, "items": items, "attendance": attendance}))
