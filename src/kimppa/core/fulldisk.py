"""A disk that is full or read-only: knowing it, and reading on while nothing can be written."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
POSTGRESQL_CODE = "53100"  # appendix A of its manual

logger = logging.getLogger(__name__)


def is_full(error: BaseException | None) -> bool:
    """Whether the disk had no room for a file or for the database."""
    if isinstance(error, OSError):
        return error.errno in ERRORS
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code == POSTGRESQL_CODE or "disk is full" in str(error)


def is_readonly(error: BaseException | None) -> bool:
    """Whether the disk takes no writes, as one does that the system has found damaged."""
    if isinstance(error, OSError):
        return error.errno == errno.EROFS
    return isinstance(error, OperationalError) and "readonly database" in str(error)


def comes_of_disk(error: BaseException | None) -> BaseException | None:
    """What the disk said that led to the error; None when it was something else."""
    while error is not None and not (is_full(error) or is_readonly(error)):
        error = error.__cause__ or error.__context__
    return error


@contextmanager
def dispensable(what: str) -> Iterator[None]:
    """Write what reading can do without: where it cannot be written, the log says so.

    Not for use within a transaction.
    """
    try:
        yield
    except (OperationalError, OSError) as error:
        if not comes_of_disk(error):
            raise
        logger.warning("nothing can be written: %s was left out", what)
