"""A file that the browser saves instead of showing it, and that stays in no cache."""

import re
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from kimppa.core.files.actions import read
from kimppa.core.files.models import StoredFile

_BETWEEN = re.compile(r"(?<=\d)[.–](?=\d)")  # the parts of days
_UNSTORED = {"Cache-Control": "private, no-store"}


def attachment(name: str, media_type: str, data: bytes | str) -> HttpResponse:
    """The bytes or text under a file name, which is written as RFC 6266 has it."""
    disposition = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(data, content_type=media_type, headers=disposition | _UNSTORED)


def stored(
    file: StoredFile | None, name: str = "", media_type: str = "application/octet-stream"
) -> HttpResponse:
    """A kept file to save, under its own name or another; what people brought is of no type that a
    browser would show. Raises Http404 for none, and for one that cannot be read.
    """
    if file is None:
        raise Http404
    try:
        return attachment(name or file.name, media_type, read(file))
    except OSError as error:
        raise Http404 from error


def attached_file(name: str, path: Path) -> FileResponse:
    """A file of the disk, which may be large, under a name."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, headers=_UNSTORED)


def file_stem(title: str, suffix: str = "") -> str:
    """The name of a file, in the language of its title: "tapahtumat-kunnittain-2025"; days keep
    their parts: "naxos-1-5-2024-30-4-2025".
    """
    stem, end = slugify(_BETWEEN.sub("-", title)) or "kimppa", slugify(suffix)
    return stem if not end or end in stem.split("-") or stem.endswith(end) else f"{stem}-{end}"
