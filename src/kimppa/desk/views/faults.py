"""What is shown when the desk itself has failed, or could not make sense of a request."""

import errno
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def failed(request: HttpRequest) -> HttpResponse:
    """The page of a fault; a full disk gets one of its own, since somebody can mend that."""
    status = 507 if is_full(sys.exception()) else 500
    return _page(request, status)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that was not understood."""
    return _page(request, 400)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    """No context of a request is used, for its making may be what failed; only the number by
    which the log knows the request."""
    values = {"request_id": request.META.get("kimppa.request-id", "")}
    return HttpResponse(render_to_string(f"{status}.html", values), status=status)


def is_full(error: BaseException | None) -> bool:
    """Whether the disk had no room for a file or for the database."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, OperationalError) and "full" in str(error)
