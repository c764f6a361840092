"""A file that the browser keeps instead of showing it."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(name: str, media_type: str, data: bytes | str) -> HttpResponse:
    """The bytes or text under a file name, which is written as RFC 6266 has it."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(data, content_type=media_type, headers=headers)
