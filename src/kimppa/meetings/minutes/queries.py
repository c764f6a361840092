"""Reading who has approved the minutes and what has been proposed of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import directors, municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.language import official, read_consortium
from kimppa.core.releases.actions import latest
from kimppa.core.releases.models import Delivery, Release
from kimppa.meetings.minutes.content import facts_of, words_sha256
from kimppa.meetings.minutes.naming import titles_of
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.models import Approval, Attendance, Correction, Meeting


@dataclass(frozen=True, slots=True)
class Approved:
    """A municipality that was asked: `approval` of the text as it stands, or of an `earlier`."""

    municipality: Municipality
    approval: Approval | None
    earlier: Approval | None


def text_sha256(meeting: Meeting) -> str:
    """The checksum of the words of the minutes as they stand now."""
    with official():
        return words_sha256(facts_of(meeting, read_consortium()))


def approved(meeting: Meeting, sha256: str) -> list[Approved]:
    """How each municipality that was asked has answered, in their order: one query."""
    approvals_by_town: dict[Municipality, list[Approval]] = {}
    for approval in meeting.approvals.select_related("municipality"):
        approvals_by_town.setdefault(approval.municipality, []).append(approval)
    return [
        Approved(
            town,
            next((row for row in approvals if row.text_sha256 == sha256), None),
            next((row for row in approvals if row.approved_at), None),
        )
        for town, approvals in approvals_by_town.items()
    ]


def participants(meeting: Meeting) -> list[tuple[Municipality, Person]]:
    """The directors in office of the municipalities but those that were absent: of one whose
    attendance was not noted too; of all when nobody was there.
    """
    absent_ids = [
        row.municipality_id for row in meeting.attendances.all() if row.how == Attendance.How.ABSENT
    ]
    towns = municipalities_on(meeting.day)
    return directors(towns.exclude(pk__in=absent_ids)) or directors(towns)


def unapproved(
    meeting: Meeting, attendance: Sequence[Mapping[str, Any]], rows: Sequence[Approved]
) -> list[str]:
    """The names of the municipalities that were not absent and have not approved the minutes as
    they stand, by the facts' attendance and by what `approved` gives.
    """
    approved_codes = {row.municipality.code for row in rows if row.approval}
    attending = [row for row in attendance if row["how"] != Attendance.How.ABSENT]
    names_by_code = {row["code"]: row["name"] for row in attending}
    if not attendance:
        names_by_code = {town.code: town.name for town in municipalities_on(meeting.day)}
    return [name for code, name in names_by_code.items() if code not in approved_codes]


def corrections_of(meeting: Meeting) -> Sequence[Correction]:
    """What has been proposed, the first first."""
    corrections = Correction.objects.filter(approval__meeting=meeting)
    return list(corrections.select_related("approval__municipality", "item"))


def final_release(meeting: Meeting) -> Release | None:
    """The newest version, once it is final: then nobody approves or corrects by link any more."""
    release = latest(MINUTES.subject(meeting))
    return release if release and not release.provisional else None


def newest_final(meeting: Meeting) -> Release | None:
    """The newest version that is final, also where a provisional one has followed it: one query."""
    return _finals(meeting).order_by("-version").first()


def _finals(meeting: Meeting) -> QuerySet[Release]:
    return Release.objects.filter(
        kind=MINUTES.kind, title__in=titles_of(meeting), provisional=False
    )


def published_release(meeting: Meeting) -> Release | None:
    """The newest final version that everybody may read: one that was frozen before the minutes were
    published, or has been delivered to somebody since.
    """
    if meeting.published_at is None:
        return None
    open_rows = _finals(meeting).filter(
        Q(frozen_at__lte=meeting.published_at)
        | Exists(Delivery.objects.filter(release=OuterRef("pk")))
    )
    return open_rows.order_by("-version").first()


def link_opens(approval: Approval) -> bool:
    """Whether the holder is still in use and comments for the municipality."""
    person = approval.person
    return person is not None and person.can(Permission.COMMENT, approval.municipality)
