"""Files that were brought. Reads."""

import zlib

from django.db.models import QuerySet

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import read
from kimppa.core.imports.importer import Importer
from kimppa.core.imports.models import Import
from kimppa.core.permissions import Actor


def imports_of(importer: Importer, by: Actor) -> QuerySet[Import]:
    """The files that somebody may look at: their own, and for the coordinator all."""
    uploads = Import.objects.filter(kind=importer.slug).select_related("by", "file", "original")
    if by.can(Permission.MANAGE_CONSORTIUM):
        return uploads
    return uploads.filter(by=by) if isinstance(by, Person) else uploads.none()


def original(upload: Import) -> bytes | None:
    """The file as it came; None when its time is over. Raises OSError from the store."""
    if upload.file is not None:
        return read(upload.file)
    original_row = getattr(upload, "original", None)
    return zlib.decompress(original_row.data) if original_row is not None else None


def same_file(upload: Import) -> Import | None:
    """The newest import of the very same file that is in use."""
    imports_of_content = Import.objects.filter(
        kind=upload.kind, sha256=upload.sha256, taken_at__isnull=False, undone_at=None
    )
    return imports_of_content.exclude(pk=upload.pk).select_related("by").first()
