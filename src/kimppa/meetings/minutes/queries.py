"""Reading who has approved the minutes and what has been proposed of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import directors, municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.language import official, read_consortium
from kimppa.core.releases.actions import latest
from kimppa.core.releases.models import Release
from kimppa.meetings.minutes.content import facts_of, words_sha256
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
    rows: dict[Municipality, list[Approval]] = {}
    for approval in meeting.approvals.select_related("municipality"):
        rows.setdefault(approval.municipality, []).append(approval)
    return [
        Approved(
            place,
            next((row for row in own if row.text_sha256 == sha256), None),
            next((row for row in own if row.approved_at), None),
        )
        for place, own in rows.items()
    ]


def participants(meeting: Meeting) -> list[tuple[Municipality, Person]]:
    """The directors in office of the municipalities that took part; of all when nobody noted it."""
    here = [
        row.municipality_id for row in meeting.attendances.all() if row.how != Attendance.How.ABSENT
    ]
    places = municipalities_on(meeting.day)
    return directors(places.filter(pk__in=here) if here else places)


def corrections_of(meeting: Meeting) -> Sequence[Correction]:
    """What has been proposed, the first first."""
    rows = Correction.objects.filter(approval__meeting=meeting)
    return list(rows.select_related("approval__municipality", "item"))


def final_release(meeting: Meeting) -> Release | None:
    """The newest version, once it is final: then nobody approves or corrects by link any more."""
    release = latest(MINUTES.subject(meeting))
    return release if release and not release.provisional else None


def newest_final(meeting: Meeting) -> Release | None:
    """The newest version that is final, also where a provisional one has followed it."""
    names = MINUTES.subject(meeting).names
    rows = Release.objects.filter(kind=MINUTES.kind, title__in=names, provisional=False)
    return rows.order_by("-version").first()


def link_opens(approval: Approval) -> bool:
    """Whether the holder is still in use and comments for the municipality."""
    person = approval.person
    return person is not None and person.can(Permission.COMMENT, approval.municipality)
