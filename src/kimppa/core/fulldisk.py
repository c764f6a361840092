"""A disk that is full or read-only: recognising it, and going on reading meanwhile."""

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


def disk_error(error: BaseException | None) -> BaseException | None:
    """The disk's error in the chain of causes; None when the cause is another."""
    while error is not None and not (is_full(error) or is_readonly(error)):
        error = error.__cause__ or error.__context__
    return error


@contextmanager
def dispensable(description: str) -> Iterator[None]:
    """Skip a write that readers can do without when the disk takes none; the log names it.

    Not for use within a transaction.
    """
    try:
        yield
    except (OperationalError, OSError) as error:
        if not disk_error(error):
            raise
        logger.warning("nothing can be written: %s was left out", description)
