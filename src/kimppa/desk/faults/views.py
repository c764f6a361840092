"""What is shown when the desk itself has failed, or could not make sense of a request."""

import errno
import sqlite3
import sys

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

_DISK_FULL = "53100"  # PostgreSQL's own code
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DISK_FULL = "53100"  # PostgreSQL's codes, from appendix A of its manual
_TAKEN = ("23505", "23503")  # a unique value in use already; a row that is pointed at is gone
_RETRY_SECONDS = "10"


def failed(request: HttpRequest) -> HttpResponse:
    """The page of a fault; what passes or can be mended gets a page that says so."""
    status = status_of(sys.exception())
    answer = _page(request, status)
    if status == 503:
        answer["Retry-After"] = _RETRY_SECONDS
    return answer


def status_of(error: BaseException | None) -> int:
    """507 full disk, 503 no database now, 409 somebody was faster, 400 not text, else 500."""
    tests = ((507, is_full), (503, is_away), (409, is_taken), (400, is_no_text))
    return next((status for status, fits in tests if fits(error)), 500)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that was not understood.

    When a session finds no room on the disk, Django says only that it was interrupted.
    """
    cause: BaseException | None = exception
    while cause is not None:
        if is_full(cause):
            return _page(request, 507)
        cause = cause.__cause__ or cause.__context__
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
    return isinstance(error, OperationalError) and (
        _code(error) == _DISK_FULL or "disk is full" in str(error)
    )


def is_away(error: BaseException | None) -> bool:
    """Whether the database was down, restarting or kept busy by another writer for too long."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    # SQLite calls also a missing table an operational error; PostgreSQL's are about itself.
    return "locked" in str(error) or not isinstance(error.__cause__, sqlite3.Error)


def is_taken(error: BaseException | None) -> bool:
    """Whether somebody else wrote the same, or removed what this stands on, at the same time."""
    if not isinstance(error, IntegrityError):
        return False
    words = ("UNIQUE constraint failed", "FOREIGN KEY constraint failed")
    return _code(error) in _TAKEN or str(error).startswith(words)


def is_no_text(error: BaseException | None) -> bool:
    """Whether a text held the character NUL, which PostgreSQL does not take."""
    return isinstance(error, DataError) and "NUL" in str(error)


def _code(error: Exception) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""
