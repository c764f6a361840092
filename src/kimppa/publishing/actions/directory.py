"""Taking in what Kirjastohakemisto tells, and saying which branch is which."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.publishing.models import DirectoryEntry
from kimppa.sources.kirjastohakemisto import ServicePoint

check_undo_by(lambda by, _entry: require(by, Permission.PUBLISH), DirectoryEntry)


@transaction.atomic
def take_directory(*, by: Actor, points: Sequence[ServicePoint]) -> int:
    """Keep the branches as they are told now; one that is told no more is gone. How many.

    A new one becomes the entry of the branch with the very same name. Raises PermissionDenied.
    """
    require(by, Permission.PUBLISH)
    entry_by_number = {
        directory_entry.number: directory_entry
        for directory_entry in DirectoryEntry.objects.select_for_update()
    }
    branch_by_name = {
        name.casefold(): branch
        for branch in Branch.objects.filter(directory_entry__isnull=True)
        for name in branch.names
    }
    for point in points:
        directory_entry = entry_by_number.pop(point.id, None)
        if directory_entry is None:
            branch = branch_by_name.get(point.name.casefold())
            for name in branch.names if branch else ():
                branch_by_name.pop(name.casefold(), None)
            directory_entry = DirectoryEntry(number=point.id, branch=branch)
        _copy_point(directory_entry, point)
    for directory_entry in entry_by_number.values():
        directory_entry.gone = True
        directory_entry.save(update_fields=["gone"])
    first_entry = DirectoryEntry.objects.order_by("pk").first()
    if first_entry is not None:
        record(
            by=by, action="publishing.directory", obj=first_entry, after={"branches": len(points)}
        )
    return len(points)


def _copy_point(directory_entry: DirectoryEntry, point: ServicePoint) -> None:
    directory_entry.name, directory_entry.kind = point.name[:200], point.kind[:40]
    directory_entry.street, directory_entry.zipcode, directory_entry.city = (
        point.street[:200],
        point.zipcode[:20],
        point.city[:100],
    )
    directory_entry.latitude, directory_entry.longitude = point.latitude, point.longitude
    directory_entry.hours = [
        {
            "date": day.date.isoformat(),
            "info": day.info,
            "times": [[opening.start, opening.end, opening.staffed] for opening in day.times],
        }
        for day in point.hours
    ]
    directory_entry.gone, directory_entry.fetched_at = False, clock.now()
    directory_entry.save()


@transaction.atomic
def tie_branch(*, by: Actor, directory_entry: DirectoryEntry, branch: Branch | None) -> None:
    """Say which branch of ours an entry is; None = none. Raises PermissionDenied, ValidationError
    when the branch is another entry's.
    """
    require(by, Permission.PUBLISH)
    if (
        branch
        and DirectoryEntry.objects.filter(branch=branch).exclude(pk=directory_entry.pk).exists()
    ):
        raise ValidationError(_("This branch is tied to another one there."))
    change(directory_entry, by=by, action="publishing.tie", branch=branch)
