"""Errors in the few words that staff can act on; the details are kept for those who program."""

import errno

from kimppa.core.retry import TryLaterError
from kimppa.jobs.models import Run

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def reason_of(error: BaseException, *, helps: bool) -> Run.Reason:
    """Why an attempt failed; `helps` tells whether another may succeed."""
    if not helps:
        return Run.Reason.PERMANENT
    if isinstance(error, OSError) and error.errno in _FULL:
        return Run.Reason.FULL
    # A name that is not found, a connection refused or broken, a time-out.
    if isinstance(error, (ConnectionError, TimeoutError, TryLaterError)) or (
        type(error).__name__ == "gaierror"
    ):
        return Run.Reason.AWAY
    return Run.Reason.ERROR
