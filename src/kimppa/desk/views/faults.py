"""What is shown when the desk itself has failed."""

import errno
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def failed(request: HttpRequest) -> HttpResponse:
    """The page of a fault; a full disk gets one of its own, since somebody can mend that."""
    if is_full(sys.exception()):
        return render(request, "507.html", status=507)
    return server_error(request)


def is_full(error: BaseException | None) -> bool:
    """Whether the disk had no room for a file or for the database."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, OperationalError) and "full" in str(error)
