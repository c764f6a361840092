"""A file that the browser keeps instead of showing it."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify


def attachment(name: str, media_type: str, data: bytes | str) -> HttpResponse:
    """The bytes or text under a file name, which is written as RFC 6266 has it."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(data, content_type=media_type, headers=headers)


def file_stem(title: str, suffix: str = "") -> str:
    """The name of a file, in the language of its title: "tapahtumat-kunnittain-2025"."""
    stem, end = slugify(title) or "kimppa", slugify(suffix)
    return stem if not end or end in stem.split("-") or stem.endswith(end) else f"{stem}-{end}"
