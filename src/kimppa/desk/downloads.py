"""Giving stored files out: always as an attachment, never run or shown inside the desk."""

from pathlib import PurePath

from django.http import HttpResponse

from kimppa.core.files.actions import read
from kimppa.core.files.models import StoredFile
from kimppa.ui.attachments import attachment as to_keep

_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".json": "application/json",
}


def media_type(name: str) -> str:
    """The media type that a name's ending tells; unknown endings are plain bytes."""
    return _TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


def attachment(stored: StoredFile, name: str = "") -> HttpResponse:
    """A stored file to save; `name` is used instead of its own. Raises OSError if it is altered."""
    name = name or stored.name
    return to_keep(name, media_type(name), read(stored))
