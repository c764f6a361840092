"""What is shown when the desk itself has failed, or could not make sense of a request."""

import sqlite3
import sys

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from kimppa.core.fulldisk import disk_error, is_full, is_readonly
from kimppa.desk.faults.typed import typed

# PostgreSQL's codes: a unique value is in use already; a row that is pointed at is gone.
_CONFLICTS = ("23505", "23503")
_PASSING = (503, 507)  # the same form may be taken a while later
# SQLite's words: another writer; no room even for its lock file, or a disk that fails.
_AWAY = ("locked", "disk I/O error", "unable to open database file")
_RETRY_SECONDS = "10"


def failed(request: HttpRequest) -> HttpResponse:
    """The page of a fault; what passes or can be mended gets a page that says so."""
    error = sys.exception()
    status = status_of(error)
    answer = _page(request, status, error)
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
    cause = disk_error(exception)
    return _page(request, status_of(cause) if cause else 400, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an address without content. What was written about something that somebody has
    removed meanwhile is given back, if a view was asked: then the form was one of ours.
    """
    unsaved = typed(request, exception) if request.resolver_match else None
    answer = render(request, "404.html", {"typed": unsaved}, status=404)
    if unsaved:
        answer["Cache-Control"] = "private, no-store"
    return answer


def _page(request: HttpRequest, status: int, error: BaseException | None) -> HttpResponse:
    """No context of a request is used, for its making may be what failed; only the number by
    which the log knows the request, and what was sent and would be lost."""
    context: dict[str, object] = {"request_id": request.META.get("kimppa.request-id", "")}
    if status in _PASSING:
        context["typed"] = typed(request, error)
    answer = HttpResponse(render_to_string(f"{status}.html", context), status=status)
    if context.get("typed"):
        answer["Cache-Control"] = "private, no-store"
    return answer


def is_away(error: BaseException | None) -> bool:
    """Whether the database was down, restarting, kept busy for too long or not to be written."""
    if isinstance(error, InterfaceError) or is_readonly(error):
        return True
    if not isinstance(error, OperationalError):
        return False
    # SQLite calls also a missing table an operational error; PostgreSQL's are about itself.
    text = str(error)
    return any(words in text for words in _AWAY) or not isinstance(error.__cause__, sqlite3.Error)


def is_taken(error: BaseException | None) -> bool:
    """Whether somebody else wrote the same, or removed what this stands on, at the same time."""
    if not isinstance(error, IntegrityError):
        return False
    words = ("UNIQUE constraint failed", "FOREIGN KEY constraint failed")
    return _code(error) in _CONFLICTS or str(error).startswith(words)


def is_no_text(error: BaseException | None) -> bool:
    """Whether a text held the character NUL, which PostgreSQL does not take."""
    return isinstance(error, DataError) and "NUL" in str(error)


def _code(error: Exception) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""
